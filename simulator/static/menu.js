// What the customer does with one message: reply, react, edit, delete. One menu for all bubbles.

import { make } from "./words.js";

const REACTIONS = ["👍", "❤️", "😂", "🙏", "😮"];
const menu = document.getElementById("message-menu");
const bar = document.getElementById("about");
let about = null;

/** What the next text is about: {kind: "reply" | "edit", message}, or null. */
export const subject = () => about;

export function forget() {
  about = null;
  bar.hidden = true;
}

/** `find(id)` gives the message, `send(body)` sends one; `write` is the text field. */
export function listenForMenu(find, send, write) {
  document.getElementById("chat").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-more]");
    if (button) open(find(button.dataset.more), button, send, write);
  });
  document.getElementById("forget").addEventListener("click", () => { forget(); write.focus(); });
}

function open(message, button, send, write) {
  if (!message) return;
  const isMine = message.from === "customer";
  const act = (words, done, kind = "") => {
    const node = make("button", kind, words);
    Object.assign(node, { type: "button" });
    node.setAttribute("role", "menuitem");
    node.addEventListener("click", () => { menu.hidePopover(); done(); });
    return node;
  };
  const react = (emoji) => act(emoji, () => send({ type: "reaction", reaction: { message_id: message.id, emoji } }), "emoji");
  menu.replaceChildren(
    make("div", "emojis", ...REACTIONS.map(react)),
    act("Reply", () => begin("reply", message, write)),
    ...(isMine && message.type === "text" ? [act("Edit", () => begin("edit", message, write))] : []),
    ...(isMine ? [act("Delete for everyone", () => send(revoke(message)), "danger")] : [act("Take back the reaction", () => send(unreact(message)))]),
  );
  menu.showPopover();
  place(button);
  menu.querySelector("button").focus();
  menu.addEventListener("toggle", ({ newState }) => { if (newState === "closed" && !about) button.focus({ preventScroll: true }); }, { once: true });
}

const revoke = (message) => ({ type: "revoke", revoke: { original_message_id: message.id } });
const unreact = (message) => ({ type: "reaction", reaction: { message_id: message.id, emoji: "" } });

function begin(kind, message, write) {
  about = { kind, message };
  document.getElementById("about-what").textContent = `${kind === "edit" ? "Editing" : "Replying to"}: ${message.text || message.type}`;
  bar.hidden = false;
  if (kind === "edit") write.value = message.text;
  write.focus();
}

/** The message that a text becomes when it is about another. */
export function asMeant(words) {
  const message = { type: "text", text: { body: words } };
  if (!about) return message;
  const { kind, message: { id } } = about;
  if (kind === "reply") return { ...message, context: { id } };
  return { type: "edit", edit: { original_message_id: id, message: { context: { id: "M0" }, ...message } } };
}

function place(button) {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const x = Math.min(Math.max(8, right - width), innerWidth - width - 8);
  const y = bottom + height + 8 > innerHeight ? top - height - 4 : bottom + 4;
  menu.style.setProperty("left", `${Math.max(8, left > innerWidth / 2 ? x : left)}px`);
  menu.style.setProperty("top", `${Math.max(8, y)}px`);
  const overflow = menu.getBoundingClientRect().right - innerWidth + 8;
  if (overflow > 0) menu.style.setProperty("left", `${left - overflow}px`);
}
