/* "Use my location": asks the browser only when pressed. List and map are then sorted on the device from the published
   events, which are the same file for everybody; the position is never sent, stored or put into an address, nor is
   anything made from it. */
(function (ActionsMap) {
  "use strict";

  var WAIT = 12000, DENIED = 1;
  // Further than this from every place of the United States is somewhere else.
  var REGIONS = [
    [24, -125.5, 49.8, -66.5], [51, -180, 71.8, -129.5], [51, 172, 53.5, 180], [18.5, -161, 22.6, -154.4],
    [17.5, -68.1, 18.7, -64.3], [13, 144.4, 20.8, 146.3], [-14.8, -171.3, -10.8, -167.9]
  ];

  function isInside(latitude, longitude) {
    return REGIONS.some(function (region) {
      return latitude > region[0] && latitude < region[2] && longitude > region[1] && longitude < region[3];
    });
  }

  function position() {
    return new Promise(function (resolve, reject) {
      navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: WAIT, maximumAge: 600000 });
    });
  }

  function bind(button) {
    var words = button.dataset, status = document.getElementById(words.status);
    function say(text) { status.textContent = text; }

    function found(place) {
      var at = place.coords;
      if (!isInside(at.latitude, at.longitude)) { say(words.wordOutside); return undefined; }
      function showList() { document.getElementById("results-heading").scrollIntoView(); }
      return ActionsMap.need("list").then(function () {
        showList(); // first, because the map fits itself to what can be seen of it
        return ActionsMap.nearTo(at.latitude, at.longitude);
      }).then(function () {
        say(words.wordFound);
        showList();
      }, function () { say(words.wordFailed); });
    }
    function missing(error) { say(error.code === DENIED ? words.wordDenied : words.wordUnavailable); }

    button.hidden = false;
    button.addEventListener("click", function () {
      if (button.getAttribute("aria-busy")) { return; }
      button.setAttribute("aria-busy", "true");
      say(words.wordLooking);
      position().then(found, missing).then(function () { button.removeAttribute("aria-busy"); });
    });
    window.addEventListener("popstate", function () { say(""); });
  }

  if (!("geolocation" in navigator) || !ActionsMap.need) { return; }
  // After a reload nobody knows any more where the reader was.
  if (history.state && history.state.near) {
    var state = Object.assign({}, history.state);
    delete state.near;
    history.replaceState(state, "");
  }
  document.querySelectorAll("[data-near-me]").forEach(bind);
})(window.ActionsMap = window.ActionsMap || {});
