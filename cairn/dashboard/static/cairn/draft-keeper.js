// Keeps what is being typed: at once in this browser, on each pause on the server, for any screen of the same person.
// Where two screens wrote, the newer words stand and the others are offered.

import { inWords } from "./spoken-words.js";

const PAUSE = 600; // milliseconds

export class DraftKeeper {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.draft;
    this.server = { text: box.dataset.text, mode: box.dataset.mode, version: box.dataset.version };
    this.version = this.server.version;
  }

  // What to put into the box: this browser's words if the server does not have them yet, else the server's.
  begin() {
    const local = this.local();
    if (local.edit || local.dirty) {
      this.version = local.version ?? this.version;
      if (local.dirty) this.soon();
      return local;
    }
    const same = local.version === this.server.version && this.server.text;
    return { ...this.server, files: local.files, quote: local.quote, key: same ? local.key : undefined };
  }

  local() {
    return JSON.parse(localStorage.getItem(this.name) ?? "{}");
  }

  // Each time something is typed.
  note(words) {
    this.write({ ...words, version: this.version, dirty: true, at: Date.now() });
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // Sent, or handed to the outbox: the server forgets it together with the sending.
  forget() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.name);
    this.mark(false);
  }

  // `leaving`: the page goes, and the request has to outlive it.
  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    const words = this.local();
    if (!words.dirty || words.edit) return;
    if (this.saving && !leaving) return this.soon();
    this.saving = true;
    try {
      const answer = await this.post(words, leaving);
      if (answer.ok) this.saved(words, await answer.json());
      else this.box.say(answer.status === 422 ? await answer.text() : inWords("Kept in this browser only"));
    } catch {
      this.box.say(inWords("Kept in this browser; saved when you are back"));
    } finally {
      this.saving = false;
    }
  }

  post(words, keepalive) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
    const body = new URLSearchParams({ text: words.text, mode: words.mode, version: this.version, age: Math.max(0, Date.now() - words.at) });
    return fetch(this.box.dataset.keep, { method: "POST", body, headers, keepalive });
  }

  saved(sent, { draft, other }) {
    this.version = draft.version;
    const now = this.local();
    const lost = draft.text !== sent.text && draft.version !== "0";
    if (lost) this.box.take(draft);
    if (now.at === sent.at) this.write({ ...now, text: "", version: this.version, dirty: false });
    else if (now.dirty) this.soon();
    if (other) this.box.offer(other);
    this.box.say(draft.version === "0" ? "" : inWords("Draft saved"));
    this.mark(draft.version !== "0");
  }

  // The mark in one's own list, as row.html writes it. Nobody else's list changes, so nobody else is told.
  mark(begun) {
    const words = document.querySelector(`#conversation-${this.box.dataset.talk} .row-words`);
    const mark = words?.querySelector(".begun");
    if (!begun) mark?.remove();
    else if (words && !mark) words.prepend(Object.assign(document.createElement("span"), { className: "begun", textContent: this.box.dataset.begun }));
  }

  write(words) {
    try {
      if (words.text || words.files?.length || words.dirty || words.key) localStorage.setItem(this.name, JSON.stringify(words));
      else localStorage.removeItem(this.name);
    } catch {
      this.box.say(inWords("This browser keeps nothing; the server does"));
    }
  }
}
