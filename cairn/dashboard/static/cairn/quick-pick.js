// The list that opens while one types / # @ or : in the composer. Arrows walk, Enter or Tab takes, Esc shuts.
// The focus stays in the words; the list says by aria-activedescendant where it stands.

import { called } from "./quick-sources.js";
import { inWords } from "./spoken-words.js";

const PAUSE = 120; // milliseconds

class QuickPick extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    queueMicrotask(() => this.text && this.listen({ signal: this.ending.signal }));
  }

  disconnectedCallback() {
    this.ending.abort();
    this.asking?.abort();
    clearTimeout(this.timer);
  }

  get form() {
    return this.closest("form");
  }

  get text() {
    return this.form?.elements.text;
  }

  get list() {
    return this.querySelector("[role=listbox]");
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get open() {
    return !this.list.hidden;
  }

  listen(until) {
    this.text.setAttribute("aria-controls", this.list.id);
    this.text.addEventListener("input", () => this.look(), until);
    this.text.addEventListener("keydown", (event) => this.press(event), { ...until, capture: true });
    this.text.addEventListener("blur", () => setTimeout(() => this.shut(), 150), until);
    this.list.addEventListener("pointerdown", (event) => event.preventDefault(), until);
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")), until);
    this.form.addEventListener("click", (event) => this.begin(event.target.closest("[data-quick]")?.dataset.quick), until);
    if (this.text.value) this.look(); // something was typed while this script was on its way
  }

  // A button in the bar writes the sign, as the keyboard would.
  begin(sign) {
    if (!sign) return;
    const { value, selectionStart: at } = this.text;
    const before = at && !/\s$/.test(value.slice(0, at)) ? ` ${sign}` : sign;
    this.text.focus();
    this.text.setRangeText(before, at, this.text.selectionEnd, "end");
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  look() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const mode = this.form.elements.mode.value;
    this.call = this.text.selectionStart === this.text.selectionEnd ? called(this.text.value.slice(0, this.text.selectionStart), mode) : undefined;
    if (this.call) this.timer = setTimeout(() => this.find(this.call), PAUSE);
    else this.shut();
  }

  async find(call) {
    this.asking = new AbortController();
    try {
      const found = await call.source.find(call.q, this.dataset.from, this.asking.signal);
      if (call === this.call) this.show(found);
    } catch (problem) {
      if (problem.name !== "AbortError") this.shut();
    }
  }

  show(found) {
    this.list.replaceChildren(...found.map((one, place) => this.option(one, place)));
    this.list.hidden = !found.length;
    this.querySelector("[role=status]").textContent = found.length ? `${found.length} to choose from` : this.dataset.none;
    this.point(0);
  }

  option(one, place) {
    const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${place}`, one });
    option.setAttribute("role", "option");
    const title = Object.assign(document.createElement("b"), { textContent: one.title });
    const detail = Object.assign(document.createElement("span"), { className: "clip", textContent: one.detail });
    option.append(title, detail);
    return option;
  }

  point(place) {
    const options = this.options;
    this.here = options.length ? (place + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", at === this.here));
    options[this.here]?.scrollIntoView({ block: "nearest" });
    if (options[this.here]) this.text.setAttribute("aria-activedescendant", options[this.here].id);
    else this.text.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (!this.open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") this.point(this.here + 1);
    else if (event.key === "ArrowUp") this.point(this.here - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.options[this.here]);
    else if (event.key === "Escape") this.shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async take(option) {
    const call = this.call;
    if (!option || !call) return;
    const end = this.text.selectionStart;
    this.shut();
    try {
      this.put(await call.source.take(option.one, this.dataset.from), call.from, end);
    } catch {
      this.closest("reply-box").complain(inWords("Not put in: the server did not answer. Choose it again."));
    }
  }

  // Then to the first blank, if there is one.
  async put({ text: words, file }, from, to) {
    this.text.focus();
    this.text.setRangeText(words, from, to, "end");
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    const box = this.closest("reply-box");
    if (file) {
      await box.restore([file]);
      box.keep();
    }
    const gap = box.blanks.left.find((one) => words.includes(one));
    if (gap) box.blanks.select(gap);
  }

  shut() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.call = undefined;
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }
}

customElements.define("quick-pick", QuickPick);
