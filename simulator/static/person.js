// What the customer can do besides writing: call, change the number, adopt a username, stop marketing; and the firm's own phone.

const at = (id) => document.getElementById(id);
const dialog = at("ask");

/** One question in a dialog. `done(value)` may throw an Error with a sentence, which is then shown. */
function question(title, label, hint, done) {
  at("ask-title").textContent = title;
  at("ask-label").textContent = label;
  at("ask-hint").textContent = hint;
  at("ask-value").value = "";
  at("ask-error").hidden = true;
  dialog.querySelector("form").onsubmit = async (event) => {
    event.preventDefault();
    try {
      await done(at("ask-value").value.trim());
      dialog.close();
    } catch (problem) {
      at("ask-error").textContent = problem.message;
      at("ask-error").hidden = false;
    }
  };
  dialog.showModal();
}

/** `tell(path, body)` posts below the current customer, `person()` is that customer, `say(problem)` shows what went wrong. */
export function listenForPerson(tell, person, say) {
  const go = (path, body) => tell(path, body).catch(say);
  const acts = {
    call: () => go("calls", { seconds: null }),
    answered: () => go("calls", { seconds: 120 }),
    marketing: () => go("preferences", { value: person()?.marketing_stopped ? "resume" : "stop" }),
    number: () => question("A new phone number", "Phone", "WhatsApp gives a new user id with it, and tells Cairn so.",
      (phone) => tell("number", { phone })),
    username: () => question("A username", "Username", "Hides the phone from Cairn at once. Leave it empty to show the phone again.",
      (username) => tell("username", { username: username || null, hidden: true })),
    echo: () => question("The firm writes in its own phone app", "Message", "Cairn hears of it and should step back.",
      (body) => tell("echo", { type: "text", text: { body } })),
  };
  at("person-menu").addEventListener("toggle", () => {
    at("marketing").textContent = person()?.marketing_stopped ? "Allow marketing again" : "Stop marketing from this firm";
  });
  document.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-act]")?.dataset.act;
    if (!name) return;
    target.closest("[popover]")?.hidePopover();
    acts[name]();
  });
  at("ask-cancel").addEventListener("click", () => dialog.close());
}
