/**
 * Copies of what is being written, in this browser alone, until the server has it.
 *
 * A copy belongs to one person and one form. Files and passwords are not copied.
 */

const PREFIX = "bantin-copy:";
// What is on its way: here its name, and a cookie with its address that the server takes back once
// it has done what was asked.
const SENT = "bantin-sent-form";
const COOKIE = "bantin-sent-";
const COOKIE_PATH = "/admin/";
const SECONDS_ON_ITS_WAY = 60 * 60;
// Names of the version that is being changed, which each answer sets anew.
const VERSIONS = ["loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"];
const MILLISECONDS_KEPT = 7 * 24 * 60 * 60 * 1000;

/** The name of the copy of this form; a screen may have others, told apart by their ids. */
export function nameOf(user, form) {
  const part = form.matches("[data-edit-form]") ? "" : `#${form.id}`;
  return `${PREFIX}${user}:${pathOf(form)}${part}`;
}

function pathOf(form, submitter) {
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  return new URL(action, location.href).pathname;
}

/** Copy what the form would send now. */
export function keep(name, form) {
  try {
    localStorage.setItem(name, JSON.stringify({ fields: read(form), time: Date.now() }));
  } catch {
    // The browser's room is used up or closed to us. The page still holds what was written.
  }
}

/** Return what is written in a form, or in its copy, to be compared. */
export function describe(fields) {
  return JSON.stringify(fields.filter(([field]) => !VERSIONS.includes(field)));
}

export function read(form) {
  return [...new FormData(form)].filter(
    ([field, value]) => typeof value === "string" && mayBeCopied(form, field),
  );
}

/** Return the copy of this name, if there is one. */
export function find(name) {
  return JSON.parse(localStorage.getItem(name));
}

export function drop(name) {
  localStorage.removeItem(name);
}

/** Give a copy the name under which its form goes on. */
export function rename(before, after) {
  const copy = localStorage.getItem(before);
  drop(before);
  if (copy && !localStorage.getItem(after)) localStorage.setItem(after, copy);
}

/** Forget the copies that are old or somebody else's. */
export function tidy(user) {
  for (const name of names()) {
    const ours = name.startsWith(`${PREFIX}${user}:`);
    if (!ours || find(name).time < Date.now() - MILLISECONDS_KEPT) drop(name);
  }
}

export function dropAll() {
  names().forEach(drop);
}

/** The form goes on its way; whether it arrived, only the next page tells. */
export function markSent(name, form, submitter) {
  const cookie = `${COOKIE}${Math.random().toString(36).slice(2, 10)}`;
  sessionStorage.setItem(SENT, JSON.stringify({ name, cookie }));
  writeCookie(cookie, pathOf(form, submitter), SECONDS_ON_ITS_WAY);
}

/**
 * Forget the copy of the form that was sent, if it arrived.
 *
 * Whatever page is opened next may ask, long after the page of an error: that it was reached says
 * nothing. `refused` is asked for the name whether the form came back.
 */
export function settleSent(refused) {
  const sent = JSON.parse(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
  if (!sent) return;
  const arrived = !document.cookie.includes(`${sent.cookie}=`);
  writeCookie(sent.cookie, "", 0);
  if (arrived && !refused(sent.name)) drop(sent.name);
}

function writeCookie(name, value, seconds) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=${COOKIE_PATH}; max-age=${seconds}; samesite=lax${secure}`;
}

function names() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
}

function mayBeCopied(form, field) {
  return field !== "csrfmiddlewaretoken" && form.elements[field]?.type !== "password";
}
