// The stream of what changed, one for all tabs of a browser: as a shared worker it is read once and passed on.
// A browser has six connections a site over HTTP/1.1; a stream in each tab would leave the seventh without any.
// Where there are no shared workers each tab opens its own and gives it back while it is hidden.
// The stream stands only while some tab is looked at: whoever looks at none gets their news by push.

const LONGEST = 4000; // milliseconds between two tries
const SILENCE = 40_000; // the server says something every fifteen seconds
const GONE = 60_000; // a tab that has not said it is there for so long was closed without a word

export class Line {
  constructor(tell) {
    this.tell = tell;
    this.wanted = false;
    this.up = false;
  }

  want(yes) {
    if (yes === this.wanted) return;
    this.wanted = yes;
    if (yes) this.run(++this.turn || (this.turn = 1));
    else this.hangUp();
  }

  hangUp() {
    this.turn = (this.turn ?? 0) + 1;
    this.up = false;
    this.ending?.abort();
    this.hurry?.();
  }

  // Now instead of after the pause.
  retry() {
    this.hurry?.();
  }

  async run(turn) {
    let pause = 250;
    while (this.wanted && turn === this.turn) {
      try {
        if (await this.listen(turn)) pause = 250;
      } catch {
        pause = Math.min(LONGEST, pause * 2);
      }
      if (!this.wanted || turn !== this.turn) return;
      this.up = false;
      this.tell({ state: "down" });
      await new Promise((go) => {
        this.hurry = go;
        setTimeout(go, pause * (0.7 + Math.random() * 0.6));
      });
    }
  }

  async listen(turn) {
    this.ending = new AbortController();
    const response = await fetch("/live", { headers: { Accept: "text/event-stream" }, cache: "no-store", signal: this.ending.signal });
    if (response.status === 401) {
      this.wanted = false;
      this.tell({ state: "out" });
      return false;
    }
    if (!response.ok) throw new Error(response.status);
    this.up = true;
    this.tell({ state: "up" });
    await this.read(response.body.pipeThrough(new TextDecoderStream()).getReader(), turn);
    return true;
  }

  async read(reader, turn) {
    let rest = "";
    for (;;) {
      const silent = setTimeout(() => this.ending.abort(), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(silent));
      if (done || turn !== this.turn) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line.startsWith("event: ")) this.tell({ name: line.slice(7).trim() });
    }
  }
}

// What stands between the tabs and the one line: who looks, and who hears.
class Exchange {
  constructor() {
    this.tabs = new Map();
    this.line = new Line((news) => this.pass(news));
    setInterval(() => this.weigh(), GONE / 4);
  }

  join(port) {
    port.onmessage = ({ data }) => this.hear(port, data);
    port.start();
  }

  hear(port, { visible, leaves, retries }) {
    const before = this.tabs.get(port);
    if (leaves) this.tabs.delete(port);
    else this.tabs.set(port, { visible, seen: Date.now() });
    const looks = visible && !before?.visible;
    if (retries) this.line.retry();
    // It was not listening until now: whatever it shows may be old.
    if (this.line.up && (looks || retries)) this.say(port, { state: "up" }, { name: "resync" });
    this.weigh();
  }

  weigh() {
    const now = Date.now();
    for (const [port, tab] of this.tabs) if (now - tab.seen > GONE) this.tabs.delete(port);
    this.line.want([...this.tabs.values()].some((tab) => tab.visible));
  }

  pass(news) {
    for (const [port, tab] of this.tabs) if (tab.visible) this.say(port, news);
  }

  say(port, ...all) {
    for (const news of all) port.postMessage(news);
  }
}

if ("SharedWorkerGlobalScope" in globalThis) {
  const exchange = new Exchange();
  globalThis.onconnect = ({ ports }) => exchange.join(ports[0]);
}
