// Today by keyboard: each row done, put off, given away or not needed by one key; X picks several.
// The page's own state is only what is picked; everything else comes back from the server through the live region.

const MENUS = { h: "later-menu", a: "give-menu", c: "why-menu" };

class TaskQueue extends HTMLElement {
  connectedCallback() {
    this.picked = new Set();
    this.ending = new AbortController();
    const signal = this.ending.signal;
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    document.addEventListener("htmx:after:swap", () => this.show(), { signal });
    this.addEventListener("click", (event) => this.choose(event.target.closest("button")), { signal });
    this.addEventListener("change", (event) => event.target.matches("[data-day]") && this.send({ act: "snooze", until: event.target.value }), { signal });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get row() {
    return document.activeElement?.closest?.(".queue-in .task");
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const menu = this.querySelector(":popover-open");
    if (menu) return this.inMenu(event, menu);
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog[open]")) return;
    if (this.act(event.key)) event.preventDefault();
  }

  inMenu(event, menu) {
    if (event.target.matches("input")) return;
    const wanted = event.key === "0" ? menu.querySelector('[data-to=""]') : menu.querySelectorAll("button")[Number(event.key) - 1];
    if (/^[0-9]$/.test(event.key) && wanted) {
      event.preventDefault();
      wanted.click();
    }
  }

  act(key) {
    if (!this.picked.size && !this.row) return false;
    if (key === "d") return this.send({ act: "done" });
    if (key === "x") return this.pick();
    if (key === "Escape") return this.clear();
    if (MENUS[key]) return this.open(MENUS[key]);
    return false;
  }

  open(name) {
    this.chosen = this.things();
    const menu = document.getElementById(name);
    menu.showPopover();
    menu.querySelector("button")?.focus();
    return true;
  }

  choose(button) {
    if (!button) return;
    if (button.dataset.key) return this.act(button.dataset.key);
    const { until, to, reason } = button.dataset;
    if (until !== undefined) this.send({ act: "snooze", until });
    else if (to !== undefined) this.send({ act: "assign", to });
    else if (reason !== undefined) this.send({ act: "cancel", reason });
  }

  things() {
    return this.picked.size ? [...this.picked] : this.row ? [this.row.id] : [];
  }

  send(values) {
    const things = this.chosen ?? this.things();
    this.chosen = undefined;
    this.querySelector(":popover-open")?.hidePopover();
    if (!things.length) return false;
    const form = this.querySelector("form");
    form.querySelectorAll("[name=things]").forEach((field) => field.remove());
    for (const name of ["act", "until", "to", "reason"]) form.elements[name].value = values[name] ?? "";
    for (const thing of things) form.append(Object.assign(document.createElement("input"), { name: "things", value: thing }));
    this.onward(things, values.act !== "assign");
    this.clear();
    form.requestSubmit();
    return true;
  }

  // The next row gets the focus before this one goes, so that D D D works.
  onward(things, leaving) {
    const rows = [...document.querySelectorAll(".queue-in .task")];
    const last = rows.findLastIndex((row) => things.includes(row.id));
    const next = leaving ? rows.slice(last + 1).find((row) => !things.includes(row.id)) ?? rows[rows.findIndex((row) => things.includes(row.id)) - 1] : rows[last];
    next?.querySelector("a")?.focus();
    if (leaving) for (const row of rows) if (things.includes(row.id)) row.classList.add("done");
  }

  pick() {
    const row = this.row;
    if (!row) return false;
    if (!this.picked.delete(row.id)) this.picked.add(row.id);
    this.show();
    return true;
  }

  clear() {
    this.picked.clear();
    this.show();
    return true;
  }

  // After a morph the marks are put on again; what has gone is picked no more.
  show() {
    for (const id of this.picked) if (!document.getElementById(id)) this.picked.delete(id);
    for (const row of document.querySelectorAll(".queue-in .task")) row.toggleAttribute("data-picked", this.picked.has(row.id));
    const bar = this.querySelector(".picked-bar");
    bar.hidden = !this.picked.size;
    bar.querySelector("[data-count]").textContent = this.picked.size;
  }
}

customElements.define("task-queue", TaskQueue);
