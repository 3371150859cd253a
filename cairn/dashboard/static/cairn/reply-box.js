// The composer. What is typed is kept until the server has it: through live updates, a reload and a lost connection.
// The key travels with the words, so that pressing Send again after a lost answer cannot send them twice.

class ReplyBox extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.keep());
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("htmx:before:request", () => this.busy(true));
    this.addEventListener("htmx:finally:request", () => this.busy(false));
    this.addEventListener("htmx:config:request", (event) => this.leave(event));
    this.addEventListener("htmx:after:request", (event) => this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", () => this.complain("Not sent: the server did not answer. Your words are kept; send again."));
    // A morph puts the element in before its children.
    queueMicrotask(() => this.form && this.restore());
  }

  get form() {
    return this.querySelector("form");
  }

  get text() {
    return this.form.elements.text;
  }

  restore() {
    const draft = JSON.parse(sessionStorage.getItem(this.dataset.draft) ?? "{}");
    this.text.value = draft.text ?? "";
    this.form.elements.key.value = draft.key ?? newKey();
    if (draft.mode) this.form.elements.mode.value = draft.mode;
  }

  keep() {
    this.complain("");
    this.form.elements.key.value = newKey();
    const draft = { text: this.text.value, mode: this.form.elements.mode.value, key: this.form.elements.key.value };
    if (draft.text) sessionStorage.setItem(this.dataset.draft, JSON.stringify(draft));
    else sessionStorage.removeItem(this.dataset.draft);
  }

  press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") this.text.blur();
  }

  // Nothing written, or still on its way: nothing to do.
  leave(event) {
    if (!this.text.value.trim() || this.sent !== undefined) event.preventDefault();
    else this.sent = this.text.value;
  }

  answered(ctx) {
    if (ctx.response.status < 300) this.accepted();
    else if (ctx.response.status === 422) this.complain(ctx.text);
    else this.complain("Not sent: the server could not take it. Your words are kept; send again.");
  }

  // Whatever was typed while the words were on their way stays.
  accepted() {
    if (this.text.value === this.sent) this.text.value = "";
    this.form.elements.mode.value = "reply";
    this.keep();
    document.body.dispatchEvent(new CustomEvent("resync")); // seen at once, even while the stream is down
  }

  busy(yes) {
    this.querySelector("[type=submit]").setAttribute("aria-busy", yes);
    if (!yes) this.sent = undefined;
  }

  complain(words) {
    const place = this.querySelector(".composer-error");
    place.textContent = words;
    place.hidden = !words;
  }
}

// randomUUID is missing on plain http beyond this machine.
const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

customElements.define("reply-box", ReplyBox);
