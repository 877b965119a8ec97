/** The display buttons without a page load. Without this file the form does the same. */
const COOKIE = "hien-thi";
const YEAR = 365 * 24 * 60 * 60;

const root = document.documentElement;
const form = document.querySelector(".display-toolbar");
// What each token, such as s3, is in words. Its letter says what is chosen.
const words = new Map();
const designed = {};
for (const { dataset, textContent } of document.querySelectorAll(".display-panel [data-token]")) {
  words.set(dataset.token, textContent);
  if ("default" in dataset) designed[dataset.token[0]] = dataset.token;
}
const sizes = [...words.keys()].filter((token) => token[0] === "s");
let current = kept();
let changed = false;

function kept() {
  const match = new RegExp(`(?:^|; )${COOKIE}=([a-z0-9.]+)`).exec(document.cookie);
  return over(designed, match ? match[1].split(".") : []);
}

function over(chosen, tokens) {
  const known = tokens.filter((token) => words.has(token));
  return Object.assign({}, chosen, ...known.map((token) => ({ [token[0]]: token })));
}

function show(chosen) {
  const tokens = written(chosen);
  if (tokens.length) root.setAttribute("data-display", tokens.join(" "));
  else root.removeAttribute("data-display");
  const ends = { smaller: sizes[0], larger: sizes[sizes.length - 1] };
  for (const button of form.elements) {
    const { value } = button;
    if (value in ends) button.setAttribute("aria-disabled", String(chosen.s === ends[value]));
    if (words.has(value)) button.setAttribute("aria-pressed", String(chosen[value[0]] === value));
  }
  for (const one of document.querySelectorAll(".display-state [data-token]")) {
    one.hidden = chosen[one.dataset.token[0]] !== one.dataset.token;
  }
}

/** The tokens that are kept: those that are not as designed. */
function written(chosen) {
  return Object.values(chosen).filter((token) => designed[token[0]] !== token);
}

function write(chosen) {
  const value = written(chosen).join(".");
  const domain = form.dataset.cookieDomain ? `; domain=${form.dataset.cookieDomain}` : "";
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = value ? YEAR : 0;
  document.cookie = `${COOKIE}=${value}; path=/; max-age=${age}; samesite=lax${domain}${secure}`;
}

/** On leaving: have the server keep the choice as well, once for all the steps of this page. */
function leave() {
  if (!changed) return;
  // The answer to the page before may have come meanwhile, with the choice of that page.
  if (written(kept()).join() !== written(current).join()) write(current);
  changed = false;
  // Some browsers forget a cookie after a week unless a server has set it.
  const choice = Object.values(current).join(".");
  const body = new URLSearchParams({ choice, scripted: "1" });
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
}

/** The tokens that a button puts over the choice. */
function tokensOf(value) {
  if (value === "reset") return Object.values(designed);
  if (value === "normal") return [designed.s];
  const step = { smaller: -1, larger: 1 }[value];
  if (!step) return [value];
  return [sizes[Math.min(Math.max(sizes.indexOf(current.s) + step, 0), sizes.length - 1)]];
}

show(current);
// Not "submit": browsers five years old do not tell which button sent the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=choice]");
  if (!button) return;
  event.preventDefault();
  const tokens = tokensOf(button.value);
  current = over(current, tokens);
  show(current);
  write(current);
  changed = true;
  form.querySelector("[role=status]").textContent = tokens.map((one) => words.get(one)).join(". ");
});
// A page brought back by the Back button, or beside another one, may show an older choice.
const refresh = () => show((current = kept()));
addEventListener("pageshow", (event) => event.persisted && refresh());
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : refresh()));
addEventListener("pagehide", leave);
