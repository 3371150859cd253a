// What may be called up while one types, by the sign before it. `find`: options for what follows the sign;
// `take`: the text that is put in for the chosen one, and a file beside it. Titles and details are shown as they come.

import { search } from "./emoji-list.js";

const START = String.raw`(?:^|\s)`;
const NOTE = "note";

export const SOURCES = [
  { sign: "/", follows: new RegExp(`${START}/([\\p{L}\\d_-]{0,40})$`, "u"), find: listed("replies"), take: taken("replies"), when: (mode) => mode !== NOTE },
  { sign: "#", follows: new RegExp(`${START}#([^\\s#][^#\\n]{0,40}|)$`, "u"), find: listed("trips"), take: taken("trips"), when: (mode) => mode !== NOTE },
  { sign: "@", follows: new RegExp(`${START}@([\\p{L}]{0,30}(?: [\\p{L}]{1,30})?)$`, "u"), find: people, take: (one) => ({ text: `@${one.title} ` }), when: (mode) => mode === NOTE },
  { sign: ":", follows: new RegExp(`${START}:([a-z][a-z ]{1,24})$`, "iu"), find: emoji, take: (one) => ({ text: `${one.id} ` }), when: () => true },
];

// Which source the words before the caret call up, with what follows its sign and where the sign stands.
export function called(before, mode) {
  for (const source of SOURCES) {
    const found = source.when(mode) && before.match(source.follows);
    if (found) return { source, q: found[1], from: before.length - found[1].length - 1 };
  }
}

function listed(kind) {
  return async (q, from, signal) => (await ask(`${from}${kind}?q=${encodeURIComponent(q)}`, { signal })).options;
}

async function people(q, from, signal) {
  return (await ask(`/team/names?q=${encodeURIComponent(q)}`, { signal })).options;
}

async function emoji(q) {
  return search(q).slice(0, 8).map(([sign, words]) => ({ id: sign, title: `${sign} ${words.split(",")[0]}`, detail: "" }));
}

// Filled in by the server at the moment it is taken: prices and seats as they are now.
function taken(kind) {
  return (one, from) => ask(`${from}${kind}/${one.id}`, { method: "POST" });
}

async function ask(address, options) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers:inherited")), "HX-Request": "true" };
  const answer = await fetch(address, { ...options, headers });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
