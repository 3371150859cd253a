// Whatever is sent with one press: ready-made words, samples, a file.

import { ad, contactCard, here, photo, receipt, text } from "./samples.js";
import { ask, say } from "./server.js";

const KINDS = [
  [["image/jpeg", "image/png"], "image"], [["image/webp"], "sticker"], [["video/mp4", "video/3gpp"], "video"],
  [["audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"], "audio"],
];

/** `send(message)` sends it as the current customer; `sent()` runs after a press. */
export function listenForSends(send, sent) {
  const sends = samples(send);
  document.addEventListener("click", ({ target }) => {
    const pick = target.closest("[data-say], [data-send]");
    if (!pick) return;
    pick.closest("[popover]")?.hidePopover();
    if (pick.dataset.send) sends[pick.dataset.send](); else send(text(pick.textContent));
    sent();
  });
  document.getElementById("file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    target.closest("[popover]")?.hidePopover();
    const kind = KINDS.find(([types]) => types.includes(file.type))?.[1] ?? "document";
    await sendFile(send, file, kind, kind === "document" ? { filename: file.name } : {});
    target.value = "";
  });
}

const samples = (send) => ({
  location: () => send(here()),
  contact: () => send(contactCard()),
  voice: () => send({ type: "audio", audio: { voice: true } }),
  paper: () => send({ type: "document", document: { filename: "aadhaar-copy.pdf" } }),
  sticker: () => send({ type: "sticker", sticker: { animated: false } }),
  ad: () => send(ad()),
  photo: async () => sendFile(send, await photo(), "image"),
  screenshot: async () => sendFile(send, await receipt(), "image", { caption: "Paid" }),
  burst: async () => {
    for (const words of ["hi", "one question", "we are 4 people", "from Bengaluru", "next weekend possible?"]) await send(text(words));
  },
});

async function sendFile(send, file, kind, more = {}) {
  try {
    const headers = { "Content-Type": file.type || "application/octet-stream" };
    const { id } = await ask("/sim/media", { method: "POST", headers, body: file });
    await send({ type: kind, [kind]: { id, ...more } });
  } catch (problem) { say(problem); }
}
