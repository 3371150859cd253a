// What scripts say, in the person's language: parts/spoken.html holds it; without it the English text stands.

let table;

export function inWords(english) {
  table ??= read();
  return table.get(english) ?? english;
}

function read() {
  const lines = document.getElementById("spoken")?.content.children ?? [];
  return new Map(Array.from(lines, (line) => [line.dataset.english, line.textContent]));
}
