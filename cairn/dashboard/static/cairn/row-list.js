// Rows of a form that can be added, removed and moved. The order in the page is the order that is saved; without this
// script the rows that are there can still be changed, and an emptied one goes.
class RowList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      const row = button?.closest("li");
      if (!button) return;
      if (button.matches("[data-add]")) this.add();
      if (button.matches("[data-remove]")) this.remove_(row);
      if (button.matches("[data-up]") && row.previousElementSibling) this.move(row, row.previousElementSibling, button);
      if (button.matches("[data-down]") && row.nextElementSibling) this.move(row.nextElementSibling, row, button);
    });
  }

  get rows() {
    return this.querySelector("ol");
  }

  add() {
    const made = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const number = `n${(RowList.made = (RowList.made ?? 0) + 1)}`;
    for (const part of made.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(/([.-])new([.-])/, `$1${number}$2`));
      }
    }
    this.rows.append(made);
    made.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  remove_(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("input:not([type=hidden]), textarea") ?? this.querySelector("[data-add]")).focus();
  }

  // Moves `row` before `before`; the focus stays on the button that was pressed.
  move(row, before, button) {
    this.rows.insertBefore(row, before);
    button.focus();
  }
}

customElements.define("row-list", RowList);
