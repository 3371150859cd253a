// What has just happened, with the way back, for ten seconds; the pointer or the focus stops the clock.
// A response says it with the header HX-Trigger: {"toast": {"text": "Done", "undo": "/address"}}.

const PATIENCE = 10_000;

class ToastStack extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    document.addEventListener("toast", (event) => this.say(event.detail), { signal });
    document.addEventListener("keydown", (event) => this.press(event), { signal });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  say({ text, undo }) {
    const toast = this.querySelector("template").content.firstElementChild.cloneNode(true);
    toast.querySelector("span").textContent = text;
    const button = toast.querySelector("button");
    if (undo) button.onclick = () => this.back(toast, undo);
    else button.remove();
    this.querySelector(".toasts").append(toast);
    this.wait(toast);
    toast.onpointerenter = toast.onfocusin = () => clearTimeout(toast.timer);
    toast.onpointerleave = toast.onfocusout = () => this.wait(toast);
  }

  wait(toast) {
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => toast.remove(), PATIENCE);
  }

  back(toast, address) {
    toast.remove();
    window.htmx.ajax("POST", address, { source: this, swap: "none" });
  }

  // Ctrl Z takes back the newest, unless something is being typed.
  press(event) {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.closest?.("input, textarea")) return;
    const newest = [...this.querySelectorAll(".toast button")].at(-1);
    if (newest) {
      event.preventDefault();
      newest.click();
    }
  }
}

customElements.define("toast-stack", ToastStack);
