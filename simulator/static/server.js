// Talking to the server: JSON in, JSON out, and looking no more often than the eye needs.

export async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? `HTTP ${answer.status}`);
  return body;
}

export const tell = (path, body) => ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

export function say(problem) {
  const toast = document.getElementById("toast");
  toast.textContent = problem.message;
  toast.hidden = false;
  setTimeout(() => { toast.hidden = true; }, 4000);
}

/** Runs `work` at most every `pause` ms, one at a time, and once more when asked meanwhile. */
export function lazily(work, pause) {
  let isBusy = false, isWanted = false;
  return async function run() {
    if (isBusy) { isWanted = true; return; }
    isBusy = true;
    try { await work(); } catch (problem) { say(problem); }
    await new Promise((done) => { setTimeout(done, pause); });
    isBusy = false;
    if (isWanted) { isWanted = false; run(); }
  };
}
