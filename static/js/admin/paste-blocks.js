/**
 * Pasting from Word, Excel, LibreOffice, Google Docs and web pages into a text of a body: headings,
 * tables and pictures become blocks behind it.
 *
 * The server makes the blocks (importing/admin/paste.py). Where there is nothing but paragraphs, the
 * editor pastes what the server made of them. If it does not answer, the editor pastes what was
 * copied, and a line says what falls flat. A classic script: it is loaded with the form, before its
 * blocks are drawn. Words and addresses come with the definition of the body
 * (importing/admin/body_block.py).
 */
(() => {
  const { CleanStreamBlockDefinition } = window.bantinBlocks;
  const MILLISECONDS_PATIENCE = 15000;
  const HEADINGS = "h1, h2, h3, h4, h5, h6, [class^='MsoTitle']";
  // What the editor itself would lose, or take for words: structure, what office programs say by
  // styles, what is hidden or deleted, numbers of lists.
  const ASKED = `table, ${HEADINGS}, img, del, ins, s, strike, font, ol[start], ol[type], li[value],
    [hidden], [class^='Mso'], [style*='mso-'], [style*='line-through'], [style*='none'],
    [id^='docs-internal-guid']`;
  // Words in the letters of an old font: ®Èy m¹nh.
  const OLD_LETTERS = /[a-z][\u00a8-\u00ae\u00b5-\u00be][a-z]/i;
  // What the editor itself has copied.
  const OWN = "[data-offset-key], [data-editor]";
  const DATA = /^data:(image\/(?:png|jpeg|gif|webp));base64,/;
  const MOST_PICTURES = 20;
  // Element of a body → its blocks.
  const bodies = new WeakMap();
  // Whether the editor is to paste by itself.
  let isLeft = false;

  class BodyBlockDefinition extends CleanStreamBlockDefinition {
    render(...where) {
      const body = super.render(...where);
      bodies.set(body.container[0], body);
      return body;
    }
  }

  /** Return the body and its text block in which something happens, null elsewhere. */
  function findPlace(target) {
    for (let element = target; element; element = element.parentElement) {
      const body = bodies.get(element);
      const child = body && body.children.find((one) => one.element.contains(target));
      if (body) return child && child.type === "text" ? { body, child } : null;
    }
    return null;
  }

  function decode(address) {
    const kind = DATA.exec(address);
    if (!kind) return null;
    try {
      const bytes = Uint8Array.from(atob(address.slice(kind[0].length)), (one) => one.charCodeAt(0));
      return new File([bytes], `hinh.${kind[1].split("/")[1]}`, { type: kind[1] });
    } catch {
      return null;
    }
  }

  /**
   * Return the clipboard as HTML without data, and its pictures; null if it is plain text. "plain" is
   * what the editor may paste by itself: it would take styles for words.
   */
  function read(clipboard) {
    const html = clipboard.getData("text/html");
    const files = [...clipboard.files].filter((file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type));
    if (!html) {
      if (!files.length) return null;
      const pictures = files.slice(0, MOST_PICTURES);
      const made = pictures.map((file, number) => `<img src="picture-${number}">`).join("");
      return { html: made, pictures, plain: "" };
    }
    const pasted = new DOMParser().parseFromString(html, "text/html");
    const isAsked = pasted.querySelector(ASKED) || OLD_LETTERS.test(pasted.body.textContent);
    if (pasted.querySelector(OWN) || !isAsked) return null;
    pasted.querySelectorAll("style, script, link, meta").forEach((one) => one.remove());
    const plain = pasted.body.innerHTML;
    const images = [...pasted.querySelectorAll("img")];
    const isAlone = images.length === 1 && !pasted.body.textContent.trim() && files.length === 1;
    const pictures = [];
    for (const image of images) {
      const file = isAlone ? files[0] : decode(image.getAttribute("src") || "");
      if (file && pictures.length < MOST_PICTURES) {
        image.setAttribute("src", `picture-${pictures.push(file) - 1}`);
      } else if (file || !/^picture-/.test(image.getAttribute("src") || "")) {
        image.setAttribute("src", "missing");
      }
    }
    return { html: pasted.body.innerHTML, pictures, plain };
  }

  /** Send fields with the token of the form, and return the answer; null if there is none. */
  function send(form, url, fields) {
    const body = new FormData();
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...fields })) {
      body.append(name, value);
    }
    return ask(url, { method: "POST", body });
  }

  async function ask(url, request) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), MILLISECONDS_PATIENCE);
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    try {
      const options = { ...request, headers, redirect: "manual", signal: stop.signal };
      const response = await fetch(url, options);
      return { ok: response.ok, ...(await response.json()) };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Let the editor paste by itself what it has not been given. */
  function leave(root, copy) {
    const again = { clipboardData: copy, bubbles: true, cancelable: true };
    isLeft = true;
    root.querySelector("[contenteditable]").dispatchEvent(new ClipboardEvent("paste", again));
    isLeft = false;
  }

  /** Say what of a clipboard falls flat where the editor pastes by itself; "" if nothing does. */
  function describeFlat({ plain, pictures }, words) {
    const pasted = new DOMParser().parseFromString(plain, "text/html");
    const tables = [...pasted.querySelectorAll("table")].filter(
      (table) => table.rows.length > 1 && [...table.rows].some((row) => row.cells.length > 1)
    );
    const numbers = {
      table: tables.length,
      heading: pasted.querySelectorAll(HEADINGS).length,
      picture: Math.max(pasted.querySelectorAll("img").length, plain ? 0 : pictures.length),
    };
    const told = Object.entries(numbers).filter(([, number]) => number).map(([kind, number]) => (
      words.flat[kind][number === 1 ? 0 : 1].replace("%(n)s", number)
    ));
    return told.length ? words.lookOver.replace("%(what)s", told.join("; ")) : "";
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /** Say something at a block. The text comes a moment later, so that it is read out. */
  function showNote(child, text, words) {
    const line = make("p", { className: "paste-note-text" });
    const close = make("button", { type: "button", className: "button button-secondary", textContent: words.close });
    const note = make("div", { className: "paste-note" }, line, close);
    line.setAttribute("role", "status");
    close.addEventListener("click", () => note.remove());
    child.element.prepend(note);
    setTimeout(() => { line.textContent = text; }, 50);
    return { note, close, line };
  }

  function insertBlocks({ body, child }, answer) {
    const content = child.element.querySelector(".public-DraftEditor-content");
    const isEmpty = content && !content.textContent.trim();
    const at = body.children.indexOf(child) + 1;
    const made = [];
    // Number of a picture → the block that it stands behind.
    const places = [];
    for (const { type, value } of answer.blocks) {
      if (type === "picture") {
        places.push({ number: value, behind: made[made.length - 1] || child });
      } else {
        body.insert({ type, value, id: null }, at + made.length, { animate: false });
        made.push(body.children[at + made.length]);
      }
    }
    if (made.length && isEmpty) {
      for (const place of places) if (place.behind === child) place.behind = null;
      body.deleteBlock(at - 1);
    }
    if (made.length) {
      made[0].element.dispatchEvent(new Event("change", { bubbles: true }));
      if (isEmpty) made[0].block.focus({ soft: true });
    }
    return { first: made[0] || child, places };
  }

  /** Offer a picture for upload; it becomes a block where it stood. */
  function offerPicture({ body, form, words, collections, note, place, file, id }) {
    const image = make("img", { src: URL.createObjectURL(file), alt: "" });
    const input = make("input", { type: "text", id: `paste-picture-${id}`, maxLength: 255 });
    const label = make("label", { htmlFor: input.id, textContent: words.description });
    const select = make("select", {}, ...collections.map((one) => new Option(one.name, one.id)));
    select.setAttribute("aria-label", words.collection);
    const button = make("button", { type: "button", className: "button", textContent: words.upload });
    const problem = make("p", { className: "error-message" });
    problem.setAttribute("role", "alert");
    const fields = make("div", {}, label, input, ...(collections.length > 1 ? [select] : []), button, problem);
    const row = make("div", { className: "paste-picture" }, image, fields);
    note.append(row);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // Enter would send the whole form.
      event.preventDefault();
      button.click();
    });
    button.addEventListener("click", async () => {
      const description = input.value.trim();
      problem.textContent = description ? "" : words.missing;
      if (!description) return input.focus();
      button.disabled = true;
      const prefix = "image-chooser-upload-";
      let answer = await send(form, words.pictureUrl, {
        [`${prefix}title`]: description,
        [`${prefix}description`]: description,
        [`${prefix}file`]: file,
        ...(collections.length ? { [`${prefix}collection`]: select.value } : {}),
      });
      // It has been stored; Wagtail asks whether one like it shall be used instead.
      const kept = answer && answer.step === "duplicate_found" && readHTML(answer).querySelector(".use-new-image");
      if (kept) answer = await ask(kept.getAttribute("href"), {});
      button.disabled = false;
      if (!answer || answer.step !== "chosen") {
        problem.textContent = readProblem(answer) || words.failed;
        return;
      }
      const behind = place.behind ? body.children.indexOf(place.behind) : -1;
      const value = { image: answer.result, decorative: false, alt_text: description };
      body.insert({ type: "picture", value, id: null }, behind + 1, { animate: false });
      const added = body.children[behind + 1];
      added.element.dispatchEvent(new Event("change", { bubbles: true }));
      added.element.scrollIntoView({ block: "nearest" });
      URL.revokeObjectURL(image.src);
      row.remove();
    });
  }

  function readHTML(answer) {
    return new DOMParser().parseFromString((answer && answer.htmlFragment) || "", "text/html");
  }

  /** Return why a picture was refused, as the form of the answer says. */
  function readProblem(answer) {
    const shown = readHTML(answer).querySelectorAll(".error-message, .help-critical");
    return [...shown].map((one) => one.textContent.trim()).filter(Boolean).join(" ");
  }

  async function paste(event) {
    const { target } = event;
    const place = !isLeft && target.closest && target.closest(".DraftEditor-root") && findPlace(target);
    const words = place && place.body.blockDef.meta.pasting;
    const clipboard = words && read(event.clipboardData);
    if (!clipboard) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // The event's own data are gone once it has passed.
    const copy = new DataTransfer();
    copy.setData("text/html", clipboard.plain);
    copy.setData("text/plain", event.clipboardData.getData("text/plain"));
    const form = target.closest("form");
    // What the event was sent to may have been drawn anew when the answer comes.
    const root = target.closest(".DraftEditor-root");
    const waiting = showNote(place.child, words.waiting, words);
    const { html, pictures } = clipboard;
    const answer = await send(form, words.url, { html, pictures: pictures.length });
    waiting.note.remove();
    if (!answer || !answer.ok || !place.body.children.includes(place.child)) {
      leave(root, copy);
      const refusal = answer && !answer.ok ? answer.note : words.unanswered;
      const text = [refusal, describeFlat(clipboard, words)].filter(Boolean).join(" ");
      showNote(place.child, text, words);
      return;
    }
    const isPlain = answer.blocks.every((block) => block.type === "text");
    const { first, places } = isPlain ? { first: place.child, places: [] } : insertBlocks(place, answer);
    if (isPlain) {
      if (answer.html) copy.setData("text/html", answer.html);
      leave(root, copy);
    }
    if (!answer.note && !places.length) return;
    const text = [places.length ? words.pictures : "", answer.note].filter(Boolean).join(" ");
    const { note } = showNote(first, text, words);
    places.forEach((one, id) => offerPicture({
      body: place.body, form, words, collections: answer.collections, note, place: one,
      file: pictures[one.number], id: `${Date.now()}-${id}`,
    }));
  }

  window.telepath.register("importing.BodyBlock", BodyBlockDefinition);
  // Before pasting.js, and before the editor, which listens further in.
  document.addEventListener("paste", paste, { capture: true });
})();
