// WhatsApp's marks (*bold*, _italic_, ~struck~, ```code```) and links, as nodes: text never becomes markup.

const MARKS = [
  [/```([\s\S]+?)```/, "code"],
  [/(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/, "b"],
  [/(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])/, "i"],
  [/(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/, "s"],
  [/(https?:\/\/[^\s<>"]*[^\s<>".,!?)])/, "a"],
];

export function formatted(text) {
  const first = MARKS.map(([mark, tag]) => [mark.exec(text), tag]).filter(([found]) => found)
    .sort(([a], [b]) => a.index - b.index)[0];
  if (!first) return [document.createTextNode(text)];
  const [found, tag] = first;
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [...(before ? [document.createTextNode(before)] : []), marked(tag, found[1]), ...(after ? formatted(after) : [])];
}

function marked(tag, inner) {
  if (tag === "a") return link(inner, inner);
  const node = document.createElement(tag);
  node.append(...(tag === "code" ? [inner] : formatted(inner)));
  return node;
}

export function link(address, words) {
  const node = document.createElement("a");
  node.textContent = words;
  if (/^(https?|tel|mailto|upi):/i.test(address)) Object.assign(node, { href: address, target: "_blank", rel: "noopener noreferrer" });
  return node;
}

export function make(tag, classes = "", ...children) {
  const node = document.createElement(tag);
  if (classes) node.className = classes;
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function icon(name, classes = "i xs") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", classes);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const clockTime = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
