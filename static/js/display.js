/** The display buttons without a page load; the form alone does the same. */
const COOKIE = "hien-thi";
const YEAR = 31536000;

const root = document.documentElement;
const form = document.querySelector(".display-toolbar");
// By token; its letter stands for the preference.
const labels = new Map();
const defaults = {};
for (const { dataset, textContent } of document.querySelectorAll(".display-panel [data-token]")) {
  labels.set(dataset.token, textContent);
  if ("default" in dataset) defaults[dataset.token[0]] = dataset.token;
}
const sizes = [...labels.keys()].filter((token) => token[0] === "s");
let current = readCookie();
let changed = false;

function readCookie() {
  const match = new RegExp(`(?:^|; )${COOKIE}=([a-z0-9.]+)`).exec(document.cookie);
  return apply(defaults, match ? match[1].split(".") : []);
}

function apply(chosen, tokens) {
  const known = tokens.filter((token) => labels.has(token));
  return Object.assign({}, chosen, ...known.map((token) => ({ [token[0]]: token })));
}

function show(chosen) {
  const tokens = listChanged(chosen);
  if (tokens.length) root.setAttribute("data-display", tokens.join(" "));
  else root.removeAttribute("data-display");
  const ends = { smaller: sizes[0], larger: sizes[sizes.length - 1] };
  for (const button of form.elements) {
    const { value } = button;
    if (value in ends) button.setAttribute("aria-disabled", String(chosen.s === ends[value]));
    if (labels.has(value)) button.setAttribute("aria-pressed", String(chosen[value[0]] === value));
  }
  for (const element of document.querySelectorAll(".display-state [data-token]")) {
    element.hidden = chosen[element.dataset.token[0]] !== element.dataset.token;
  }
}

/** The tokens to store. */
function listChanged(chosen) {
  return Object.values(chosen).filter((token) => defaults[token[0]] !== token);
}

function writeCookie(chosen) {
  const value = listChanged(chosen).join(".");
  const domain = form.dataset.cookieDomain ? `; domain=${form.dataset.cookieDomain}` : "";
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = value ? YEAR : 0;
  document.cookie = `${COOKIE}=${value}; path=/; max-age=${age}; samesite=lax${domain}${secure}`;
}

/** Save on the server too, when the page is left. */
function save() {
  if (!changed) return;
  // The answer to the page before may have come meanwhile.
  if (listChanged(readCookie()).join() !== listChanged(current).join()) writeCookie(current);
  changed = false;
  // Some browsers forget in a week what no server set.
  const choice = Object.values(current).join(".");
  const body = new URLSearchParams({ choice, scripted: "1" });
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
}

/** What a button adds. */
function getTokens(value) {
  if (value === "reset") return Object.values(defaults);
  if (value === "normal") return [defaults.s];
  const step = { smaller: -1, larger: 1 }[value];
  if (!step) return [value];
  return [sizes[Math.min(Math.max(sizes.indexOf(current.s) + step, 0), sizes.length - 1)]];
}

show(current);
// Not "submit": browsers of 2021 do not tell by which button.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=choice]");
  if (!button) return;
  event.preventDefault();
  const tokens = getTokens(button.value);
  current = apply(current, tokens);
  show(current);
  writeCookie(current);
  changed = true;
  form.querySelector("[role=status]").textContent = tokens.map((token) => labels.get(token)).join(". ");
});
// Escape closes the panel.
addEventListener("keydown", ({ key, target }) => {
  const panel = key === "Escape" && target.closest(".utility")?.querySelector("[open]");
  if (!panel) return;
  panel.open = false;
  panel.firstChild.focus();
});
// It may show an older choice.
const refresh = () => show((current = readCookie()));
addEventListener("pageshow", (event) => event.persisted && refresh());
document.addEventListener("visibilitychange", () => (document.hidden ? save() : refresh()));
addEventListener("pagehide", save);
