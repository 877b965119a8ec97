/**
 * Records with the microphone into the file field of the form; without scripts, or where the browser
 * cannot record, people choose a file.
 */
// AAC first: it plays on every phone as it is. What else there is, the server converts.
const TYPES = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const SUFFIXES = { "audio/mp4": "m4a", "audio/webm": "webm", "audio/ogg": "ogg" };
// Speech; stereo and more would only make it slow to send.
const BITS_A_SECOND = 48_000;

function format(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

class Recorder {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("input[type=file]");
    for (const name of ["start", "stop", "time", "level", "note", "result"]) {
      this[name] = form.querySelector(`.recorder-${name}`);
    }
    this.player = this.result.querySelector("audio");
    this.isUnsaved = false;
    form.querySelector(".recorder").hidden = false;
    form.querySelector(".recorder-file").open = Boolean(form.querySelector(".w-field--error"));
    this.start.addEventListener("click", () => this.record());
    this.stop.addEventListener("click", () => this.recorder.stop());
    form.addEventListener("submit", () => { this.isUnsaved = false; });
    addEventListener("beforeunload", (event) => { if (this.isUnsaved) event.preventDefault(); });
  }

  async record() {
    this.note.textContent = "";
    this.player.pause();
    // Until the browser has asked: a second press would begin a second recording.
    this.start.disabled = true;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      this.note.textContent = this.form.dataset.denied;
      this.form.querySelector(".recorder-file").open = true;
      return;
    } finally {
      this.start.disabled = false;
    }
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
    const pieces = [];
    this.recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    this.recorder.addEventListener("stop", () => this.finish(pieces));
    this.recorder.start();
    this.show(true);
    this.measure();
  }

  /** Shows the time and how loud it is, and stops at the longest time. */
  measure() {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(this.stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const begin = performance.now();
    const draw = () => {
      if (this.recorder.state !== "recording") { context.close(); return; }
      const seconds = (performance.now() - begin) / 1000;
      analyser.getFloatTimeDomainData(samples);
      this.level.value = Math.min(1, 2 * Math.max(...samples.map(Math.abs)));
      this.time.textContent = format(seconds);
      if (seconds < Number(this.form.dataset.most)) { requestAnimationFrame(draw); return; }
      this.note.textContent = this.form.dataset.full;
      this.recorder.stop();
      context.close();
    };
    draw();
  }

  finish(pieces) {
    for (const track of this.stream.getTracks()) track.stop();
    const type = this.recorder.mimeType.split(";")[0];
    const file = new File(pieces, `ban-ghi.${SUFFIXES[type] ?? "webm"}`, { type });
    const chosen = new DataTransfer();
    chosen.items.add(file);
    this.field.files = chosen.files;
    URL.revokeObjectURL(this.player.src);
    this.player.src = URL.createObjectURL(file);
    this.isUnsaved = true;
    this.note.textContent ||= this.form.dataset.lost;
    this.show(false);
  }

  show(isRecording) {
    this.start.hidden = isRecording;
    this.stop.hidden = this.time.hidden = this.level.hidden = !isRecording;
    this.result.hidden = isRecording;
    (isRecording ? this.stop : this.player).focus();
  }
}

// A browser without a secure connection offers no microphone.
if (navigator.mediaDevices && window.MediaRecorder) {
  for (const form of document.querySelectorAll("[data-recorder]")) new Recorder(form);
}
