// Behaviour that most visits never use comes when it is used. parts/at_need.html lists the scripts and what brings them:
// `for`: somebody points at it, focuses it or drags over it; a press that is earlier waits, and is pressed again.
// `soon`: the same, but nothing waits for it.
// `keys`: the letter with Ctrl; it comes as soon as nothing else is to be done, since letters follow that key at once and
// would press others meanwhile. `when`: the page has it. `stored`: this browser keeps something under that name.

import { inWords } from "./spoken-words.js";

const scripts = Array.from(document.getElementById("at-need")?.content.children ?? [], (line) => ({ ...line.dataset }));

// The script by its name; settles once its element is there.
export const need = (name) => fetched(scripts.find(({ script }) => script.includes(`/${name}.js`)));

async function fetched(one) {
  await (one.coming ??= import(one.script).catch((problem) => {
    one.coming = undefined;
    throw problem;
  }));
  one.here = true;
}

const missing = (fits) => scripts.filter((one) => !one.here && fits(one));
const bring = (fits) => missing(fits).forEach((one) => fetched(one).catch(() => {}));
const about = (target) => (one) => one.for && target.closest?.(one.for);
const near = (target) => (one) => about(target)(one) || (one.soon && target.closest?.(one.soon));

function hold(event) {
  const late = event.target.closest?.("button, a, summary") ? missing(about(event.target)) : [];
  // The press as it was, keys held and all; a drawing in a button has no click().
  if (late.length) again(event, late, () => event.target.dispatchEvent(new MouseEvent("click", event)));
}

function press(event) {
  if (!(event.ctrlKey || event.metaKey)) return;
  const late = missing(({ keys }) => keys === event.key.toLowerCase());
  const { key, ctrlKey, metaKey, target } = event;
  if (late.length) again(event, late, () => target.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey, bubbles: true, cancelable: true })));
}

function again(event, late, act) {
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.all(late.map(fetched)).then(act, () => document.dispatchEvent(new CustomEvent("toast", { detail: { text: inWords("The server did not answer. Try again.") } })));
}

function look() {
  bring(({ when, stored }) => (when && document.querySelector(when)) || (stored && localStorage.getItem(stored)));
}

for (const name of ["pointerover", "focusin", "dragenter"]) document.addEventListener(name, ({ target }) => bring(near(target)), { passive: true });
document.addEventListener("click", hold, { capture: true });
document.addEventListener("keydown", press, { capture: true });
document.addEventListener("htmx:after:swap", look);
look();
(window.requestIdleCallback ?? setTimeout)(() => bring(({ keys }) => keys));
