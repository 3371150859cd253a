// What was sent from this browser and is not with the server yet. It lives through a reload, a crash and a lost
// connection. Each item travels with its key, so that the server takes it once however often it is sent.

import { inWords } from "./spoken-words.js";

const WAITS = [1000, 3000, 10_000, 30_000]; // milliseconds after each try that the server could not take
const PATIENCE = 15_000;
const name = () => `outbox-${document.body.dataset.me ?? ""}`;
let busy = false;
let timer;

export const items = () => JSON.parse(localStorage.getItem(name()) ?? "[]");
export const holds = (to, text) => items().some((item) => item.to === to && field(item, "text") === text);
export const field = (item, wanted) => item.fields.find(([key]) => key === wanted)?.[1] ?? "";

export function add(item) {
  write([...items(), { ...item, state: "waiting", tries: 0 }]);
  flush();
}

export function drop(key) {
  write(items().filter((item) => item.key !== key));
}

// `sure`: the person has seen why it did not go, and wants it sent all the same.
export function retry(key, sure = false) {
  const more = sure ? [["anyway", "1"]] : [];
  change(key, (item) => ({ ...item, fields: [...item.fields, ...more], state: "waiting", tries: 0, why: "" }));
  flush();
}

// One after the other, in the order in which they were written.
export async function flush() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    let next;
    while ((next = items().find((item) => item.state === "waiting")) && (await send(next)));
  } finally {
    busy = false;
  }
}

// False: nothing more can be done now.
async function send(item) {
  let answer;
  try {
    answer = await fetch(item.to, { method: "POST", body: new URLSearchParams(item.fields), headers: headers(), signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return later(item);
  }
  if (answer.status === 204) return went(item);
  if (answer.status >= 500) return later(item);
  const why = [409, 422].includes(answer.status) ? await answer.text() : refusal(answer.status);
  change(item.key, (one) => ({ ...one, state: "failed", why, status: answer.status }));
  if (answer.status === 409) document.dispatchEvent(new CustomEvent("outbox:doubted", { detail: { ...item, why } }));
  return true;
}

function went(item) {
  drop(item.key);
  document.dispatchEvent(new CustomEvent("outbox:sent", { detail: item }));
  document.body.dispatchEvent(new CustomEvent("resync")); // seen at once, even while the stream is down
  return true;
}

// Offline it waits for the connection, as long as that takes. A server that is there and can't is tried a few times.
function later(item) {
  const wait = navigator.onLine ? WAITS[item.tries] : undefined;
  const offline = !navigator.onLine;
  change(item.key, (one) => ({ ...one, tries: offline ? one.tries : one.tries + 1, offline, ...(offline || wait ? {} : { state: "failed", why: inWords("Not sent: the server did not answer. Your words are kept here."), status: 0 }) }));
  if (wait) timer = setTimeout(flush, wait);
  return !offline && !wait;
}

function refusal(status) {
  if (status === 401) return inWords("You were signed out. Sign in again, then press Retry.");
  return status === 403 ? inWords("Not sent: this page is too old, or you may not write here. Load it anew, then press Retry.") : inWords("Not sent: this conversation is not there any more.");
}

function headers() {
  return { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
}

function change(key, step) {
  write(items().map((item) => (item.key === key ? step(item) : item)));
}

function write(list) {
  try {
    localStorage.setItem(name(), JSON.stringify(list));
  } catch {
    // A full or forbidden store: what is there stays in this page's hands until it is left.
  }
  document.dispatchEvent(new CustomEvent("outbox"));
}

window.addEventListener("online", flush);
document.addEventListener("htmx:sse:after:connection", flush); // the server is there again
window.addEventListener("storage", (event) => event.key === name() && document.dispatchEvent(new CustomEvent("outbox")));
document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", flush) : flush();
