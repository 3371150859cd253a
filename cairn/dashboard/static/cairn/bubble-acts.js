// What can be done with one message of the thread: react, answer it, copy its words. One menu for all bubbles.

import { inWords } from "./spoken-words.js";

class BubbleActs extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    document.addEventListener("click", (event) => this.pressed(event.target), { signal, capture: true });
    this.addEventListener("click", (event) => this.act(event.target), { signal });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get menu() {
    return this.querySelector(".bubble-menu");
  }

  get box() {
    return this.closest("reply-box");
  }

  pressed(target) {
    const handle = target.closest(".bubble-handle");
    if (handle) this.aim(handle);
    else if (target.closest("[data-emoji]")) this.pick((sign) => this.insert(sign));
  }

  // Only a customer's message takes a reaction of ours.
  aim(handle) {
    this.message = handle.dataset;
    this.querySelector(".react-row").hidden = "ours" in handle.dataset;
    this.querySelector("[data-unreact]").hidden = !("reacted" in handle.dataset);
    const save = this.querySelector("[data-save]");
    save.hidden = !handle.dataset.save;
    save.href = handle.dataset.save ?? "";
  }

  pick(target) {
    this.querySelector("emoji-grid").target = target;
  }

  insert(sign) {
    const text = this.box.text;
    text.focus();
    text.setRangeText(sign, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  act(target) {
    const react = target.closest("[data-react]");
    if (react) this.react(react.dataset.react);
    else if (target.closest("[data-unreact]")) this.react("");
    else if (target.closest("[data-react-more]")) this.more();
    else if (target.closest("[data-quote]")) this.quote();
    else if (target.closest("[data-copy]")) this.copy();
    else if (!target.closest("[data-save]")) return;
    this.menu.hidePopover();
  }

  // The grid opens where the menu stood.
  more() {
    const { message } = this.message;
    this.pick((sign) => this.react(sign, message));
    queueMicrotask(() => this.querySelector("#emoji").showPopover({ source: document.querySelector(`[data-message="${message}"]`) }));
  }

  async react(emoji, message = this.message.message) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
    try {
      const answer = await fetch(`/messages/${message}/react`, { method: "POST", headers, body: new URLSearchParams({ emoji }) });
      if (!answer.ok) this.tell(answer.status === 422 ? await answer.text() : inWords("The reaction was not taken. Try again."));
    } catch {
      this.tell(inWords("The reaction was not sent: the server did not answer."));
    }
  }

  quote() {
    const { message, who } = this.message;
    this.box.answer({ id: message, who, words: this.words.slice(0, 120) });
  }

  // What it says itself, without what it quotes.
  get words() {
    const row = document.getElementById(`message-${this.message.message}`); // in an album a tile inside its bubble
    const bubble = (row.querySelector(".bubble") ?? row.closest(".bubble")).cloneNode(true);
    bubble.querySelector(".quoted")?.remove();
    bubble.querySelector(".album")?.remove();
    for (const line of bubble.querySelectorAll("br, p + p, li")) line.before("\n");
    return bubble.textContent.replace(/[ \t]*\n\s*/g, "\n").trim();
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.words);
      this.tell(inWords("Copied"));
    } catch {
      this.tell(inWords("This browser lets nothing be copied here. Select the words instead."));
    }
  }

  tell(text) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  }
}

customElements.define("bubble-acts", BubbleActs);
