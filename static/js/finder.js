/* Small help for the filters: every change sends the form, the row stays where it was scrolled to, and what was left
   empty stays out of the address. */
(function () {
  "use strict";

  var KEY = "finder-filters-scroll";
  var bar = document.querySelector("[data-filters]");
  if (!bar) { return; }

  var row = bar.querySelector("fieldset");
  var form = bar.closest("form");
  var send = bar.querySelector("[data-filters-send]");
  send.hidden = true;

  function remember() {
    try { sessionStorage.setItem(KEY, String(row.scrollLeft)); } catch (_error) { /* storage is switched off */ }
  }
  function recall() {
    try {
      var before = sessionStorage.getItem(KEY);
      if (before) { row.scrollLeft = Number(before); sessionStorage.removeItem(KEY); }
    } catch (_error) { /* as above */ }
  }

  bar.addEventListener("change", function (event) {
    // A date that is being typed passes through years like 0002 on its way.
    if (event.target.type === "date" && event.target.value && event.target.value < "2000") { return; }
    remember();
    form.requestSubmit();
  });

  function empties(are) {
    form.querySelectorAll("input").forEach(function (input) { if (!input.value) { input.disabled = are; } });
  }
  form.addEventListener("submit", function () { empties(true); });
  // Going back, browsers put in what was chosen last, beside the list that was made for what was chosen before.
  window.addEventListener("pageshow", function (event) {
    var visit = performance.getEntriesByType("navigation")[0];
    empties(false);
    if (event.persisted || (visit && visit.type === "back_forward")) { form.reset(); }
  });
  // Only what the filters sent has them in its address; the first look into the storage of a visit is slow.
  if (location.search) { recall(); }

  // The map stands below the bar, which is as high as it needs to be.
  if ("ResizeObserver" in window) {
    new ResizeObserver(function () {
      document.documentElement.style.setProperty("--filters", bar.offsetHeight + "px");
    }).observe(bar);
  }
})();
