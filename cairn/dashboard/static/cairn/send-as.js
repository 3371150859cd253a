// Says what became of a message sent as one of the made-up customers. The page itself shows it when it comes in.
class SendAs extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const said = this.querySelector("[role=status]");
    const say = (words, bad) => {
      said.textContent = words;
      said.classList.toggle("set-bad", Boolean(bad));
    };
    form.addEventListener("htmx:before:request", () => say(said.dataset.sending));
    form.addEventListener("htmx:after:request", (event) => {
      const response = event.detail.ctx.response;
      if (response?.status === 204) say(said.dataset.sent);
      else say(event.detail.ctx.text || "", true);
    });
  }
}

customElements.define("send-as", SendAs);
