/**
 * The important banner can be put away; its key says what exactly was put away.
 *
 * This stands before the banner and holds the page up until it has run, so that a banner that was
 * put away is never drawn. Without this file, or where nothing can be kept, there is no button.
 */
(() => {
  const NAME = "an-thong-bao";
  const MAX_HIDDEN = 20;
  const root = document.documentElement;
  const key = document.currentScript.dataset.key;
  let hidden;
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    hidden = Array.isArray(kept) ? kept : [];
    localStorage.setItem(NAME, JSON.stringify(hidden));
  } catch {
    return;
  }
  root.classList.add("can-hide-banner");
  if (hidden.includes(key)) root.classList.add("banner-hidden");
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".banner-hide")) return;
    localStorage.setItem(NAME, JSON.stringify([...hidden, key].slice(-MAX_HIDDEN)));
    root.classList.add("banner-hidden");
    // The button is gone; reading goes on with what the page is about.
    document.getElementById("content").focus({ preventScroll: true });
  });
})();
