// <pass-key>: asks the phone or computer for a passkey (or to make one, with data-make) and sends the answer as a form.
// data-ask: where the challenge comes from. data-send: where the answer goes, with the fields that stand inside.

import { inWords } from "./spoken-words.js";

class PassKey extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) this.hidden = !("make" in this.dataset);
    this.button.addEventListener("click", () => this.go());
  }

  async go() {
    this.say("");
    this.button.disabled = true;
    try {
      this.send(await this.answered(await this.asked()));
    } catch (error) {
      this.say(error.name === "NotAllowedError" ? inWords("Nothing was chosen. Try again.") : inWords("This did not work here. Try another way."));
      this.button.disabled = false;
    }
  }

  async asked() {
    const answer = await fetch(this.dataset.ask, { method: "POST", headers: { "X-CSRFToken": this.field("csrfmiddlewaretoken") } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  answered(options) {
    const publicKey = window.PublicKeyCredential;
    if ("make" in this.dataset) return navigator.credentials.create({ publicKey: publicKey.parseCreationOptionsFromJSON(options) });
    return navigator.credentials.get({ publicKey: publicKey.parseRequestOptionsFromJSON(options) });
  }

  send(credential) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = this.dataset.send;
    const more = { passkey: JSON.stringify(credential.toJSON()), next: this.dataset.next || "" };
    const fields = [...this.querySelectorAll("input")].map((one) => [one.name, one.value]).concat(Object.entries(more));
    for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(form);
    form.submit();
  }

  field(name) {
    return this.querySelector(`[name=${name}]`).value;
  }

  say(words) {
    const line = this.querySelector("[role=alert]");
    line.textContent = words;
    line.hidden = !words;
  }
}

customElements.define("pass-key", PassKey);
