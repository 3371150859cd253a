// A time that ticks: `since` counts up and turns amber and red, `until` counts down. The server wrote the same words.

const SOON = 8;
const LATE = 12; // minutes; rows.py has the same two
const [min, h, d, m] = (document.documentElement.dataset.units ?? "min h d m").split(" "); // in the person's language

class WaitTime extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.tick(), 10_000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    if (this.hasAttribute("since")) this.countUp(minutes(this.getAttribute("since")));
    else this.countDown(-minutes(this.getAttribute("until")));
  }

  countUp(waited) {
    this.textContent = waited < 60 ? `${waited} ${min}` : waited < 2880 ? `${Math.floor(waited / 60)} ${h}` : `${Math.floor(waited / 1440)} ${d}`;
    this.classList.toggle("late", waited >= LATE);
    this.classList.toggle("soon", waited >= SOON && waited < LATE);
  }

  countDown(left) {
    if (left <= 0) document.body.dispatchEvent(new CustomEvent("resync"));
    else this.textContent = left < 120 ? `${left} ${min}` : `${Math.floor(left / 60)} ${h} ${String(left % 60).padStart(2, "0")} ${m}`;
  }
}

const minutes = (iso) => Math.floor((Date.now() - new Date(iso)) / 60_000);

customElements.define("wait-time", WaitTime);
