// Which rows of the list are picked: by their boxes, with Shift all from the last one on, on a touch screen by a long
// press and then by taps. The marks are put on again after each live update.

const LONG = 500; // milliseconds of a long press
const STILL = 10; // pixels that a finger may tremble
const MOST = 300;

export class PickedRows {
  constructor(bar, list, signal) {
    this.ids = new Set();
    this.bar = bar;
    this.list = list;
    document.addEventListener("htmx:after:swap", () => this.show(), { signal });
    document.addEventListener("pointerdown", (event) => this.touch(event), { signal });
    for (const name of ["pointerup", "pointercancel", "pointermove"]) document.addEventListener(name, (event) => this.let(event), { signal });
    list.addEventListener("click", (event) => this.tick(event), { signal, capture: true });
    list.addEventListener("contextmenu", (event) => this.long && event.preventDefault(), { signal });
    this.show();
  }

  get rows() {
    return [...document.querySelectorAll(".list .row")];
  }

  // While some are picked on a touch screen a tap picks too.
  tick(event) {
    const label = event.target.closest(".row-pick");
    const row = event.target.closest(".row");
    if (!row) return;
    const byTouch = this.long || (this.ids.size && this.touched && !label);
    if (!label && !byTouch) return;
    if (byTouch) event.preventDefault();
    if (this.long) this.long = false;
    else if (byTouch || event.target.matches("input")) this.pick(number(row), event.shiftKey);
  }

  pick(id, range = false) {
    const ids = this.rows.map(number);
    if (range && this.last && ids.includes(this.last)) {
      const [from, to] = [ids.indexOf(this.last), ids.indexOf(id)].sort((a, b) => a - b);
      for (const one of ids.slice(from, to + 1)) this.ids.add(one);
    } else if (!this.ids.delete(id)) this.ids.add(id);
    this.ids = new Set([...this.ids].slice(0, MOST));
    this.last = id;
    this.show();
    return true;
  }

  none() {
    this.ids.clear();
    this.show();
    return true;
  }

  touch(event) {
    this.touched = event.pointerType === "touch";
    this.long = false;
    const row = event.target.closest?.(".list .row");
    if (!this.touched || !row) return;
    this.at = [event.clientX, event.clientY];
    this.pressing = setTimeout(() => {
      this.long = true;
      this.pick(number(row));
      navigator.vibrate?.(10);
    }, LONG);
  }

  let(event) {
    if (event.type === "pointermove" && this.at && Math.hypot(event.clientX - this.at[0], event.clientY - this.at[1]) < STILL) return;
    clearTimeout(this.pressing);
  }

  // What has gone is picked no more.
  show() {
    if (!this.bar.isConnected) return;
    const there = new Set(this.rows.map(number));
    for (const id of this.ids) if (!there.has(id)) this.ids.delete(id);
    for (const row of this.rows) this.mark(row, this.ids.has(number(row)));
    this.list.toggleAttribute("data-picking", this.ids.size > 0);
    this.bar.hidden = !this.ids.size;
    this.bar.querySelector("[data-number]").textContent = this.ids.size;
  }

  mark(row, on) {
    row.toggleAttribute("data-picked", on);
    const box = row.querySelector(".row-pick input");
    if (box) box.checked = on;
  }
}

export const number = (row) => row.id.replace("conversation-", "");
