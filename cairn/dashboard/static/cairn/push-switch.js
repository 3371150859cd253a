// Pushes to this browser, on or off. The browser is asked only after a press, and says itself when it may not.

import { inWords } from "./spoken-words.js";

class PushSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-on]").onclick = () => this.on();
    this.querySelector("[data-off]").onclick = () => this.off();
    this.look();
  }

  async look() {
    if (!("serviceWorker" in navigator && "PushManager" in window)) return this.say(inWords("This browser can't be pushed to. On an iPhone add Cairn to the home screen first."));
    if (Notification.permission === "denied") return this.say(inWords("This browser refuses notifications from Cairn. Allow them in the browser's settings for this site, then reload."));
    const known = await (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
    this.say(known ? inWords("This browser is pushed to.") : inWords("This browser is not pushed to."), known ? "off" : "on");
  }

  async on() {
    if ((await Notification.requestPermission()) !== "granted") return this.look();
    try {
      const worker = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
      await navigator.serviceWorker.ready;
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(this.getAttribute("key")) });
      const { endpoint, keys } = made.toJSON();
      const refusal = await post("/settings/notifications/push", { endpoint, ...keys });
      if (!refusal) return this.look();
      await made.unsubscribe();
      this.say(refusal, "on");
    } catch {
      this.say(inWords("The push service of this browser did not answer. Try again later."), "on");
    }
  }

  async off() {
    const made = await (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
    if (made) await post("/settings/notifications/push/stop", { endpoint: made.endpoint });
    await made?.unsubscribe();
    this.look();
  }

  say(words, offer = "") {
    this.querySelector("[data-says]").textContent = words;
    for (const name of ["on", "off"]) this.querySelector(`[data-${name}]`).hidden = offer !== name;
  }
}

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

async function post(address, fields) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers });
  return answer.ok ? "" : answer.status === 422 ? answer.text() : "The server did not take it. Try again later.";
}

customElements.define("push-switch", PushSwitch);
