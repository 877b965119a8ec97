/** The dialogues of templates/accounts/session/keeping.html, one for each state. */
import { OFFLINE } from "./session-state.js";

const SIGN_IN = "bantin-sign-in";

export const root = document.querySelector("#session-keeping");

/** Show the dialogue of a state, and no other. */
export function show(state, name = "") {
  const shown = dialog(state);
  if (shown.open) return;
  hideAll();
  for (const place of shown.querySelectorAll("[data-name]")) place.textContent = name;
  // Without a connection people may go on writing.
  if (state === OFFLINE) shown.show();
  else shown.showModal();
}

export function hideAll() {
  for (const shown of root.querySelectorAll("dialog[open]")) shown.close();
}

/** Open the sign-in page in a window that can close itself. */
export function openSignIn(url) {
  window.open(url, SIGN_IN, "popup,width=560,height=760");
}

/** Offer a copy; `restore` or `discard` is called, once. */
export function offer(copy, restore, discard) {
  const offered = dialog("unsaved");
  const when = offered.querySelector("[data-when]");
  when.dateTime = new Date(copy.time).toISOString();
  when.textContent = new Date(copy.time).toLocaleString(document.documentElement.lang);
  offered.addEventListener("close", () => (offered.returnValue === "restore" ? restore : discard)());
  // It is decided here, not put aside: the next change would overwrite the copy.
  offered.addEventListener("cancel", (event) => event.preventDefault());
  offered.addEventListener("click", ({ target }) => {
    if (target.dataset.do) offered.close(target.dataset.do);
  });
  offered.showModal();
}

function dialog(state) {
  return root.querySelector(`dialog[data-state=${state}]`);
}
