// What is done with conversations: those picked, else the focused row, else the open one. Keys: X picks, A gives, M takes,
// S moves, H snoozes, E closes and goes on, B asks what the assistant shall do, T goes to the next steps.
// The only state here is what is picked; everything else comes back through the live regions.

import { inWords } from "./spoken-words.js";

const MENUS = { a: "give-menu", s: "stage-menu", h: "later-menu" };
const LONG = 500; // milliseconds of a long press
const MOST = 300;

class TalkActs extends HTMLElement {
  connectedCallback() {
    this.picked = new Set();
    this.ending = new AbortController();
    const signal = this.ending.signal;
    const list = this.closest(".list");
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    document.addEventListener("click", (event) => this.click(event), { signal });
    document.addEventListener("htmx:after:swap", () => this.show(), { signal });
    document.addEventListener("pointerdown", (event) => this.touch(event), { signal });
    for (const name of ["pointerup", "pointercancel", "pointermove"]) document.addEventListener(name, (event) => this.let(event), { signal });
    list.addEventListener("click", (event) => this.tick(event), { signal, capture: true });
    list.addEventListener("contextmenu", (event) => this.long && event.preventDefault(), { signal });
    this.addEventListener("submit", (event) => this.filled(event));
    this.addEventListener("htmx:after:request", (event) => event.target === this.form && this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", () => this.complain(inWords("Not done: the server did not answer. Try again.")));
    queueMicrotask(() => this.show()); // a morph puts the element in before its children
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get form() {
    return this.querySelector("form[hx-post]");
  }

  get opened() {
    return document.getElementById("main")?.dataset.talk;
  }

  get row() {
    return document.activeElement?.closest?.(".list .row");
  }

  // Ids, as a person would expect it.
  things(of) {
    if (of === "opened") return [this.opened];
    if (this.picked.size) return [...this.picked];
    const one = this.row ? number(this.row) : this.opened;
    return one ? [one] : [];
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const menu = document.querySelector(".acts-menu:popover-open, .thread [id^=assistant-]:popover-open");
    if (menu) return this.inMenu(event, menu);
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open], [contenteditable]")) return;
    if (document.querySelector("key-map")?.afterG) return;
    if (this.act(event.key)) event.preventDefault();
  }

  inMenu(event, menu) {
    if (event.target.matches("input")) return;
    const choices = [...menu.querySelectorAll("[role=menuitem], summary, input")].filter((one) => one.offsetParent);
    const here = choices.indexOf(document.activeElement);
    const moves = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1, ...(menu.dataset.state && { b: here + 1 }) };
    if (event.key in moves) choices.at(moves[event.key] % choices.length)?.focus();
    else if (event.key === "0") menu.querySelector('[data-to=""]')?.click();
    else if (/^[1-9]$/.test(event.key)) menu.querySelectorAll(":scope > [role=menuitem]")[event.key - 1]?.click();
    else return;
    event.preventDefault();
  }

  act(key) {
    if (key === "x") return this.row ? this.pick(number(this.row)) : false;
    if (key === "Escape" && this.picked.size) return this.none();
    if (!this.things().length) return false;
    if (MENUS[key]) return this.open(MENUS[key]);
    if (key === "m") return this.send({ act: "assign", to: "me" });
    if (key === "e") return this.send({ act: "close" });
    if (key === "b") return this.assistant();
    if (key === "t") return this.task();
    return false;
  }

  // B opens what stands in the head, at the likeliest change: B and Enter pause it, or have it answer again. B walks on.
  assistant() {
    const menu = document.querySelector(".thread [id^=assistant-]");
    if (!menu) return false;
    menu.showPopover({ source: document.querySelector(`[popovertarget="${menu.id}"]`) });
    menu.querySelector(`[data-to=${menu.dataset.state === "on" ? "paused" : "on"}]`).focus();
    return true;
  }

  task() {
    const add = document.querySelector("[data-add-task]") ?? document.getElementById("about-tasks");
    add?.click();
    if (add && innerWidth < 1101) location.hash = "lead";
    return Boolean(add);
  }

  open(name, of, at) {
    const menu = document.getElementById(name);
    if (!menu) return false;
    this.chosen = this.things(of);
    menu.showPopover();
    const { left, bottom } = (at ?? this.anchor).getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
    menu.querySelector("button, input")?.focus();
    return true;
  }

  // Where a menu opens that a key asked for: at what it is about.
  get anchor() {
    if (this.picked.size) return this.querySelector(".picked-bar");
    return this.row ?? document.querySelector(".thread .head-acts") ?? document.querySelector(".thread .top");
  }

  click(event) {
    const button = event.target.closest("[data-act], [data-menu], [data-none]");
    if (button?.closest("#main")) {
      if ("none" in button.dataset) this.none();
      else if (button.dataset.menu) this.open(button.dataset.menu, button.dataset.of, button);
      else this.send({ act: button.dataset.act }, this.things(button.dataset.of));
      return;
    }
    const choice = event.target.closest(".acts-menu [role=menuitem]");
    if (choice && this.contains(choice)) this.choose(choice.dataset);
  }

