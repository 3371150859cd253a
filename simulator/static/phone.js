// The phone page: fetches what the server has, draws it, and looks again when the stream says so.

import { draw, theMessage } from "./chat.js";
import { asMeant, forget, listenForMenu } from "./menu.js";
import { drawClock, drawSeen, listenForClock } from "./meta.js";
import { drawPeople, letters, listenForNew } from "./people.js";
import { listenForPerson } from "./person.js";
import { listenForSends } from "./sends.js";
import { ask, lazily, say, tell } from "./server.js";
import { drawFaults, drawRules, drawTemplates, listenForTrouble } from "./trouble.js";

const at = (id) => document.getElementById(id);
const write = at("write");
const drafts = new Map();
let customers = [];
let current = decodeURIComponent(location.hash.slice(1));
let shift = 0;
let number = "";

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
  const query = new URLSearchParams({ ...(document.hidden ? { peek: 1 } : {}), ...(number ? { number } : {}) });
  const { items, typing, window_seconds: left, entry_seconds: entry } = await ask(`/sim/customers/${asked}/messages?${query}`);
  if (asked !== current) return;
  draw(items, send, (wamid) => tell(`/sim/customers/${current}/played`, { wamid }).catch(say));
  at("typing").hidden = !typing;
  at("presence").textContent = typing ? "typing…" : "business account";
  drawWindow(left, entry);
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

const showRules = lazily(async () => drawRules(await ask("/sim/rules")), 100);

const showTemplates = lazily(async () => {
  drawTemplates((await ask("/sim/templates")).items, (id, wish) => tell(`/sim/templates/${id}`, wish).then(showTemplates).catch(say));
}, 500);

/** The firm, and which of its numbers the customer is writing to. */
function drawFirm(numbers) {
  const chosen = numbers.find((one) => one.id === number) ?? numbers[0];
  at("firm").textContent = chosen.name;
  at("firm-letters").textContent = letters(chosen.name);
  at("number").hidden = numbers.length < 2;
  at("number").replaceChildren(...numbers.map(({ id, display }) => new Option(display, id, false, id === chosen.id)));
}

/** How long the firm may still write freely, and whether an ad has made it free of charge. */
function drawWindow(left, entry) {
  const words = left ? `window ${left > 5400 ? `${Math.round(left / 3600)} h` : `${Math.ceil(left / 60)} min`}` : "window closed";
  at("window").textContent = entry ? `${words}, ad` : words;
  at("window").className = `chip end ${left ? (left > 7200 ? "green" : "amber") : "red"}`;
}

const showAbout = lazily(async () => {
  const about = await ask("/sim");
  shift = about.shift_seconds;
  at("desk").href = about.desk_url;
  drawFirm(about.numbers);
  tick();
}, 100);

const person = () => customers.find((one) => one.id === current);
const day = (when) => new Date(when).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
const tick = () => drawClock(Date.now() + shift * 1000);

async function send(message) {
  try {
    await tell(`/sim/customers/${current}/messages`, number ? { number, ...message } : message);
    showChat();
  } catch (problem) { say(problem); }
}

at("number").addEventListener("change", () => { number = at("number").value; showAbout(); showChat(); });

function choose(id) {
  drafts.set(current, write.value);
  current = id;
  forget();
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
  const everything = () => { showPeople(); showChat(); showSeen(); showFaults(); showRules(); showTemplates(); showAbout(); };
  const news = {
    resync: everything, clock: everything, customer: showPeople, faults: showFaults, rules: showRules, numbers: showAbout, seen: () => { showSeen(); showTemplates(); },
    message: () => { showPeople(); showChat(); showSeen(); }, typing: () => { showPeople(); showChat(); },
  };
  for (const [name, look] of Object.entries(news)) stream.addEventListener(name, look);
}

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = write.value.trim();
  if (words) send(asMeant(words));
  forget();
  write.value = "";
  write.focus();
});
write.addEventListener("keydown", (event) => {
  if (event.key === "Escape") forget();
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("composer").requestSubmit();
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
listenForTrouble({
  set: (fault, isOn) => (isOn ? tell("/sim/faults", fault) : ask(`/sim/faults?kind=${fault.kind}`, { method: "DELETE" })).catch(say),
  rule: (change) => tell("/sim/rules", change).catch(say),
  quiet: () => Promise.all([ask("/sim/faults", { method: "DELETE" }), tell("/sim/rules", { reset: true })]).catch(say),
});
listenForSends(send, () => view("phone"));
listenForMenu(theMessage, send, write);
listenForPerson((path, body) => tell(`/sim/customers/${current}/${path}`, number ? { number, ...body } : body), person, say);

// On a small screen the ready-made messages lie above the keyboard, not beside the list.
const small = matchMedia("(max-width: 720px)");
const place = () => (small.matches ? at("strip").append(at("says")) : document.querySelector(".sim-people").append(at("says")));
small.addEventListener("change", place);
place();
view("phone");
setInterval(tick, 20000);
listen();
