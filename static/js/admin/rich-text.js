/* The rich text editor leaves what is typed as it is typed. Dates and document numbers hold
   slashes, and letters begin with "- " and "1. ": Draftail takes both for commands. Lists and bold
   have buttons, and the keys they have everywhere. Loaded after Draftail and before any editor. */
(() => {
  const { DraftUtils } = window.draftail;
  const editor = window.Draftail.DraftailEditor.prototype;
  const { handleReturn, onChange } = editor;

  // "/" opens a list of commands, and Enter would put the chosen one in the place of "/3".
  DraftUtils.getCommandPalettePrompt = () => null;

  // "- ", "1. ", "### " at the beginning of a line, "*word*" and "_word_" followed by a sign.
  editor.handleBeforeInput = () => "not-handled";

  // "*word*" at the end of a line.
  editor.handleReturn = function handleReturnOnly(event) {
    const props = { ...this.props, inlineStyles: [] };
    return handleReturn.call(Object.create(this, { props: { value: props } }), event);
  };

  // After each paste Draftail makes lists of all lines that begin like one, those typed before too:
  // "2. " between two paragraphs would be a list of its own that begins with 1. It leaves alone what
  // has a type of its own, and takes types that it does not know away again. Lists that are lists
  // come as such.
  editor.onChange = function change(next) {
    if (next.getLastChangeType() !== "insert-fragment") return onChange.call(this, next);
    const content = next.getCurrentContent();
    const blockMap = content
      .getBlockMap()
      .map((block) => (block.getType() === "unstyled" ? block.set("type", "typed") : block));
    const kept = window.DraftJS.EditorState.set(next, { currentContent: content.merge({ blockMap }) });
    return onChange.call(this, kept);
  };

  /* Draftail hands what is typed to the form a quarter of a second later: who presses a button
     sooner would lose the last word. Registered before session.js, which copies the form. */
  function handOver({ target }) {
    for (const input of target.elements) {
      const state = input.draftailEditor?.getEditorState();
      if (state) input.value = JSON.stringify(window.Draftail.serialiseEditorStateToRaw(state));
    }
  }

  // Draftail asks this browser which toolbar its person has chosen: the one above the text.
  try {
    localStorage.setItem("wagtail:draftail-toolbar", "sticky");
  } catch {
    // Closed to us. The toolbar appears beside what is marked.
  }

  /* By keyboard: Alt+F10 or Shift+Tab goes to the toolbar, the arrows along it, Enter or the space
     bar presses a button, Escape leads back (ARIA Authoring Practices, toolbar). Draftail's buttons
     hear the mouse alone. */
  const BUTTON = ".Draftail-Toolbar .Draftail-ToolbarButton";

  function goBack(part) {
    const wrapper = part.closest("[data-draftail-editor-wrapper]");
    const input = [...wrapper.parentNode.children].find((one) => one.draftailEditor);
    // Its own way puts the cursor where it was.
    if (wrapper.querySelector("[contenteditable=true]")) input.draftailEditor.focus();
  }

  function move(button, key) {
    const buttons = [...button.closest(".Draftail-Toolbar").querySelectorAll("button")].filter(
      (one) => one.offsetParent,
    );
    const places = { Home: 0, End: buttons.length - 1 };
    const next = buttons.indexOf(button) + (key === "ArrowRight" ? 1 : -1);
    buttons[places[key] ?? (next + buttons.length) % buttons.length].focus();
  }

  function press(button) {
    // First: what the button does to the next letters is forgotten when the cursor moves.
    goBack(button);
    requestAnimationFrame(() => {
      button.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
    });
  }

  function hear(event) {
    const { target, key } = event;
    const button = target.closest?.(BUTTON);
    if (button && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) move(button, key);
    else if (button && (key === "Enter" || key === " ")) press(button);
    else if (button && key === "Escape") goBack(button);
    else if (key === "F10" && event.altKey && target.closest?.("[data-draftail-editor]")) {
      target.closest("[data-draftail-editor]").querySelector(BUTTON)?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The first button is reached by Tab. Draftail names signs that do nothing here ("###", "1."). */
  function prepare(button, number) {
    if (number === 0) button.tabIndex = 0;
    const [name, keys] = button.getAttribute("aria-label")?.split("\n") ?? [];
    if (keys && !/[A-Z↵]/.test(keys)) button.setAttribute("aria-label", name);
  }

  function prepareAdded(changes) {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node instanceof Element) node.querySelectorAll(BUTTON).forEach(prepare);
      }
    }
  }

  window.addEventListener("submit", handOver, { capture: true });
  document.addEventListener("keydown", hear, { capture: true });
  new MutationObserver(prepareAdded).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
})();
