// Pictures, sound, papers, places and contact cards inside a bubble.

import { icon, link, make } from "./words.js";

const MEDIA = ["image", "video", "audio", "document", "sticker", "voice"];

/** The media of a message, of a template's header or of an interactive message's header. */
export function mediaOf(message, played) {
  const header = message.rendered?.header ?? (message.type === "interactive" ? message.content?.header : null);
  if (header && MEDIA.includes(header.type)) return shown(header.type, header[header.type], "", null);
  if (!MEDIA.includes(message.type) || !message.content) return null;
  const done = message.from === "business" ? () => played(message.id) : null;
  return shown(message.type, message.content, message.text, done);
}

function shown(type, { id, link: address, filename } = {}, words, done) {
  const source = id ? `/sim/media/${encodeURIComponent(id)}` : null;
  if (type === "document") return paper(source ?? address, filename ?? "document");
  if (!source) return address ? elsewhere(type, address) : null;
  return playable(type, source, words, done);
}

function playable(type, source, words, done) {
  const node = document.createElement({ image: "img", sticker: "img", video: "video" }[type] ?? "audio");
  node.src = source;
  node.className = type === "sticker" ? "sticker" : "";
  if (node.tagName === "IMG") node.alt = words || type;
  else Object.assign(node, { controls: true, preload: "metadata" });
  if (done) node.addEventListener("ended", done, { once: true });
  node.addEventListener("error", () => node.replaceWith(missing(type)), { once: true });
  return node;
}

/** The page loads nothing from elsewhere: a picture behind a link is a tile that leads there. */
function elsewhere(type, address) {
  const node = link(address, "");
  node.className = "tile";
  node.append(icon(type === "audio" ? "mic" : "image", "i"), make("small", "", new URL(address, location.href).host));
  return node;
}

const missing = (type) => make("span", "tile", icon("image", "i"), make("small", "", `This ${type} is gone`));

function paper(address, name) {
  const node = link(new URL(address ?? "#", location.href).href, "");
  node.className = "card";
  node.append(icon("file", "i"), make("span", "", make("b", "", name), make("small", "", "Document")));
  return node;
}

/** A place or a contact. */
export function card(message) {
  if (message.type === "location") return place(message.content ?? {});
  if (message.type === "contacts") return make("span", "cards", ...(message.content ?? []).map(person));
  return message.type === "order" ? make("span", "card", icon("file", "i"), make("b", "", "Order")) : null;
}

function place({ latitude, longitude, name, address }) {
  const spot = name ?? `${latitude}, ${longitude}`;
  const node = link(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`, "");
  node.className = "card";
  node.append(icon("pin", "i"), make("span", "", make("b", "", spot), make("small", "", address ?? "Open the map")));
  return node;
}

function person({ name, phones }) {
  return make("span", "card", icon("user", "i"),
    make("span", "", make("b", "", name?.formatted_name ?? "Contact"), make("small", "", phones?.[0]?.phone ?? "")));
}
