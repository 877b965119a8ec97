/* Two people at one page: each is told the name of the other, in words, and what that one has done.
   Wagtail asks every few seconds and shows it as a picture in the corner. Where somebody else has
   saved meanwhile, its dialogue offers to save over that as its main button; here it is the other
   way round. */
const words = document.querySelector("#other-editors").dataset;
const form = document.querySelector("form[data-edit-form]");
const OVERWRITE = "overwrite";

const notice = document.createElement("div");
notice.className = "other-editors";
notice.setAttribute("role", "status");
form?.before(notice);

let newest = null;

function describe({ user, is_editing: isEditing, revision_id: revision }) {
  const sentence = revision ? words.saved : isEditing ? words.editing : words.viewing;
  return sentence.replace("{name}", user);
}

function makeLink() {
  const link = document.createElement("a");
  link.href = location.pathname;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = words.view;
  return link;
}

/** Ask the server: it answers with both versions side by side, and saves nothing. */
function makeCompareButton(className) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className, textContent: words.compare });
  button.addEventListener("click", () => {
    form.elements[OVERWRITE]?.remove();
    form.requestSubmit();
  });
  return button;
}

/** Saving in the background has stopped: Wagtail says that saving "will overwrite". */
function tellStopped({ detail }) {
  if (detail.type !== "invalid_revision") return;
  detail.text = words.newer;
  // Who it was is known with the next answer.
  if (notice.textContent) return;
  notice.classList.add("other-editors--saved");
  notice.append(words.newer, " ", makeCompareButton("other-editors__compare"));
}

function tell({ target, detail }) {
  const others = target.matches?.(".w-editing-sessions") && detail.data?.other_sessions;
  if (!others || !form) return;
  newest = others.find((other) => other.revision_id)?.revision_id ?? null;
  const text = others.map(describe).join(" ");
  // What stays the same is not said again.
  if (notice.dataset.said === text) return;
  notice.dataset.said = text;
  notice.classList.toggle("other-editors--saved", newest !== null);
  notice.textContent = text;
  if (newest !== null) notice.append(" ", makeCompareButton("other-editors__compare"), " ", makeLink());
}

/** Wagtail's button of somebody who looks is a picture: its words stand in a tooltip that is hidden. */
function nameButtons() {
  for (const button of document.querySelectorAll("button.w-editing-sessions__session:not([aria-label])")) {
    const popup = button.querySelector(".w-editing-sessions__popup");
    if (popup) button.setAttribute("aria-label", popup.textContent.replace(/\s+/g, " ").trim());
  }
}

function turnRound({ target }) {
  if (target.id !== "w-save-confirmation-dialog") return;
  const button = target.querySelector("[data-w-dialog-target=confirm]");
  const view = target.querySelector(".w-editing-sessions-dialog-buttons a");
  // Wagtail has just written there what was pressed: "Save draft", "Publish".
  if (newest !== null) button.textContent = words.overwrite.replace("{action}", button.textContent.trim());
  button.classList.add("button-secondary");
  view.classList.remove("button-secondary");
  button.before(view);
  if (newest === null || view.previousElementSibling?.matches(".other-editors__compare")) return;
  view.before(makeCompareButton("button other-editors__compare"), " ");
  view.classList.add("button-secondary");
}

/** Whoever has said here that the newer version is to be replaced is not asked again. */
function confirm({ target }) {
  if (target.id !== "w-save-confirmation-dialog" || newest === null) return;
  const field = form.elements[OVERWRITE] ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name: OVERWRITE, value: newest });
  form.append(field);
}

/** Wagtail's form goes on naming the version it was opened with, also after it has saved itself. */
function nameOwnVersion({ detail }) {
  const { revision_id: revision, revision_created_at: time } = detail.data;
  if (!form || !revision) return;
  for (const [name, value] of [
    ["loaded_revision_id", revision],
    ["loaded_revision_created_at", time],
  ]) {
    const field = form.elements[name] ?? document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  // What the server asked is answered: it has saved.
  for (const name of [OVERWRITE, "opened_revision", "opened_at"]) form.elements[name]?.remove();
}

window.addEventListener("w-autosave:error", tellStopped, { capture: true });
document.addEventListener("w-autosave:success", nameOwnVersion);
document.addEventListener("w-swap:json", tell);
document.addEventListener("w-swap:success", nameButtons);
document.addEventListener("w-dialog:shown", turnRound);
document.addEventListener("w-dialog:confirmed", confirm, { capture: true });
nameButtons();
