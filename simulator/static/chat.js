// The chat as the customer sees it: one <li> per message, rebuilt only when that message changed.

import { bubble } from "./bubble.js";

const ASIDE = ["reaction", "edit", "revoke"];
const list = document.getElementById("chat");
const drawn = new Map();

/** `answer(message)` is called when the customer presses a button or picks a row, `played(id)` when a sound has run. */
export function draw(messages, answer, played) {
  const later = laterOn(messages);
  const byId = new Map(messages.map((one) => [one.id, one]));
  const shown = messages.filter((one) => !ASIDE.includes(one.type));
  const items = shown.map((one) => item(one, byId.get(one.context?.id), later.get(one.id) ?? {}, { answer, played }));
  if (items.length !== list.children.length || items.some((one, at) => list.children[at] !== one)) {
    list.replaceChildren(...items);
  }
  for (const id of drawn.keys()) if (!byId.has(id)) drawn.delete(id);
}

/** What became of each message: reactions of both sides, the last edit, whether it was deleted. */
function laterOn(messages) {
  const found = new Map();
  const of = (id) => found.get(id) ?? found.set(id, {}).get(id);
  for (const { type, content, from } of messages) {
    if (type === "reaction") of(content.message_id)[from] = content.emoji;
    if (type === "edit") of(content.original_message_id).edit = content.message;
    if (type === "revoke") of(content.original_message_id).isGone = true;
  }
  return found;
}

function item(message, quoted, later, acts) {
  const state = JSON.stringify([message, quoted?.text, later]);
  const known = drawn.get(message.id);
  if (known?.state === state) return known.node;
  const node = bubble(message, quoted, later, acts);
  drawn.set(message.id, { state, node });
  return node;
}

export const theMessage = (id) => JSON.parse(drawn.get(id)?.state ?? "[null]")[0];
