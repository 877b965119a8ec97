/** Titles to choose from while typing: the combobox of the ARIA practices. */
const MILLISECONDS_QUIET = 200;
const MIN_LENGTH = 2;

for (const input of document.querySelectorAll("[data-suggestions]")) {
  const list = input.nextElementSibling;
  let timer, active;

  const mark = (option) => {
    active?.setAttribute("aria-selected", false);
    active = option;
    active?.setAttribute("aria-selected", true);
    active?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", active?.id || "");
  };
  const show = (options) => {
    list.replaceChildren(...options);
    input.setAttribute("aria-expanded", options.length > 0);
    mark();
  };
  const fetchSuggestions = async () => {
    const query = input.value.trim();
    if (query.length < MIN_LENGTH) return show([]);
    const url = input.dataset.suggestions + encodeURIComponent(query);
    const found = await fetch(url).then((response) => response.json()).catch(() => []);
    // Else somebody typed on, or left.
    if (query === input.value.trim() && input.matches(":focus")) show(found.map(({ title, url }, i) => {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      return Object.assign(option, { id: list.id + i, textContent: title, onclick: () => location.assign(url) });
    }));
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  show([]);
  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(fetchSuggestions, MILLISECONDS_QUIET);
  };
  input.onkeydown = (event) => {
    const { firstChild, lastChild } = list;
    if (event.key === "ArrowDown" && firstChild) mark(active ? active.nextSibling : firstChild);
    else if (event.key === "ArrowDown") fetchSuggestions();
    else if (event.key === "ArrowUp" && lastChild) mark(active ? active.previousSibling : lastChild);
    else if (event.key === "Escape" && lastChild) show([]);
    else if (event.key === "Enter" && active) active.click();
    else return;
    event.preventDefault();
  };
  input.onblur = () => show([]);
  list.onmousedown = (event) => event.preventDefault();
}
