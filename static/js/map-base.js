/* The bundled base map: land, lakes, county lines and names, drawn without a tile server.
   Colours are in map.css; how the files are packed is in static/basemap/README.md.

   onMap, offMap   longitudes as the map counts them, and true ones
   drawBase        land, lakes, county lines from a zoom on, names
   regionOf        the part of the map a state or territory beyond the mainland lies in
   bindJumps       the buttons that go there */
(function (ActionsMap) {
  "use strict";

  var COUNTIES_FROM = 7, STATES_UNTIL = 7;
  var JUMPS = {
    lower48: [[24.6, -124.8], [49.3, -67.0]],
    ak: [[51.3, -178.5], [71.4, -130.0]],
    hi: [[18.8, -160.4], [22.3, -154.7]],
    pr: [[17.6, -67.4], [18.6, -64.5]],
    gu: [[13.2, -215.5], [15.4, -214.1]],
    as: [[-14.45, -171.0], [-14.1, -169.4]]
  };
  var JUMP_OF = { AK: "ak", HI: "hi", PR: "pr", VI: "pr", GU: "gu", MP: "gu", AS: "as" };

  /* One continuous map: Guam lies west of Hawaii, so longitudes east of Greenwich turn once around. */
  function onMap(longitude) { return longitude > 0 ? longitude - 360 : longitude; }
  function offMap(longitude) { return longitude < -180 ? longitude + 360 : longitude; }

  /* Steps of whole numbers as points of a world 256 pixels wide, as Leaflet reckons it. */
  function traced(steps, scale) {
    var x = 0, y = 0, line = "";
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      var sine = Math.sin(y / scale * Math.PI / 180), down = 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
      line += (i ? "L" : "M") + Math.round(256e4 * (x / scale / 360 + 0.5)) + " " + Math.round(1e4 * down);
    }
    return line;
  }

  /* Many shapes as one: the browser is told of them once and scales them itself, so that no zoom costs any reckoning. */
  var Shapes = L.Path.extend({
    initialize: function (line, className) {
      L.setOptions(this, { interactive: false, className: className });
      this._line = line;
    },
    redraw: function () { return this; },
    _reset: function () {
      this._path.setAttribute("d", this._line);
      this._update();
    },
    _project: function () {},
    _update: function () {
      var origin = this._map.getPixelOrigin(), scale = Math.pow(2, this._map.getZoom()) / 1e4;
      this._path.setAttribute("transform", "translate(" + -origin.x + " " + -origin.y + ") scale(" + scale + ")");
    }
  });

  function drawLand(map, land) {
    land.layers.forEach(function (layer) {
      var line = layer.shapes.map(function (rings) {
        return rings.map(function (ring) { return traced(ring, layer.scale) + "Z"; }).join("");
      }).join("");
      new Shapes(line, "map-" + layer.class).addTo(map);
    });
  }

  function drawCounties(map, url) {
    var lines = null, asked = false;
    function look() {
      var near = map.getZoom() >= COUNTIES_FROM;
      if (near && !asked) {
        asked = true;
        ActionsMap.getJson(url).then(function (file) {
          lines = new Shapes(file.lines.map(function (line) { return traced(line, file.scale); }).join(""), "map-county");
          look();
        }).catch(function () { asked = false; });
      }
      if (lines && near !== map.hasLayer(lines)) { lines[near ? "addTo" : "removeFrom"](map); }
    }
    map.on("zoomend", look);
    look();
  }

  function places(steps, scale) {
    var points = [], x = 0, y = 0;
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push(L.latLng(y / scale, x / scale));
    }
    return points;
  }

  /* Only names inside the view exist as elements; which zoom has room for which name was settled when the file was made. */
  function drawLabels(map, file) {
    var shown = {}, at = places(file.places, file.scale);
    var pane = map.createPane("labels");
    pane.setAttribute("aria-hidden", "true");

    function label(i) {
      var kind = i < file.states ? "state" : "town";
      var text = document.createElement("span");
      text.textContent = file.names[i];
      var icon = L.divIcon({ className: "map-label map-label-" + kind, html: text, iconSize: null });
      return L.marker(at[i], { icon: icon, pane: "labels", interactive: false, keyboard: false });
    }

    function look() {
      var zoom = Math.floor(map.getZoom()), view = map.getBounds().pad(0.1);
      for (var i = 0; i < at.length; i += 1) {
        var now = parseInt(file.zooms[i], 16) <= zoom && (i >= file.states || zoom <= STATES_UNTIL);
        var wanted = now && view.contains(at[i]);
        if (wanted && !shown[i]) { shown[i] = label(i).addTo(map); }
        if (!wanted && shown[i]) { shown[i].remove(); delete shown[i]; }
      }
      map.fire("labels");
    }
    map.on("moveend", look);
    look();
  }

  /** Draw the base map below everything else; resolves when land is drawn. */
  function drawBase(map, base) {
    if (!base) { return Promise.resolve(); }
    map.options.renderer = L.svg({ padding: 0.4 });
    ActionsMap.getJson(base + "/labels.json").then(function (file) { drawLabels(map, file); }).catch(function () {});
    return ActionsMap.getJson(base + "/land.json").then(function (land) {
      drawLand(map, land);
      drawCounties(map, base + "/counties.json");
    });
  }

  function regionOf(state) { return JUMP_OF[state] && L.latLngBounds(JUMPS[JUMP_OF[state]]); }

  /** Show the buttons inside `box` that jump to a region. */
  function bindJumps(map, box) {
    var row = box.querySelector("[data-map-jumps]");
    if (!row) { return; }
    row.hidden = false;
    row.addEventListener("click", function (event) {
      var button = event.target.closest("[data-jump]");
      if (button) { settled(map, function () { map.fire("jump").fitBounds(JUMPS[button.dataset.jump]); }); }
    });
  }

  /* While a zoom is on its way Leaflet passes over where else it is told to go. */
  function settled(map, act) {
    if (map._animatingZoom) { map.once("moveend", act); } else { act(); }
  }

  ActionsMap.LOWER_48 = JUMPS.lower48;
  ActionsMap.onMap = onMap;
  ActionsMap.offMap = offMap;
  ActionsMap.drawBase = drawBase;
  ActionsMap.regionOf = regionOf;
  ActionsMap.bindJumps = bindJumps;
})(window.ActionsMap = window.ActionsMap || {});
