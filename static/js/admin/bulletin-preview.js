/** Lets a bulletin be previewed on the website of any unit: what is typed narrows the choice. */
const PAUSE = 300;
let waiting;

async function find(search) {
  const select = document.getElementById("id_preview_mode");
  const address = new URL(search.dataset.previewSearch, location.href);
  address.searchParams.set("q", search.value);
  const response = await fetch(address);
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
  clearTimeout(waiting);
  // Without a connection the choice stays as it is.
  waiting = setTimeout(() => find(target).catch(() => {}), PAUSE);
});
