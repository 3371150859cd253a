// Buttons, a list, a link or a request for a place: the form, how the phone shows it, and what WhatsApp allows.

import { inWords } from "./spoken-words.js";

class ChoiceForm extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    this.addEventListener("input", () => this.changed());
    this.addEventListener("htmx:after:swap", () => this.begin());
    this.addEventListener("htmx:after:request", (event) => event.target === this.form && this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", (event) => event.target === this.form && this.lost(inWords("Not sent: the server did not answer. Send again; it can't arrive twice.")));
    queueMicrotask(() => this.box?.addEventListener("click", (event) => this.press(event.target), { signal: this.ending.signal }));
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get box() {
    return this.closest("reply-box");
  }

  get form() {
    return this.querySelector("form");
  }

  press(target) {
    const kind = target.closest("[data-choose]")?.dataset.choose;
    if (kind) this.open(kind);
    else if (target.closest("[data-unchoose]")) this.shut();
    else if (target.closest("[data-more]")) this.more();
  }

  open(kind) {
    this.box.toggleAttribute("data-choosing", true);
    window.htmx.ajax("GET", this.dataset.from + kind, { source: this, target: this, swap: "innerHTML" });
  }

  // Words that were written already are the words above the buttons.
  begin() {
    if (!this.form || this.form.elements.key.value) return;
    const body = this.form.elements.body;
    if (!body.value) body.value = this.box.text.value;
    for (const field of this.limited) field.after(Object.assign(document.createElement("span"), { className: "hint count-of" }));
    body.focus();
    this.changed();
  }

  shut() {
    this.box.toggleAttribute("data-choosing", false);
    this.replaceChildren();
    this.box.text.focus();
  }

  more() {
    const row = this.querySelector(".choice-row[hidden]");
    if (!row) return;
    row.hidden = false;
    row.querySelector("input").focus();
    if (!this.querySelector(".choice-row[hidden]")) this.querySelector("[data-more]").hidden = true;
  }

  get limited() {
    return [...this.querySelectorAll("[data-most]")];
  }

  // One key for one press, kept until something is changed. A text's length in JavaScript is what WhatsApp counts.
  changed() {
    if (!this.form) return;
    this.form.elements.key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.complain("");
    let over = false;
    for (const field of this.limited) over = this.count(field) || over;
    this.form.querySelector("[type=submit]").disabled = over;
    this.show();
  }

  count(field) {
    const most = Number(field.dataset.most);
    const over = field.value.length > most;
    const hint = field.nextElementSibling;
    hint.textContent = field.value.length > most / 2 ? `${field.value.length} of ${most}` : "";
    hint.classList.toggle("error", over);
    field.setAttribute("aria-invalid", over);
    return over;
  }

  values(name) {
    return [...this.form.querySelectorAll(`[name=${name}]`)].map((field) => field.value.trim()).filter(Boolean);
  }

  show() {
    const [header] = this.values("header");
    const [footer] = this.values("footer");
    const parts = [part("b", header, "wa-head"), document.createTextNode(this.values("body")[0] ?? ""), part("small", footer, "wa-foot")];
    this.querySelector(".wa-b").replaceChildren(...parts.filter(Boolean), ...this.taps().map((words) => part("span", words, "wa-btn")));
  }

  taps() {
    const kind = this.form.dataset.kind;
    if (kind === "buttons") return this.values("title");
    if (kind === "place") return [inWords("Send location")];
    const opener = this.values("button");
    return kind === "list" ? [...opener.map((words) => `☰ ${words}`), ...this.values("title")] : opener;
  }

  answered(ctx) {
    this.form.elements.when.value = "";
    if (ctx.response.status >= 300) return this.complain(ctx.response.status === 422 ? ctx.text : inWords("Not sent: the server could not take it. Send again."));
    if (this.box.text.value.trim() === this.form.elements.body.value.trim()) this.box.clear();
    this.shut();
    document.body.dispatchEvent(new CustomEvent("resync"));
  }

  // A press of Send after it sends now.
  lost(words) {
    this.form.elements.when.value = "";
    this.complain(words);
  }

  complain(words) {
    const place = this.querySelector(".composer-error");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
}

const part = (tag, words, name) => words && Object.assign(document.createElement(tag), { className: name, textContent: words });

customElements.define("choice-form", ChoiceForm);
