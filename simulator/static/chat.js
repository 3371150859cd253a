// The chat as the customer sees it: one <li> per message, rebuilt only when that message changed.

import { clockTime, formatted, icon, link, make } from "./words.js";

const MEDIA = ["image", "video", "audio", "document", "sticker", "voice"];
const TICKS = { sending: ["clock", "on its way"], delivered: ["ticks", "delivered"], read: ["ticks read", "read"] };
const list = document.getElementById("chat");
const drawn = new Map();

/** `answer(message)` is called when the customer presses a button or picks a row. */
export function draw(messages, answer) {
  const reactions = reactionsIn(messages);
  const byId = new Map(messages.map((one) => [one.id, one]));
  const shown = messages.filter((one) => one.type !== "reaction");
  const items = shown.map((one) => item(one, byId.get(one.context?.id), reactions.get(one.id), answer));
  if (items.length !== list.children.length || items.some((one, at) => list.children[at] !== one)) {
    list.replaceChildren(...items);
  }
  for (const id of drawn.keys()) if (!byId.has(id)) drawn.delete(id);
}

function reactionsIn(messages) {
  const found = new Map();
  for (const one of messages) if (one.type === "reaction") found.set(one.content.message_id, one.content.emoji);
  return found;
}

function item(message, quoted, emoji, answer) {
  const state = JSON.stringify([message, quoted?.text, emoji]);
  const known = drawn.get(message.id);
  if (known?.state === state) return known.node;
  const node = bubble(message, quoted, emoji, answer);
  drawn.set(message.id, { state, node });
  return node;
}

function bubble(message, quoted, emoji, answer) {
  const isMine = message.from === "customer";
  const buttons = isMine ? [] : choices(message, answer);
  const node = make("li", `said wa-b${isMine ? " me" : ""}${buttons.length ? " wide" : ""}`,
    quoted ? make("span", "quote", quoted.text || quoted.type) : null,
    head(message), picture(message),
    make("span", "bubble", ...formatted(message.text || named(message))),
    foot(message), stamp(message, isMine), ...buttons,
    emoji ? make("span", "reacted", emoji) : null);
  Object.assign(node.dataset, { wamid: message.id, from: message.from, status: message.status, type: message.type });
  return node;
}

function head(message) {
  const header = message.type === "interactive" ? message.content.header?.text : null;
  return header ? make("span", "head", header) : null;
}

function foot(message) {
  const footer = message.type === "interactive" ? message.content.footer?.text : null;
  return footer ? make("span", "foot", footer) : null;
}

function stamp(message, isMine) {
  const time = make("time", "", clockTime(message.at));
  time.dateTime = message.at;
  if (!isMine) return time;
  const [name, words] = TICKS[message.status] ?? TICKS.sending;
  const [symbol, colour] = name.split(" ");
  time.append(" ", icon(symbol, `i xs ${colour ?? ""}`), make("span", "sr", words));
  return time;
}

function picture(message) {
  if (!MEDIA.includes(message.type)) return message.type === "location" ? icon("pin", "i s") : null;
  const { id, link: address, filename } = message.content;
  const source = id ? `/sim/media/${encodeURIComponent(id)}` : null;
  if (!source) return address ? make("span", "", link(address, filename ?? address), "\n") : null;
  if (message.type === "document") return make("span", "", anchor(source, filename ?? "document"), "\n");
  return playable(message.type, source, message.text);
}

function playable(type, source, words) {
  const node = document.createElement({ image: "img", sticker: "img", video: "video" }[type] ?? "audio");
  node.src = source;
  if (node.tagName === "IMG") node.alt = words || type;
  else node.controls = true;
  return node;
}

function anchor(address, words) {
  const node = make("a", "", words);
  Object.assign(node, { href: address, target: "_blank", rel: "noopener" });
  return node;
}

function named(message) {
  if (["image", "video", "sticker", "audio", "voice", "document"].includes(message.type)) return "";
  return message.type === "interactive" ? "" : `(${message.type})`;
}

/** What can be pressed under a message of the firm. */
function choices(message, answer) {
  const { type, content, template } = message;
  const reply = (body) => () => answer({ ...body, context: { id: message.id } });
  if (type === "template") return templateButtons(template, reply);
  if (type !== "interactive") return [];
  const { action = {} } = content;
  switch (content.type) {
    case "button": return action.buttons.map(({ reply: it }) => press(it.title, reply(chosen("button_reply", it))));
    case "list": return [rows(action, reply)];
    case "cta_url": return [outward(action.parameters?.display_text, action.parameters?.url)];
    case "location_request_message": return [press("Send location", reply(here()))];
    default: return [];
  }
}

function templateButtons(template, reply) {
  const part = template?.components.find((one) => one.type === "BUTTONS");
  return (part?.buttons ?? []).map((one) => one.type === "QUICK_REPLY"
    ? press(one.text, reply({ type: "button", button: { payload: one.text, text: one.text } }))
    : outward(one.text, one.url ?? `tel:${one.phone_number ?? ""}`));
}

function rows(action, reply) {
  const sections = (action.sections ?? []).flatMap((section) => [
    section.title ? make("h4", "", section.title) : null,
    ...section.rows.map((row) => press(row.title, reply(chosen("list_reply", row)), row.description)),
  ]);
  return make("details", "options", make("summary", "wa-btn", action.button ?? "Choose"), ...sections);
}

function press(words, done, more) {
  const node = make("button", "wa-btn", words, more ? make("small", "", more) : null);
  node.type = "button";
  node.addEventListener("click", done);
  return node;
}

function outward(words, address) {
  const node = link(address ?? "", words ?? address ?? "Open");
  node.className = "wa-btn";
  node.append(icon("open"));
  return node;
}

const chosen = (kind, it) => ({ type: "interactive", interactive: { type: kind, [kind]: it } });

export const here = () => ({
  type: "location",
  location: { latitude: 12.9293, longitude: 77.5838, name: "Jayanagar 4th Block", address: "Bengaluru" },
});
