/* "Near me": finds the reader's ZIP code on the reader's own device and searches for it.
   The position itself is never sent, stored or put into an address. */
(function () {
  "use strict";

  var WAIT = 12000;

  function sums(steps) {
    var total = 0;
    return steps.map(function (step) { total += step; return total; });
  }

  /* Degrees of longitude shrink towards the poles; over a few miles a flat map is exact enough. */
  function nearestZip(file, latitude, longitude) {
    var zips = sums(file.zips), lats = sums(file.latitudes), lons = sums(file.longitudes);
    var squeeze = Math.cos(latitude * Math.PI / 180), best = -1, least = Infinity;
    for (var i = 0; i < zips.length; i += 1) {
      var north = lats[i] / file.scale - latitude, east = (lons[i] / file.scale - longitude) * squeeze;
      var distance = north * north + east * east;
      if (distance < least) { least = distance; best = i; }
    }
    // A degree of latitude is 69 miles; further than this from every ZIP is not the United States.
    return Math.sqrt(least) * 69 > 150 ? "" : String(zips[best]).padStart(5, "0");
  }

  function position() {
    return new Promise(function (resolve, reject) {
      navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: WAIT, maximumAge: 600000 });
    });
  }

  function points(url) {
    return fetch(url).then(function (answer) {
      if (!answer.ok) { throw new Error("no points"); }
      return answer.json();
    });
  }

  function bind(button) {
    var words = button.dataset, form = button.form || button.closest("form");
    var field = form.elements[words.field], status = document.getElementById(words.status);
    function say(text) { status.textContent = text; }

    button.hidden = false;
    button.addEventListener("click", function () {
      button.setAttribute("aria-busy", "true");
      say(words.wordLooking);
      position().then(function (place) {
        return points(words.points).then(function (file) {
          return nearestZip(file, place.coords.latitude, place.coords.longitude);
        });
      }).then(function (zip) {
        if (!zip) { say(words.wordOutside); return; }
        field.value = zip;
        say(words.wordFound.replace("{zip}", zip));
        form.requestSubmit();
      }).catch(function (error) {
        say(error && error.code === 1 ? words.wordDenied : words.wordUnavailable);
      }).then(function () { button.removeAttribute("aria-busy"); });
    });
  }

  if ("geolocation" in navigator) {
    document.querySelectorAll("[data-near-me]").forEach(bind);
  }
})();
