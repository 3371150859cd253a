// The right side: what Meta saw; and the clock.

import { clockTime, icon, make } from "./words.js";

const wire = document.getElementById("wire");
const SHOWN = 12;
const open = new Set();

export function drawSeen(seen) {
  const calls = seen.requests.map((one) => ({ ...one, back: true, name: one.path.split("/").pop() }));
  const posts = seen.webhooks.map((one) => ({ ...one, back: false, name: "webhook" }));
  const both = [...calls, ...posts].sort((a, b) => b.at - a.at).slice(0, SHOWN);
  wire.replaceChildren(...(both.length ? both.map(line) : [make("li", "nothing", "Nothing yet. Write something on the phone.")]));
}

function line(one) {
  const key = `${one.at}${one.words}`;
  const time = make("time", "", new Date(one.at * 1000).toLocaleTimeString("en-GB"));
  const way = make("span", one.back ? "dir back" : "dir", icon("arrow-right"), make("span", "sr", one.back ? "from Cairn" : "to Cairn"));
  const details = make("details", "",
    make("summary", "", time, way, make("b", "", one.back && /^\d+$/.test(one.name) ? "node" : one.name), make("span", "", one.words),
      make("span", `chip ${one.answer === 200 ? "green" : "red"}`, one.answer ? `${one.answer}` : "none"),
      make("small", "", `${one.milliseconds} ms`)));
  details.open = open.has(key);
  if (details.open) details.append(make("pre", "", told(one)));
  details.addEventListener("toggle", () => toggle(details, key, one));
  return make("li", "", details);
}

function toggle(details, key, one) {
  open[details.open ? "add" : "delete"](key);
  if (details.open && !details.querySelector("pre")) details.append(make("pre", "", told(one)));
}

function told({ method, path, body, code, fault, attempt }) {
  const facts = [method && `${method} ${path}`, code && `error ${code}`, fault && `fault: ${fault}`, attempt > 1 && `attempt ${attempt}`];
  return [...facts.filter(Boolean), JSON.stringify(body, null, 1)].join("\n");
}

export function listenForClock(move) {
  for (const one of document.querySelectorAll("[data-advance]")) {
    const { advance } = one.dataset;
    one.addEventListener("click", () => move(advance === "reset" ? { reset: true } : { advance_seconds: Number(advance) }));
  }
}

export function drawClock(now) {
  const day = new Date(now).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
  document.getElementById("now").textContent = `${day}, ${clockTime(now)}`;
}
