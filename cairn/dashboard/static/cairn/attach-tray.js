// Files beside the words: chosen, pasted, dropped or recorded, on their way up with progress, taken away again.

import { inWords } from "./spoken-words.js";
import { upload } from "./upload.js";

class AttachTray extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    queueMicrotask(() => this.box && this.listen());
  }

  disconnectedCallback() {
    this.ending.abort();
    for (const item of this.items) item.stop?.();
  }

  get box() {
    return this.closest("reply-box");
  }

  get items() {
    return [...this.querySelectorAll("li")];
  }

  get files() {
    return this.items.filter((item) => item.kept).map((item) => item.kept);
  }

  get busy() {
    return this.items.some((item) => item.stop);
  }

  listen() {
    const until = { signal: this.ending.signal };
    const input = this.querySelector("input[type=file]");
    input.addEventListener("change", () => { this.add(input.files); input.value = ""; }, until);
    this.box.addEventListener("click", (event) => event.target.closest("[data-attach]") && input.click(), until);
    this.box.addEventListener("click", (event) => event.target.closest("[data-record]") && this.record(), until);
    this.box.addEventListener("paste", (event) => this.take(event, event.clipboardData), until);
    this.box.addEventListener("drop", (event) => this.take(event, event.dataTransfer), until);
    for (const name of ["dragover", "dragleave", "drop"]) this.box.addEventListener(name, (event) => this.over(event), until);
  }

  over(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.box.toggleAttribute("data-drop", event.type === "dragover");
  }

  // Text that is pasted or dropped stays the browser's business.
  take(event, data) {
    if (!data?.files.length || !event.target.closest(".say, .composer-box")) return;
    event.preventDefault();
    this.add(data.files);
  }

  // The recorder comes when it is first asked for.
  async record() {
    try {
      await import(this.dataset.voice);
      await this.box.querySelector("voice-note").start();
    } catch {
      this.box.complain(inWords("The server did not answer. Try again."));
    }
  }

  add(files, kind = "") {
    for (const file of files) this.send(file, this.item(file.name || "Photo"), kind);
  }

  item(name) {
    const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector(".tray-name").textContent = name;
    item.querySelector("[data-away]").addEventListener("click", () => { item.stop?.(); item.remove(); this.changed(); });
    this.querySelector("ul").append(item);
    return item;
  }

  async send(file, item, kind) {
    item.classList.remove("failed");
    item.querySelector(".tray-error").textContent = "";
    const progress = item.querySelector("progress");
    const token = this.closest("form").elements.csrfmiddlewaretoken.value;
    const way = upload(file, this.dataset.to, { token, kind, onprogress: (part) => { progress.value = part; } });
    item.stop = way.stop;
    try {
      this.keep(item, await way.done);
    } catch (problem) {
      if (problem.name !== "AbortError") this.fail(item, problem.message, () => this.send(file, item, kind));
    }
    item.stop = undefined;
    this.changed();
  }

  keep(item, kept) {
    item.kept = kept;
    item.classList.add("kept");
    item.querySelector(".tray-name").textContent = kept.name || kept.kind;
    item.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attachment", value: kept.key }));
    if (kept.kind === "audio") item.querySelector(".tray-name").after(player(kept));
    if (kept.thumb) item.querySelector(".tray-look").replaceChildren(Object.assign(new Image(), { src: `/media/${kept.key}/thumb`, alt: "" }));
  }

  // What was recorded can't be chosen again: it may be sent up once more.
  fail(item, words, again) {
    const button = item.querySelector("[data-again]");
    item.classList.add("failed");
    item.querySelector(".tray-error").textContent = words;
    button.hidden = false;
    button.onclick = () => { button.hidden = true; again(); };
  }

  restore(files) {
    for (const kept of files) this.keep(this.item(kept.name), kept);
  }

  clear() {
    for (const item of this.items) item.remove();
  }

  changed() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Heard before it is sent, as the customer will hear it.
const player = ({ key, name }) => Object.assign(new Audio(`/media/${key}`), { controls: true, preload: "metadata", ariaLabel: name });

customElements.define("attach-tray", AttachTray);
