/* Wagtail writes what a block is above its field, and ties the two together in no way that a screen
   reader knows: wagtail/wagtail#11179, and #14205 for the rich text editor. This does, for what is
   there and for what is added. */
const FIELDS = "input:not([type=hidden]), textarea, select, [role=textbox]";
let numbered = 0;

/** The words above a field of a block of several, else the kind of the block that is one field. */
function findLabel(field) {
  const block = field.closest("[data-contentpath]");
  return block?.querySelector(":scope > label") ?? block?.querySelector(".c-sf-block__type");
}

function name(field) {
  if (field.labels?.length || field.ariaLabel || field.hasAttribute("aria-labelledby")) return;
  const label = findLabel(field);
  if (!label) return;
  label.id ||= `field-name-${++numbered}`;
  field.setAttribute("aria-labelledby", label.id);
}

function nameIn(part) {
  part.querySelectorAll(FIELDS).forEach(name);
}

function nameAdded(changes) {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node instanceof Element) nameIn(node);
  }
}

nameIn(document.body);
new MutationObserver(nameAdded).observe(document.body, { childList: true, subtree: true });
