// The template picker in the composer. It is there by itself when the window is closed, and on // when it is open.

import { inWords } from "./spoken-words.js";

class TemplatePicker extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    this.addEventListener("htmx:after:request", (event) => event.target === this.form && this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", (event) => event.target === this.form && this.lost(inWords("Not sent: the server did not answer. Send again; it can't arrive twice.")));
    this.addEventListener("input", () => this.changed());
    queueMicrotask(() => this.box && this.listen());
  }

  disconnectedCallback() {
    this.ending.abort();
    this.watch?.disconnect();
  }

  get box() {
    return this.closest("reply-box");
  }

  get form() {
    return this.querySelector("form");
  }

  // The line with the window is exchanged by live updates; what it says decides.
  listen() {
    this.box.addEventListener("click", (event) => this.press(event), { signal: this.ending.signal });
    this.watch = new MutationObserver(() => this.look());
    this.watch.observe(this.box.querySelector(".say"), { subtree: true, attributeFilter: ["data-window"] });
    this.look();
  }

  look() {
    if (this.box.querySelector(".window-line")?.dataset.window === "closed") this.need();
  }

  need() {
    if (!this.form) window.htmx.ajax("GET", this.dataset.from, { source: this, target: this, swap: "innerHTML" });
  }

  open() {
    this.replaceChildren();
    this.box.toggleAttribute("data-picking", true);
    this.need();
  }

  shut() {
    this.box.toggleAttribute("data-picking", false);
    this.box.querySelector("textarea").focus();
  }

  press(event) {
    if (event.target.closest("[data-pick]")) this.open();
    else if (event.target.closest("[data-unpick]")) this.shut();
    else if (event.target.closest("[data-park]")) this.box.mode("park");
  }

  answered(ctx) {
    this.form.elements.when.value = "";
    if (ctx.response.status >= 300) return this.complain(ctx.response.status === 422 ? ctx.text : inWords("Not sent: the server could not take it. Send again."));
    this.replaceChildren();
    this.box.toggleAttribute("data-picking", false);
    this.look();
    document.body.dispatchEvent(new CustomEvent("resync"));
  }

  // One key for one press, kept until something is changed: pressing again after a lost answer sends nothing twice.
  changed() {
    this.form.elements.key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.complain("");
  }

  // A press of Send after it sends now.
  lost(words) {
    this.form.elements.when.value = "";
    this.complain(words);
  }

  complain(words) {
    const place = this.querySelector(".pick-error");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
}

customElements.define("template-picker", TemplatePicker);
