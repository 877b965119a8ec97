/* A form that was refused says at its top what is wrong and where, with links that lead there: into
   blocks, rows and tabs too, and into what is folded away. Wagtail draws the errors of blocks in
   the browser, so they are collected here. */
const words = document.querySelector("#form-errors").dataset;
const ERRORS = "#main :is(.error-message, .help-critical)";
const FIELDS =
  "input:not([type=hidden]), textarea, select, [contenteditable=true], button:not([data-comment-add])";

const textOf = (element) => element?.textContent.replace(/\s+/g, " ").trim().replace(/\s*\*$/, "");

/** Where the cursor goes: the field of the error, else the first one beside it, else the error. */
function findField(error) {
  const part = error.closest("[data-field]") ?? error.parentElement;
  return [...part.querySelectorAll(FIELDS)].find((field) => !field.disabled) ?? error;
}

/** What a block or a row is called, with its number where there are several. */
function namePanel(panel) {
  const heading = panel.querySelector("[data-panel-heading]");
  const name = textOf(heading?.querySelector(".c-sf-block__type, [data-panel-heading-text]"));
  const child = panel.closest("[data-streamfield-child]");
  if (!child || child.querySelector("[data-panel]") !== panel) return name || textOf(heading);
  const children = [...child.parentElement.children].filter((one) =>
    one.matches("[data-streamfield-child]"),
  );
  const number = children.length > 1 ? ` ${children.indexOf(child) + 1}` : "";
  return `${name || textOf(heading)}${number}`;
}

/** The words above a field, and those of the parts it lies in, from the outermost. */
function namePlace(error) {
  const names = [];
  for (let part = error.closest("[data-panel]"); part; ) {
    names.unshift(namePanel(part));
    part = part.parentElement.closest("[data-panel]");
  }
  const block = error.closest("[data-contentpath]");
  const label =
    error.closest(".w-field__wrapper")?.querySelector(":scope > label") ??
    error.closest(".w-panel__wrapper")?.querySelector(":scope > .w-field__label") ??
    block?.querySelector(":scope > label");
  names.push(textOf(label));
  return names.filter((name, number) => name && name !== names[number - 1]).join(" › ");
}

/** Whether an error is about the form as a whole, so that there is no field that mends it. */
function isOfForm(error) {
  return error.matches("form > .error-message") || error.querySelector(".errorlist.nonfield");
}

/** Open what the field lies in, and go there. */
function lead(field) {
  const hiding = [];
  for (let part = field.parentElement; part; part = part.parentElement) hiding.unshift(part);
  for (const part of hiding) {
    if (part.matches("[role=tabpanel][hidden]")) {
      document.querySelector(`[role=tab][aria-controls="${part.id}"]`)?.click();
    } else if (part.matches("[data-panel]")) {
      const toggle = part.querySelector("[data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
  }
  if (field.matches(ERRORS)) field.tabIndex = -1;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

function makeItem(error, number) {
  error.id ||= `form-error-${number + 1}`;
  const item = document.createElement("li");
  const place = namePlace(error);
  if (isOfForm(error)) {
    item.textContent = textOf(error);
    return item;
  }
  const link = document.createElement("a");
  link.href = `#${error.id}`;
  link.textContent = place || textOf(error);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    lead(findField(error));
  });
  item.append(link);
  if (place) item.append(`: ${textOf(error)}`);
  return item;
}

/** What Wagtail lists of the form as a whole, without what stands at a field. */
function takeOthers(messages) {
  const list = document.querySelector("#main .messages .error .errorlist");
  const others = [...(list?.children ?? [])].filter(
    (item) => !messages.some((message) => textOf(item).includes(message)),
  );
  list?.remove();
  return others;
}

function summarize() {
  const form = document.querySelector("#main form[method=post i]");
  const errors = [...document.querySelectorAll(ERRORS)].filter(
    (error) => textOf(error) && !error.closest(".messages, [hidden]:not([role=tabpanel], .w-panel__content)"),
  );
  if (!form || !errors.length) return;
  const others = takeOthers(errors.map(textOf));
  const list = document.createElement("ol");
  list.append(...others, ...errors.map(makeItem));
  const heading = document.createElement("h2");
  heading.id = "form-errors-heading";
  heading.textContent = words.heading.replace("{number}", list.children.length);
  const summary = document.createElement("section");
  summary.className = "form-errors";
  summary.tabIndex = -1;
  summary.setAttribute("aria-labelledby", heading.id);
  summary.append(heading, list);
  // Wagtail's button leads to the first one only.
  document.querySelector("#main .messages .error [data-controller~=w-focus]")?.remove();
  form.before(summary);
  summary.focus({ preventScroll: true });
}

// By then Wagtail has drawn the blocks.
window.addEventListener("load", summarize);
