// Keeps the submenu of the present page open: it opens with the page, and again after Wagtail has
// closed it because of a click elsewhere. Whoever closes it by its own button or by Escape
// keeps it closed. Where the menu is longer than the window it begins with the present page in sight.
(function () {
  "use strict";

  var kept = false;
  var seen = false;

  function find(sidebar) {
    // In the narrow menu submenus lie over the page.
    return sidebar.querySelector(
      ".sidebar:not(.sidebar--slim) .sidebar-sub-menu-item.sidebar-menu-item--active" +
      " > button[aria-expanded=false]"
    );
  }

  function open(sidebar) {
    var button = kept ? null : find(sidebar);
    var other = sidebar.querySelector(
      ".sidebar-sub-menu-item--open, .sidebar-main-menu--open-footer"
    );
    if (button && !other) {
      button.click();
    }
  }

  function show(sidebar) {
    var current = seen ? null : sidebar.querySelector("[aria-current=page]");
    if (current && current.getClientRects().length) {
      seen = true;
      current.scrollIntoView({ block: "nearest" });
    }
  }

  function start() {
    var sidebar = document.querySelector("[data-wagtail-sidebar]");
    if (!sidebar || !window.MutationObserver) {
      return;
    }
    sidebar.addEventListener("click", function (event) {
      var current = ".sidebar-menu-item--active > button[aria-expanded=true]";
      if (event.isTrusted && event.target.closest(current)) {
        kept = true;
      }
    }, true);
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        kept = true;
      }
    }, true);
    new MutationObserver(function () {
      open(sidebar);
      show(sidebar);
    }).observe(sidebar, {
      attributes: true,
      attributeFilter: ["class", "aria-expanded"],
      childList: true,
      subtree: true,
    });
    open(sidebar);
    show(sidebar);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
