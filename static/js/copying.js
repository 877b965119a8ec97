/** Copies a text at the press of a button; without scripts people select it themselves. */
const MILLISECONDS_SHOWN = 2000;

async function copy(field) {
  field.select();
  // Over plain HTTP browsers offer the older way only.
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const label = button.innerHTML;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await copy(document.getElementById(button.dataset.copies));
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.innerHTML = label; }, MILLISECONDS_SHOWN);
  });
}
