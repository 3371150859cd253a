// One bubble: what it quotes, its head, picture, words, foot, time and ticks, and what can be pressed.

import { choices } from "./choices.js";
import { card, mediaOf } from "./pictures.js";
import { clockTime, formatted, icon, make } from "./words.js";

const TICKS = {
  sending: ["clock", "on its way"],
  delivered: ["ticks", "delivered"],
  read: ["ticks read", "read"],
};

export function bubble(message, quoted, later, acts) {
  if (["system", "call"].includes(message.type)) return aside(message);
  const isMine = message.from === "customer";
  const buttons = isMine || later.isGone ? [] : choices(message, acts.answer);
  const node = make("li", `said wa-b${isMine ? " me" : ""}${buttons.length ? " wide" : ""}`,
    label(message), quoted ? make("span", "quote", quoted.text || kindOf(quoted)) : null,
    ...(later.isGone ? [make("em", "gone", "This message was deleted")] : inside(message, later, acts)),
    stamp(message, isMine, later), ...buttons, reactions(later), more(message));
  Object.assign(node.dataset, { wamid: message.id, from: message.from, status: message.status, type: message.type });
  return node;
}

/** Calls and system messages stand in the middle, like the day. */
function aside(message) {
  const seconds = message.content?.seconds;
  const call = seconds ? `Voice call, ${Math.max(1, Math.round(seconds / 60))} min` : "Call, nobody answered";
  const words = message.type === "call" ? call : message.text;
  const node = make("li", "said wa-day aside", message.type === "call" ? icon("call") : null, words);
  Object.assign(node.dataset, { wamid: message.id, from: message.from, status: message.status, type: message.type });
  return node;
}

function inside(message, later, acts) {
  const now = later.edit ? { ...message, content: later.edit[later.edit.type] } : message;
  const words = later.edit ? now.content?.body ?? now.content?.caption ?? "" : wordsOf(message);
  return [head(message), mediaOf(now, acts.played), card(now), make("span", "bubble", ...formatted(words)), foot(message)];
}

function wordsOf(message) {
  if (message.rendered) return message.rendered.body;
  if (["location", "contacts", "document"].includes(message.type)) return message.content?.caption ?? "";
  return message.text || (NAMELESS.includes(message.type) ? "" : `(${message.type})`);
}

const NAMELESS = ["image", "video", "sticker", "audio", "voice", "interactive", "template"];

const kindOf = (message) => ({ audio: "Voice note", image: "Photo", video: "Video" })[message.type] ?? message.type;

function label(message) {
  if (message.echo) return make("span", "label", "from the firm’s own phone");
  if (message.group_id) return make("span", "label", "in a group");
  return message.referral ? make("span", "label", `from an ad: ${message.referral.headline ?? message.referral.source_id}`) : null;
}

function head(message) {
  const words = message.rendered?.header?.text ?? (message.type === "interactive" ? message.content.header?.text : null);
  return words ? make("span", "head", words) : null;
}

function foot(message) {
  const words = message.rendered?.footer ?? (message.type === "interactive" ? message.content.footer?.text : null);
  return words ? make("span", "foot", words) : null;
}

function stamp(message, isMine, later) {
  const time = make("time", "", later.edit ? "edited " : "", clockTime(message.at));
  time.dateTime = message.at;
  if (!isMine) return time;
  const [name, words] = TICKS[message.status] ?? TICKS.sending;
  const [symbol, colour] = name.split(" ");
  time.append(" ", icon(symbol, `i xs ${colour ?? ""}`), make("span", "sr", words));
  return time;
}

function reactions({ customer, business }) {
  const both = [customer, business].filter(Boolean);
  return both.length ? make("span", "reacted", both.join(" ")) : null;
}

/** The button that opens what can be done with this message; the page has one menu for all. */
function more(message) {
  const node = make("button", "more", icon("more", "i s"), make("span", "sr", "What to do with this message"));
  node.type = "button";
  node.dataset.more = message.id;
  return node;
}