  choose({ until, to, stage, reason }) {
    if (until !== undefined) this.send({ act: "snooze", until });
    else if (to !== undefined) this.send({ act: "assign", to });
    else if (stage !== undefined) this.send({ act: "stage", stage, reason });
  }

  // A time or a tag that was typed.
  filled(event) {
    if (event.target === this.form) return;
    event.preventDefault();
    const field = event.target.querySelector("input");
    this.send("time" in event.target.dataset ? { act: "snooze", until: field.value } : { act: "tag", tag: field.value });
    field.value = "";
  }

  send(values, things = this.chosen ?? this.things()) {
    this.chosen = undefined;
    document.querySelector(".acts-menu:popover-open")?.hidePopover();
    if (!things.length || this.busy) return false;
    this.form.querySelectorAll("[name=talks]").forEach((field) => field.remove());
    for (const name of ["act", "to", "tag", "stage", "reason", "until"]) this.form.elements[name].value = values[name] ?? "";
    for (const thing of things) this.form.append(Object.assign(document.createElement("input"), { name: "talks", value: thing }));
    this.complain("");
    this.busy = { act: values.act, things, next: this.next(things) };
    this.form.requestSubmit();
    return true;
  }

  // The row under the last of them: where one goes on when they leave.
  next(things) {
    const rows = [...document.querySelectorAll(".list .row")];
    const inside = (row) => things.includes(number(row));
    const last = rows.findLastIndex(inside);
    return rows.slice(last + 1).find((row) => !inside(row))?.id ?? rows.slice(0, Math.max(0, last)).findLast((row) => !inside(row))?.id;
  }

  answered(ctx) {
    const { act, things = [], next } = this.busy ?? {};
    this.busy = undefined;
    if (ctx.response.status >= 300) return this.complain(ctx.response.status === 422 ? ctx.text : inWords("Not done: the server could not take it. Try again."));
    const focused = this.row && things.includes(number(this.row));
    this.none();
    document.body.dispatchEvent(new CustomEvent("resync"));
    if (act !== "close" && act !== "snooze") return;
    const link = document.getElementById(next)?.querySelector("a");
    if (act === "close" && things.includes(this.opened) && innerWidth > 720) link ? link.click() : document.querySelector(".list .tabs [aria-current]")?.click();
    else if (focused) link?.focus();
  }

  complain(words) {
    this.busy = undefined;
    const place = this.querySelector(".picked-error");
    place.textContent = words;
    place.hidden = !words;
  }

  // The box beside a row; with Shift all from the last one on. While some are picked on a touch screen a tap picks too.
  tick(event) {
    const label = event.target.closest(".row-pick");
    const row = event.target.closest(".row");
    if (!row) return;
    const byTouch = this.long || (this.picked.size && this.touched && !label);
    if (!label && !byTouch) return;
    if (byTouch) event.preventDefault();
    if (this.long) this.long = false;
    else if (byTouch || event.target.matches("input")) this.pick(number(row), event.shiftKey);
  }

  pick(id, range = false) {
    const ids = [...document.querySelectorAll(".list .row")].map(number);
    if (range && this.last && ids.includes(this.last)) {
      const [from, to] = [ids.indexOf(this.last), ids.indexOf(id)].sort((a, b) => a - b);
      for (const one of ids.slice(from, to + 1)) this.picked.add(one);
    } else if (!this.picked.delete(id)) this.picked.add(id);
    this.picked = new Set([...this.picked].slice(0, MOST));
    this.last = id;
    this.show();
    return true;
  }

  none() {
    this.picked.clear();
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
    if (event.type === "pointermove" && this.at && Math.hypot(event.clientX - this.at[0], event.clientY - this.at[1]) < 10) return;
    clearTimeout(this.pressing);
  }

  // After a morph the marks are put on again; what has gone is picked no more.
  show() {
    if (!this.querySelector("[data-number]") || !this.isConnected) return;
    const rows = [...document.querySelectorAll(".list .row")];
    const there = new Set(rows.map(number));
    for (const id of this.picked) if (!there.has(id)) this.picked.delete(id);
    for (const row of rows) {
      const on = this.picked.has(number(row));
      row.toggleAttribute("data-picked", on);
      const box = row.querySelector(".row-pick input");
      if (box) box.checked = on;
    }
    this.closest(".list").toggleAttribute("data-picking", this.picked.size > 0);
    this.querySelector(".picked-bar").hidden = !this.picked.size;
    this.querySelector("[data-number]").textContent = this.picked.size;
  }
}

const number = (row) => row.id.replace("conversation-", "");

customElements.define("talk-acts", TalkActs);
