// The way back to the newest message, while one reads further up. The thread scrolls from below: 0 is its end.

const FAR = 240; // pixels

class JumpLatest extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const scroller = document.getElementById(this.dataset.of);
    const button = this.querySelector("button");
    const look = () => (button.hidden = Math.abs(scroller.scrollTop) < FAR);
    scroller?.addEventListener("scroll", look, { passive: true, signal: this.ending.signal });
    button.onclick = () => scroller.scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion)").matches ? "auto" : "smooth" });
  }

  disconnectedCallback() {
    this.ending.abort();
  }
}

customElements.define("jump-latest", JumpLatest);
