/* Where the page and folium's map meet. `ActionsMap.start` is called by the script that actions/finder/map.py makes.
   Words and addresses come from data-* attributes on the element around the map (templates/macros/map.html). */
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
  }

  /* A wheel scrolls the page until the reader has turned to the map. */
  function tameWheel(map) {
    map.on("click", function () { map.scrollWheelZoom.enable(); });
    map.getContainer().addEventListener("mouseleave", function () { map.scrollWheelZoom.disable(); });
  }

  /* One finger scrolls the page, two move the map; filling the screen, one is enough. */
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

  /* The floating button on phones: the map over the whole screen, and back to the list. */
  function bindToggle(map, box, freeTouch) {
    var button = document.querySelector("[data-map-toggle]");
    if (!button) { return; }
    var openWord = button.textContent;
    function turn(full) {
      box.classList.toggle("is-full", full);
      document.documentElement.classList.toggle("map-open", full);
      button.setAttribute("aria-expanded", String(full));
      button.textContent = full ? button.dataset.wordList : openWord;
      freeTouch(full);
      map.invalidateSize({ animate: false });
    }
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", function () { turn(!box.classList.contains("is-full")); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && box.classList.contains("is-full")) { turn(false); button.focus(); }
    });
    window.matchMedia("(min-width: 60rem)").addEventListener("change", function (wide) { if (wide.matches) { turn(false); } });
  }

  /* Nothing is fetched for a map that nobody has scrolled to. */
  function whenSeen(element, act) {
    if (!("IntersectionObserver" in window)) { act(); return; }
    var watch = new IntersectionObserver(function (entries) {
      if (!entries.some(function (entry) { return entry.isIntersecting; })) { return; }
      watch.disconnect();
      act();
    }, { rootMargin: "200px" });
    watch.observe(element);
  }

  /** Bring a map to life: `config` is {base, attribution, theme} from actions/finder/map.py. */
  function start(map, config) {
    var box = map.getContainer().closest("[data-map]"), say = speaker(box);
    if (config.theme !== "auto") { box.dataset.theme = config.theme; }
    box.classList.add("is-live");
    map.invalidateSize({ animate: false });
    map.getContainer().setAttribute("aria-label", box.dataset.wordMap);
    map.getContainer().setAttribute("role", "region");
    map.createPane("search"); // above the land, which may arrive later
    addControls(map, box.dataset, config.attribution);
    tameWheel(map);
    bindToggle(map, box, tameTouch(map, box));
    ActionsMap.bindJumps(map, box);
    whenSeen(box, function () {
      map.invalidateSize({ animate: false });
      var show = { finder: ActionsMap.showEvents, event: ActionsMap.showPlace, pin: ActionsMap.placePin }[box.dataset.mode];
      ActionsMap.drawBase(map, config.base).catch(function () { say(box.dataset.wordFailed); });
      show(map, box, say);
    });
  }

  ActionsMap.start = start;
})(window.ActionsMap = window.ActionsMap || {});
