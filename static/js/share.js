/** Print, copy the address, hand it to another app. Without scripts the browser's own menu does. */
const box = document.querySelector(".share");
const status = box.querySelector("[role=status]");
const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href;

const actions = {
  print: () => print(),
  copy: async () => {
    await navigator.clipboard.writeText(address);
    status.textContent = box.dataset.copied;
  },
  share: () => navigator.share({ title: document.title, url: address }),
};

box.hidden = false;
box.querySelector("[data-action=share]").hidden = !navigator.share;
box.addEventListener("click", (event) => {
  const action = actions[event.target.dataset.action];
  // Nothing to tell where a person closes the browser's own dialogue.
  if (action) Promise.resolve(action()).catch(() => {});
});
