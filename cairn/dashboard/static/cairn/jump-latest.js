// The way back to the newest message, while one reads further up, and how many came since. The thread scrolls from below:
// 0 is its end.

const FAR = 240; // pixels

class JumpLatest extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    queueMicrotask(() => this.watch()); // a morph puts the element in before its children
  }

  watch() {
    const until = { signal: this.ending.signal };
    this.scroller = document.getElementById(this.dataset.of);
    if (!this.button || !this.scroller || this.ending.signal.aborted) return;
    this.scroller.addEventListener("scroll", () => this.look(), { passive: true, ...until });
    this.scroller.addEventListener("htmx:after:swap", () => this.look(), until);
    this.button.onclick = () => this.scroller.scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion)").matches ? "auto" : "smooth" });
    this.look();
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get button() {
    return this.querySelector("button");
  }

  get messages() {
    return [...this.scroller.querySelectorAll("#messages [id^=message-]")].map((one) => one.id);
  }

  look() {
    const far = Math.abs(this.scroller.scrollTop) >= FAR;
    if (!far || !this.seen) this.seen = new Set(this.messages);
    const fresh = far ? this.messages.filter((id) => !this.seen.has(id)).length : 0;
    this.button.hidden = !far;
    this.button.querySelector("span").textContent = fresh ? `${fresh} ${this.dataset.new}` : this.dataset.latest;
  }
}

customElements.define("jump-latest", JumpLatest);
