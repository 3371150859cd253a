// A voice note, recorded here: timer and level while one speaks, then it lies in the tray to be heard before it is sent.
// Loaded when the microphone is first pressed. The server puts what Chromium records into the box that WhatsApp plays.

import { inWords } from "./spoken-words.js";

const LONGEST = 180; // seconds; WhatsApp shows its play button up to 512 KB
const BITS = 20_000; // a second
const TICK = 100; // milliseconds
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const WHY = {
  NotAllowedError: "This browser does not let Cairn use the microphone. Allow it beside the address, then press the microphone again.",
  NotFoundError: "No microphone was found on this device.",
  NotReadableError: "Another program holds the microphone. Close it there, then try again.",
};

class VoiceNote extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.press(event.target));
  }

  disconnectedCallback() {
    this.cancel();
  }

  get box() {
    return this.closest("reply-box");
  }

  press(target) {
    if (target.closest("[data-stop]")) this.recorder?.stop();
    else if (target.closest("[data-cancel]")) this.cancel();
  }

  async start() {
    if (this.recorder || this.asking) return;
    this.box.complain("");
    this.asking = true;
    try {
      await this.open();
    } catch (problem) {
      this.free();
      this.box.complain(inWords(WHY[problem.name] ?? "The microphone could not be opened. Recording needs a secure address (https) and a recent browser."));
    }
    this.asking = false;
  }

  async open() {
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    if (!this.isConnected) return this.free();
    this.recorder = new MediaRecorder(this.heard(), { mimeType: type, audioBitsPerSecond: BITS });
    const parts = [];
    this.recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.done(parts, type));
    this.recorder.start(1000);
    this.began = performance.now();
    this.timer = setInterval(() => this.tick(), TICK);
    this.show(true);
  }

  // One channel, as WhatsApp wants it, and a look at how loud it is.
  heard() {
    this.sound = new AudioContext();
    const source = this.sound.createMediaStreamSource(this.stream);
    const one = new MediaStreamAudioDestinationNode(this.sound, { channelCount: 1, channelCountMode: "explicit" });
    this.level = new AnalyserNode(this.sound, { fftSize: 512 });
    source.connect(one);
    source.connect(this.level);
    return one.stream;
  }

  tick() {
    const seconds = (performance.now() - this.began) / 1000;
    const wave = new Float32Array(this.level.fftSize);
    this.level.getFloatTimeDomainData(wave);
    this.querySelector("meter").value = Math.min(1, 3 * Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length));
    this.querySelector("[role=timer]").textContent = spell(seconds);
    if (seconds >= LONGEST) this.recorder?.stop();
  }

  done(parts, type) {
    const length = spell((performance.now() - this.began) / 1000);
    const ending = type.match(/\/(\w+)/)[1].replace("mp4", "m4a");
    this.free();
    const name = `${inWords("Voice note")} ${length.replace(":", ".")}.${ending}`;
    if (!this.gone) this.box.tray.add([new File(parts, name, { type })], "audio");
    this.gone = false;
    this.box?.text.focus();
  }

  cancel() {
    if (!this.recorder) return this.free();
    this.gone = true;
    this.recorder.stop();
  }

  // The light of the microphone goes out at once.
  free() {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.sound?.close();
    this.stream = this.sound = this.recorder = undefined;
    this.show(false);
  }

  show(yes) {
    const place = this.querySelector(".recording");
    if (!place) return;
    place.hidden = !yes;
    this.querySelector("[role=timer]").textContent = spell(0);
    this.box?.toggleAttribute("data-recording", yes);
    if (yes) this.querySelector("[data-stop]").focus();
  }
}

const spell = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

customElements.define("voice-note", VoiceNote);
