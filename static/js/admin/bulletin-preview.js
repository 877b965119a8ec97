/** Lets a bulletin be previewed on the website of any unit: what is typed narrows the choice. */
const MILLISECONDS_QUIET = 300;
let timer;

async function searchAgencies(search) {
  const select = document.getElementById("id_preview_mode");
  const url = new URL(search.dataset.previewSearch, location.href);
  url.searchParams.set("q", search.value);
  const response = await fetch(url);
  if (!response.ok) return;
  const { agencies } = await response.json();
  search.setCustomValidity(agencies.length ? "" : search.dataset.nothing);
  search.reportValidity();
  if (!agencies.length) return;
  select.replaceChildren(...agencies.map(({ mode, name }) => new Option(name, mode)));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

// The panel is drawn anew when a new bulletin has been saved for the first time.
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-preview-search]")) return;
  clearTimeout(timer);
  // Without a connection the choice stays as it is.
  timer = setTimeout(() => searchAgencies(target).catch(() => {}), MILLISECONDS_QUIET);
});
