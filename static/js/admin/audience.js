/**
 * Choosing whom a bulletin is for: finds units by name, and tells whom the choice comes to.
 *
 * The boxes are an ordinary form. What is found is added to them as one more box.
 */

const MILLISECONDS_QUIET = 300;

document.querySelectorAll("[data-audience]").forEach(start);

function start(panel) {
  const showReach = whenQuiet(() => refreshReach(panel));
  panel.addEventListener("change", ({ target }) => {
    if (target.matches("[data-found] input")) tick(target);
    if (target.name) showReach();
  });
  for (const search of panel.querySelectorAll("[data-search]")) {
    const find = whenQuiet(() => findUnits(panel, search));
    search.addEventListener("input", find);
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // Enter would send the whole form.
      event.preventDefault();
      find();
    });
  }
}

/** Return a function that runs `act` once it has not been called for a moment. */
function whenQuiet(act) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, MILLISECONDS_QUIET);
  };
}

/** Move a found unit to the chosen ones, where it is sent with the form. */
function tick(box) {
  const units = box.closest("[data-units]");
  box.name = units.dataset.units;
  units.querySelector("[data-ticked]").append(box.closest("label"));
  box.focus();
}

async function findUnits(panel, search) {
  const query = search.value.trim();
  const units = search.closest("[data-units]");
  const found = query ? await fragment(`${panel.dataset.unitsUrl}?${new URLSearchParams({ q: query })}`) : "";
  // Something else has been typed meanwhile, and is being asked for.
  if (found === null || search.value.trim() !== query) return;
  const place = units.querySelector("[data-found]");
  place.innerHTML = found;
  for (const box of units.querySelectorAll("[data-ticked] input")) {
    place.querySelector(`input[value="${box.value}"]`)?.closest("label").remove();
  }
}

async function refreshReach(panel) {
  const sent = fieldsOf(panel);
  const reach = await fragment(panel.dataset.reachUrl, { method: "POST", body: sent });
  // Something else has been chosen meanwhile, and is being asked for.
  if (reach === null || String(fieldsOf(panel)) !== String(sent)) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = reach;
  // The places stay, so that the number is read out and an open list remains open.
  for (const name of ["number", "names"]) {
    const place = `[data-${name}]`;
    panel.querySelector(place).replaceChildren(...fresh.content.querySelector(place).childNodes);
  }
  panel.querySelector("[data-list]").hidden = fresh.content.querySelector("[data-list]").hidden;
}

/** What the form would send of this panel. */
function fieldsOf(panel) {
  const { form } = panel.querySelector("input");
  const name = panel.dataset.audience;
  const fields = new URLSearchParams({ name });
  for (const [field, value] of new FormData(form)) {
    if (field === "csrfmiddlewaretoken" || field.startsWith(`${name}-`)) fields.append(field, value);
  }
  return fields;
}

/** Return the HTML at an address, or null where there is none to be had just now. */
async function fragment(url, options) {
  try {
    const response = await fetch(url, { redirect: "manual", ...options });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
