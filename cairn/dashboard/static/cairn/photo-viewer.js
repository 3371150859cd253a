// The photos of a thread, large, one after another. Arrows and a swipe walk, a press enlarges, Esc and Back shut.
// Back is pressed where a phone has no Esc: the open viewer is a place of its own in the history, by a word after #.

const SWIPE = 50; // pixels
const PLACE = "#photo";

class PhotoViewer extends HTMLElement {
  connectedCallback() {
    this.ending = new AbortController();
    const signal = this.ending.signal;
    document.addEventListener("click", (event) => this.asked(event), { signal });
    addEventListener("popstate", () => this.dialog.open && this.dialog.close(), { signal });
    document.addEventListener("htmx:before:history:restore", (event) => this.stays && event.preventDefault(), { signal });
    this.addEventListener("close", () => this.leave(), { capture: true });
    this.addEventListener("click", (event) => this.press(event.target));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("touchstart", (event) => (this.from = event.touches.length === 1 ? event.touches[0].clientX : undefined), { passive: true });
    this.addEventListener("touchend", (event) => this.swiped(event.changedTouches[0].clientX), { passive: true });
  }

  disconnectedCallback() {
    this.ending.abort();
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  // As they stand now: the thread may have grown while one looks. Earlier pages come after the newest one in the page.
  get photos() {
    return [...document.querySelectorAll(".talk-scroll ol")].reverse().flatMap((list) => [...list.querySelectorAll("a[data-look]")]);
  }

  // A press that asks for a tab of its own gets one.
  asked(event) {
    const photo = event.target.closest("a[data-look]");
    if (!photo || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.show(photo);
    this.dialog.showModal();
    history.pushState(history.state, "", PLACE);
  }

  // The page is the same all the while: nothing is to be fetched for it.
  leave() {
    this.stays = true;
    setTimeout(() => (this.stays = false), 500);
    if (location.hash === PLACE) history.back();
  }

  show(photo) {
    const photos = this.photos;
    const place = photos.indexOf(photo);
    const { who, at, words, message } = photo.dataset;
    const image = this.querySelector("img");
    this.at = photo.id;
    this.message = message;
    this.dialog.removeAttribute("data-large");
    image.src = photo.href;
    image.alt = [photo.querySelector("img").alt, who].join(", ");
    this.querySelector("header b").textContent = who;
    this.querySelector("[data-at]").textContent = at;
    this.querySelector("[data-nth]").textContent = photos.length > 1 ? `${place + 1} ${this.dataset.of} ${photos.length}` : "";
    this.querySelector("figcaption").textContent = words;
    this.querySelector("[data-save]").href = `${photo.href}?download`;
    for (const button of this.querySelectorAll("[data-step]")) button.disabled = !photos[place + Number(button.dataset.step)];
  }

  step(by) {
    const photos = this.photos;
    const next = photos[photos.findIndex((photo) => photo.id === this.at) + by];
    if (next) this.show(next);
  }

  press(target) {
    if (target.closest("[data-step]")) this.step(Number(target.closest("[data-step]").dataset.step));
    else if (target.closest("[data-answer]")) this.answer();
    else if (target.closest(".enlarge")) this.dialog.toggleAttribute("data-large");
    else if (target.closest("[data-shut]") || target.matches("dialog, figure")) this.dialog.close();
  }

  answer() {
    this.dialog.close();
    const words = this.querySelector("figcaption").textContent || this.dialog.getAttribute("aria-label");
    document.querySelector("reply-box")?.answer({ id: this.message, who: this.querySelector("header b").textContent, words });
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) this.step(by);
  }

  swiped(to) {
    if (this.from === undefined || this.dialog.hasAttribute("data-large")) return;
    if (Math.abs(to - this.from) > SWIPE) this.step(to < this.from ? 1 : -1);
  }
}

customElements.define("photo-viewer", PhotoViewer);
