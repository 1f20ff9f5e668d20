/* Inside the frame: tell the page around how high the list is. Only a number, and only to the site that frames it.
   And the map, whose colours are its own, is told whether it stands on a light or a dark page. */
(function () {
  "use strict";

  var map = document.querySelector("[data-map]"), scheme = document.body.dataset.scheme;
  if (map && scheme !== "auto") { map.dataset.theme = scheme; }

  var around = window.parent;
  if (around === window) { return; }

  function originOf(address) {
    try { return new URL(address).origin; } catch (_error) { return ""; }
  }
  /* The browser's own word first; then the site that the server found on the list. */
  var ancestors = window.location.ancestorOrigins;
  var target = (ancestors && ancestors[0]) || document.body.dataset.site || originOf(document.referrer);
  if (!target || target === "null") { return; }

  var told = 0;
  function tell() {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height && height !== told) {
      told = height;
      around.postMessage(height, target);
    }
  }
  if ("ResizeObserver" in window) { new ResizeObserver(tell).observe(document.body); }
  window.addEventListener("load", tell);
  tell();
})();
