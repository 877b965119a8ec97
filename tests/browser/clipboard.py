"""What somebody pastes into a text: the browser lets no test use the real clipboard."""

from playwright.sync_api import Locator

_PASTE = """(element, [kind, words]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData(kind, words);
  element.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def paste(element: Locator, words: str, kind: str = "text/html") -> None:
    """Paste words of a kind into an element, where its cursor is."""
    element.evaluate(_PASTE, [kind, words])
