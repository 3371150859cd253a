// Dragging a card by mouse, or by finger after a moment's hold. The card itself stands in the place that a drop would
// give it; a copy follows the pointer. Nothing is sent before the drop.

const AIM = 6; // pixels before a press becomes a drag
const HOLD = 350; // milliseconds before a touch does; a finger that moves earlier scrolls
const EDGE = 56; // pixels from an edge at which the board scrolls by itself
const PACE = 14; // pixels a frame

class CardDrag extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", (event) => this.press(event));
    // A finger that drags must not scroll too; only a listener that was there before may forbid it.
    this.addEventListener("touchmove", (event) => this.copy && event.preventDefault(), { passive: false });
    this.addEventListener("contextmenu", (event) => this.pressed && event.preventDefault());
    this.addEventListener("click", (event) => this.swallow(event), { capture: true });
  }

  press(event) {
    const card = event.target.closest(".card[data-lead]");
    if (!card || event.button || event.target.closest("button, a") || this.closest("[readonly]")) return;
    this.pressed = { card, x: event.clientX, y: event.clientY, touch: event.pointerType !== "mouse" };
    this.at = event;
    this.ending = new AbortController();
    const on = (name, act) => window.addEventListener(name, act, { signal: this.ending.signal });
    on("pointermove", (move) => this.travel(move));
    on("pointerup", () => this.end(true));
    on("pointercancel", () => this.end(false));
    on("blur", () => this.end(false));
    window.addEventListener("keydown", (key) => key.key === "Escape" && this.copy && (key.stopPropagation(), this.end(false)), { capture: true, signal: this.ending.signal });
    if (this.pressed.touch) this.timer = setTimeout(() => this.lift(), HOLD);
  }

  travel(event) {
    this.at = event;
    const { x, y, touch } = this.pressed;
    const far = Math.hypot(event.clientX - x, event.clientY - y) > AIM;
    if (this.copy) this.follow();
    else if (far && touch) this.end(false);
    else if (far) this.lift();
  }

  lift() {
    const { card } = this.pressed;
    const place = card.closest("li");
    const box = card.getBoundingClientRect();
    this.home = { list: place.parentElement, next: place.nextElementSibling, previous: place.previousElementSibling };
    this.grip = { x: this.pressed.x - box.left, y: this.pressed.y - box.top };
    this.copy = card.cloneNode(true);
    this.copy.removeAttribute("id");
    this.copy.classList.add("held", "flying");
    this.copy.style.inlineSize = `${box.width}px`;
    this.append(this.copy);
    place.classList.add("gap");
    this.classList.add("dragging");
    card.dispatchEvent(new CustomEvent("card-hold", { bubbles: true }));
    navigator.vibrate?.(10);
    this.follow();
    this.scroll();
  }

  follow() {
    const { clientX, clientY } = this.at;
    this.copy.style.translate = `${clientX - this.grip.x}px ${clientY - this.grip.y}px`;
    const column = document.elementFromPoint(clientX, clientY)?.closest(".col");
    for (const other of this.querySelectorAll(".col.over")) if (other !== column) other.classList.remove("over");
    column?.classList.add("over");
    this.over = column;
    const list = column?.querySelector(".cards");
    if (list) this.make(list, clientY);
  }

  // Moves the gap to where the pointer is: before the first card whose middle lies below it.
  make(list, y) {
    const place = this.pressed.card.closest("li");
    const others = [...list.querySelectorAll("li.place")].filter((other) => other !== place);
    const next = others.find((other) => middle(other) > y);
    const before = next ?? others.at(-1)?.nextElementSibling ?? null;
    if (next ? place.nextElementSibling !== next || place.parentElement !== list : true) list.insertBefore(place, before === place ? place.nextElementSibling : before);
  }

  scroll() {
    if (!this.copy) return;
    const { clientX: x, clientY: y } = this.at;
    const board = this.querySelector(".board");
    const box = board.getBoundingClientRect();
    board.scrollLeft += pull(x, box.left, box.right);
    const list = this.over?.querySelector(".cards");
    if (list) list.scrollTop += pull(y, box.top + EDGE, box.bottom);
    this.frame = requestAnimationFrame(() => this.scroll());
  }

  end(dropped) {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.ending.abort();
    const { card } = this.pressed;
    this.pressed = null;
    if (!this.copy) return;
    this.copy.remove();
    this.copy = null;
    this.lifted = performance.now();
    this.classList.remove("dragging");
    this.querySelectorAll(".col.over").forEach((column) => column.classList.remove("over"));
    this.settle(card, dropped ? this.over : null);
    card.dispatchEvent(new CustomEvent("card-free", { bubbles: true }));
  }

  settle(card, column) {
    const place = card.closest("li");
    const { list, next } = this.home;
    const to = column?.dataset.stage;
    const stays = place.parentElement === list && place.nextElementSibling === next && to === card.dataset.stage;
    const open = column?.querySelector(".cards");
    const spot = open ? { above: lead(place.previousElementSibling), below: lead(place.nextElementSibling) } : {};
    place.classList.remove("gap");
    if (!to || !open) list.insertBefore(place, next?.parentElement === list ? next : null);
    if (to && !stays) card.dispatchEvent(new CustomEvent("card-move", { bubbles: true, detail: { card, to, ...spot, origin: this.home } }));
  }

  // The click that ends a drag opens nothing.
  swallow(event) {
    if (performance.now() - (this.lifted ?? -1000) < 300) event.stopPropagation();
  }
}

const middle = (place) => {
  const box = place.getBoundingClientRect();
  return box.top + box.height / 2;
};
const lead = (place) => place?.querySelector("[data-lead]")?.dataset.lead;
const pull = (at, start, end) => (at < start + EDGE ? -PACE : at > end - EDGE ? PACE : 0);

customElements.define("card-drag", CardDrag);
