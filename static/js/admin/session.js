/**
 * Nothing that is written gets lost when a session ends, a connection breaks or a tab closes.
 *
 * Works beside Wagtail's own scripts, through the events they send: w-unsaved:add when something
 * has changed, w-autosave:save, :success and :error around each saving in the background.
 */
import * as copies from "./session-copies.js";
import { hideAll, offer, openSignIn, root, show } from "./session-dialogs.js";
import { describeLoss, tellBack, tellLost } from "./session-network.js";
import { ALIVE, ENDED, OFFLINE, OTHER, ask, channel, renewTokens } from "./session-state.js";

const MILLISECONDS_BETWEEN_CHECKS = 3_000;
const MILLISECONDS_BETWEEN_RETRIES = 20_000;

const { user, stateUrl, signInUrl, signOutUrl, savedAt, back } = root.dataset;
const editor = document.querySelector("form[data-edit-form]");
// Whoever fills something in, and sends it at once or never.
const FILLED_IN =
  "textarea, select, input:not([type=hidden], [type=submit], [type=checkbox], [type=radio])";

let state = ALIVE;
let checking = null;
/** The form that waits until it can be sent, with the button that was pressed. */
let held = null;
let passing = null;
let retried = 0;
/** What is on its way to the server in the background, and what has arrived there last. */
let saving = null;
let arrived = "";
/** Whether the editor itself was sent, and this page waits for the next. */
let sent = false;
/** Whether something was typed since the form was last sent in the background. */
let typed = false;
/** Whether something was to be saved and could not, for want of a connection. */
let late = false;
/** Whether anybody has touched this page since it was opened. */
let touched = false;

/** Ask the server, once at a time, and act on its answer. */
function check() {
  checking ??= ask(stateUrl, user)
    .then(act)
    .finally(() => {
      checking = null;
    });
  return checking;
}

function act(answer) {
  const before = state;
  state = answer.state;
  if (state === OTHER) {
    // The form that signs the other person out is the only one that may be sent.
    root.querySelector("input[name=csrfmiddlewaretoken]").value = answer.token;
  }
  if (state === ALIVE) {
    renewTokens(answer.token);
    if (before !== ALIVE) goOn(before);
    // A new page gets its address with the answer: sent before that, it would be made twice.
    if (held && !saving) send();
  } else if (state === OFFLINE && !held) {
    // Whoever only writes is not stopped.
    tellLost(isKept());
  } else if (state !== before || held) {
    release(held?.submitter);
    show(state, answer.name);
  }
}

function goOn(before) {
  hideAll();
  const isPending = editor?.dataset.wUnsavedHasEditsValue === "true";
  // What is held is sent now; saving it at the same time would be a conflict with oneself.
  if (!held) saveAgain();
  if (before === OFFLINE) {
    late = isPending;
    // Else it is told when it is saved.
    if (!isPending) tellBack(false);
    return;
  }
  const detail = { clear: true, text: back, type: "success" };
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
}

/** Let Wagtail save in the background what has changed meanwhile. */
function saveAgain() {
  if (editor?.dataset.wUnsavedHasEditsValue !== "true") return;
  const detail = { type: "edits" };
  editor.dispatchEvent(
    new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }),
  );
}

/** Whether this browser holds a copy of what the editor holds. */
function isKept() {
  return Boolean(editor && copies.find(copies.nameOf(user, editor)));
}

