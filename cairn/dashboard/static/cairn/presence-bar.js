// Says that somebody looks at this conversation or writes in it, and shows who else does; runs out by itself.
// Keeps which message was the newest when one began to write, so that the server can say that somebody answered since.

const LOOKS = 20_000;
const WRITES = 4000;

class PresenceBar extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    this.beat = setInterval(() => document.hidden || this.say("looks"), LOOKS);
    document.addEventListener("visibilitychange", () => this.say(document.hidden ? "leaves" : "looks"), { signal });
    document.addEventListener("input", (event) => this.mine(event) && this.typed(), { signal });
    document.addEventListener("htmx:config:request", (event) => this.mine(event) && this.carry(event.detail.ctx), { signal });
    document.addEventListener("htmx:after:request", (event) => this.mine(event) && this.answered(event.detail.ctx), { signal });
    addEventListener("pagehide", () => this.say("leaves"), { signal });
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("htmx:after:swap", () => this.expire());
    if (!document.hidden) this.say("looks");
    queueMicrotask(() => this.expire()); // a morph puts the element in before its children
  }

  disconnectedCallback() {
    this.ending.abort();
    clearInterval(this.beat);
    clearTimeout(this.ends);
    this.say("leaves");
  }

  get form() {
    return document.getElementById(`say-${this.dataset.talk}`);
  }

  get store() {
    return `seen-${this.dataset.talk}`;
  }

  mine(event) {
    return this.form && (event.target === this.form || this.form.contains(event.target));
  }

  // From the first letter on: what was the newest then.
  typed() {
    if (!this.form.elements.text?.value) sessionStorage.removeItem(this.store);
    else if (!sessionStorage.getItem(this.store)) sessionStorage.setItem(this.store, document.getElementById("messages")?.dataset.last ?? "");
    if (Date.now() - (this.wrote ?? 0) < WRITES) return;
    this.wrote = Date.now();
    this.say("writes");
  }

  carry(ctx) {
    const seen = sessionStorage.getItem(this.store);
    const body = ctx.request.body;
    if (!seen || !body?.set) return;
    body.set("seen", seen);
    if (this.anyway) body.set("anyway", "1");
  }

  answered(ctx) {
    this.anyway = false;
    const status = ctx.response?.status;
    if (status === 409) return this.ask(ctx.text);
    if (status < 300) {
      sessionStorage.removeItem(this.store);
      this.wrote = 0;
      this.say("looks");
      this.ask("");
    }
  }

  ask(words) {
    const place = this.querySelector(".meanwhile");
    place.querySelector("p").textContent = words;
    place.hidden = !words;
    if (!words) return;
    document.body.dispatchEvent(new CustomEvent("resync"));
    // The composer's own complaint says less.
    queueMicrotask(() => this.form.closest("reply-box")?.complain?.(""));
    place.querySelector("button").focus();
  }

  click(event) {
    if (event.target.closest("[data-anyway]")) {
      this.anyway = true;
      this.ask("");
      this.form.requestSubmit();
    } else if (event.target.closest("[data-stay]")) {
      // Looked at: from now on that answer counts as seen.
      sessionStorage.setItem(this.store, document.getElementById("messages")?.dataset.last ?? "");
      this.ask("");
      this.form.elements.text.focus();
    }
  }

  expire() {
    clearTimeout(this.ends);
    const until = this.querySelector(".here")?.dataset.until;
    if (until) this.ends = setTimeout(() => this.querySelector(".here")?.dispatchEvent(new CustomEvent("over")), Math.max(500, new Date(until) - Date.now() + 500));
  }

  say(state) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
    const body = new URLSearchParams({ state });
    fetch(`/inbox/${this.dataset.talk}/presence`, { method: "POST", headers, body, keepalive: true }).catch(() => {});
  }
}

customElements.define("presence-bar", PresenceBar);
