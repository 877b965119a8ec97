/** Fills in until when a bulletin holds, as is usual for its urgency, unless a person has said so. */
const HOUR = 3_600_000;

/** The wall clock of a time zone, as if it were UTC: "24/11/2026 07:30" and back. */
const formatTime = (time) =>
  new Date(time).toISOString().replace(/^(\d+)-(\d+)-(\d+)T(\d+:\d+).*$/, "$3/$2/$1 $4");

function parseTime(text) {
  const [, day, month, year, hour, minute] = text.match(/^(\d+)\/(\d+)\/(\d{4}) (\d+):(\d+)$/) ?? [];
  return year ? Date.UTC(year, month - 1, day, hour, minute) : null;
}

function getWallClock(timeZone) {
  const options = { timeZone, dateStyle: "short", timeStyle: "medium" };
  const iso = new Intl.DateTimeFormat("sv-SE", options).format(new Date());
  return Date.parse(`${iso.replace(" ", "T")}Z`);
}

document.addEventListener("DOMContentLoaded", () => {
  const urgency = document.querySelector("[data-usual-hours]");
  const [begin, end] = ["valid_from", "valid_until"].map((name) => document.getElementById(`id_${name}`));
  if (!urgency || !begin || !end) return;

  const hours = JSON.parse(urgency.dataset.usualHours);
  const note = document.createElement("p");
  note.className = "bulletin-suggested";
  note.setAttribute("role", "status");
  end.insertAdjacentElement("afterend", note);
  let suggestion = "";

  function suggest() {
    if (end.value && end.value !== suggestion) return;
    const usual = hours[urgency.value];
    const from = parseTime(begin.value) ?? getWallClock(urgency.dataset.timeZone);
    suggestion = usual ? formatTime(from + usual * HOUR) : "";
    end.value = suggestion;
    note.textContent = suggestion && urgency.dataset.suggested;
    end.dispatchEvent(new Event("change", { bubbles: true }));
  }

  urgency.addEventListener("change", suggest);
  begin.addEventListener("change", suggest);
  end.addEventListener("input", () => {
    note.textContent = "";
  });
});
