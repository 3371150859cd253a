// A searchable grid of emoji. Whoever opens it says with `target` what becomes of the chosen one. Arrows walk.

import { EMOJI, search } from "./emoji-list.js";

class EmojiGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => { event.stopPropagation(); this.show(event.target.value); });
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("click", (event) => this.take(event.target.closest("[data-sign]")));
    this.parentElement.addEventListener("toggle", (event) => event.newState === "open" && this.begin());
  }

  get buttons() {
    return [...this.querySelectorAll("[data-sign]")];
  }

  begin() {
    const find = this.querySelector("input");
    find.value = "";
    this.show("");
    find.focus();
  }

  show(q) {
    const found = q.trim() ? search(q).slice(0, 120) : EMOJI;
    this.querySelector(".emoji-grid").replaceChildren(...found.map(([sign, words]) => this.button(sign, words.split(",")[0])));
  }

  button(sign, name) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: name });
    button.dataset.sign = sign;
    button.setAttribute("aria-label", name);
    return button;
  }

  // Enter in the search takes the first; arrows walk through the grid, eight in a row.
  press(event) {
    const buttons = this.buttons;
    const here = buttons.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: here < 0 ? 1 : 8, ArrowUp: -8 }[event.key];
    if (event.key === "Enter" && here < 0) this.take(buttons[0]);
    else if (step && (here >= 0 || event.key === "ArrowDown")) (buttons[here + step] ?? this.querySelector("input")).focus();
    else return;
    event.preventDefault();
  }

  take(button) {
    if (!button) return;
    this.parentElement.hidePopover();
    this.target?.(button.dataset.sign);
  }
}

customElements.define("emoji-grid", EmojiGrid);
