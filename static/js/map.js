/* Where the page and folium's map meet. `ActionsMap.start` is called by the script that actions/finder/map.py makes.
   Words and addresses come from data-* attributes on the element around the map (templates/macros/map.html).

   addControls   zoom, credit, words for the pop-up's button
   middleOf      the middle of what can be seen of a map
   tameWheel     a wheel scrolls the page until the reader has turned to the map
   tameTouch     so does one finger, but for a map over the whole screen
   streetsOf     lays streets from another host, or the bundled land in their place
   start         bring the map to life */
(function (ActionsMap) {
  "use strict";

  ActionsMap.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Leaflet reads these while a map is being made, so they are set before the frame's script runs.
  L.Map.mergeOptions({
    zoomAnimation: !ActionsMap.calm, fadeAnimation: !ActionsMap.calm, markerZoomAnimation: !ActionsMap.calm, inertia: !ActionsMap.calm
  });

  function speaker(box) {
    var line = box.querySelector("[data-map-status]");
    return function (text) { if (line) { line.textContent = text || ""; } };
  }

  function addControls(map, words, attribution) {
    L.control.zoom({ position: "topright", zoomInTitle: words.wordZoomIn, zoomOutTitle: words.wordZoomOut }).addTo(map);
    var credit = document.createElement("span");
    credit.textContent = words.wordCredit || "";
    // The operator's own attribution may hold a link; it comes from the settings, never from a user.
    L.control.attribution({ prefix: false }).addTo(map).addAttribution(attribution || credit.innerHTML);
    map.on("popupopen", function (event) {
      var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) { close.setAttribute("aria-label", words.wordClose); }
    });
    map.getContainer().closest("[data-map]").addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !map.getContainer().querySelector(".leaflet-popup")) { return; }
      event.stopPropagation(); // a map over the whole screen stays
      map.closePopup();
    });
  }

  /* Where a map reaches below the window, its own middle may be out of sight. */
  function middleOf(map) {
    var size = map.getSize();
    if (map.getContainer().closest(".is-full")) { return size.divideBy(2); }
    var box = map.getContainer().getBoundingClientRect();
    var top = Math.max(0, -box.top), bottom = Math.min(size.y, window.innerHeight - box.top);
    return L.point(size.x / 2, bottom > top ? (top + bottom) / 2 : size.y / 2);
  }

  function zoomAroundMiddle(map) {
    map.setZoom = function (zoom, options) { return map.setZoomAround(middleOf(map), map._limitZoom(zoom), options); };
  }

  function tameWheel(map) {
    map.on("click", function () { map.scrollWheelZoom.enable(); });
    map.getContainer().addEventListener("mouseleave", function () { map.scrollWheelZoom.disable(); });
  }

  function tameTouch(map, box) {
    if (!window.matchMedia("(pointer: coarse)").matches) { return function () {}; }
    var hint = document.createElement("p"), timer = 0;
    hint.className = "map-hint";
    hint.setAttribute("aria-hidden", "true");
    hint.textContent = box.dataset.wordTouch;
    map.getContainer().appendChild(hint);
    map.dragging.disable();
    map.getContainer().addEventListener("touchmove", function (event) {
      if (event.touches.length !== 1 || map.dragging.enabled() || event.target.closest(".leaflet-marker-draggable")) { return; }
      hint.classList.add("is-shown");
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { hint.classList.remove("is-shown"); }, 900);
    }, { passive: true });
    return function (full) { map.dragging[full ? "enable" : "disable"](); };
  }

  function breath() {
    return new Promise(function (resolve) { window.requestAnimationFrame(function () { window.setTimeout(resolve); }); });
  }

  /* Streets come in squares from another host, and those around a reader who said where they are would tell it that: then
     the land that this site has is shown instead. */
  function streetsOf(map, box, base) {
    var streets = [], isDrawn = false;
    map.eachLayer(function (layer) { if (layer instanceof L.TileLayer) { streets.push(layer); } });
    return function (are) {
      if (!streets.length) { return; }
      streets.forEach(function (layer) { layer[are ? "addTo" : "removeFrom"](map); });
      box.classList.toggle("has-streets", are);
      if (are || isDrawn) { return; }
      isDrawn = true;
      ActionsMap.drawBase(map, base).catch(function () { isDrawn = false; });
    };
  }

  /** Bring a map to life: `config` is {base, streets, attribution, theme} from actions/finder/map.py. */
  function start(map, config) {
    var box = map.getContainer().closest("[data-map]"), say = speaker(box), freeTouch = tameTouch(map, box);
    if (config.theme !== "auto") { box.dataset.theme = config.theme; }
    box.classList.add("is-live");
    map.invalidateSize({ animate: false });
    // Leaflet hears of the window alone; what is around the map can give it more room, or less, as well.
    if (window.ResizeObserver) { new ResizeObserver(function () { map.invalidateSize({ animate: false }); }).observe(map.getContainer()); }
    map.getContainer().setAttribute("aria-label", box.dataset.wordMap);
    map.getContainer().setAttribute("role", "region");
    map.createPane("search"); // above the land, which may arrive later
    addControls(map, box.dataset, config.attribution);
    tameWheel(map);
    zoomAroundMiddle(map);
    ActionsMap.bindJumps(map, box);
    ActionsMap.layStreets = streetsOf(map, box, config.base);
    ActionsMap.turned = function (full) {
      freeTouch(full);
      map.invalidateSize({ animate: false });
    };
    freeTouch(box.classList.contains("is-full"));
    say("");
    var show = { finder: ActionsMap.showEvents, event: ActionsMap.showPlace, pin: ActionsMap.placePin }[box.dataset.mode];
    // First what the map is about, and a chance for the browser to show it.
    Promise.resolve(show(map, box, say)).then(breath).then(function () {
      return config.streets ? null : ActionsMap.drawBase(map, config.base);
    }).catch(function () { say(box.dataset.wordFailed); }).then(function () { box.dataset.drawn = "1"; });
  }

  ActionsMap.middleOf = middleOf;
  ActionsMap.start = start;
})(window.ActionsMap = window.ActionsMap || {});
