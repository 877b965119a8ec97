/**
 * Progress of a display check: loads this section of the page again until it is no longer marked as
 * waiting. Without a script or a connection, users reload the page themselves.
 */
const MILLISECONDS_BETWEEN_REQUESTS = 2000;
const section = document.querySelector("[data-display]");

async function refresh() {
  const fresh = await fetchDocument(section.dataset.display);
  if (fresh) show(fresh.querySelector("[data-display]"));
  schedule();
}

function schedule() {
  if (section && "waiting" in section.dataset) setTimeout(refresh, MILLISECONDS_BETWEEN_REQUESTS);
}

/** Replace texts, not elements: screen readers announce a change of a status element only. */
function show(fresh) {
  const [old, now] = [section, fresh].map((element) => element.querySelector("[role=status]"));
  if (old.textContent !== now.textContent) old.textContent = now.textContent;
  const rest = section.querySelector("[data-rest]");
  // Replacing the links would take the focus from one of them; the next round replaces them.
  if (rest.contains(document.activeElement)) return;
  rest.replaceChildren(...fresh.querySelector("[data-rest]").childNodes);
  section.toggleAttribute("data-waiting", "waiting" in fresh.dataset);
}

async function fetchDocument(url) {
  try {
    const response = await fetch(url, { redirect: "manual" });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null;
  }
}

schedule();
