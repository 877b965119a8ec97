/** Titles to choose from while somebody types: the combobox pattern of the ARIA practices. */
const WAIT = 200;
const SHORTEST = 2;

for (const input of document.querySelectorAll("[data-suggestions]")) {
  const list = document.createElement("ul");
  let timer, asked = "", active = -1;

  const show = (on) => {
    list.hidden = !on;
    input.setAttribute("aria-expanded", on);
    mark(-1);
  };
  const mark = (at) => {
    active = at;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", i === at));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const ask = async () => {
    const words = asked = input.value.trim();
    if (words.length < SHORTEST) return show(false);
    const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer || !answer.ok) return;
    const found = await answer.json();
    // What has been typed since will have an answer of its own.
    if (words !== asked || document.activeElement !== input) return;
    list.replaceChildren(...found.map(({ title, url }, i) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${i}`, textContent: title });
      option.setAttribute("role", "option");
      option.dataset.url = url;
      return option;
    }));
    show(found.length > 0);
  };

  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.list);
  input.parentNode.classList.add("has-suggestions");
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id })) input.setAttribute(name, value);
  show(false);

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) show(false);
    else if (event.key === "Enter" && active >= 0) location.href = list.children[active].dataset.url;
    else if (event.key === "ArrowDown" && !list.hidden) mark(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp" && !list.hidden) mark(active < 0 ? last : active - 1);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const { url } = event.target.dataset;
    if (url) location.href = url;
  });
}
