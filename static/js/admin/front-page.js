/** Arranges the rows of a form by drag and by buttons, and keeps the preview beside it up to date.
 *
 * Without it the form works: each row has a field with the number of its place.
 */
(() => {
  const PAUSE_MILLISECONDS = 700;
  const form = document.querySelector("[data-arranging]");
  if (!form) return;
  const status = form.querySelector("[data-arranging-status]");
  const previewButton = form.querySelector("[data-preview-button]");

  /* The order of rows. */
  const getRows = (list) => [...list.querySelectorAll("[data-arranged-row]")];

  function number(list) {
    getRows(list).forEach((row, index, rows) => {
      row.querySelector("[name$='-ORDER']").value = index + 1;
      row.querySelector("[data-move=up]").disabled = index === 0;
      row.querySelector("[data-move=down]").disabled = index === rows.length - 1;
    });
  }

  function move(row, direction) {
    const list = row.parentElement;
    if (direction === "up" && row.previousElementSibling) {
      list.insertBefore(row, row.previousElementSibling);
    } else if (direction === "down" && row.nextElementSibling) {
      list.insertBefore(row.nextElementSibling, row);
    }
    number(list);
    const button = row.querySelector(`[data-move=${direction}]`);
    // At the end of the list the button that was pressed is off, and would lose the focus.
    const other = row.querySelector(`[data-move=${direction === "up" ? "down" : "up"}]`);
    (button.disabled ? other : button).focus();
    status.textContent = `${row.dataset.name}: ${status.dataset[direction]}`;
    showSoon();
  }

  for (const list of form.querySelectorAll("[data-arranged]")) {
    let dragged = null;
    for (const row of getRows(list)) {
      row.querySelector("[data-place]").hidden = true;
      for (const button of row.querySelectorAll("[data-move]")) {
        button.hidden = false;
        button.addEventListener("click", () => move(row, button.dataset.move));
      }
      const grip = row.querySelector("[data-grip]");
      grip.addEventListener("mousedown", () => { row.draggable = true; });
      grip.addEventListener("mouseup", () => { row.draggable = false; });
      row.addEventListener("dragstart", (event) => {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        // Firefox drags only what carries something.
        event.dataTransfer.setData("text/plain", row.dataset.name);
        row.classList.add("is-dragged");
      });
      row.addEventListener("dragend", () => {
        row.draggable = false;
        row.classList.remove("is-dragged");
        dragged = null;
        number(list);
        showSoon();
      });
      row.addEventListener("dragover", (event) => {
        if (!dragged || dragged === row) return;
        event.preventDefault();
        const box = row.getBoundingClientRect();
        const isBelow = event.clientY > box.top + box.height / 2;
        list.insertBefore(dragged, isBelow ? row.nextElementSibling : row);
      });
      row.addEventListener("drop", (event) => event.preventDefault());
    }
    number(list);
  }

  /* The preview. */
  const preview = document.querySelector("[data-preview]");
  const box = preview.querySelector(".arranging-frame");
  let timer = 0;
  let count = 0;

  function fit() {
    const frame = box.querySelector("iframe:last-of-type");
    const pressed = preview.querySelector("[data-width][aria-pressed=true]");
    const width = Number(pressed.dataset.width);
    const scale = Math.min(1, box.clientWidth / width);
    for (const each of box.querySelectorAll("iframe")) {
      each.style.width = `${width}px`;
      each.style.height = `${box.clientHeight / scale}px`;
      each.style.transform = `scale(${scale})`;
    }
    return frame;
  }

  function show() {
    // A new frame each time: going back in the browser does not lead through former previews. A
    // name of its own, because the window of the former one keeps its name.
    const frame = fit().cloneNode();
    count += 1;
    frame.removeAttribute("src");
    frame.name = `front-page-preview-${count}`;
    previewButton.formTarget = frame.name;
    frame.classList.add("is-loading");
    box.append(frame);
    fit();
    // The empty document of the new frame has been loaded already.
    frame.addEventListener("load", () => {
      frame.classList.remove("is-loading");
      for (const each of box.querySelectorAll("iframe")) {
        if (each !== frame) each.remove();
      }
    });
    previewButton.click();
  }

  function showSoon() {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MILLISECONDS);
  }

  form.addEventListener("input", showSoon);
  form.addEventListener("change", showSoon);
  for (const button of preview.querySelectorAll("[data-width]")) {
    button.addEventListener("click", () => {
      for (const each of preview.querySelectorAll("[data-width]")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
      fit();
    });
  }
  addEventListener("resize", fit);
  previewButton.hidden = true;
  fit();
})();
