// The phone page: fetches what the server has, draws it, and looks again when the stream says so.

import { draw, here } from "./chat.js";
import { drawClock, drawFaults, drawSeen, listenForClock, listenForTrouble } from "./meta.js";
import { drawPeople, letters, listenForNew } from "./people.js";

const at = (id) => document.getElementById(id);
const write = at("write");
const drafts = new Map();
let customers = [];
let current = decodeURIComponent(location.hash.slice(1));
let shift = 0;

async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? `HTTP ${answer.status}`);
  return body;
}

const tell = (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function say(problem) {
  at("toast").textContent = problem.message;
  at("toast").hidden = false;
  setTimeout(() => { at("toast").hidden = true; }, 4000);
}

/** Runs `work` at most every `pause` ms, one at a time, and once more when asked meanwhile. */
function lazily(work, pause) {
  let isBusy = false, isWanted = false;
  return async function run() {
    if (isBusy) { isWanted = true; return; }
    isBusy = true;
    try { await work(); } catch (problem) { say(problem); }
    await new Promise((done) => { setTimeout(done, pause); });
    isBusy = false;
    if (isWanted) { isWanted = false; run(); }
  };
}

const showPeople = lazily(async () => {
  ({ items: customers } = await ask("/sim/customers"));
  if (!person()) {
    current = customers[0]?.id ?? "";
    showChat();
  }
  drawPeople(customers, current);
  const name = person()?.name.split(" ")[0] ?? "the customer";
  at("who").textContent = name;
  at("phone").setAttribute("aria-label", `${name}’s phone`);
}, 300);

const showChat = lazily(async () => {
  const asked = current;
  if (!asked) return;
  const { items, typing, window_seconds: left } = await ask(`/sim/customers/${asked}/messages${document.hidden ? "?peek=1" : ""}`);
  if (asked !== current) return;
  draw(items, send);
  at("typing").hidden = !typing;
  at("presence").textContent = typing ? "typing…" : "business account";
  at("window").textContent = left ? `window ${Math.ceil(left / 3600)} h` : "window closed";
  at("hello").textContent = items.length ? day(items[0].at) : "Say something to begin";
  if (typing) setTimeout(showChat, 3000);
}, 80);

const showSeen = lazily(async () => {
  const [seen, about] = await Promise.all([ask("/sim/seen"), ask("/sim")]);
  drawSeen(seen);
  at("waiting").hidden = !about.waiting_webhooks;
  at("waiting").textContent = `${about.waiting_webhooks} waiting for Cairn`;
}, 500);

const showFaults = lazily(async () => drawFaults((await ask("/sim/faults")).items), 100);

const showAbout = lazily(async () => {
  const about = await ask("/sim");
  shift = about.shift_seconds;
  at("desk").href = about.desk_url;
  at("firm").textContent = about.name;
  at("firm-letters").textContent = letters(about.name);
  tick();
}, 100);

const person = () => customers.find((one) => one.id === current);
const day = (when) => new Date(when).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
const tick = () => drawClock(Date.now() + shift * 1000);

async function send(message) {
  try {
    await tell(`/sim/customers/${current}/messages`, message);
    showChat();
  } catch (problem) { say(problem); }
}

const text = (body) => ({ type: "text", text: { body } });

const SENDS = {
  location: () => send(here()),
  voice: () => send({ type: "audio", audio: { voice: true } }),
  screenshot: async () => sendFile(await screenshot(), "image", { caption: "Paid" }),
  burst: async () => {
    for (const words of ["hi", "one question", "we are 4 people", "from Bengaluru", "next weekend possible?"]) await send(text(words));
  },
};

async function sendFile(file, kind, more = {}) {
  try {
    const { id } = await ask("/sim/media", { method: "POST", headers: { "Content-Type": file.type || "application/octet-stream" }, body: file });
    await send({ type: kind, [kind]: { id, ...more } });
  } catch (problem) { say(problem); }
}

/** A picture that looks like what people send after they have paid. */
function screenshot() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 360, height: 420 });
  const pen = canvas.getContext("2d");
  const put = (words, y, font, colour) => { pen.font = font; pen.fillStyle = colour; pen.fillText(words, 180, y); };
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, 360, 420);
  pen.fillStyle = "#1d7f4e"; pen.beginPath(); pen.arc(180, 90, 38, 0, 7); pen.fill();
  pen.textAlign = "center";
  put("✓", 106, "44px sans-serif", "#fff");
  put("₹2,000", 190, "bold 40px sans-serif", "#222");
  put("Paid to trekandstay@paytm", 232, "18px sans-serif", "#444");
  put(`UPI ref ${Date.now()}`, 270, "16px sans-serif", "#777");
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

function choose(id) {
  drafts.set(current, write.value);
  current = id;
  write.value = drafts.get(id) ?? "";
  showPeople();
  showChat();
}

function view(name) {
  document.body.dataset.view = name;
  for (const one of document.querySelectorAll(".views [data-show]")) one.setAttribute("aria-pressed", one.dataset.show === name);
}

function listen() {
  const stream = new EventSource("/sim/events");
  const everything = () => { showPeople(); showChat(); showSeen(); showFaults(); showAbout(); };
  const news = {
    resync: everything, clock: everything, customer: showPeople, faults: showFaults, seen: showSeen,
    message: () => { showPeople(); showChat(); showSeen(); }, typing: () => { showPeople(); showChat(); },
  };
  for (const [name, look] of Object.entries(news)) stream.addEventListener(name, look);
}

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = write.value.trim();
  if (words) send(text(words));
  write.value = "";
  write.focus();
});
write.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("composer").requestSubmit();
});
at("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  const kind = ["image", "audio", "video"].find((one) => file.type.startsWith(`${one}/`)) ?? "document";
  await sendFile(file, kind, kind === "document" ? { filename: file.name } : {});
  target.value = "";
});
at("says").addEventListener("click", ({ target }) => {
  const pick = target.closest(".pick");
  if (!pick) return;
  if (pick.dataset.send) SENDS[pick.dataset.send](); else send(text(pick.textContent));
  view("phone");
});
document.addEventListener("click", ({ target }) => {
  const show = target.closest("[data-show]")?.dataset.show;
  if (show) view(show);
});
at("people").addEventListener("click", () => view("phone"));
addEventListener("hashchange", () => choose(decodeURIComponent(location.hash.slice(1))));
document.addEventListener("visibilitychange", () => { if (!document.hidden) showChat(); });

listenForNew(async (wish) => { location.hash = (await tell("/sim/customers", wish)).id; view("phone"); });
listenForClock(async (move) => { try { await tell("/sim/clock", move); } catch (problem) { say(problem); } });
listenForTrouble(
  (fault, isOn) => (isOn ? tell("/sim/faults", fault) : ask(`/sim/faults?kind=${fault.kind}`, { method: "DELETE" })).catch(say),
  () => ask("/sim/faults", { method: "DELETE" }).catch(say),
);

// On a small screen the ready-made messages lie above the keyboard, not beside the list.
const small = matchMedia("(max-width: 720px)");
const place = () => (small.matches ? at("strip").append(at("says")) : document.querySelector(".sim-people").append(at("says")));
small.addEventListener("change", place);
place();
view("phone");
setInterval(tick, 20000);
listen();
