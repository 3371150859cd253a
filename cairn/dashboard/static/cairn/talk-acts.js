// What is done with conversations: those picked, else the focused row, else the open one. Keys: X picks, A gives, M takes,
// S moves, H snoozes, E closes and goes on, B asks what the assistant shall do, T goes to the next steps.
// The only state here is what is picked; everything else comes back through the live regions.

import { openMenu, show, walk } from "./acts-menu.js";
import { PickedRows, number } from "./picked-rows.js";
import { inWords } from "./spoken-words.js";

const MENUS = { a: "give-menu", s: "stage-menu", h: "later-menu" };

class TalkActs extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    document.addEventListener("click", (event) => this.click(event), { signal });
    this.addEventListener("submit", (event) => this.filled(event));
    this.addEventListener("htmx:after:request", (event) => event.target === this.form && this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", () => this.complain(inWords("Not done: the server did not answer. Try again.")));
    // A morph puts the element in before its children.
    queueMicrotask(() => (this.picked = new PickedRows(this.querySelector(".picked-bar"), this.closest(".list"), signal)));
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
    if (this.picked.ids.size) return [...this.picked.ids];
    const one = this.row ? number(this.row) : this.opened;
    return one ? [one] : [];
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const menu = openMenu();
    if (menu) return walk(event, menu);
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open], [contenteditable]")) return;
    if (document.querySelector("key-map")?.afterG) return;
    if (this.act(event.key)) event.preventDefault();
  }

  act(key) {
    if (key === "x") return this.row ? this.picked.pick(number(this.row)) : false;
    if (key === "Escape" && this.picked.ids.size) return this.picked.none();
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
    add?.focus();
    if (add && innerWidth < 1101) location.hash = "lead";
    return Boolean(add);
  }

  open(name, of, at) {
    const menu = document.getElementById(name);
    if (!menu) return false;
    this.chosen = this.things(of);
    show(menu, at ?? this.anchor);
    return true;
  }

  // Where a menu opens that a key asked for: at what it is about.
  get anchor() {
    if (this.picked.ids.size) return this.querySelector(".picked-bar");
    return this.row ?? document.querySelector(".thread .head-acts") ?? document.querySelector(".thread .top");
  }

  click(event) {
    const button = event.target.closest("[data-act], [data-menu], [data-none]");
    if (button?.closest("#main")) {
      if ("none" in button.dataset) this.picked.none();
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
    openMenu()?.hidePopover();
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
    this.picked.none();
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
}

customElements.define("talk-acts", TalkActs);
