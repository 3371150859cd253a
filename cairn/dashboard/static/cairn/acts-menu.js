// The menus of what is done with conversations: where they open, and how keys walk in them. Digits choose.

export const openMenu = () => document.querySelector(".acts-menu:popover-open, .thread [id^=assistant-]:popover-open");

export function show(menu, at) {
  menu.showPopover();
  const { left, bottom } = at.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button, input")?.focus();
}

export function walk(event, menu) {
  if (event.target.matches("input")) return;
  const choices = [...menu.querySelectorAll("[role=menuitem], summary, input")].filter((one) => one.offsetParent);
  const here = choices.indexOf(document.activeElement);
  const moves = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1, ...(menu.dataset.state && { b: here + 1 }) };
  if (event.key in moves) choices.at(moves[event.key] % choices.length)?.focus();
  else if (event.key === "0") menu.querySelector('[data-to=""]')?.click();
  else if (/^[1-9]$/.test(event.key)) menu.querySelectorAll(":scope > [role=menuitem]")[event.key - 1]?.click();
  else return;
  event.preventDefault();
}
