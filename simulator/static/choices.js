// What can be pressed under a message of the firm. Each press is a message of the customer, in the shape of the webhook.

import { contactCard, here } from "./samples.js";
import { icon, link, make } from "./words.js";

export function choices(message, answer) {
  const reply = (body) => () => answer({ ...body, context: { id: message.id } });
  if (message.type === "template") return (message.rendered?.buttons ?? []).map((one) => ofTemplate(one, reply));
  return message.type === "interactive" ? ofInteractive(message.content, reply) : [];
}

function ofTemplate(button, reply) {
  const { type, text, payload, url, phone_number: number, value } = button;
  switch (type) {
    case "QUICK_REPLY": return press(text, reply({ type: "button", button: { payload, text } }), "", "reply");
    case "URL": return outward(text, url);
    case "PHONE_NUMBER": return outward(text, `tel:${number ?? ""}`, "call");
    case "REQUEST_CONTACT_INFO": return press(text, reply(contactCard()), "", "user");
    default: return press(text, () => navigator.clipboard?.writeText(`${value ?? ""}`), "", "copy");
  }
}

function ofInteractive({ type, action = {} }, reply) {
  const { parameters } = action;
  switch (type) {
    case "button": return action.buttons.map(({ reply: it }) => press(it.title, reply(chosen("button_reply", it)), "", "reply"));
    case "list": return [rows(action, reply)];
    case "cta_url": return [outward(parameters?.display_text, parameters?.url)];
    case "location_request_message": return [press("Send location", reply(here()), "", "pin")];
    case "request_contact_info": return [press("Share my number", reply(contactCard()), "", "user")];
    case "flow": return [press(parameters?.flow_cta ?? "Open", reply(form(parameters)))];
    case "call_permission_request": return ["accept", "reject"].map((word) => press(
      { accept: "Allow calls", reject: "Not now" }[word],
      reply(chosen("call_permission_reply", { response: word, response_source: "user_action" })),
    ));
    case "order_details": return [note("Review and pay", "WhatsApp Pay is not simulated; send a payment screenshot.")];
    case "catalog_message": case "product": case "product_list": return [note("View items", "The catalogue is not simulated.")];
    default: return [];
  }
}

const chosen = (kind, it) => ({ type: "interactive", interactive: { type: kind, [kind]: it } });

const form = (parameters) => chosen("nfm_reply", {
  name: "flow", body: "Sent", response_json: JSON.stringify({ flow_token: parameters?.flow_token ?? "unused" }),
});

function rows(action, reply) {
  const sections = (action.sections ?? []).flatMap((section) => [
    section.title ? make("h4", "", section.title) : null,
    ...section.rows.map(({ id, title, description }) => press(title,
      reply(chosen("list_reply", { id, title, ...(description ? { description } : {}) })), description)),
  ]);
  return make("details", "options", make("summary", "wa-btn", icon("list", "i s"), action.button ?? "Choose"), ...sections);
}

function press(words, done, more, symbol) {
  const node = make("button", "wa-btn", symbol ? icon(symbol, "i s") : null, words, more ? make("small", "", more) : null);
  node.type = "button";
  node.addEventListener("click", done);
  return node;
}

function note(words, why) {
  const node = press(words, () => {});
  Object.assign(node, { disabled: true, title: why });
  return node;
}

function outward(words, address, symbol = "open") {
  const node = link(address ?? "", "");
  node.className = "wa-btn";
  node.append(icon(symbol, "i s"), words ?? address ?? "Open");
  return node;
}
