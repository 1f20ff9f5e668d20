/* One place on a map: to look at (an event's page) or to put right (the host's desk).

   showPlace   a pin, or a circle around an approximate area
   placePin    a pin that is dragged, clicked or moved with arrows, and two inputs that follow it */
(function (ActionsMap) {
  "use strict";

  var AREA_MILES = { zip: 2, city: 4 };
  var STEP = 4; // pixels an arrow moves the pin; five times as far with Shift
  var ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  /** An event's page: a pin on its meeting point, or a circle around the approximate area. */
  function showPlace(map, box) {
    var words = box.dataset;
    var point = L.latLng(Number(words.latitude), ActionsMap.onMap(Number(words.longitude)));
    if (ActionsMap.isExact(words.precision)) {
      // One short of the closest, so that a map without streets still shows the towns around.
      map.setView(point, Math.min(map.getMaxZoom() - 1, 15), { animate: false });
      var icon = ActionsMap.placeIcon(true, words.wordPlace);
      L.marker(point, { icon: icon, interactive: false, keyboard: false }).addTo(map);
      return;
    }
    var radius = AREA_MILES[words.precision] * ActionsMap.METRES_PER_MILE;
    var area = L.circle(point, { radius: radius, className: "map-reach", pane: "search", interactive: false }).addTo(map);
    map.fitBounds(area.getBounds().pad(1.2), { animate: false });
  }

  function input(name) { return document.querySelector('[name="' + CSS.escape(name) + '"]'); }

  function pointIn(latitude, longitude) {
    var lat = parseFloat(latitude.value), lon = parseFloat(longitude.value);
    return isFinite(lat) && isFinite(lon) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? L.latLng(lat, ActionsMap.onMap(lon)) : null;
  }

  function bindKeys(map, marker, moveTo) {
    function nudge(arrow, far) {
      var size = STEP * (far ? 5 : 1);
      var at = map.latLngToContainerPoint(marker.getLatLng()).add([arrow[0] * size, arrow[1] * size]);
      moveTo(map.containerPointToLatLng(at));
    }
    marker.getElement().addEventListener("keydown", function (event) {
      if (!ARROWS[event.key]) { return; }
      event.preventDefault();
      event.stopPropagation();
      nudge(ARROWS[event.key], event.shiftKey);
    });
    return nudge;
  }

  /** The host's desk: a pin that is dragged, clicked or moved with arrows, and two inputs that follow it. */
  function placePin(map, box, say) {
    var words = box.dataset;
    var latitude = input(words.latitudeInput), longitude = input(words.longitudeInput);
    var start = pointIn(latitude, longitude);
    map.setView(start || L.latLng(39, -97), start ? Math.min(map.getMaxZoom(), 15) : 4, { animate: false });
    var marker = L.marker(start || map.getCenter(), {
      icon: ActionsMap.placeIcon(true, words.wordPin), draggable: true, autoPan: true
    });
    var nudge = null;

    function show(point) {
      marker.setLatLng(point);
      if (!map.hasLayer(marker)) {
        marker.addTo(map);
        nudge = bindKeys(map, marker, moveTo);
      }
      if (!map.getBounds().contains(point)) { map.panTo(point); }
    }
    function moveTo(point) {
      show(point);
      latitude.value = point.lat.toFixed(6);
      longitude.value = ActionsMap.offMap(point.lng).toFixed(6);
      [latitude, longitude].forEach(function (field) { field.dispatchEvent(new Event("change", { bubbles: true })); });
      say(words.wordMoved.replace("{latitude}", latitude.value).replace("{longitude}", longitude.value));
    }
    if (start) { show(start); }
    marker.on("dragend", function () { moveTo(marker.getLatLng()); });
    map.on("click", function (event) { moveTo(event.latlng); });
    [latitude, longitude].forEach(function (field) {
      field.addEventListener("input", function () {
        var point = pointIn(latitude, longitude);
        if (point) { show(point); }
      });
    });
    bindButtons(box, function (arrow) {
      if (nudge) { nudge(arrow, false); } else { moveTo(map.getCenter()); }
    });
  }

  function bindButtons(box, move) {
    var row = box.querySelector("[data-map-nudges]");
    if (!row) { return; }
    row.hidden = false;
    row.addEventListener("click", function (event) {
      var button = event.target.closest("[data-nudge]");
      if (button) { move(ARROWS[button.dataset.nudge]); }
    });
  }

  ActionsMap.showPlace = showPlace;
  ActionsMap.placePin = placePin;
})(window.ActionsMap = window.ActionsMap || {});
