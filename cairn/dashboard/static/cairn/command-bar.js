// Everything by a few letters: places, what can be done here, people and leads. Ctrl K opens it, arrows choose.
// The commands stand in the page; people are asked of the server, a few of them.

const PAUSE = 120; // milliseconds of no typing before the server is asked

class CommandBar extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    document.addEventListener("click", (event) => event.target.closest("[data-commands]") && this.open(), { signal });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("click", (event) => this.run(event.target.closest("[role=option]")));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  get input() {
    return this.querySelector("input");
  }

  get list() {
    return this.querySelector("[role=listbox]");
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]:not([hidden])")];
  }

  press(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.dialog.open ? this.dialog.close() : this.open();
  }

  open() {
    document.querySelector(":popover-open")?.hidePopover();
    this.before = document.activeElement;
    this.input.value = "";
    this.list.querySelectorAll("[data-href^='/inbox/'], [id^=hit-]").forEach((hit) => hit.remove());
    this.dialog.showModal();
    this.narrow();
  }

  typed() {
    this.narrow();
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.ask(), PAUSE);
  }

  // Commands that hold all the words; those that need something that is not here are left out.
  narrow() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of this.list.querySelectorAll("[data-command], [data-go]")) {
      const text = one.textContent.toLowerCase();
      const possible = !one.dataset.command || document.querySelector(one.dataset.needs || "body");
      one.hidden = !possible || !words.every((word) => text.includes(word));
    }
    this.choose(this.options[0]);
  }

  async ask() {
    const words = this.input.value.trim();
    this.fetching?.abort();
    this.fetching = new AbortController();
    try {
      const answer = words.length > 1 ? await fetch(`/commands?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" }, signal: this.fetching.signal }) : null;
      if (answer && !answer.ok) return;
      const html = answer ? await answer.text() : "";
      this.list.querySelectorAll("[id^=hit-]").forEach((hit) => hit.remove());
      this.list.insertAdjacentHTML("beforeend", html);
      if (!this.options.includes(this.chosen)) this.choose(this.options[0]);
      this.querySelector("[role=status]").textContent = this.options.length ? "" : this.dataset.nothing;
    } catch {
      // Another letter came, or the server is away: what is there stays.
    }
  }

  walk(event) {
    const all = this.options;
    const here = all.indexOf(this.chosen);
    if (event.key === "ArrowDown") this.choose(all[(here + 1) % all.length]);
    else if (event.key === "ArrowUp") this.choose(all.at((here - 1) % all.length));
    else if (event.key === "Enter") this.run(this.chosen);
    else return;
    event.preventDefault();
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
  }

  // A command is the key that does it, pressed where one was before.
  run(option) {
    if (!option || option.hidden) return;
    this.dialog.close();
    const { href, go, command } = option.dataset;
    if (href ?? go) return location.assign(href ?? go);
    (this.before?.isConnected ? this.before : document.body).focus?.();
    if (document.activeElement?.matches("input, textarea, select")) document.activeElement.blur();
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key: command, bubbles: true, cancelable: true }));
  }
}

customElements.define("command-bar", CommandBar);
