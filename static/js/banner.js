/**
 * The important banner can be put away, on all websites under one domain; its key says what exactly
 * was put away.
 *
 * This stands before the banner and holds the page up until it has run, so that a banner that was
 * put away is never drawn. Without this file, or where nothing can be kept, there is no button.
 */
(() => {
  const NAME = "an-thong-bao";
  const MAX_HIDDEN = 20;
  const YEAR = 365 * 24 * 60 * 60;
  const root = document.documentElement;
  const { key, cookieDomain } = document.currentScript.dataset;
  if (!navigator.cookieEnabled) return;

  const list = () => {
    const match = new RegExp(`(?:^|; )${NAME}=([a-z0-9.-]+)`).exec(document.cookie);
    return match ? match[1].split(".") : [];
  };
  root.classList.add("can-hide-banner");
  if (list().includes(key)) root.classList.add("banner-hidden");
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".banner-hide")) return;
    const hidden = [...list(), key].slice(-MAX_HIDDEN).join(".");
    const domain = cookieDomain ? `; domain=${cookieDomain}` : "";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${NAME}=${hidden}; path=/; max-age=${YEAR}; samesite=lax${domain}${secure}`;
    root.classList.add("banner-hidden");
    // The button is gone; reading goes on with what the page is about.
    document.getElementById("content").focus({ preventScroll: true });
  });
})();
