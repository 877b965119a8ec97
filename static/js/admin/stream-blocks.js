/**
 * Blocks that cannot be read (content/blocks/unreadable.py): their text, and the button that makes a
 * block of it that can be edited. A classic script: it is loaded with the form, before its blocks are
 * drawn.
 */
(() => {
  const { StreamBlockDefinition } = window.wagtailStreamField.blocks;
  const UNREADABLE = "unreadable";

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  class UnreadableBlock {
    constructor(blockDef, placeholder, prefix, state) {
      this.blockDef = blockDef;
      this.type = blockDef.name;
      this.input = make("input", { type: "hidden", name: `${prefix}-stored` });
      this.text = make("div", { className: "unreadable-text" });
      this.actions = make("div", { className: "unreadable-actions" });
      const { explanation } = blockDef.meta;
      this.element = make("div", { className: "unreadable-block" },
        make("p", { textContent: explanation }), this.text, this.actions, this.input);
      placeholder.replaceWith(this.element);
      this.setState(state);
    }

    setState(state) {
      const { repair, repairHint } = this.blockDef.meta;
      this.state = state;
      this.input.value = state.stored;
      this.text.replaceChildren(...state.lines.map((line) => make("p", { textContent: line })));
      const button = make("button", { type: "button", className: "button button-secondary", textContent: repair });
      button.dataset.repair = "";
      this.actions.replaceChildren(...(state.repaired ? [button, make("span", { textContent: repairHint })] : []));
    }

    setError() {}

    getState() {
      return this.state;
    }

    getValue() {
      return this.state;
    }

    getTextLabel() {
      return this.state.lines[0] || "";
    }

    focus() {
      const button = this.actions.querySelector("button");
      if (button) button.focus();
    }
  }

  class UnreadableBlockDefinition {
    constructor(name, meta) {
      this.name = name;
      this.meta = meta;
    }

    render(placeholder, prefix, state) {
      return new UnreadableBlock(this, placeholder, prefix, state);
    }
  }

  class CleanStreamBlockDefinition extends StreamBlockDefinition {
    constructor(name, groups, states, meta) {
      super(name, groups, states, meta);
      // Nobody adds one.
      this.groupedChildBlockDefs = groups
        .map(([group, blocks]) => [group, blocks.filter((block) => block.name !== UNREADABLE)])
        .filter(([, blocks]) => blocks.length);
    }

    render(...where) {
      const stream = super.render(...where);
      stream.container[0].addEventListener("click", (event) => {
        const button = event.target.closest("[data-repair]");
        if (button) repair(stream, button);
      });
      return stream;
    }
  }

  /** Put the block that can be edited in the place of the one that cannot. */
  function repair(stream, button) {
    const at = stream.children.findIndex((child) => child.type === UNREADABLE && child.element.contains(button));
    if (at < 0) return;
    const { id, block } = stream.children[at];
    stream.insert({ ...block.getState().repaired, id }, at + 1, { animate: false });
    const made = stream.children[at + 1];
    stream.deleteBlock(at);
    made.element.dispatchEvent(new Event("change", { bubbles: true }));
    made.block.focus({ soft: true });
  }

  window.bantinBlocks = { CleanStreamBlockDefinition };
  window.telepath.register("content.UnreadableBlock", UnreadableBlockDefinition);
  window.telepath.register("content.CleanStreamBlock", CleanStreamBlockDefinition);
})();
