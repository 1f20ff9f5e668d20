/* Brings the map's files in when a map is wanted, and not before: on a phone with the tap on its button, on a wide
   screen when the map is in view and the page is usable.

   getJson     one fetch of a file, whoever asks for it
   need        the scripts of the list, or all that the map needs; once
   inert       what a map over the whole screen covers
   bindToggle  the button that puts the map over the whole screen, and "Back" out of it
   whenSeen    the map is in view and the page is usable */
(function (ActionsMap) {
  "use strict";

  var files = document.currentScript.dataset;
  var box = document.querySelector("[data-map]");
  var answers = {}, added = {};
  var isShared = /^#map=[\d./-]+$/.test(location.hash); // read in on-device.js, as `viewOfAddress`

  /** A file's content; asked for once, unless it failed. */
  function getJson(url) {
    if (!answers[url]) {
      answers[url] = fetch(url).then(function (answer) {
        if (!answer.ok) { throw new Error(url + " answered " + answer.status); }
        return answer.json();
      });
      answers[url].catch(function () { delete answers[url]; });
    }
    return answers[url];
  }

  function listed(names) { return (names || "").split(" ").filter(Boolean); }

  function add(url, element, before) {
    if (!added[url]) {
      added[url] = new Promise(function (resolve, reject) {
        element.onload = resolve;
        element.onerror = function () {
          delete added[url];
          element.remove();
          reject(new Error(url));
        };
        document.head.insertBefore(element, before || null);
      });
    }
    return added[url];
  }
  function script(url) {
    var element = document.createElement("script");
    element.src = url;
    element.async = false; // fetched side by side, run in this order
    return add(url, element);
  }
  function style(url) {
    var element = document.createElement("link");
    element.rel = "stylesheet";
    element.href = url;
    // Before the page's own, which say how a map looks here.
    return add(url, element, document.querySelector("link[rel=stylesheet]"));
  }

  function ask(urls) { listed(urls).forEach(function (url) { getJson(url).catch(function () {}); }); }

  /** `need("list")`: what reads the published events and lists them. `need("map")`: that, and the map itself. */
  function need(what) {
    var scripts = listed(box.dataset.listScripts);
    if (what !== "map") { return Promise.all(scripts.map(script)); }
    ask(box.dataset.early);
    scripts = scripts.concat(listed(box.dataset.mapScripts), files.shell);
    return Promise.all(scripts.map(script).concat(style(files.styles))).then(function () { ask(box.dataset.later); });
  }

  function say(text) {
    var line = box.querySelector("[data-map-status]");
    if (line) { line.textContent = text || ""; }
  }

  var loading = null;
  function showMap() {
    if (!loading) {
      say(box.dataset.wordLoading);
      loading = need("map").catch(function () {
        loading = null;
        say(box.dataset.wordFailed);
      });
    }
    return loading;
  }

  /* Everything but the map and its button, on the way from the map up to the body. */
  function inert(are, button) {
    for (var inside = box; inside !== document.body; inside = inside.parentElement) {
      Array.prototype.forEach.call(inside.parentElement.children, function (other) {
        if (other !== inside && other !== button && !other.contains(button)) { other.inert = are; }
      });
    }
  }

  /* On phones: the map over the whole screen, and back to the list with the button, with Escape or with "Back". */
  function bindToggle(button) {
    var wide = window.matchMedia("(min-width: 60rem)"), word = button.textContent, before = 0, scrolled = 0;
    // Noted as it happens: asking at the press would make the browser lay out all that the map is about to cover.
    window.addEventListener("scroll", function () {
      if (!box.classList.contains("is-full")) { scrolled = window.scrollY; }
    }, { passive: true });
    function turn(full) {
      if (full === box.classList.contains("is-full")) { return; }
      var hasNewList = !full && button.textContent !== button.dataset.wordList;
      if (full) { before = scrolled; }
      box.classList.toggle("is-full", full);
      document.documentElement.classList.toggle("map-open", full);
      inert(full, button);
      button.setAttribute("aria-expanded", String(full));
      button.textContent = full ? button.dataset.wordList : word;
      if (!full) { returnTo(hasNewList ? document.getElementById("results-heading") : null); }
      if (ActionsMap.turned) { ActionsMap.turned(full); }
      if (full) { showMap(); }
    }
    /* To the list where it is another than before, or to where the page was; after "Back" has put it somewhere itself. */
    function returnTo(heading) {
      window.requestAnimationFrame(function () {
        if (heading) { heading.scrollIntoView(); } else { window.scrollTo(0, before); }
      });
    }
    function close() {
      if (history.state && history.state.map) { history.back(); } else { turn(false); }
    }
    function open() {
      history.pushState(Object.assign({}, history.state, { map: true }), "");
      turn(true);
    }
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("pointerdown", function () { need("map").catch(function () {}); });
    button.addEventListener("click", function () {
      if (box.classList.contains("is-full")) { close(); } else { open(); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && box.classList.contains("is-full") && !box.querySelector(".leaflet-popup")) { close(); button.focus(); }
    });
    window.addEventListener("popstate", function (event) { turn(Boolean(event.state && event.state.map) && !wide.matches); });
    wide.addEventListener("change", function () { if (wide.matches) { turn(false); } });
    if (wide.matches) { return; }
    if (history.state && history.state.map) { turn(true); } else if (isShared) { open(); }
  }

  function whenUsable(act) {
    var idle = window.requestIdleCallback || function (later) { window.setTimeout(later, 100); };
    if (document.readyState === "complete") { idle(act, { timeout: 1000 }); return; }
    window.addEventListener("load", function () { idle(act, { timeout: 1000 }); });
  }

  function whenSeen(act) {
    if (!("IntersectionObserver" in window)) { act(); return; }
    var watch = new IntersectionObserver(function (entries) {
      if (!entries.some(function (entry) { return entry.isIntersecting; })) { return; }
      watch.disconnect();
      act();
    }, { rootMargin: "200px" });
    watch.observe(box);
  }

  ActionsMap.getJson = getJson;
  ActionsMap.need = need;
  if (!box) { return; }
  var toggle = document.querySelector("[data-map-toggle]");
  if (toggle) { bindToggle(toggle); }
  if (history.state && history.state.view) { need("list").catch(function () {}); }
  whenUsable(function () { if (isShared) { showMap(); } else { whenSeen(showMap); } });
})(window.ActionsMap = window.ActionsMap || {});
