// Shows how far background work has written a table: fetches this page again every few seconds and
// takes over the part about it. At the end the whole page is loaded anew.
(function () {
  "use strict";

  var part = document.getElementById("table-run");
  var seconds = Number(part && part.getAttribute("data-refresh"));

  function show(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var fresh = page.getElementById("table-run");
    if (!fresh || !fresh.getAttribute("data-refresh")) {
      window.location.reload();
      return;
    }
    part.querySelector("progress").value = fresh.querySelector("progress").value;
    part.querySelector("[role=status]").textContent =
      fresh.querySelector("[role=status]").textContent;
    window.setTimeout(load, seconds * 1000);
  }

  function load() {
    var request = new XMLHttpRequest();
    request.open("GET", window.location.href);
    request.onload = function () {
      show(request.responseText);
    };
    request.onerror = function () {
      window.setTimeout(load, seconds * 1000);
    };
    request.send();
  }

  if (seconds) {
    window.setTimeout(load, seconds * 1000);
  }
})();
