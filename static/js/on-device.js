/* Which events the list and the map show: those of the search, those in view of the map, or those near the reader.
   All of it is reckoned on the device from one published file; where the reader is stays in this page's memory.

   watch           be told which events the map should show
   panned          the reader moved the map
   nearTo          the reader said where they are
   leave           back to the search
   viewOfAddress   the part of the map that a shared address names, as in `#map=7/41.88/-87.63`: zoom, latitude, longitude */
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

  var VIEW = /^#map=(\d{1,2})\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/;
  function viewOfAddress() {
    var found = VIEW.exec(location.hash);
    return found && { zoom: Number(found[1]), latitude: Number(found[2]), longitude: Number(found[3]) };
  }

  /* What is kept of a view in the history lets "Back" find it again, and in the address, after the #, which no request
     carries, lets it be shared. Beside the reader neither is kept: it would tell where they are. */
  function remember() {
    var state = Object.assign({}, history.state), address = location.pathname + location.search;
    delete state.view;
    if (view && current === search) {
      state.view = view;
      address += "#map=" + [Math.round(view.zoom), view.latitude.toFixed(2), view.longitude.toFixed(2)].join("/");
    }
    history.replaceState(state, "", address);
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
      if (!(history.state && history.state.near)) { history.pushState({ near: true }, "", location.pathname + location.search); }
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
  ActionsMap.viewOfAddress = viewOfAddress;
  if (list && history.state && history.state.view) {
    view = history.state.view;
    showView().catch(function () {});
  }
})(window.ActionsMap = window.ActionsMap || {});
