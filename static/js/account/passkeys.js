// Shows what has to do with passkeys where the browser knows them, and says in words what failed.
const show = (selector, shown) => {
  for (const element of document.querySelectorAll(selector)) element.hidden = !shown;
};
const known = Boolean(window.PublicKeyCredential);
show("[data-passkey]", known);
show("[data-passkey-missing]", !known);
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("[data-passkey-failure]", true);
});
