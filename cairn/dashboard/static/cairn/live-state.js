// Says when live updates have stopped, and heals: every region listens to `resync` and fetches anew.
// Lost pushes are normal (sleep, a restarted server, a failed fetch); staying stale is not.

const PATIENCE = 3000; // a stream that comes back within this never shows the stripe

class LiveState extends HTMLElement {
  connectedCallback() {
    this.on(document, "htmx:sse:after:connection", () => this.up());
    this.on(document, "htmx:sse:before:connection", (event) => this.connecting(event));
    this.on(document, "htmx:sse:error", (event) => this.failed(event.detail.status));
    this.on(document, "htmx:error", (event) => this.lost(event.detail.ctx));
    this.on(document, "htmx:response:error", (event) => this.lost(event.detail.ctx));
    this.on(document, "visibilitychange", () => document.hidden || this.reconnect());
    this.on(window, "online", () => this.retry());
    this.on(window, "offline", () => this.show());
    this.querySelector("button").onclick = () => this.retry();
  }

  disconnectedCallback() {
    this.ending?.abort();
    clearTimeout(this.timer);
    clearTimeout(this.healing);
  }

  on(target, name, handler) {
    this.ending ??= new AbortController();
    target.addEventListener(name, handler, { signal: this.ending.signal });
  }

  // A browser has six connections for all tabs of one site. htmx gives that of a hidden tab back; a tab that was opened
  // in the background must not take one before it is looked at.
  connecting(event) {
    if (document.hidden) event.preventDefault();
    else if (event.detail.connection.attempt) this.down();
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

  // Signed out elsewhere: the page itself knows the way to the door.
  failed(status) {
    if (status === 401) location.reload();
    else this.down();
  }

  // A fetch that failed. The first connection to the stream is one too: htmx gives that one up, so it is asked for again.
  lost(ctx) {
    const status = ctx?.response?.status;
    if (ctx?.sourceElement === document.body && status === 401) return location.reload();
    if (ctx?.sourceElement === document.body || !status || status >= 500) this.heal();
  }

  heal() {
    this.down();
    clearTimeout(this.healing);
    this.healing = setTimeout(() => this.retry(), 2000);
  }

  reconnect() {
    document.body.dispatchEvent(new CustomEvent("reconnect"));
  }

  retry() {
    this.reconnect();
    document.body.dispatchEvent(new CustomEvent("resync"));
  }
}

customElements.define("live-state", LiveState);
