/**
 * Copies of what is being written, in this browser alone, until the server has it.
 *
 * A copy belongs to one person and one form. Files and passwords are not copied.
 */

const PREFIX = "bantin-copy:";
const SENT = "bantin-sent";
// Names of the version that is being changed, which each answer sets anew.
const VERSIONS = ["loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"];
const MILLISECONDS_KEPT = 7 * 24 * 60 * 60 * 1000;

/** The name of the copy of this form. */
export function nameOf(user, form) {
  return `${PREFIX}${user}:${new URL(form.getAttribute("action"), location.href).pathname}`;
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
export function markSent(name) {
  sessionStorage.setItem(SENT, name);
}

/** Forget the copy of the form that was sent, if it arrived: `saved` is asked for its name. */
export function settleSent(saved) {
  const name = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (name && saved(name)) drop(name);
}

function names() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
}

function mayBeCopied(form, field) {
  return field !== "csrfmiddlewaretoken" && form.elements[field]?.type !== "password";
}
