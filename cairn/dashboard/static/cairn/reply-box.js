// The composer. What is typed is kept until the server has it: through live updates, a reload and a lost connection.
// The key travels with the words, so that pressing Send again after a lost answer cannot send them twice.

import { DraftKeeper } from "./draft-keeper.js";
import * as outbox from "./outbox.js";
import { inWords } from "./spoken-words.js";

class ReplyBox extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    this.addEventListener("input", (event) => this.mine(event) && this.typed(), { signal });
    this.addEventListener("keydown", (event) => this.press(event), { signal });
    this.addEventListener("click", (event) => this.clicked(event.target), { signal });
    this.addEventListener("focusout", () => this.keeper?.save(), { signal });
    this.addEventListener("htmx:before:request", (event) => this.mine(event) && this.busy(true), { signal });
    this.addEventListener("htmx:finally:request", (event) => this.mine(event) && this.busy(false), { signal });
    this.addEventListener("htmx:config:request", (event) => this.mine(event) && this.leave(event), { signal });
    this.addEventListener("htmx:after:request", (event) => this.mine(event) && this.answered(event.detail.ctx), { signal });
    this.addEventListener("htmx:error", (event) => this.mine(event) && this.complain(inWords("Not sent: the server did not answer. Your words are kept; send again.")), { signal });
    document.addEventListener("click", (event) => this.asked(event.target), { signal });
    document.addEventListener("outbox:doubted", (event) => this.doubted(event.detail), { signal });
    window.addEventListener("pagehide", () => this.keeper?.save({ leaving: true }), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.keeper?.save({ leaving: true }), { signal });
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

  get modeNow() {
    return this.form.elements.mode.value;
  }

  begin() {
    this.keeper = new DraftKeeper(this);
    const draft = this.keeper.begin();
    // Sent from here and still on its way: it stands under the thread, not in the box.
    if (draft.text && outbox.holds(this.form.getAttribute("action"), draft.text)) draft.text = "";
    this.fill(draft);
    customElements.whenDefined("attach-tray").then(() => draft.files && !this.tray.files.length && this.tray.restore(draft.files));
  }

  fill(draft) {
    const fields = this.form.elements;
    fields.text.value = draft.text ?? "";
    fields.key.value = draft.key ?? newKey();
    fields.edit.value = draft.edit ?? "";
    this.toggleAttribute("data-editing", Boolean(draft.edit));
    if (draft.mode) fields.mode.value = draft.mode;
    this.quote(draft.quote);
    this.look();
  }

  // The server has newer words from another screen.
  take(draft) {
    this.text.value = draft.text;
    this.form.elements.mode.value = draft.mode;
    this.look();
  }

  typed() {
    if (this.text.value.trim() === "//" && this.modeNow === "reply") {
      this.text.value = "";
      this.querySelector("template-picker").open();
    }
    this.keep();
  }

  keep() {
    this.complain("");
    this.form.elements.key.value = newKey();
    this.toggleAttribute("data-editing", Boolean(this.form.elements.edit.value));
    this.look();
    this.keeper.note(this.words());
  }

  words() {
    const fields = this.form.elements;
    return { text: fields.text.value, mode: fields.mode.value, edit: fields.edit.value, key: fields.key.value, files: this.tray.files ?? [], quote: this.quotes };
  }

  // Blanks of a canned reply that nobody has filled in: a button for each leads there.
  look() {
    const place = this.querySelector(".gaps");
    place.hidden = !this.gaps().length;
    place.querySelector("span").replaceChildren(...this.gaps().map((gap) => Object.assign(document.createElement("button"), { type: "button", className: "text-btn", textContent: gap })));
  }

  gaps() {
    return [...new Set(this.text.value.match(new RegExp(`\\{(?:${this.dataset.blanks})\\}`, "g")) ?? [])];
  }

  select(gap) {
    const at = this.text.value.indexOf(gap);
    this.text.focus();
    this.text.setSelectionRange(at, at + gap.length);
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
    else if (target.closest("[data-say-by-template]")) this.querySelector("template-picker").open();
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
    else if (target.closest(".gaps button")) this.select(target.textContent);
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
    if (!this.mine(event) || event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") this.text.blur();
  }

  // Nothing written, or still on its way: nothing to do. A reply goes by the outbox and is seen at once.
  leave(event) {
    const nothing = !this.text.value.trim() && !this.tray.files.length;
    const gaps = this.modeNow === "note" ? [] : this.gaps();
    if (this.tray.busy) this.complain("A file is still on its way up. Send when it is there.");
    else if (gaps.length) this.complain(`${inWords("Still to be filled in:")} ${gaps.join(", ")}.`);
    if (nothing || this.tray.busy || gaps.length || this.sent !== undefined) event.preventDefault();
    else if (this.direct) this.handOver(event);
    else this.sent = this.text.value;
    if (gaps.length) this.select(gaps[0]);
    if (event.defaultPrevented) this.form.elements.when.value = "";
  }

  get direct() {
    return this.modeNow === "reply" && !this.form.elements.edit.value && !this.form.elements.when.value;
  }

  handOver(event) {
    event.preventDefault();
    const fields = [...new FormData(this.form)].filter(([name, value]) => value && name !== "csrfmiddlewaretoken");
    const files = this.tray.files.map((file) => file.name || file.kind);
    // From which message on this person knew the thread: the server tells if somebody answered since.
    const seen = sessionStorage.getItem(this.bar?.store ?? "") ?? "";
    if (seen) fields.push(["seen", seen]);
    if (this.bar?.anyway) fields.push(["anyway", "1"]);
    const item = { key: this.form.elements.key.value, to: this.form.getAttribute("action"), fields, files, kept: this.tray.files, quotes: this.quotes };
    if (this.bar) this.bar.anyway = false;
    sessionStorage.removeItem(this.bar?.store ?? "");
    this.clear();
    outbox.add(item);
    this.bar?.say("looks");
  }

  get bar() {
    return document.querySelector("presence-bar");
  }

  // Somebody answered meanwhile: the words are here again, and the bar asks what to do.
  doubted(item) {
    if (!this.bar || item.to !== this.form.getAttribute("action")) return;
    outbox.drop(item.key);
    this.takeBack(item);
    sessionStorage.setItem(this.bar.store, outbox.field(item, "seen"));
    this.bar.ask(item.why);
  }

  clear() {
    this.text.value = this.form.elements.edit.value = this.form.elements.when.value = "";
    this.form.elements.mode.value = "reply";
    this.form.elements.key.value = newKey();
    this.toggleAttribute("data-editing", false);
    this.tray.clear();
    this.quote();
    this.look();
    this.say("");
    this.keeper.forget();
  }

  // It did not go: its words, files and quotation are here again.
  takeBack(item) {
    this.text.value = [outbox.field(item, "text"), this.text.value].filter((words) => words.trim()).join("\n\n");
    if (item.kept?.length) this.tray.restore(item.kept);
    if (item.quotes) this.quote(item.quotes);
    this.keep();
    this.text.focus();
  }

  answered(ctx) {
    this.form.elements.when.value = "";
    if (ctx.response.status < 300) this.accepted();
    else if ([409, 422].includes(ctx.response.status)) this.complain(ctx.text);
    else this.complain(inWords("Not sent: the server could not take it. Your words are kept; send again."));
  }

  // Whatever was typed while the words were on their way stays.
  accepted() {
    const typed = this.text.value === this.sent ? "" : this.text.value;
    this.clear();
    if (typed) {
      this.text.value = typed;
      this.keep();
    }
    document.body.dispatchEvent(new CustomEvent("resync")); // seen at once, even while the stream is down
  }

  busy(yes) {
    this.form.querySelector("[type=submit]").setAttribute("aria-busy", yes);
    if (!yes) this.sent = undefined;
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