function hold(event) {
  const form = event.target;
  if (form === passing || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (form.getAttribute("action") === signOutUrl) {
    copies.dropAll();
    if (root.contains(form)) openSignIn("about:blank");
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  held = { form, submitter: event.submitter };
  check();
}

function send() {
  const { form, submitter } = held;
  held = null;
  if (form === editor || form.querySelector(FILLED_IN)) {
    const name = copies.nameOf(user, form);
    copies.keep(name, form);
    copies.markSent(name, form, submitter);
    sent = form === editor;
  }
  // Wagtail disables the button while it waits, and a disabled button's name is not sent.
  const disabled = submitter?.disabled;
  if (submitter) submitter.disabled = false;
  passing = form;
  form.requestSubmit(submitter);
  passing = null;
  if (submitter) submitter.disabled = disabled;
}

/** Give a button back that Wagtail's w-progress has disabled for the time of sending. */
function release(button) {
  if (button?.dataset.wProgressLoadingValue) button.dataset.wProgressLoadingValue = "false";
}

function checkIfNotAlive() {
  if (state !== ALIVE && document.visibilityState === "visible") check();
}

/** Put a copy back: as a draft where there are drafts, else into the fields. */
function restore(name, copy, target) {
  if (target.matches("[data-controller~=w-autosave]")) sendCopy(name, copy);
  else fillIn(copy, target);
}

function sendCopy(name, copy) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = editor.getAttribute("action");
  const token = editor.elements.csrfmiddlewaretoken.value;
  for (const [field, value] of [...copy.fields, ["csrfmiddlewaretoken", token]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: field, value });
    form.append(input);
  }
  document.body.append(form);
  copies.markSent(name, form);
  form.submit();
}

function fillIn(copy, target) {
  const written = new FormData();
  for (const [field, value] of copy.fields) written.append(field, value);
  for (const element of target.elements) {
    if (!element.name || element.type === "file" || element.type === "password") continue;
    const values = written.getAll(element.name);
    if (element.type === "checkbox" || element.type === "radio") {
      element.checked = values.includes(element.value);
    } else if (element.type === "select-multiple") {
      for (const option of element.options) option.selected = values.includes(option.value);
    } else if (values.length && element.name !== "csrfmiddlewaretoken") {
      element.value = values[0];
    }
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Offer what was written in a form of this page and not saved; of several, the first. */
function offerCopy() {
  // A form that was refused comes back with what was written.
  if (editor?.dataset.wUnsavedForceValue === "true") return;
  for (const form of document.querySelectorAll("form[method=post i]")) {
    const name = copies.nameOf(user, form);
    const copy = copies.find(name);
    if (!copy) continue;
    offer(copy, () => restore(name, copy, form), () => copies.drop(name));
    return;
  }
}

/**
 * Forget the copy that was on its way, if it has arrived.
 *
 * With the first answer a new form gets an address of its own. What was written meanwhile goes on
 * there: under its old name it would be offered in the next new form.
 */
function settleSaving(saved) {
  if (!saving) return;
  const { name, written } = saving;
  saving = null;
  const own = copies.nameOf(user, editor);
  if (saved) arrived = written;
  const copy = copies.find(name);
  // What was written since then is in the copy too.
  const isSame = copy && copies.describe(copy.fields) === written;
  if ((saved || own !== name) && isSame) copies.drop(name);
  else if (own !== name) copies.rename(name, own);
}

/** Whether the form of this name was refused, and came back to be mended. */
function wasRefused(name) {
  const isBack = editor?.dataset.wUnsavedForceValue === "true";
  return isBack && copies.nameOf(user, editor) === name;
}

function showTime() {
  const place = document.querySelector(
    "#w-autosave-indicator .w-autosave-indicator__state--saved .w-autosave-indicator__text",
  );
  const time = new Date().toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
  });
  if (place) place.textContent = savedAt.replace("{time}", time);
}

const doings = {
  "sign-in": () => openSignIn(signInUrl),
  retry: check,
  later: () => {
    held = null;
    hideAll();
  },
};

root.addEventListener("click", ({ target }) => doings[target.dataset.do]?.());
window.addEventListener("submit", hold, { capture: true });
channel.addEventListener("message", checkIfNotAlive);
for (const event of ["focus", "online"]) window.addEventListener(event, checkIfNotAlive);
window.addEventListener("pageshow", () => {
  // One may come back to the page as it was left.
  sent = false;
});
window.addEventListener("offline", () => {
  if (editor) check();
});
setInterval(checkIfNotAlive, MILLISECONDS_BETWEEN_CHECKS);

