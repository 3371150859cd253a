// The suggested reply above the composer. Tab in the empty box takes it over, Esc puts it away until the next one.
// It speaks with the box only as a hand would: it sets the value and says that something was typed.

import { inWords } from "./spoken-words.js";

class SuggestionStrip extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.closest("reply-box")?.addEventListener("keydown", (event) => this.press(event), { capture: true, signal });
    this.addEventListener("click", (event) => this.clicked(event), { signal });
    this.addEventListener("htmx:after:swap", () => this.show(), { signal });
    this.addEventListener("htmx:after:request", (event) => this.answered(event.detail.ctx), { signal });
    this.addEventListener("htmx:error", () => this.say(inWords("The server did not answer. Try again.")), { signal });
    this.watching = new MutationObserver(() => this.show());
    this.watching.observe(this, { childList: true, subtree: true });
  }

  disconnectedCallback() {
    this.ending.abort();
    this.watching.disconnect();
  }

  get box() {
    return this.closest("reply-box")?.querySelector("form.say textarea");
  }

  get suggested() {
    const found = this.querySelector("[data-suggestion]");
    return found && !found.hidden ? found : null;
  }

  press(event) {
    if (event.target !== this.box || event.isComposing || !this.suggested || this.box.hasAttribute("aria-activedescendant")) return;
    if (event.key === "Tab" && !event.shiftKey && !this.box.value && this.replying) this.use(event);
    else if (event.key === "Escape") this.hide(event);
  }

  // A note to the team is not what was suggested.
  get replying() {
    return this.box.form.elements.mode?.value !== "note";
  }

  clicked(event) {
    if (event.target.closest("[data-use]")) this.use(event);
    else if (event.target.closest("[data-hide]")) this.hide(event);
  }

  use(event) {
    event.preventDefault();
    event.stopPropagation();
    const { box } = this;
    const words = this.suggested.querySelector("[data-words]").textContent;
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n${words}` : words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    this.putAway();
  }

  hide(event) {
    event.preventDefault();
    event.stopPropagation();
    this.putAway();
    this.box?.focus();
  }

  putAway() {
    sessionStorage.setItem(this.dataset.hidden, this.suggested.dataset.suggestion);
    this.show();
  }

  // What was put away stays so through live updates.
  show() {
    const found = this.querySelector("[data-suggestion]");
    const away = found?.dataset.suggestion === sessionStorage.getItem(this.dataset.hidden);
    if (found && found.hidden !== away) found.hidden = away;
  }

  answered(ctx) {
    const { status } = ctx.response;
    this.say(status === 409 ? ctx.text : status >= 400 ? inWords("That did not work. Try again.") : "");
    if (status === 204) {
      sessionStorage.removeItem(this.dataset.hidden); // asked for again: shown again
      document.body.dispatchEvent(new CustomEvent("resync"));
    }
  }

  say(words) {
    this.querySelector(".assist-told").textContent = words;
  }
}

customElements.define("suggestion-strip", SuggestionStrip);
