/** The text-size buttons without a page load. Without this file the form does the same. */
const SIZES = ["s0", "s1", "s2", "s3", "s4"];
const NORMAL = 1;
const COOKIE = "hien-thi";
const YEAR = 365 * 24 * 60 * 60;

const root = document.documentElement;
const form = document.querySelector(".display-toolbar");

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

function keep(at) {
  const domain = form.dataset.cookieDomain ? `; domain=${form.dataset.cookieDomain}` : "";
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = at === NORMAL ? 0 : YEAR;
  document.cookie = `${COOKIE}=${SIZES[at]}; path=/; max-age=${age}; samesite=lax${domain}${secure}`;
  // Some browsers forget a cookie after a week unless a server has set it.
  const body = new URLSearchParams({ size: SIZES[at], scripted: "1" });
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
}

function say(at) {
  for (const words of form.querySelectorAll("[data-size]")) {
    words.hidden = words.dataset.size !== SIZES[at];
  }
}

if (form) {
  show(kept());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const step = { smaller: -1, larger: 1 }[event.submitter?.value];
    const at = step ? Math.min(Math.max(kept() + step, 0), SIZES.length - 1) : NORMAL;
    show(at);
    keep(at);
    say(at);
  });
  // A page brought back by the Back button may show an older choice.
  addEventListener("pageshow", (event) => event.persisted && show(kept()));
}
