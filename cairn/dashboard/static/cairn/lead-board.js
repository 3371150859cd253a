// The board's moves: at once on the screen, then at the server; back where they were, with its words, when it refuses.
// Cards say what they want by events: `card-move` {card, to, above, below}, `card-mine`, `card-peek`.
// While a card is held or a question is open, nothing that arrives may move the cards; it is fetched afterwards.

import { inWords } from "./spoken-words.js";

const GATES = { lost: () => true, won: () => true, proposal: (card) => "lacks" in card.dataset };
const UNDO = 8000; // milliseconds that a toast stays
const WORDS = 10000; // milliseconds after which what was said shows on the cards

class LeadBoard extends HTMLElement {
  connectedCallback() {
    this.holds = 0;
    this.missed = new Set();
    this.addEventListener("card-move", (event) => this.move(event.detail));
    this.addEventListener("card-mine", (event) => this.mine(event.target));
    this.addEventListener("card-peek", (event) => this.peek(event.target));
    this.addEventListener("card-hold", () => this.hold());
    this.addEventListener("card-free", () => this.free());
    this.addEventListener("htmx:config:request", (event) => this.guard(event));
    this.addEventListener("htmx:before:swap", (event) => this.guard(event));
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.shut());
    this.heard = () => this.hear();
    document.body.addEventListener("inbox", this.heard);
  }

  disconnectedCallback() {
    document.body.removeEventListener("inbox", this.heard);
    clearTimeout(this.later);
  }

  // Not by a slow trigger of the columns: htmx lets a new trigger replace one that waits, so it would hold back moves.
  hear() {
    this.later ??= setTimeout(() => {
      this.later = undefined;
      document.body.dispatchEvent(new CustomEvent("pipeline"));
    }, WORDS);
  }

  hold() {
    this.holds += 1;
  }

  free() {
    this.holds -= 1;
    if (this.holds) return;
    this.missed.forEach((stage) => this.fetch(stage));
    this.missed.clear();
  }

  guard(event) {
    const column = event.detail.ctx.sourceElement?.closest?.(".col");
    if (!this.holds || !column || event.detail.ctx.request.method !== "GET") return;
    event.preventDefault();
    this.missed.add(column.dataset.stage);
  }

  fetch(stage) {
    document.body.dispatchEvent(new CustomEvent(`pipeline-${stage}`));
  }

  async move(wish) {
    if (this.hasAttribute("readonly")) return;
    const { card, to } = wish;
    const from = { to: card.dataset.stage, ...(wish.origin ? { above: leadOf(wish.origin.previous), below: leadOf(wish.origin.next) } : neighbours(card.closest("li"))) };
    this.hold();
    try {
      const answers = to !== from.to && GATES[to]?.(card) ? await this.ask(to, card) : {};
      const place = put(card, wish);
      const refusal = answers && (await this.send(card, wish, answers));
      if (!answers || refusal) place.back();
      if (refusal) this.complain(refusal);
      else if (answers) this.told(card, from, to);
      [from.to, to].forEach((stage) => this.missed.add(stage));
    } finally {
      this.free();
      card.focus();
    }
  }

  // The server's refusal in words, or nothing.
  async send(card, { to, above, below }, answers) {
    const { lead, stage, place } = card.dataset;
    const body = new URLSearchParams({ stage: to, seen_stage: stage, seen_position: place, ...answers });
    if (above) body.set("above", above);
    if (below) body.set("below", below);
    return post(`/pipeline/${lead}/move`, body, (answer) => Object.assign(card.dataset, { stage: to, place: answer.headers.get("Cairn-Place") }));
  }

  // Resolves to what was answered, or to nothing when the person thought better of it.
  ask(stage, card) {
    const dialog = this.querySelector(`#gate-${stage}`);
    dialog.querySelector("form").reset();
    dialog.querySelector("[data-who]").textContent = card.dataset.name;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(answersOf(dialog)), { once: true }));
  }

  told(card, from, to) {
    if (from.to === to) return this.say(`${card.dataset.name} moved within ${wordFor(to)}`);
    const words = `${card.dataset.name} moved to ${wordFor(to)}`;
    this.say(words);
    const toast = document.createElement("div");
    const undo = document.createElement("button");
    toast.className = "toast";
    toast.append(Object.assign(document.createElement("span"), { textContent: words }), undo);
    Object.assign(undo, { type: "button", textContent: inWords("Undo") });
    undo.onclick = () => (toast.remove(), this.move({ ...from, card: document.getElementById(card.id) ?? card }));
    this.querySelector("#board-toasts").replaceChildren(toast);
    setTimeout(() => toast.remove(), UNDO);
  }

  say(words) {
    this.querySelector("#board-said").textContent = words;
  }

  complain(words) {
    const place = this.querySelector(".board-error");
    place.querySelector("span").textContent = words;
    place.hidden = false;
  }

  async mine(card) {
    if (this.hasAttribute("readonly")) return;
    const refusal = await post(`/pipeline/${card.dataset.lead}/mine`, new URLSearchParams());
    if (refusal) return this.complain(refusal);
    this.say(`${card.dataset.name} is yours`);
    this.fetch(card.dataset.stage);
  }

  // A phone has no room beside the board: there the chat opens as a page.
  peek(card) {
    if (matchMedia("(max-width: 720px)").matches) return location.assign(`/inbox/${card.dataset.talk}`);
    this.peeked = card;
    this.querySelector("#peek").hidden = false;
    htmx.ajax("GET", `/pipeline/${card.dataset.lead}/peek`, { target: "#peek", swap: "innerHTML" });
  }

  shut() {
    const peek = this.querySelector("#peek");
    if (peek.hidden || this.querySelector("dialog[open]")) return;
    peek.hidden = true;
    peek.replaceChildren();
    document.getElementById(this.peeked?.id)?.focus();
  }

  click(event) {
    const answer = event.target.closest("dialog [data-answer]");
    if (answer) answer.closest("dialog").close(answer.dataset.answer);
    if (event.target.closest("[data-shut]")) this.shut();
    if (event.target.closest("[data-dismiss]")) this.querySelector(".board-error").hidden = true;
  }
}

