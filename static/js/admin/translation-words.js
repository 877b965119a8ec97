// wagtail-localize writes two texts of its editor in English in every language: its heading, and
// the name of the button that opens the menu of actions.
const view = document.querySelector(".translation-screen");
const editor = view.querySelector(".js-translation-editor");
const { sourceLocale, locale } = JSON.parse(editor.dataset.props);
const words = new Map([
  [`${sourceLocale.displayName} to ${locale.displayName} translation`, view.dataset.heading],
  ["More actions", view.dataset.moreActions],
]);

function translate() {
  for (const element of editor.querySelectorAll("h3, .w-dropdown__toggle .w-sr-only")) {
    const text = words.get(element.textContent);
    if (text) element.textContent = text;
  }
}

new MutationObserver(translate).observe(editor, { childList: true, subtree: true });
