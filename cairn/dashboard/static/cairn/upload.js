// One file on its way up, with progress. The body is the file itself; who sends it is checked before it is read.

import { inWords } from "./spoken-words.js";

export function upload(file, to, { kind = "", token = "", onprogress = () => {} } = {}) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onprogress(event.loaded / event.total));
    request.addEventListener("load", () => (request.status === 200 ? resolve(JSON.parse(request.responseText)) : reject(new Error(words(request)))));
    request.addEventListener("error", () => reject(new Error(inWords("The server did not answer. Take the file away and add it again."))));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
  });
  request.open("POST", to);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-Filename", encodeURIComponent(file.name || "photo.png"));
  request.setRequestHeader("X-CSRFToken", token);
  if (kind) request.setRequestHeader("X-Kind", kind);
  request.send(file);
  return { done, stop: () => request.abort() };
}

const words = (request) => (request.status === 422 ? request.responseText : inWords("The server could not take the file. Add it again."));
