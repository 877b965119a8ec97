/**
 * Counts on while the websites are read: this part of the page is asked for again until it says
 * that it is done. Without a script, or a connection, people load the page again.
 */
const MILLISECONDS = 2000;
const part = document.querySelector("[data-display]");

async function refresh() {
  const fresh = await fetched(part.dataset.display);
  if (fresh) show(fresh.querySelector("[data-display]"));
  watch();
}

function watch() {
  if (part && "waiting" in part.dataset) setTimeout(refresh, MILLISECONDS);
}

/** The places stay, so that the count is read out when it changes. */
function show(fresh) {
  const [old, now] = [part, fresh].map((one) => one.querySelector("[role=status]"));
  if (old.textContent !== now.textContent) old.textContent = now.textContent;
  const rest = part.querySelector("[data-rest]");
  // Whoever is on a link in there keeps their place until the next time.
  if (rest.contains(document.activeElement)) return;
  rest.replaceChildren(...fresh.querySelector("[data-rest]").childNodes);
  part.toggleAttribute("data-waiting", "waiting" in fresh.dataset);
}

async function fetched(url) {
  try {
    const response = await fetch(url, { redirect: "manual" });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null;
  }
}

watch();
