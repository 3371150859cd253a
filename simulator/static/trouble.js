// The switches that make trouble, and the templates that Meta decides about.

import { make } from "./words.js";

const switches = [...document.querySelectorAll("[data-fault]")];
const rules = [...document.querySelectorAll("[data-rule]")];
const list = document.getElementById("templates");
const FATES = [
  ["", "…"], ["event:APPROVED", "Approve"], ["event:REJECTED", "Reject"], ["event:PAUSED", "Pause"], ["event:UNPAUSED", "Unpause"],
  ["event:DISABLED", "Disable"], ["quality:GREEN", "Quality green"], ["quality:YELLOW", "Quality yellow"], ["quality:RED", "Quality red"],
  ["category:MARKETING", "Make it marketing"], ["pacing:hold", "Hold what is sent"], ["pacing:send", "Send what is held"],
  ["pacing:drop", "Drop what is held"],
];

const wish = (node) => {
  const fault = JSON.parse(node.dataset.fault);
  return fault.kind === "error_code" ? { ...fault, code: Number(document.getElementById("code").value) || 131026 } : fault;
};

export function drawFaults(faults) {
  for (const one of switches) {
    const { kind, by } = JSON.parse(one.dataset.fault);
    one.checked = faults.some((fault) => fault.kind === kind && (kind !== "error_code" || fault.by === (by ?? "answer")));
  }
}

export function drawRules(found) {
  for (const one of rules) one.checked = Object.entries(JSON.parse(one.dataset.rule)).every(([key, value]) => found[key] === value);
}

/** `set(fault, isOn)`, `rule(change)` and `quiet()` change the server; the switches then follow what it says. */
export function listenForTrouble({ set, rule, quiet }) {
  for (const one of switches) one.addEventListener("change", () => set(wish(one), one.checked));
  for (const one of rules) one.addEventListener("change", () => rule(JSON.parse(one.checked ? one.dataset.rule : one.dataset.off)));
  document.getElementById("quiet").addEventListener("click", quiet);
}

export function drawTemplates(templates, decide) {
  if (list.contains(document.activeElement)) return;
  list.replaceChildren(...templates.map((one) => line(one, decide)));
}

function line(template, decide) {
  const { id, name, language, held } = template;
  const status = template.status.toLowerCase();
  const tone = { approved: "green", pending: "amber", paused: "amber" }[status] ?? "red";
  const fate = make("select", "input", ...FATES.map(([value, words]) => Object.assign(make("option", "", words), { value })));
  fate.setAttribute("aria-label", `What happens to ${name} in ${language}`);
  fate.addEventListener("change", () => {
    const [key, value] = fate.value.split(":");
    fate.blur();
    if (key) decide(id, { [key]: value });
  });
  return make("li", "", make("span", "clip", name, " ", make("small", "", language)),
    make("span", `chip ${held ? "amber" : tone}`, held ? "held" : status), fate);
}
