// The forms of wagtail-localize's editor say when it was opened. What somebody else has changed since
// is not published.
const view = document.querySelector(".translation-screen");

document.addEventListener(
  "submit",
  (event) => {
    const opened = document.createElement("input");
    Object.assign(opened, { type: "hidden", name: "opened", value: view.dataset.opened });
    event.target.append(opened);
  },
  { capture: true },
);
