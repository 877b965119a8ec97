/** Prints the page, copies its URL or hands it to another app. Without scripts the browser's own menu does. */
const box = document.querySelector(".share");
const status = box.querySelector("[role=status]");
const url = document.querySelector('link[rel="canonical"]')?.href ?? location.href;

const actions = {
  print: () => print(),
  copy: async () => {
    await navigator.clipboard.writeText(url);
    status.textContent = box.dataset.copied;
  },
  share: () => navigator.share({ title: document.title, url }),
};

box.hidden = false;
box.querySelector("[data-action=share]").hidden = !navigator.share;
box.addEventListener("click", (event) => {
  const action = actions[event.target.dataset.action];
  // Rejected if the user closes the browser's own dialogue, which is no error.
  if (action) Promise.resolve(action()).catch(() => {});
});
