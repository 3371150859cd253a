// The board without a mouse: arrows walk, brackets move one stage, S picks any from a menu, M takes, Space looks, Enter opens.

class BoardKeys extends HTMLElement {
  connectedCallback() {
    this.menu = document.getElementById("move-menu");
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("focusin", (event) => this.walked(event.target));
    this.menu?.addEventListener("keydown", (event) => this.inMenu(event));
    this.menu?.addEventListener("click", (event) => this.choose(event.target.closest("button")));
  }

  press(event) {
    const card = event.target;
    if (!card.matches?.(".card[data-lead]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.act(card, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  act(card, key) {
    switch (key) {
      case "ArrowDown": return this.step(card, 1);
      case "ArrowUp": return this.step(card, -1);
      case "ArrowRight": return this.across(card, 1);
      case "ArrowLeft": return this.across(card, -1);
      case "]": return this.shift(card, 1);
      case "[": return this.shift(card, -1);
      case "s": case "S": return this.open(card);
      case "m": case "M": return tell(card, "card-mine");
      case " ": return tell(card, "card-peek");
      case "Enter": return location.assign(`/inbox/${card.dataset.talk}`) ?? true;
    }
  }

  step(card, by) {
    const column = cardsOf(card.closest(".col"));
    return focus(column[column.indexOf(card) + by]);
  }

  // To the nearest column that has cards, at the same height.
  across(card, by) {
    const columns = [...this.querySelectorAll(".col")];
    const row = cardsOf(card.closest(".col")).indexOf(card);
    for (let at = columns.indexOf(card.closest(".col")) + by; columns[at]; at += by) {
      const column = cardsOf(columns[at]);
      if (column.length) return focus(column[Math.min(row, column.length - 1)]);
    }
    return true;
  }

  // One stage on, up to won. Lost is never next to anything: it is chosen.
  shift(card, by) {
    const stages = [...this.querySelectorAll(".col")].map((column) => column.dataset.stage).filter((stage) => stage !== "lost");
    const to = stages[stages.indexOf(card.dataset.stage) + by];
    return to && card.dataset.stage !== "lost" ? move(card, to) : true;
  }

  open(card, at = card) {
    if (!this.menu) return true;
    this.card = card;
    this.menu.querySelectorAll("[data-to]").forEach((choice) => choice.toggleAttribute("aria-current", choice.dataset.to === card.dataset.stage));
    this.menu.showPopover();
    const { left, bottom } = at.getBoundingClientRect();
    this.menu.style.left = `${Math.max(8, Math.min(left, innerWidth - this.menu.offsetWidth - 8))}px`;
    this.menu.style.top = `${Math.max(8, Math.min(bottom, innerHeight - this.menu.offsetHeight - 8))}px`;
    return focus(this.menu.querySelector("button"));
  }

  inMenu(event) {
    const choices = [...this.menu.querySelectorAll("button")];
    const here = choices.indexOf(document.activeElement);
    const moves = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
    if (event.key in moves) focus(choices.at(moves[event.key] % choices.length));
    else if (/^[1-8]$/.test(event.key)) this.choose(choices[event.key - 1]);
    else if (event.key === "Escape" || event.key === "Tab") this.away();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  away() {
    this.menu.hidePopover();
    this.card.focus();
  }

  choose(choice) {
    if (!choice) return;
    const card = document.getElementById(this.card.id) ?? this.card;
    this.away();
    if ("mine" in choice.dataset) tell(card, "card-mine");
    else if ("peek" in choice.dataset) tell(card, "card-peek");
    else if (choice.dataset.to !== card.dataset.stage) move(card, choice.dataset.to);
  }

  click(event) {
    const more = event.target.closest("[data-menu]");
    const card = event.target.closest(".card[data-lead]");
    if (more) this.open(card, more);
    else if (card && !event.target.closest("button, a")) tell(card, "card-peek");
  }

  // Tab leads into a column once, to the card where one was last.
  walked(card) {
    if (!card.matches(".card[data-lead]")) return;
    for (const other of cardsOf(card.closest(".col"))) other.tabIndex = other === card ? 0 : -1;
  }
}

const cardsOf = (column) => [...column.querySelectorAll(".card[data-lead]")];

function focus(target) {
  target?.focus();
  target?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  return true;
}

function tell(card, name, detail) {
  card.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  return true;
}

const move = (card, to) => tell(card, "card-move", { card, to });

customElements.define("board-keys", BoardKeys);
