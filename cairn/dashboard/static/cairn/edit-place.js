// A field that saves itself: says when it is saved, says what is wrong, and is not touched by live updates while
// somebody types in it. A region marked data-holds waits with its refresh until the field is left.

import { inWords } from "./spoken-words.js";

class EditPlace extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:after:request", (event) => this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", () => this.say(inWords("Not saved: the server did not answer."), true));
    this.addEventListener("input", () => this.setAttribute("dirty", ""));
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusout", () => this.settle());
  }

  press(event) {
    if (event.key !== "Escape") return;
    this.querySelector("form").reset();
    this.removeAttribute("dirty");
    event.target.blur();
  }

  answered(ctx) {
    if (ctx.response.status >= 300) return this.say(ctx.text || inWords("Not saved."), true);
    this.removeAttribute("dirty");
    this.say(inWords("Saved"));
    const form = this.querySelector("form");
    if (form.matches("[data-empties]")) form.querySelector("input:not([type=hidden])").value = "";
    refresh();
  }

  say(words, wrong = false) {
    const place = this.querySelector(".saved");
    place.textContent = words;
    place.classList.toggle("error", wrong);
    clearTimeout(this.timer);
    if (!wrong) this.timer = setTimeout(() => (place.textContent = ""), 2000);
  }

  // Left without a change: what was held back meanwhile is fetched.
  settle() {
    setTimeout(() => held && !busy(document) && refresh(), 0);
  }
}

let held = false;

const busy = (region) => region.querySelector("edit-place[dirty], edit-place :is(input, select):focus");

function refresh() {
  held = false;
  setTimeout(() => document.body.dispatchEvent(new CustomEvent("resync")), 0);
}

document.addEventListener("htmx:config:request", (event) => {
  const region = event.detail.ctx.sourceElement;
  if (!region?.matches?.("[data-holds]") || !busy(region)) return;
  event.preventDefault();
  held = true;
});

customElements.define("edit-place", EditPlace);
