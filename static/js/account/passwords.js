// A button beside each password field that shows what was typed. Without scripts there is none.
for (const box of document.querySelectorAll(".account-password")) {
  const input = box.querySelector("input");
  const button = document.createElement("button");
  const { show, hide, showLabel } = box.dataset;
  button.type = "button";
  button.textContent = show;
  button.setAttribute("aria-label", showLabel);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? show : hide;
    button.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
  box.append(button);
}
