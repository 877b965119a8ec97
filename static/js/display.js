/** The text-size buttons without a page load. Without this file the form does the same. */
const SIZES = ["s0", "s1", "s2", "s3", "s4"];
const NORMAL = 1;
const COOKIE = "hien-thi";
const YEAR = 365 * 24 * 60 * 60;

const root = document.documentElement;
const form = document.querySelector(".display-toolbar");
let current = kept();
let changed = false;

function kept() {
  const match = new RegExp(`(?:^|; )${COOKIE}=([a-z0-9.]+)`).exec(document.cookie);
  const at = match ? SIZES.indexOf(match[1]) : -1;
  return at < 0 ? NORMAL : at;
}

function show(at) {
  if (at === NORMAL) root.removeAttribute("data-display");
  else root.setAttribute("data-display", SIZES[at]);
  const ends = { smaller: at === 0, larger: at === SIZES.length - 1 };
  for (const button of form.querySelectorAll("button")) {
    if (button.value in ends) button.setAttribute("aria-disabled", String(ends[button.value]));
  }
}

function write(at) {
  const domain = form.dataset.cookieDomain ? `; domain=${form.dataset.cookieDomain}` : "";
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = at === NORMAL ? 0 : YEAR;
  document.cookie = `${COOKIE}=${SIZES[at]}; path=/; max-age=${age}; samesite=lax${domain}${secure}`;
}

/** On leaving: have the server keep the choice as well, once for all the steps of this page. */
function leave() {
  if (!changed) return;
  // The answer to the page before may have come meanwhile, with the choice of that page.
  if (kept() !== current) write(current);
  changed = false;
  // Some browsers forget a cookie after a week unless a server has set it.
  const body = new URLSearchParams({ size: SIZES[current], scripted: "1" });
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
}

function say(at) {
  for (const words of form.querySelectorAll("[data-size]")) {
    words.hidden = words.dataset.size !== SIZES[at];
  }
}

if (form) {
  show(current);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const step = { smaller: -1, larger: 1 }[event.submitter?.value];
    current = step ? Math.min(Math.max(current + step, 0), SIZES.length - 1) : NORMAL;
    show(current);
    write(current);
    changed = true;
    say(current);
  });
  // A page brought back by the Back button, or beside another one, may show an older choice.
  const refresh = () => show((current = kept()));
  addEventListener("pageshow", (event) => event.persisted && refresh());
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : refresh()));
  addEventListener("pagehide", leave);
}
