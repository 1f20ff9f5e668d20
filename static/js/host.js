/* The host's desk: rows of times without a round trip, a link to copy, and no form sent twice. All of it works without. */
(function () {
  "use strict";

  var INDEX = /^(timeslots-)\d+/;

  function rows(box) { return Array.from(box.querySelectorAll("[data-timeslot]")); }

  function renumber(row, number) {
    ["id", "name", "for", "aria-describedby"].forEach(function (attribute) {
      row.querySelectorAll("[" + attribute + "]").forEach(function (element) {
        var parts = element.getAttribute(attribute).split(" ");
        element.setAttribute(attribute, parts.map(function (part) { return part.replace(INDEX, "$1" + number); }).join(" "));
      });
    });
    row.id = "timeslots-" + number;
  }

  /* The server gives rows their numbers as people read them; a copy takes the words of its neighbour. */
  function relabel(box) {
    rows(box).forEach(function (row, place) {
      row.querySelectorAll("legend, [data-remove]").forEach(function (element) {
        element.textContent = element.textContent.replace(/\d+/, String(place + 1));
      });
    });
  }

  function clean(row) {
    row.querySelectorAll(".hint-error").forEach(function (element) { element.remove(); });
    row.querySelectorAll(".error").forEach(function (element) { element.classList.remove("error"); });
    row.querySelectorAll("[aria-invalid]").forEach(function (element) {
      element.removeAttribute("aria-invalid");
      element.removeAttribute("aria-describedby");
    });
  }

  function add(box, button) {
    var all = rows(box), last = all[all.length - 1], copy = last.cloneNode(true);
    var highest = Math.max.apply(null, all.map(function (row) { return Number(row.id.replace("timeslots-", "")); }));
    renumber(copy, highest + 1);
    clean(copy);
    copy.querySelector('[type="hidden"]').value = "";
    copy.querySelector('[type="date"]').value = "";
    box.appendChild(copy);
    relabel(box);
    copy.querySelector('[type="date"]').focus();
    button.hidden = rows(box).length >= Number(box.dataset.most);
  }

  function remove(box, row, button) {
    var neighbour = row.previousElementSibling || row.nextElementSibling;
    row.remove();
    relabel(box);
    neighbour.querySelector('[type="date"]').focus();
    if (button) { button.hidden = false; }
  }

  function bindRows(box) {
    var form = box.closest("form"), adder = form.querySelector("[data-add]");
    form.addEventListener("click", function (event) {
      var pressed = event.target.closest("[data-add], [data-remove]");
      // With a single row there is no remove button to copy yet: the server brings it.
      if (!pressed || (pressed === adder && rows(box).length < 2)) { return; }
      event.preventDefault();
      if (pressed === adder) { add(box, adder); } else if (rows(box).length > 1) { remove(box, pressed.closest("[data-timeslot]"), adder); }
    });
  }

  function bindOnce(form) {
    var isSent = false;
    form.addEventListener("submit", function (event) {
      if (isSent) { event.preventDefault(); }
      isSent = true;
    });
    window.addEventListener("pageshow", function () { isSent = false; });
  }

  function bindCopy(button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.dataset.copy).then(function () { button.textContent = button.dataset.wordCopied; });
    });
  }

  document.querySelectorAll("[data-timeslots]").forEach(bindRows);
  document.querySelectorAll("form[data-once]").forEach(bindOnce);
  document.querySelectorAll("[data-copy]").forEach(bindCopy);
})();
