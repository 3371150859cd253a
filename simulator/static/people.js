// The customers on the left, and the form for a new one.

import { clockTime, make } from "./words.js";

const list = document.getElementById("people");
const dialog = document.getElementById("new-customer");
const field = (name) => document.getElementById(`new-${name}`);
const TONES = 6;

export function drawPeople(customers, current) {
  const items = customers.map((one, at) => row(one, at, one.id === current));
  const before = document.activeElement?.closest?.("#people [data-customer]")?.dataset.customer;
  list.replaceChildren(...items);
  if (before) list.querySelector(`[data-customer="${CSS.escape(before)}"] a`)?.focus();
}

function row(customer, at, isCurrent) {
  const last = customer.last_message;
  const avatar = make("span", "avatar", letters(customer.name));
  avatar.dataset.tone = 1 + (at * 2 + 4) % TONES;
  avatar.setAttribute("aria-hidden", "true");
  const address = make("a", "", avatar, make("span", "row-name", customer.phone ? customer.name : shown(customer)),
    make("span", "row-wait wait", last ? clockTime(last.at) : ""),
    make("span", "row-words", make("span", "", customer.typing ? "Cairn is typing…" : words(last))),
    make("span", "row-why", make("span", "", customer.phone ? spaced(customer.phone) : "no phone number, user id only"), ring(customer)));
  address.href = `#${customer.id}`;
  const item = make("li", "row", address);
  item.dataset.customer = customer.id;
  if (isCurrent) item.setAttribute("aria-current", "true");
  return item;
}

const shown = (customer) => (customer.username ? `@${customer.username}` : customer.name);

const spaced = (phone) => phone.replace(/^\+91(\d{5})(\d{5})$/, "+91 $1 $2");

const words = (last) => (last ? last.text.replaceAll("*", "") || `(${last.type})` : "Has not written yet");

function ring(customer) {
  const isOpen = customer.window_seconds > 0;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ring");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", isOpen ? "window open" : "window closed");
  svg.dataset.window = isOpen ? "open" : "closed";
  for (const part of [0, 1]) svg.append(circle(part ? (24 * customer.window_seconds) / 86400 : null));
  return svg;
}

function circle(dash) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ cx: 8, cy: 8, r: 6, pathLength: 24 })) node.setAttribute(name, value);
  if (dash !== null) node.setAttribute("stroke-dasharray", `${dash.toFixed(1)} 24`);
  return node;
}

export function letters(name) {
  const parts = name.split(/[\s()&]+/).filter((part) => /^[\p{L}\p{N}]/u.test(part));
  return parts.slice(0, 2).map((part) => [...part][0].toUpperCase()).join("") || "?";
}

/** `add(wish)` creates the customer and throws an Error with a sentence when it can't. */
export function listenForNew(add) {
  document.getElementById("new").addEventListener("click", () => dialog.showModal());
  document.getElementById("new-cancel").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await tryToAdd(add, event.target);
  });
}

async function tryToAdd(add, form) {
  const [name, phone, username] = ["name", "phone", "username"].map((one) => field(one).value.trim() || null);
  try {
    await add({ name, phone, username: username ?? (phone ? null : asUsername(name)) });
    form.reset();
    field("error").hidden = true;
    dialog.close();
  } catch (problem) {
    field("error").textContent = problem.message;
    field("error").hidden = false;
  }
}

const asUsername = (name) => `${name ?? ""}`.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").padEnd(3, "_");
