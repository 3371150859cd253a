// The list of conversations while things arrive. At its top new rows come in at once. Scrolled down, or under a pointer
// that moves, nothing is moved: rows change where they stand, and a pill says how many are new.

const TOP = 24; // pixels
const STILL = 2500; // milliseconds after which a pointer is at rest

class TalkList extends HTMLElement {
  connectedCallback() {
    this.missed = new Set();
    this.moved = -STILL;
    this.addEventListener("htmx:before:swap", (event) => this.arrive(event));
    this.addEventListener("htmx:after:swap", () => this.arrived());
    this.addEventListener("pointermove", () => (this.moved = performance.now()));
    this.addEventListener("scroll", () => this.held && this.atTop && this.release(), { capture: true, passive: true });
    this.addEventListener("click", (event) => this.click(event));
    queueMicrotask(() => (this.ids = this.shown)); // a morph puts the element in before its children
  }

  disconnectedCallback() {
    clearTimeout(this.rest);
  }

  get scroller() {
    return this.querySelector("#conversations");
  }

  get rows() {
    return [...this.querySelectorAll(".row")];
  }

  get shown() {
    return this.rows.map((row) => row.id);
  }

  get atTop() {
    return this.scroller.scrollTop < TOP;
  }

  get pointed() {
    return this.matches(":hover") && performance.now() - this.moved < STILL;
  }

  // A row is chosen as soon as it is pressed; its conversation follows when the server has written it.
  click(event) {
    if (event.target.closest(".new-pill")) this.release(true);
    const row = event.target.closest(".row > a")?.parentElement;
    const picks = event.pointerType === "touch" && this.closest("[data-picking]");
    if (!row || picks || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.mark(row);
  }

  mark(row) {
    for (const one of this.rows) if (one !== row) one.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
  }

  // A conversation comes alone where the list beside it stays as it is. Only what the list fetches by itself is held
  // back, never what somebody asked for.
  arrive(event) {
    const { ctx } = event.detail;
    this.closest(".list").toggleAttribute("hx-morph-skip", ctx.response.headers.has("Cairn-Alone"));
    if (ctx.sourceElement?.id !== "list" || this.forced) return this.clear();
    const fresh = new DOMParser().parseFromString(ctx.text, "text/html");
    const ids = [...fresh.querySelectorAll(".row")].map((row) => row.id);
    const same = this.shown.every((id, place) => ids[place] === id);
    if (same || (this.atTop && !this.pointed)) return this.clear();
    event.preventDefault();
    this.hold(fresh, ids);
  }

  hold(fresh, ids) {
    for (const row of this.rows) renew(row, fresh.getElementById(row.id));
    for (const count of fresh.querySelectorAll("[data-count]"))
      for (const old of this.querySelectorAll(`[data-count="${count.dataset.count}"]`)) old.textContent = count.textContent;
    const waiting = fresh.getElementById("waiting-count");
    if (waiting) document.getElementById("waiting-count")?.replaceWith(waiting);
    const known = new Set(this.shown);
    this.missed = new Set(ids.filter((id) => !known.has(id)));
    this.held = true;
    this.tell(this.missed.size ? `${this.missed.size} ${this.dataset.new}` : "");
    const pill = this.querySelector(".new-pill");
    pill.hidden = !this.missed.size;
    pill.querySelector("span").textContent = `${this.missed.size} ${this.dataset.new}`;
    clearTimeout(this.rest);
    if (this.atTop) this.rest = setTimeout(() => (this.pointed ? this.later() : this.release()), STILL);
  }

  later() {
    this.rest = setTimeout(() => (this.pointed ? this.later() : this.release()), STILL);
  }

  clear() {
    clearTimeout(this.rest);
    this.held = false;
    this.missed.clear();
    this.querySelector(".new-pill").hidden = true;
  }

  async release(pressed) {
    if (pressed) this.scroller.scrollTop = 0;
    if (!this.atTop) return;
    this.forced = true;
    const list = this.querySelector("#list");
    try {
      await window.htmx.ajax("GET", list.getAttribute("hx-get"), { source: list, target: "#list", swap: "outerMorph" });
    } finally {
      this.forced = false;
    }
  }

  // Those that have just come glow once, and are told once. A list asked for before the last press marks another row.
  arrived() {
    this.mark(document.getElementById(`conversation-${this.closest("#main").dataset.talk}`));
    const known = new Set((this.ids ??= []));
    const came = this.ids.length ? this.rows.filter((row) => !known.has(row.id)) : [];
    this.ids = this.shown;
    if (!came.length || came.length > 9) return;
    for (const row of came) row.classList.add("new");
    this.tell(came.map((row) => [row.querySelector(".row-name"), row.querySelector(".why")].map((part) => part?.textContent.trim()).filter(Boolean).join(": ")).join(". "));
  }

  // Once a second at most; the last words stand.
  tell(words) {
    this.words = words;
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.querySelector("[role=status]").textContent = this.words;
    }, 1000);
  }
}

// What a row says, without touching the row: its place, the focus in it and the mark on it stay.
function renew(row, fresh) {
  if (!fresh) return;
  row.classList.toggle("unread", fresh.classList.contains("unread"));
  const [link, news] = [row.querySelector(":scope > a"), fresh.querySelector(":scope > a")];
  if (link.innerHTML !== news.innerHTML) link.innerHTML = news.innerHTML;
}

customElements.define("talk-list", TalkList);
