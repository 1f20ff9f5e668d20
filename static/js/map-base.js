/* The bundled base map: land, lakes, county lines and names, drawn without a tile server.
   Colours are in map.css; how the files are packed is in static/basemap/README.md. */
(function (ActionsMap) {
  "use strict";

  var COUNTIES_FROM = 7, STATES_UNTIL = 7;
  var JUMPS = {
    lower48: [[24.6, -124.8], [49.3, -67.0]],
    ak: [[52.5, -170.0], [70.5, -131.0]],
    hi: [[18.8, -160.4], [22.3, -154.7]],
    pr: [[17.6, -67.4], [18.6, -64.5]],
    gu: [[13.2, -215.5], [15.4, -214.1]],
    as: [[-14.45, -171.0], [-14.1, -169.4]]
  };

  /* One continuous map: Guam lies west of Hawaii, so longitudes east of Greenwich turn once around. */
  function onMap(longitude) { return longitude > 0 ? longitude - 360 : longitude; }
  function offMap(longitude) { return longitude < -180 ? longitude + 360 : longitude; }

  function unpack(steps, scale) {
    var points = [], x = 0, y = 0;
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y / scale, x / scale]);
    }
    return points;
  }

  function getJson(url) {
    return fetch(url).then(function (answer) {
      if (!answer.ok) { throw new Error(url + " answered " + answer.status); }
      return answer.json();
    });
  }

  function drawLand(map, land) {
    land.layers.forEach(function (layer) {
      layer.shapes.forEach(function (rings) {
        var shape = rings.map(function (ring) { return unpack(ring, layer.scale); });
        L.polygon(shape, { interactive: false, className: "map-" + layer.class }).addTo(map);
      });
    });
  }

  function drawCounties(map, url) {
    var lines = null, asked = false;
    function look() {
      var near = map.getZoom() >= COUNTIES_FROM;
      if (near && !asked) {
        asked = true;
        getJson(url).then(function (file) {
          var shape = file.lines.map(function (line) { return unpack(line, file.scale); });
          lines = L.polyline(shape, { interactive: false, className: "map-county" });
          look();
        }).catch(function () { asked = false; });
      }
      if (lines && near !== map.hasLayer(lines)) { lines[near ? "addTo" : "removeFrom"](map); }
    }
    map.on("zoomend", look);
    look();
  }

  /* Only names inside the view exist as elements; which zoom has room for which name was settled when the file was made. */
  function drawLabels(map, file) {
    var shown = {}, places = unpack(file.places, file.scale);
    var pane = map.createPane("labels");
    pane.setAttribute("aria-hidden", "true");

    function label(i) {
      var kind = i < file.states ? "state" : "town";
      var text = document.createElement("span");
      text.textContent = file.names[i];
      var icon = L.divIcon({ className: "map-label map-label-" + kind, html: text, iconSize: null });
      return L.marker(places[i], { icon: icon, pane: "labels", interactive: false, keyboard: false });
    }

    function look() {
      var zoom = Math.floor(map.getZoom()), view = map.getBounds().pad(0.1);
      for (var i = 0; i < places.length; i += 1) {
        var now = parseInt(file.zooms[i], 16) <= zoom && (i >= file.states || zoom <= STATES_UNTIL);
        var wanted = now && view.contains(places[i]);
        if (wanted && !shown[i]) { shown[i] = label(i).addTo(map); }
        if (!wanted && shown[i]) { shown[i].remove(); delete shown[i]; }
      }
    }
    map.on("moveend", look);
    look();
  }

  /** Draw the base map below everything else; resolves when land is drawn. */
  function drawBase(map, base) {
    if (!base) { return Promise.resolve(); }
    map.options.renderer = L.svg({ padding: 0.4 });
    getJson(base + "/labels.json").then(function (file) { drawLabels(map, file); }).catch(function () {});
    return getJson(base + "/land.json").then(function (land) {
      drawLand(map, land);
      drawCounties(map, base + "/counties.json");
    });
  }

  /** Show the buttons inside `box` that jump to a region. */
  function bindJumps(map, box) {
    var row = box.querySelector("[data-map-jumps]");
    if (!row) { return; }
    row.hidden = false;
    row.addEventListener("click", function (event) {
      var button = event.target.closest("[data-jump]");
      if (button) { map.fitBounds(JUMPS[button.dataset.jump]); }
    });
  }

  ActionsMap.LOWER_48 = JUMPS.lower48;
  ActionsMap.onMap = onMap;
  ActionsMap.offMap = offMap;
  ActionsMap.getJson = getJson;
  ActionsMap.drawBase = drawBase;
  ActionsMap.bindJumps = bindJumps;
})(window.ActionsMap = window.ActionsMap || {});
