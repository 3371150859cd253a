// The composer. What is typed is kept until the server has it: through live updates, a reload and a lost connection.
// The key travels with the words, so that pressing Send again after a lost answer cannot send them twice.

class ReplyBox extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => this.mine(event) && this.typed());
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("click", (event) => event.target.closest("[data-leave-edit]") && this.leaveEdit());
    this.addEventListener("htmx:before:request", (event) => this.mine(event) && this.busy(true));
    this.addEventListener("htmx:finally:request", (event) => this.mine(event) && this.busy(false));
    this.addEventListener("htmx:config:request", (event) => this.mine(event) && this.leave(event));
    this.addEventListener("htmx:after:request", (event) => this.mine(event) && this.answered(event.detail.ctx));
    this.addEventListener("htmx:error", (event) => this.mine(event) && this.complain("Not sent: the server did not answer. Your words are kept; send again."));
    this.ending = new AbortController();
    document.addEventListener("click", (event) => this.asked(event), { signal: this.ending.signal });
    // A morph puts the element in before its children.
    queueMicrotask(() => this.form && this.restore());
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  // The template picker has a form of its own and looks after itself.
  mine(event) {
    return this.form?.contains(event.target);
  }

  get form() {
    return this.querySelector("form.say");
  }

  get text() {
    return this.form.elements.text;
  }

  get tray() {
    return this.querySelector("attach-tray");
  }

  restore() {
    const draft = JSON.parse(sessionStorage.getItem(this.dataset.draft) ?? "{}");
    this.text.value = draft.text ?? "";
    this.form.elements.key.value = draft.key ?? newKey();
    this.form.elements.edit.value = draft.edit ?? "";
    this.toggleAttribute("data-editing", Boolean(draft.edit));
    if (draft.mode) this.form.elements.mode.value = draft.mode;
    customElements.whenDefined("attach-tray").then(() => draft.files && !this.tray.files.length && this.tray.restore(draft.files));
  }

  typed() {
    if (this.text.value.trim() === "//" && this.form.elements.mode.value === "reply") {
      this.text.value = "";
      this.querySelector("template-picker").open();
    }
    this.keep();
  }

  keep() {
    this.complain("");
    const fields = this.form.elements;
    fields.key.value = newKey();
    this.toggleAttribute("data-editing", Boolean(fields.edit.value));
    const draft = { text: fields.text.value, mode: fields.mode.value, edit: fields.edit.value, key: fields.key.value, files: this.tray.files ?? [] };
    if (draft.text || draft.files.length) sessionStorage.setItem(this.dataset.draft, JSON.stringify(draft));
    else sessionStorage.removeItem(this.dataset.draft);
  }

  mode(name) {
    this.form.elements.mode.value = name;
    this.keep();
    this.text.focus();
  }

  // Buttons in the thread: change an answer that waits, or say with a template what did not arrive.
  asked(event) {
    const edit = event.target.closest("[data-edit]");
    if (edit) {
      this.text.value = edit.dataset.text;
      this.form.elements.edit.value = edit.dataset.edit;
      this.mode("park");
    } else if (event.target.closest("[data-say-by-template]")) this.querySelector("template-picker").open();
  }

  leaveEdit() {
    this.text.value = this.form.elements.edit.value = "";
    this.form.elements.mode.value = "reply";
    this.keep();
  }

  press(event) {
    if (!this.mine(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") this.text.blur();
  }

  // Nothing written, or still on its way: nothing to do.
  leave(event) {
    const nothing = !this.text.value.trim() && !this.tray.files.length;
    if (this.tray.busy) this.complain("A file is still on its way up. Send when it is there.");
    if (nothing || this.tray.busy || this.sent !== undefined) event.preventDefault();
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
    this.tray.clear();
    this.form.elements.edit.value = "";
    this.form.elements.mode.value = "reply";
    this.keep();
    document.body.dispatchEvent(new CustomEvent("resync")); // seen at once, even while the stream is down
  }

  busy(yes) {
    this.form.querySelector("[type=submit]").setAttribute("aria-busy", yes);
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
