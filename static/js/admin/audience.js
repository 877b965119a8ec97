/**
 * Choosing whom a bulletin is for: finds units by name, and shows how many the choice includes.
 *
 * The boxes are an ordinary form. What is found is added to them as one more box.
 */

const MILLISECONDS_QUIET = 300;

document.querySelectorAll("[data-audience]").forEach(start);

function start(panel) {
  const showCount = whenQuiet(() => refreshCount(panel));
  // The search below needs no button, which would also answer the Enter key in every other field.
  panel.querySelectorAll("[data-find]").forEach((button) => button.remove());
  offerExceptions(panel);
  panel.addEventListener("click", ({ target }) => {
    if (!target.matches("[data-names] button")) return;
    takeAway(panel, target.closest("li"));
    showCount();
  });
  panel.addEventListener("change", ({ target }) => {
    if (target.matches("[data-found] input")) tick(target);
    if (target.matches("[data-ticked] input:checked")) chooseSingleUnits(panel);
    if (target.name) showCount();
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

/** Set the list that decides, where a panel of single units has one, to these. */
function chooseSingleUnits(panel) {
  const { chooser, chosen } = panel.dataset;
  if (chooser) panel.closest("form").elements[chooser].value = chosen;
}

/** Put a button after each unit that will show it, which excepts the unit. */
function offerExceptions(panel) {
  if (!panel.dataset.exceptLabel) return;
  for (const unit of panel.querySelectorAll("[data-names] [data-code]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "audience-except";
    button.textContent = panel.dataset.exceptLabel;
    button.setAttribute("aria-label", `${button.textContent}: ${unit.textContent}`);
    unit.append(" ", button);
  }
}

/** Untick a unit that was chosen by its name; else add it to the exceptions, ticked. */
function takeAway(panel, unit) {
  const { code } = unit.dataset;
  const chosen = panel.querySelector(`.audience-some [data-ticked] input[value="${code}"]:checked`);
  if (chosen) {
    chosen.checked = false;
    return;
  }
  const exceptions = panel.querySelector(".audience-exceptions");
  const units = exceptions.querySelector("[data-units]");
  let box = units.querySelector(`[data-ticked] input[value="${code}"]`);
  if (!box) {
    const label = document.createElement("label");
    const name = document.createElement("span");
    box = document.createElement("input");
    name.textContent = unit.firstChild.textContent.trim();
    Object.assign(box, { type: "checkbox", name: units.dataset.units, value: code });
    label.append(box, " ", name);
    units.querySelector("[data-ticked]").append(label);
  }
  box.checked = true;
  exceptions.open = true;
  box.focus();
}

async function findUnits(panel, search) {
  const query = search.value.trim();
  const units = search.closest("[data-units]");
  const found = query ? await fetchFragment(`${panel.dataset.unitsUrl}?${new URLSearchParams({ q: query })}`) : "";
  // Something else has been typed meanwhile, and is being asked for.
  if (found === null || search.value.trim() !== query) return;
  const place = units.querySelector("[data-found]");
  place.innerHTML = found;
  for (const box of units.querySelectorAll("[data-ticked] input")) {
    place.querySelector(`input[value="${box.value}"]`)?.closest("label").remove();
  }
}

async function refreshCount(panel) {
  const sent = getFields(panel);
  const html = await fetchFragment(panel.dataset.reachUrl, { method: "POST", body: sent });
  // Something else has been chosen meanwhile, and is being asked for.
  if (html === null || String(getFields(panel)) !== String(sent)) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  // The elements stay, so that the number is read out and an open list remains open.
  for (const name of ["number", "names"]) {
    const place = `[data-${name}]`;
    panel.querySelector(place).replaceChildren(...fresh.content.querySelector(place).childNodes);
  }
  offerExceptions(panel);
  panel.querySelector("[data-list]").hidden = fresh.content.querySelector("[data-list]").hidden;
}

/** Return the fields of this panel as the form would send them. */
function getFields(panel) {
  const { form } = panel.querySelector("input");
  const name = panel.dataset.audience;
  const fields = new URLSearchParams({ name });
  for (const [field, value] of new FormData(form)) {
    if (field === "csrfmiddlewaretoken" || field.startsWith(`${name}-`)) fields.append(field, value);
  }
  return fields;
}

/** Return the HTML at a URL, or null if the request fails. */
async function fetchFragment(url, options) {
  try {
    const response = await fetch(url, { redirect: "manual", ...options });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
