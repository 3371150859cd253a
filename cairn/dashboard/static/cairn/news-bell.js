// Around the bell: the number in the title, a toast for what is urgent, a sound for what is wanted with one.
// Each tab tells aloud only what came after it was opened, once.

import { inWords } from "./spoken-words.js";

const STAYS = 12_000; // milliseconds

class NewsBell extends HTMLElement {
  connectedCallback() {
    this.watch = new MutationObserver(() => this.look());
    this.watch.observe(this, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-unread", "data-newest"] });
    this.titles = new MutationObserver(() => this.name());
    this.titles.observe(document.querySelector("title"), { childList: true });
    this.addEventListener("click", (event) => this.open(event.target.closest("[data-read]")));
    this.look();
  }

  disconnectedCallback() {
    this.watch.disconnect();
    this.titles.disconnect();
  }

  look() {
    this.name();
    const bell = this.querySelector("#bell[data-newest]");
    if (!bell) return;
    const newest = Number(bell.dataset.newest);
    const told = sessionStorage.getItem("news-told");
    if (told !== null && newest > Number(told)) this.tell([...bell.querySelectorAll(".new")].filter((line) => Number(line.dataset.id) > Number(told)));
    if (told === null || newest > Number(told)) sessionStorage.setItem("news-told", newest);
  }

  tell(lines) {
    lines.filter((line) => "urgent" in line.dataset).forEach((line) => this.toast(line));
    if (lines.some((line) => "rings" in line.dataset)) this.ring();
  }

  toast(line) {
    const link = line.querySelector("a");
    const toast = Object.assign(document.createElement("div"), { className: "toast urgent" });
    const words = Object.assign(document.createElement("a"), { href: link.href, textContent: [link.querySelector("b").textContent, link.querySelector("[data-detail]")?.textContent].filter(Boolean).join(". ") });
    const away = Object.assign(document.createElement("button"), { type: "button", textContent: inWords("Later") });
    away.onclick = () => toast.remove();
    words.onclick = () => post(link.dataset.read);
    toast.append(words, away);
    document.querySelector("#news-toasts").append(toast);
    let timer = setTimeout(() => toast.remove(), STAYS);
    toast.onpointerenter = toast.onfocusin = () => clearTimeout(timer);
    toast.onpointerleave = () => (timer = setTimeout(() => toast.remove(), STAYS));
  }

  // A browser plays nothing before the person has touched the page; then it stays silent, and the toast says it.
  ring() {
    new Audio(this.getAttribute("sound")).play().catch(() => {});
  }

  // "(3) Inbox": also after another page was swapped in.
  name() {
    const unread = Number(this.querySelector("#bell")?.dataset.unread ?? 0);
    const plain = document.title.replace(/^\(\d+\+?\) /, "");
    const wanted = unread ? `(${unread}) ${plain}` : plain;
    if (document.title !== wanted) document.title = wanted;
  }

  open(link) {
    if (link) post(link.dataset.read);
  }
}

// keepalive: the page may be leaving for what was pressed.
function post(address) {
  if (!address) return;
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
  fetch(address, { method: "POST", headers, keepalive: true }).catch(() => {});
}

customElements.define("news-bell", NewsBell);
