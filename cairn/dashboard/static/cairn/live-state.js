// Hears what changed and says it to the page as events of the body; says when live updates have stopped, and heals:
// every region listens to `resync` and fetches anew. Lost pushes are normal (sleep, a restarted server, a failed fetch);
// staying stale is not.

const PATIENCE = 3000; // a stream that comes back within this never shows the stripe
const HERE = 20_000; // how often a tab that is looked at says so

class LiveState extends HTMLElement {
  connectedCallback() {
    this.on(document, "htmx:error", (event) => this.lost(event.detail.ctx));
    this.on(document, "htmx:response:error", (event) => this.lost(event.detail.ctx));
    this.on(document, "visibilitychange", () => this.say());
    this.on(window, "pagehide", () => this.say({ leaves: true }));
    this.on(window, "pageshow", (event) => event.persisted && this.say());
    this.on(window, "online", () => this.retry());
    this.on(window, "offline", () => this.show());
    this.querySelector("button").onclick = () => this.retry();
    this.beat = setInterval(() => document.hidden || this.say(), HERE);
    this.connect();
  }

  disconnectedCallback() {
    this.ending?.abort();
    clearTimeout(this.timer);
    clearTimeout(this.healing);
    clearInterval(this.beat);
    this.say({ leaves: true });
  }

  on(target, name, handler) {
    this.ending ??= new AbortController();
    target.addEventListener(name, handler, { signal: this.ending.signal });
  }

  async connect() {
    const address = this.dataset.line;
    if ("SharedWorker" in window) {
      this.port = new SharedWorker(address, { type: "module", name: "live" }).port;
      this.port.onmessage = ({ data }) => this.hear(data);
    } else {
      const { Line } = await import(new URL(address, location.href).href);
      const line = new Line((news) => this.hear(news));
      this.port = { postMessage: ({ visible, leaves, retries }) => (retries ? line.retry() : line.want(Boolean(visible && !leaves))) };
    }
    this.say();
  }

  say(more = {}) {
    this.port?.postMessage({ visible: !document.hidden, ...more });
  }

  hear({ state, name }) {
    if (name) document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
    else if (state === "out") location.reload(); // signed out elsewhere: the page itself knows the way to the door
    else this[state]();
  }

  up() {
    clearTimeout(this.timer);
    this.timer = null;
    this.querySelector(".stripe").hidden = true;
    delete document.documentElement.dataset.live;
  }

  down() {
    this.timer ??= setTimeout(() => this.show(), PATIENCE);
  }

  show() {
    const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
    this.querySelector("[data-since]").textContent = new Date().toLocaleTimeString([], clock);
    this.querySelector(".stripe").hidden = false;
    document.documentElement.dataset.live = "off";
  }

  // A fetch that failed, of whatever region.
  lost(ctx) {
    const status = ctx?.response?.status;
    if (!status || status >= 500) this.heal();
  }

  heal() {
    this.down();
    clearTimeout(this.healing);
    this.healing = setTimeout(() => this.retry(), 2000);
  }

  retry() {
    this.say({ retries: true });
    document.body.dispatchEvent(new CustomEvent("resync"));
  }
}

customElements.define("live-state", LiveState);
