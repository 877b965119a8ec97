/* The rich text editor drops raised and lowered signs when text is pasted, and 120 m² would become
   120 m2. Numbers are pasted as the signs Unicode has for them instead. */
const PLAIN = "0123456789+-";
const SIGNS = { SUP: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", SUB: "₀₁₂₃₄₅₆₇₈₉₊₋" };

function replaceWithSigns(html) {
  const pasted = new DOMParser().parseFromString(html, "text/html");
  let changed = false;
  for (const element of pasted.querySelectorAll("sup, sub")) {
    const letters = [...element.textContent.trim()];
    if (letters.every((letter) => PLAIN.includes(letter))) {
      const signs = letters.map((letter) => SIGNS[element.tagName][PLAIN.indexOf(letter)]);
      element.replaceWith(signs.join(""));
      changed = true;
    }
  }
  return changed ? pasted.documentElement.outerHTML : "";
}

function paste(event) {
  if (!event.target.closest?.(".DraftEditor-root")) return;
  const html = replaceWithSigns(event.clipboardData.getData("text/html"));
  if (!html) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", event.clipboardData.getData("text/plain"));
  const again = { clipboardData, bubbles: true, cancelable: true };
  event.target.dispatchEvent(new ClipboardEvent("paste", again));
}

// Before the editor, which listens further in.
document.addEventListener("paste", paste, { capture: true });
