/* Which events the list and the map show: those of the search, those in view of the map, or those near the reader.
   All of it is reckoned on the device from one published file; where the reader is stays in this page's memory.

   watch     be told which events the map should show
   panned    the reader moved the map
   nearTo    the reader said where they are
   leave     back to the search */
(function (ActionsMap) {
  "use strict";

  var box = document.querySelector("[data-map]"), toggle = document.querySelector("[data-map-toggle]");
  var words = box.dataset, list = ActionsMap.list, watchers = [], lastNear = null, view = null;
  var search = { url: words.events, centre: null };
  if (words.centreLat && words.centreLon) {
    search.centre = { latitude: Number(words.centreLat), longitude: Number(words.centreLon), miles: Number(words.centreMiles) || 0 };
  }
  var current = search;

  /** The events of a source; read once. */
  function eventsOf(source) {
    return ActionsMap.getJson(source.url).then(function (file) {
      source.events = source.events || ActionsMap.eventsFrom(file);
      return source.events;
    });
  }

  function use(source) {
    current = source;
    watchers.forEach(function (told) { told(source); });
  }
  function watch(told) {
    watchers.push(told);
    told(current);
  }

  /* What is kept of a view in the history lets "Back" find it again. Beside the reader it would tell where they are. */
  function remember() {
    var state = Object.assign({}, history.state);
    delete state.view;
    if (view && current === search) { state.view = view; }
    history.replaceState(state, "");
  }

  function isFull() { return box.classList.contains("is-full"); }

  function showView() {
    var source = current, seen = view;
    return eventsOf(source).then(function (events) {
      if (source !== current || seen !== view) { return; } // meanwhile the reader went on
      var count = list.showView(events, seen, source.centre);
      if (toggle && isFull()) { toggle.textContent = toggle.dataset.wordListOf.replace("{count}", count); }
    });
  }

  /* Whoever was further down in the list before is at the beginning of this one; the map beside it stays where it is. */
  function beginList() {
    var heading = document.getElementById("results-heading");
    if (heading.getBoundingClientRect().top < 0) { heading.scrollIntoView(); }
  }

  function panned(seen) {
    if (!list) { return Promise.resolve(); } // a partner's page has a map and no list of this kind
    view = seen;
    remember();
    return showView().then(function () { if (!isFull()) { beginList(); } });
  }

  function enter(source) {
    view = null;
    return eventsOf(source).then(function (events) {
      use(source);
      list.showAround(events, source.centre, Number(words.reach) || 0);
    });
  }

  function nearTo(latitude, longitude) {
    lastNear = { url: words.allEvents, centre: { latitude: latitude, longitude: longitude, miles: 0, isReader: true } };
    return enter(lastNear).then(function () {
      if (!(history.state && history.state.near)) { history.pushState({ near: true }, ""); }
    });
  }

  function toSearch() {
    view = null;
    remember();
    list.restore();
    use(search);
  }
  function leave() {
    if (history.state && history.state.near) { history.back(); } else { toSearch(); }
  }

  window.addEventListener("popstate", function (event) {
    var isNear = Boolean(event.state && event.state.near);
    if (isNear && lastNear && current === search) { enter(lastNear); return; }
    if (!isNear && current !== search) { toSearch(); return; }
    if (view) { remember(); }
  });

  ActionsMap.eventsOf = eventsOf;
  ActionsMap.watch = watch;
  ActionsMap.panned = panned;
  ActionsMap.nearTo = nearTo;
  ActionsMap.leave = leave;
  if (list && history.state && history.state.view) {
    view = history.state.view;
    showView().catch(function () {});
  }
})(window.ActionsMap = window.ActionsMap || {});