/**
 * Of a form that was refused Wagtail knows that it is not saved, and looks no more at what is typed
 * there: nothing of it would be saved in the background or kept here.
 */
document.addEventListener("w-unsaved:ready", ({ target }) => {
  if (target !== editor) return;
  const controller = window.wagtail.app.getControllerForElementAndIdentifier(editor, "w-unsaved");
  if (!controller.forceValue) return;
  controller.forceValue = false;
  controller.checkIntervalValueChanged(controller.checkIntervalValue);
  controller.forceValue = true;
});
for (const event of ["pointerdown", "keydown", "paste", "drop", "input", "change"]) {
  window.addEventListener(
    event,
    () => {
      touched = true;
    },
    { capture: true },
  );
}
/**
 * Wagtail takes for saved what the form holds two seconds after it was opened. On a slow computer
 * the editors of texts come up later, and write what they got in their own way. Nobody has changed
 * anything then: a draft would tell everybody else that there is a newer version.
 */
window.addEventListener(
  "w-unsaved:add",
  (event) => {
    if (touched || event.target !== editor || editor.dataset.wUnsavedForceValue === "true") return;
    event.stopImmediatePropagation();
    window.wagtail.app.getControllerForElementAndIdentifier(editor, "w-unsaved").clear();
  },
  { capture: true },
);
/**
 * Wagtail tells of one change several times. Told while it is on its way, it would be sent once
 * more: a newer version that nobody wrote.
 */
window.addEventListener(
  "w-unsaved:add",
  (event) => {
    if (event.target !== editor || !saving) return;
    if (copies.describe(copies.read(editor)) === saving.written) event.stopImmediatePropagation();
  },
  { capture: true },
);
document.addEventListener("w-unsaved:add", ({ target }) => {
  if (target !== editor) return;
  const name = copies.nameOf(user, editor);
  // Wagtail also says so of what it has just saved.
  if (copies.describe(copies.read(editor)) === arrived) copies.drop(name);
  else copies.keep(name, editor);
});
window.addEventListener(
  "w-autosave:save",
  (event) => {
    if (state === ENDED || state === OTHER || held || sent) {
      // Stopped here, Wagtail does not show that it is saving.
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    typed = false;
    const name = copies.nameOf(user, editor);
    saving = { name, written: copies.describe(copies.read(editor)) };
  },
  { capture: true },
);
document.addEventListener("w-autosave:success", () => {
  showTime();
  if (state === OFFLINE) state = ALIVE;
  if (late) tellBack(true);
  late = false;
  settleSaving(true);
  if (held) check();
});
window.addEventListener(
  "w-autosave:error",
  ({ detail }) => {
    if (detail.type !== "network_error") return;
    late = true;
    tellLost(isKept());
    // Wagtail shows it beside the buttons: "A network error occurred."
    detail.text = describeLoss(isKept());
  },
  { capture: true },
);
document.addEventListener("w-autosave:error", async ({ detail }) => {
  settleSaving(false);
  await check();
  // Signing in again in another tab makes this page's token void; now it has the new one.
  const refused = state === ALIVE && detail.type === "server_error";
  if (refused && Date.now() - retried > MILLISECONDS_BETWEEN_RETRIES) {
    retried = Date.now();
    saveAgain();
  }
});
document.addEventListener("w-swap:error", check);
window.jQuery(document).on("ajaxError", check);

// Wagtail takes for saved what the form holds two seconds after it was opened, and when an answer
// comes back. What was typed just before, and not sent, would wait for the next change.
for (const event of ["beforeinput", "input"]) {
  editor?.addEventListener(event, () => {
    typed = true;
  });
}
document.addEventListener("w-unsaved:watch-edits", () => {
  if (!typed) return;
  setTimeout(() => {
    // Of a refused form it knows already that it is not saved.
    saveAgain();
    editor.dataset.wUnsavedForceValue = "true";
  });
});

copies.tidy(user);
copies.settleSent(wasRefused);
offerCopy();
