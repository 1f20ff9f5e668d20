/* The floating button leads to the form; while the form is in sight it would only cover it. */
(function () {
  "use strict";
  document.querySelectorAll("[data-hide-when-seen]").forEach(function (button) {
    var target = document.getElementById(button.dataset.hideWhenSeen);
    if (!target || !("IntersectionObserver" in window)) { return; }
    new IntersectionObserver(function (entries) { button.hidden = entries[entries.length - 1].isIntersecting; }).observe(target);
  });
})();
