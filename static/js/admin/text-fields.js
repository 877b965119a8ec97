/* Text fields with a limit are never cut by the browser: what is pasted stays whole, the room that
   is left is counted while somebody writes, and the form refuses what is too long. Counted is what
   the server counts: characters after trimming, a line break as two. */
const words = document.querySelector("#text-fields").dataset;
const BOUNDED =
  "form[method=post i] :is(input, textarea)[maxlength]:not([type=password], [type=hidden])";
const MILLISECONDS_BEFORE_SAYING = 1_000;
const NEAR = 20;

/** Says to a screen reader how much room is left, when there is little and somebody pauses. */
const voice = document.createElement("div");
voice.className = "w-sr-only";
voice.setAttribute("role", "status");
document.body.append(voice);

let saying = null;
let numbered = 0;

function count(field) {
  const text = field.value.trim().normalize("NFC").replace(/\r?\n/g, "\r\n");
  return [...text].length;
}

function describe(left, limit) {
  const sentence = left < 0 ? words.over : words.left;
  return sentence.replace("{number}", Math.abs(left)).replace("{limit}", limit);
}

function show(field, place, limit) {
  const left = limit - count(field);
  place.textContent = describe(left, limit);
  place.classList.toggle("field-length--over", left < 0);
  place.hidden = false;
  clearTimeout(saying);
  if (left > NEAR) return;
  saying = setTimeout(() => {
    voice.textContent = place.textContent;
  }, MILLISECONDS_BEFORE_SAYING);
}

function bound(field) {
  const limit = field.maxLength;
  field.removeAttribute("maxlength");
  const place = document.createElement("p");
  place.className = "field-length";
  place.id = `field-length-${++numbered}`;
  place.hidden = true;
  (field.closest(".w-field__input") ?? field).after(place);
  const described = field.getAttribute("aria-describedby");
  field.setAttribute("aria-describedby", [described, place.id].filter(Boolean).join(" "));
  // It appears with the first letter and stays, so that nothing moves when the field is left.
  field.addEventListener("input", () => show(field, place, limit));
  if (count(field) > limit) show(field, place, limit);
}

/** A title stands on several lines where it is long, and is one line all the same. */
function join(field) {
  if (!field.value.includes("\n")) return;
  const { selectionEnd, value } = field;
  const before = value.slice(0, selectionEnd).replace(/\s*\n\s*/g, " ").length;
  field.value = value.replace(/\s*\n\s*/g, " ");
  field.setSelectionRange(before, before);
}

const isSingle = (field) => field.matches?.("textarea[data-single-line]");

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Enter" && !event.isComposing && isSingle(event.target)) {
      event.preventDefault();
    }
  },
  { capture: true },
);
document.addEventListener(
  "input",
  ({ target }) => {
    if (isSingle(target)) join(target);
  },
  { capture: true },
);

function boundAdded(changes) {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (!(node instanceof Element)) continue;
      if (node.matches(BOUNDED)) bound(node);
      node.querySelectorAll(BOUNDED).forEach(bound);
    }
  }
}

document.querySelectorAll(BOUNDED).forEach(bound);
new MutationObserver(boundAdded).observe(document.body, { childList: true, subtree: true });
