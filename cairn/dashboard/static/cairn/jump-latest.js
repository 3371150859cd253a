// The way back to the newest message, while one reads further up. The thread scrolls from below: 0 is its end.

const FAR = 240; // pixels

class JumpLatest extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    queueMicrotask(() => this.watch()); // a morph puts the element in before its children
  }

  watch() {
    const scroller = document.getElementById(this.dataset.of);
    const button = this.querySelector("button");
    if (!button || this.ending.signal.aborted) return;
    const look = () => (button.hidden = Math.abs(scroller.scrollTop) < FAR);
    scroller?.addEventListener("scroll", look, { passive: true, signal: this.ending.signal });
    button.onclick = () => scroller.scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion)").matches ? "auto" : "smooth" });
  }

  disconnectedCallback() {
    this.ending.abort();
  }
}

customElements.define("jump-latest", JumpLatest);
