/* The event's page: all of it works without this. Buttons show themselves where the browser can do what they say. */
(function () {
  "use strict";

  /* The floating button leads to the form; while the form is in sight it would only cover it. */
  function hideWhenSeen(button) {
    var target = document.getElementById(button.dataset.hideWhenSeen);
    if (!target || !("IntersectionObserver" in window)) { return; }
    new IntersectionObserver(function (entries) { button.hidden = entries[entries.length - 1].isIntersecting; }).observe(target);
  }

  function bindShare(button) {
    if (!navigator.share) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      // Whoever closes the sheet again has not met an error.
      navigator.share({ title: button.dataset.shareTitle, text: button.dataset.shareText, url: button.dataset.share }).catch(function () {});
    });
  }

  function bindCopy(button) {
    if (!navigator.clipboard) { return; }
    var status = document.getElementById(button.dataset.status);
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(
        function () { status.textContent = button.dataset.wordCopied; },
        function () { status.textContent = button.dataset.wordFailed; }
      );
    });
  }

  /* "Tomorrow" is said by the day on which the page was made. A page that lay in a tab, or was kept while the database
     was down, takes it back. */
  function takeBack(word) {
    var today = new Intl.DateTimeFormat("en-CA", { timeZone: word.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
    word.hidden = today !== word.dataset.trueOn;
  }

  function takeBackAll() { document.querySelectorAll("[data-true-on]").forEach(takeBack); }

  document.querySelectorAll("[data-hide-when-seen]").forEach(hideWhenSeen);
  document.querySelectorAll("[data-share]").forEach(bindShare);
  document.querySelectorAll("[data-copy]").forEach(bindCopy);
  takeBackAll();
  document.addEventListener("visibilitychange", takeBackAll);
})();
