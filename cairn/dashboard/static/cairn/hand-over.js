// Send pressed: what may not go yet stays and says why; a reply goes by the outbox and is seen at once; a note, a planned
// or a changed message goes by the form, and the box is emptied when the server has it.

import * as outbox from "./outbox.js";
import { inWords } from "./spoken-words.js";

export class HandOver {
  constructor(box) {
    this.box = box;
  }

  get fields() {
    return this.box.form.elements;
  }

  get bar() {
    return document.querySelector("presence-bar");
  }

  leave(event) {
    const { box } = this;
    const why = this.obstacle();
    if (why) box.complain(why);
    if (why || !(box.text.value.trim() || box.files.length) || this.sent !== undefined) event.preventDefault();
    else if (box.modeNow === "reply" && !this.fields.edit.value && !this.fields.when.value) this.reply(event);
    else this.sent = box.text.value;
    if (event.defaultPrevented) this.fields.when.value = "";
  }

  // Why it can't go yet; nothing if it can.
  obstacle() {
    const { box } = this;
    if (box.tray.busy) return inWords("A file is still on its way up. Send when it is there.");
    const blanks = box.modeNow === "note" ? [] : box.blanks.left;
    if (blanks.length) box.blanks.select(blanks[0]);
    return blanks.length ? `${inWords("Still to be filled in:")} ${blanks.join(", ")}.` : "";
  }

  reply(event) {
    event.preventDefault();
    const { box, bar } = this;
    const fields = [...new FormData(box.form)].filter(([name, value]) => value && name !== "csrfmiddlewaretoken");
    // From which message on this person knew the thread: the server tells if somebody answered since.
    const seen = sessionStorage.getItem(bar?.store ?? "") ?? "";
    if (seen) fields.push(["seen", seen]);
    if (bar?.anyway) fields.push(["anyway", "1"]);
    const item = { key: this.fields.key.value, to: box.form.getAttribute("action"), fields, files: box.files.map((file) => file.name || file.kind), kept: box.files, quotes: box.quotes };
    if (bar) bar.anyway = false;
    sessionStorage.removeItem(bar?.store ?? "");
    box.clear();
    outbox.add(item);
    bar?.say?.("looks");
  }

  // Somebody answered meanwhile: the words are here again, and the bar asks what to do.
  doubted(item) {
    if (!this.bar || item.to !== this.box.form.getAttribute("action")) return;
    outbox.drop(item.key);
    this.box.takeBack(item);
    sessionStorage.setItem(this.bar.store, outbox.field(item, "seen"));
    this.bar.ask(item.why);
  }

  answered({ response, text }) {
    this.fields.when.value = "";
    if (response.status < 300) this.accepted();
    else if ([409, 422].includes(response.status)) this.box.complain(text);
    else this.box.complain(inWords("Not sent: the server could not take it. Your words are kept; send again."));
  }

  // Whatever was typed while the words were on their way stays.
  accepted() {
    const { box } = this;
    const typed = box.text.value === this.sent ? "" : box.text.value;
    box.clear();
    if (typed) {
      box.text.value = typed;
      box.keep();
    }
    document.body.dispatchEvent(new CustomEvent("resync")); // seen at once, even while the stream is down
  }

  busy(yes) {
    this.box.form.querySelector("[type=submit]").setAttribute("aria-busy", yes);
    if (!yes) this.sent = undefined;
  }
}

export const waiting = (box, text) => outbox.holds(box.form.getAttribute("action"), text);
