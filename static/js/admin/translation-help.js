// Puts the help for translators below the fields of wagtail-localize's editor, which React draws:
// a field is the item of a list whose source text is the one of the template. A button of an
// earlier translation opens the field and writes the text there; the translator saves it.
(() => {
  const store = document.querySelector("[data-translation-help]");
  const editor = document.querySelector(".js-translation-editor");
  if (!store || !editor) return;

  const FIELDS = "li.incomplete, li.complete, li.errored";

  function hasSource(item, source) {
    return [...item.children].some((child) => child.textContent === source);
  }

  function place() {
    const fields = [...editor.querySelectorAll(FIELDS)];
    for (const template of store.querySelectorAll("template")) {
      for (const item of fields.filter((each) => hasSource(each, template.dataset.source))) {
        if (!item.querySelector(":scope > .translation-help")) {
          item.append(template.content.cloneNode(true));
        }
      }
    }
  }

  function write(item, value) {
    const field = item.querySelector("textarea");
    if (!field) return false;
    // React keeps the value itself and hears of a change only by the browser's own setter.
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
    set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    return true;
  }

  editor.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-translation-offer]");
    if (!offer) return;
    const item = offer.closest(FIELDS);
    const value = offer.dataset.translationOffer;
    if (write(item, value)) return;
    // The last button of the toolbar opens the field.
    const help = item.querySelector(":scope > .translation-help");
    const buttons = [...item.querySelectorAll("ul button")].filter((one) => !help.contains(one));
    buttons.at(-1)?.click();
    requestAnimationFrame(() => write(item, value));
  });

  place();
  new MutationObserver(place).observe(editor, { childList: true, subtree: true });
})();