const wordFor = (stage) => document.querySelector(`#move-menu [data-to="${stage}"]`)?.firstChild?.nextSibling?.textContent.trim() ?? stage;
const leadOf = (place) => place?.querySelector("[data-lead]")?.dataset.lead;

function neighbours(place) {
  return { above: leadOf(place.previousElementSibling), below: leadOf(place.nextElementSibling) };
}

// Puts the card where it is wished, and knows the way back.
function put(card, { to, above, below, origin }) {
  const place = card.closest("li");
  const home = origin ?? { list: place.parentElement, next: place.nextElementSibling };
  const upper = above && document.getElementById(`card-${above}`);
  const lower = below && document.getElementById(`card-${below}`);
  const list = document.querySelector(`#col-${to} .cards`);
  if (upper) upper.after(place);
  else if (lower) lower.before(place);
  else if (list) list.prepend(place);
  else place.hidden = true; // a folded column
  return {
    back: () => {
      place.hidden = false;
      home.list.insertBefore(place, home.next?.parentElement === home.list ? home.next : null);
    },
  };
}

function answersOf(dialog) {
  if (!dialog.returnValue) return undefined;
  return dialog.returnValue === "skip" ? {} : Object.fromEntries(new FormData(dialog.querySelector("form")));
}

async function post(address, body, taken) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
  try {
    const answer = await fetch(address, { method: "POST", body, headers });
    if (answer.ok) return taken?.(answer), "";
    if (answer.status === 401) location.reload();
    return answer.status < 500 && answer.headers.get("content-type")?.startsWith("text/plain") ? await answer.text() : inWords("The server did not take it. The card is back where it was.");
  } catch {
    return inWords("The server did not answer. The card is back where it was.");
  }
}

customElements.define("lead-board", LeadBoard);
