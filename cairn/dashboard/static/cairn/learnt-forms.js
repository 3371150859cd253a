// Forms that decide on what was learnt: a refusal stands beside its button, and the list waits while somebody writes.

import { inWords } from "./spoken-words.js";

class LearntForms extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.addEventListener("input", (event) => event.target.form?.setAttribute("data-dirty", ""), { signal });
    this.addEventListener("htmx:after:request", (event) => this.answered(event.target, event.detail.ctx), { signal });
    document.addEventListener("htmx:config:request", (event) => this.hold(event), { signal });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  hold(event) {
    if (event.detail.ctx.sourceElement?.id === "gaps" && this.querySelector("form[data-dirty]")) event.preventDefault();
  }

  answered(form, ctx) {
    const place = form.querySelector?.(".error");
    if (!form.matches("form") || !place) return;
    const { status } = ctx.response;
    place.textContent = status === 422 ? ctx.text : status >= 400 ? inWords("That did not work. Try again.") : "";
    if (status >= 300) return;
    form.removeAttribute("data-dirty");
    document.body.dispatchEvent(new CustomEvent("resync"));
  }
}

customElements.define("learnt-forms", LearntForms);
