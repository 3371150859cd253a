// The composer. What is typed is kept until the server has it: through live updates, a reload and a lost connection.
// The key travels with the words, so that pressing Send again after a lost answer cannot send them twice.

import { need } from "./at-need.js";
import { Blanks } from "./blanks.js";
import { DraftKeeper } from "./draft-keeper.js";
import { HandOver, waiting } from "./hand-over.js";
import { inWords } from "./spoken-words.js";

class ReplyBox extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    const mine = (name, act) => this.addEventListener(name, (event) => this.mine(event) && act(event), { signal });
    mine("input", () => this.typed());
    mine("keydown", (event) => this.press(event));
    mine("htmx:before:request", () => this.sending.busy(true));
    mine("htmx:finally:request", () => this.sending.busy(false));
    mine("htmx:config:request", (event) => this.sending.leave(event));
    mine("htmx:after:request", (event) => this.sending.answered(event.detail.ctx));
    mine("htmx:error", () => this.complain(inWords("Not sent: the server did not answer. Your words are kept; send again.")));
    this.addEventListener("click", (event) => this.clicked(event.target), { signal });
    this.addEventListener("focusout", () => this.keeper?.save(), { signal });
    document.addEventListener("click", (event) => this.asked(event.target), { signal });
    document.addEventListener("outbox:doubted", (event) => this.sending?.doubted(event.detail), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.keeper?.save({ leaving: true }), { signal });
    window.addEventListener("pagehide", () => this.keeper?.save({ leaving: true }), { signal });
    window.addEventListener("online", () => this.keeper?.save(), { signal });
    // A morph puts the element in before its children.
    queueMicrotask(() => this.form && this.begin());
  }

  disconnectedCallback() {
    this.keeper?.save({ leaving: true });
    this.ending.abort();
  }

  // The pickers have forms of their own and look after themselves.
  mine(event) {
    return this.form?.contains(event.target) && event.target.type !== "datetime-local";
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

  get files() {
    return this.tray.files ?? [];
  }

  get modeNow() {
    return this.form.elements.mode.value;
  }

  begin() {
    this.keeper = new DraftKeeper(this);
    this.blanks = new Blanks(this);
    this.sending = new HandOver(this);
    const early = this.text.value; // typed before this script was there
    const draft = this.keeper.begin();
    // Sent from here and still on its way: it stands under the thread, not in the box.
    if (draft.text && waiting(this, draft.text)) draft.text = "";
    this.fill(draft);
    if (early && early !== draft.text) {
      this.text.value = [draft.text, early].filter(Boolean).join("\n");
      this.keep();
    }
    if (draft.files?.length && !this.files.length) this.restore(draft.files);
  }

  fill(draft) {
    const fields = this.form.elements;
    fields.text.value = draft.text ?? "";
    fields.key.value = draft.key ?? newKey();
    fields.edit.value = draft.edit ?? "";
    this.toggleAttribute("data-editing", Boolean(draft.edit));
    if (draft.mode) fields.mode.value = draft.mode;
    this.quote(draft.quote);
    this.blanks.show();
  }

  // The server has newer words from another screen.
  take(draft) {
    this.text.value = draft.text;
    this.form.elements.mode.value = draft.mode;
    this.blanks.show();
  }

  async restore(files) {
    await need("attach-tray");
    this.tray.restore(files);
  }

  async byTemplate() {
    await need("template-picker");
    this.querySelector("template-picker").open();
  }

  typed() {
    if (this.text.value.trim() === "//" && this.modeNow === "reply") {
      this.text.value = "";
      this.byTemplate();
    }
    this.keep();
  }

  keep() {
    this.complain("");
    this.form.elements.key.value = newKey();
    this.toggleAttribute("data-editing", Boolean(this.form.elements.edit.value));
    this.blanks.show();
    this.keeper.note(this.words());
  }

  words() {
    const fields = this.form.elements;
    return { text: fields.text.value, mode: fields.mode.value, edit: fields.edit.value, key: fields.key.value, files: this.files, quote: this.quotes };
  }

  mode(name) {
    this.form.elements.mode.value = name;
    this.keep();
    this.text.focus();
  }

  // Buttons in the thread: change what waits, or say with a template what did not arrive.
  asked(target) {
    const edit = target.closest("[data-edit]");
    if (edit) this.edit(edit.dataset);
    else if (target.closest("[data-say-by-template]")) this.byTemplate();
  }

  edit({ edit, text }) {
    this.keeper.save();
    this.text.value = text;
    this.form.elements.edit.value = edit;
    this.mode("park");
  }

  leaveEdit() {
    this.text.value = this.form.elements.edit.value = "";
    this.form.elements.mode.value = "reply";
    this.keep();
  }

  clicked(target) {
    if (target.closest("[data-leave-edit]")) this.leaveEdit();
    else if (target.closest(".gaps button")) this.blanks.select(target.textContent);
    else if (target.closest("[data-unquote]")) this.quote();
    else if (target.closest("[data-offer]")) this.offered(target.closest("[data-offer]").dataset.offer);
    else if (target.closest("[data-when]")) this.plan(target.closest("[data-when]"));
  }

  // Words, a template or buttons: the form in which the time was chosen goes.
  plan(button) {
    const form = button.closest("form");
    const own = button.closest(".pop").querySelector("input[type=datetime-local]").value;
    form.elements.when.value = button.dataset.when === "own" ? own : button.dataset.when;
    if (form.elements.when.value && !form.reportValidity()) form.elements.when.value = "";
    if (form.elements.when.value) form.requestSubmit();
  }

  // `quotes`: id, who and words of the message that is answered.
  quote(quotes) {
    this.quotes = quotes;
    const place = this.querySelector(".quoting");
    this.form.elements.quote.value = quotes?.id ?? "";
    place.hidden = !quotes;
    place.querySelector("b").textContent = quotes?.who ?? "";
    place.querySelector("span").textContent = quotes?.words ?? "";
  }

  answer(quotes) {
    this.quote(quotes);
    if (this.modeNow === "note") this.form.elements.mode.value = "reply";
    this.keep();
    this.text.focus();
  }

  offer(other) {
    this.other = other;
    this.querySelector(".offered").hidden = false;
    this.querySelector(".offered q").textContent = other.text;
  }

  offered(what) {
    this.querySelector(".offered").hidden = true;
    if (what !== "take") return;
    this.text.value = this.other.text;
    this.keep();
    this.text.focus();
  }

  press(event) {
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") this.text.blur();
  }

  clear() {
    const fields = this.form.elements;
    fields.text.value = fields.edit.value = fields.when.value = "";
    fields.mode.value = "reply";
    fields.key.value = newKey();
    this.toggleAttribute("data-editing", false);
    this.tray.clear?.();
    this.quote();
    this.blanks.show();
    this.say("");
    this.keeper.forget();
  }

  // It did not go: its words, files and quotation are here again.
  takeBack(item) {
    const words = item.fields.find(([name]) => name === "text")?.[1] ?? "";
    this.text.value = [words, this.text.value].filter((part) => part.trim()).join("\n\n");
    if (item.kept?.length) this.restore(item.kept).then(() => this.keep());
    if (item.quotes) this.quote(item.quotes);
    this.keep();
    this.text.focus();
  }

  say(words) {
    const place = this.querySelector(".draft-state");
    if (place) place.textContent = words;
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
