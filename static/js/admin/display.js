/**
 * Counts on while the websites are read: the part of the page is asked for again until it says
 * that it is done. Without a script, or a connection, the page is loaded again by hand.
 */
const MILLISECONDS = 2000;
const waiting = ".air-display[data-refresh]";

async function refresh() {
  const part = document.querySelector(waiting);
  if (!part) return;
  const response = await fetch(part.dataset.refresh, { redirect: "manual" }).catch(() => null);
  if (response?.ok) {
    const fresh = document.createElement("template");
    fresh.innerHTML = await response.text();
    const { activeElement } = document;
    // Somebody with the keyboard inside keeps their place, and the next time is soon.
    if (!part.contains(activeElement)) part.replaceWith(fresh.content);
    document.querySelector("[data-display-told]").textContent =
      document.querySelector(".air-count")?.textContent ?? "";
  }
  setTimeout(refresh, MILLISECONDS);
}

setTimeout(refresh, MILLISECONDS);
