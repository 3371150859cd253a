// Blanks of a canned reply that nobody has filled in, such as {date}: a button for each leads there.

export class Blanks {
  constructor(box) {
    this.box = box;
    this.sign = new RegExp(`\\{(?:${box.dataset.blanks})\\}`, "g");
  }

  get left() {
    return [...new Set(this.box.text.value.match(this.sign) ?? [])];
  }

  show() {
    const place = this.box.querySelector(".gaps");
    place.hidden = !this.left.length;
    place.querySelector("span").replaceChildren(...this.left.map((blank) => Object.assign(document.createElement("button"), { type: "button", className: "text-btn", textContent: blank })));
  }

  select(blank) {
    const { text } = this.box;
    const at = text.value.indexOf(blank);
    text.focus();
    text.setSelectionRange(at, at + blank.length);
  }
}
