// One file for a template's header: chosen, sent up, its key in the hidden field beside it.

import { upload } from "./upload.js";

class UploadFile extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => event.target.type === "file" && event.target.files[0] && this.send(event.target.files[0]));
  }

  async send(file) {
    const progress = this.querySelector("progress");
    const key = this.querySelector("input[type=hidden]");
    progress.hidden = false;
    key.value = "";
    const token = this.closest("form").elements.csrfmiddlewaretoken.value;
    const way = upload(file, this.dataset.to || "/settings/templates/upload", { token, kind: this.dataset.kind, onprogress: (part) => { progress.value = part; } });
    try {
      key.value = (await way.done).key;
      this.say("");
    } catch (problem) {
      this.say(problem.message);
    }
    progress.hidden = true;
    if (key.value) key.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(words) {
    const place = this.parentElement.querySelector(".error");
    place.textContent = words;
    place.hidden = !words;
  }
}

customElements.define("upload-file", UploadFile);
