// Bubbles of what was sent here and is not in the thread yet. Each goes when the live thread shows a row with its key.

import * as outbox from "./outbox.js";

const LINGERS = 20_000; // milliseconds that a bubble waits for its live row once the server has it

class SendQueue extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    this.sent = [];
    const signal = this.ending.signal;
    document.addEventListener("outbox", () => this.show(), { signal });
    document.addEventListener("outbox:sent", (event) => this.taken(event.detail), { signal });
    document.addEventListener("htmx:after:swap", () => this.show(), { signal });
    window.addEventListener("offline", () => this.show(), { signal });
    this.addEventListener("click", (event) => this.press(event), { signal });
    queueMicrotask(() => this.list && this.show());
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get list() {
    return this.querySelector("ol");
  }

  taken(item) {
    if (item.to !== this.dataset.to) return;
    this.sent.push(item);
    setTimeout(() => { this.sent = this.sent.filter((one) => one !== item); this.show(); }, LINGERS);
    this.show();
  }

  show() {
    if (!this.list) return;
    this.sent = this.sent.filter((item) => !live(item.key));
    const mine = [...this.sent, ...outbox.items().filter((item) => item.to === this.dataset.to && !live(item.key))];
    this.list.replaceChildren(...mine.map((item) => this.bubble(item)));
  }

  bubble(item) {
    const found = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const failed = item.state === "failed" && !this.sent.includes(item);
    const words = outbox.field(item, "text") || item.files?.join(", ") || "";
    found.id = `pending-${item.key}`;
    found.dataset.pending = item.key;
    found.dataset.status = failed ? "failed" : "queued";
    found.querySelector(".bubble p").textContent = words;
    found.querySelector(".said-foot").hidden = failed;
    found.querySelector("[data-sending]").hidden = !navigator.onLine;
    found.querySelector("[data-offline]").hidden = navigator.onLine;
    found.querySelector(".said-error").hidden = !failed;
    found.querySelector(".said-error span").textContent = item.why ?? "";
    found.querySelector("[data-sure]").hidden = item.status !== 409;
    found.querySelector("[data-retry]").hidden = item.status === 409;
    return found;
  }

  press(event) {
    const key = event.target.closest("[data-pending]")?.dataset.pending;
    if (!key) return;
    if (event.target.closest("[data-retry]")) outbox.retry(key);
    else if (event.target.closest("[data-sure]")) outbox.retry(key, true);
    else if (event.target.closest("[data-back]")) this.back(key);
  }

  // The words return to where they were written, before whatever stands there now.
  back(key) {
    const item = outbox.items().find((one) => one.key === key);
    if (!item) return;
    outbox.drop(key);
    document.querySelector("reply-box")?.takeBack(item);
  }
}

const live = (key) => document.querySelector(`#messages [data-key^="${CSS.escape(key)}"]`);

customElements.define("send-queue", SendQueue);
