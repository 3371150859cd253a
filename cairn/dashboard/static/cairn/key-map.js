// Single keys, when nothing is being typed. Every one of them has a visible control.

const PLACES = { i: "/inbox", t: "/tasks", p: "/pipeline", r: "/trips", l: "/leads", a: "/automation", n: "/insights", s: "/settings" };

class KeyMap extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    document.addEventListener("keydown", (event) => this.press(event), { signal: this.ending.signal });
    document.addEventListener("click", (event) => event.target.closest("[data-keys]") && this.help(), { signal: this.ending.signal });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const went = this.afterG;
    const act = went ? this.go(event.key) : this.act(event.key);
    // A letter after G is a place and nothing else; others that listen look at it before they act.
    clearTimeout(this.forgetting);
    this.afterG = event.key === "g" && !went;
    if (this.afterG) this.forgetting = setTimeout(() => (this.afterG = false), 2000);
    if (act || went) event.preventDefault();
    if (went) event.stopImmediatePropagation();
  }

  act(key) {
    switch (key) {
      case "j": return step(1);
      case "k": return step(-1);
      case "r": return write("reply");
      case "n": return write("note");
      case "/": return focus("#q");
      case "f": return press("[data-filter]");
      case "u": return press(".thread .only-phone") || visit("/inbox");
      case "\\": return document.dispatchEvent(new CustomEvent("theme-toggle"));
      case "?": return this.help();
    }
  }

  go(key) {
    return PLACES[key] && visit(PLACES[key]);
  }

  help() {
    document.querySelector(":popover-open")?.hidePopover();
    this.querySelector("dialog").showModal();
    return true;
  }
}

const typing = (target) => target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, dialog[open], [contenteditable]");

// Walk through rows by focus: Enter then opens the focused one like any link.
function step(by) {
  const rows = [...document.querySelectorAll(".row > a, .queue-in .task")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const current = here >= 0 ? here : rows.findIndex((row) => row.closest("[aria-current]"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + by))];
  (next?.matches("a") ? next : next?.querySelector("a"))?.focus();
  return Boolean(next);
}

function write(mode) {
  const choice = document.querySelector(`reply-box [value=${mode}]`);
  choice?.click();
  return focus("reply-box textarea");
}

function focus(selector) {
  document.querySelector(selector)?.focus();
  return true;
}

function press(selector) {
  const control = document.querySelector(selector);
  control?.click();
  return Boolean(control);
}

function visit(address) {
  location.assign(address);
  return true;
}

customElements.define("key-map", KeyMap);
