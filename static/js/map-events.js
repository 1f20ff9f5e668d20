/* The events on the map: drawn in clusters, tied to the list beside it. Pop-ups are made when they are opened.
   Everything that people wrote enters the page through textContent only.

   placeIcon    one place: a pin on a meeting point, a soft circle on an approximate area
   drawCentre   where was searched from
   frame        what to show at first
   tieToList    card and pin light each other
   showEvents   all of it, and the list that follows the map */
(function (ActionsMap) {
  "use strict";

  var NEAREST = 8, NEAR_ENOUGH = 300, CLOSEST_AT_FIRST = 10, MOST_NAMES = 30;

  function shape(className, text) {
    var element = document.createElement("span");
    element.className = className;
    element.textContent = text || "";
    return element;
  }

  function clusterIcon(count, words) {
    var size = count < 10 ? 36 : count < 100 ? 44 : 54;
    // Making a formatter would take longer than all the rest of this; the server's thousand has what stands between.
    var number = String(count).replace(/\B(?=(\d{3})+$)/g, words.thousand.slice(1, -3));
    return new ActionsMap.NamedIcon({
      label: words.wordCluster.replace("{count}", number), className: "map-place", html: shape("map-cluster", number), iconSize: [size, size]
    });
  }

  function eventLines(card, words) {
    var part = document.createElement("div"), link = document.createElement("a");
    part.className = "map-popup-event";
    link.href = words.eventUrl.replace("{slug}", encodeURIComponent(card.slug));
    link.textContent = card.title;
    link.className = "map-popup-title";
    link.dir = "auto";
    part.appendChild(link);
    [["map-popup-when", card.when.shortDay + ", " + card.when.time],
      ["map-popup-place", card.place],
      ["map-popup-kind", card.kind],
      ["map-popup-note", card.isExact ? "" : words.wordApproximate]
    ].forEach(function (line) { if (line[1]) { part.appendChild(shape(line[0], line[1])); } });
    return part;
  }

  /* Several events at one place share a pop-up; a place with very many says how many more the list has. */
  function popup(events, indices, words) {
    var box = document.createElement("div");
    indices.slice(0, MOST_NAMES).forEach(function (i) { box.appendChild(eventLines(events.card(i), words)); });
    if (indices.length > MOST_NAMES) { box.appendChild(shape("map-popup-note", words.wordMore.replace("{count}", indices.length - MOST_NAMES))); }
    return box;
  }

  function boundsOf(events, indices) {
    return L.latLngBounds(indices.map(function (i) { return [events.latitude[i], events.longitude[i]]; }));
  }

  /* Whoever opens a pop-up by keyboard is inside it, and back on its mark when it closes. */
  function opened(map, marker, content, byKeyboard) {
    var box = L.popup({ maxWidth: 280, minWidth: 200, maxHeight: 260, offset: marker.options.icon.options.popupAnchor || [0, -10] });
    box.setLatLng(marker.getLatLng()).setContent(content).openOn(map);
    if (!byKeyboard) { return; }
    content.querySelector("a").focus({ preventScroll: true });
    box.once("remove", function () {
      var mark = marker.getElement(), isLost = document.activeElement === document.body || box.getElement().contains(document.activeElement);
      if (isLost) { (mark && mark.isConnected ? mark : map.getContainer()).focus({ preventScroll: true }); }
    });
  }

  /* A press on a mark: its events where no zoom can part them, and closer to them where one can. */
  function opener(map, events, words, point) {
    return function (indices, marker, byKeyboard) {
      var bounds = boundsOf(events, indices), span = bounds.getNorthEast().distanceTo(bounds.getSouthWest());
      if (indices.length === 1 || span < 30 || map.getZoom() >= map.getMaxZoom()) {
        opened(map, marker, popup(events, indices, words), byKeyboard);
        point(marker);
        return;
      }
      var hadFocus = document.activeElement === marker.getElement();
      var zoom = Math.max(map.getZoom() + 1, Math.min(map.getMaxZoom(), map.getBoundsZoom(bounds, false, L.point(60, 60))));
      map.setView(bounds.getCenter(), zoom);
      if (hadFocus) { map.getContainer().focus({ preventScroll: true }); } // the mark itself is about to go
    };
  }

  function drawCentre(map, centre, words) {
    var at = [centre.latitude, ActionsMap.onMap(centre.longitude)], parts = L.layerGroup().addTo(map);
    if (centre.miles) {
      L.circle(at, { radius: centre.miles * ActionsMap.METRES_PER_MILE, className: "map-reach", pane: "search", interactive: false }).addTo(parts);
    }
    var dot = { icon: L.divIcon({ className: "map-centre" + (centre.isReader ? " is-reader" : ""), iconSize: [18, 18] }), interactive: false, keyboard: false, pane: "search" };
    L.marker(at, dot).addTo(parts);
    if (centre.isReader) { parts.getLayers()[0].getElement().setAttribute("title", words.wordYou); }
    return parts;
  }

  /* The search's circle with what is in it; around a place with nothing in reach the nearest, if they are not an ocean
     away; otherwise the mainland's events, or wherever the few are, or the state that was asked for. */
  function frame(events, centre, words) {
    var south = ActionsMap.LOWER_48[0], north = ActionsMap.LOWER_48[1], all = [], inside = [];
    for (var i = 0; i < events.count; i += 1) {
      var latitude = events.latitude[i], longitude = events.longitude[i];
      all.push(i);
      if (latitude >= south[0] && latitude <= north[0] && longitude >= south[1] && longitude <= north[1]) { inside.push(i); }
    }
    if (centre) {
      var at = L.latLng(centre.latitude, ActionsMap.onMap(centre.longitude));
      if (centre.miles) { return at.toBounds(centre.miles * ActionsMap.METRES_PER_MILE * 2); }
      var miles = ActionsMap.milesFrom(centre.latitude, centre.longitude, events);
      var near = all.filter(function (i) { return miles[i] < NEAR_ENOUGH; }).sort(function (a, b) { return miles[a] - miles[b]; });
      return boundsOf(events, near.slice(0, NEAREST)).extend(at.toBounds(60000));
    }
    var mainland = L.latLngBounds(ActionsMap.LOWER_48);
    if (inside.length > 200) { return mainland; }
    var few = boundsOf(events, inside.length ? inside : all);
    return few.isValid() ? few : ActionsMap.regionOf(words.region) || mainland;
  }

  function look(map, bounds) {
    var zoom = Math.min(CLOSEST_AT_FIRST, map.getBoundsZoom(bounds, false, L.point(32, 32)));
    var centre = map.project(bounds.getCenter(), zoom);
    // Where the map reaches below the window, what it is about moves up as far as there is room.
    var height = map.project(bounds.getSouthWest(), zoom).y - map.project(bounds.getNorthEast(), zoom).y;
    var below = 2 * (map.getSize().y / 2 - ActionsMap.middleOf(map).y);
    centre.y += Math.max(0, Math.min(below, map.getSize().y - height) / 2 - 16);
    map.setView(map.unproject(centre, zoom), zoom, { animate: false });
  }

  /* Hovering or focusing a card lights its pin, or the cluster that holds it; a pin lights its card. */
  function tieToList(now, box) {
    var lit = [];
    function clear() {
      lit.forEach(function (element) { element.classList.remove("is-lit"); });
      lit = [];
    }
    function light(element) {
      if (element) { element.classList.add("is-lit"); lit.push(element); }
    }
    function fromCard(event) {
      if (box.contains(event.target)) { return; }
      function cardAt(element) { return element && element.closest && element.closest("[data-event-id]"); }
      // A page that scrolls under a resting mouse must not put out the light of the card that has the focus.
      var card = cardAt(event.target) || cardAt(document.activeElement);
      if (!card && !lit.length) { return; }
      clear();
      var index = card && now.events ? now.events.id.indexOf(Number(card.dataset.eventId)) : -1;
      var marker = index >= 0 && now.layer.markerOf(index);
      light(marker && marker.getElement());
    }
    document.addEventListener("mouseover", fromCard);
    document.addEventListener("focusin", fromCard);
    return function fromPin(marker) {
      clear();
      if (!marker || marker.index < 0) { return; }
      var cards = document.querySelectorAll('[data-event-id="' + now.events.id[marker.index] + '"]');
      light(Array.prototype.find.call(cards, function (card) { return card.offsetParent; }));
    };
  }

  function viewOf(map) {
    var bounds = map.getBounds(), centre = map.getCenter();
    return {
      latitude: centre.lat, longitude: centre.lng, zoom: map.getZoom(),
      south: bounds.getSouth(), west: bounds.getWest(), north: bounds.getNorth(), east: bounds.getEast()
    };
  }

  /* The list follows when the reader moves the map, and not when the page does. */
  function followMap(map, box) {
    var isReader = false, isPopup = false;
    ["pointerdown", "wheel", "keydown"].forEach(function (kind) {
      box.addEventListener(kind, function () { isReader = true; }, { capture: true, passive: true });
    });
    map.on("jump", function () { isReader = true; }); // what moved meanwhile may have been taken for it
    map.on("autopanstart", function () { isPopup = true; });
    map.on("moveend", function () {
      var follow = isReader && !isPopup;
      isPopup = false;
      if (!follow) { return; }
      isReader = false;
      ActionsMap.panned(viewOf(map)).catch(function () {});
    });
  }

  /** Fetch the events of the page and put them on the map; again when the reader says where they are. */
  function showEvents(map, box, say) {
    var words = box.dataset, now = {}, fromPin = tieToList(now, box);
    var shared = ActionsMap.viewOfAddress && ActionsMap.viewOfAddress(), kept = (history.state && history.state.view) || shared;

    function draw(source, events) {
      [now.layer, now.centre].forEach(function (old) { if (old) { old.remove(); } });
      map.closePopup();
      ActionsMap.layStreets(!(source.centre && source.centre.isReader)); // before the map goes there
      now.events = events;
      now.centre = source.centre && drawCentre(map, source.centre, words);
      if (kept) { map.setView([kept.latitude, kept.longitude], kept.zoom, { animate: false }); } else { look(map, frame(events, source.centre, words)); }
      if (kept === shared && kept) { ActionsMap.panned(viewOf(map)).catch(function () {}); }
      kept = null;
      now.layer = new ActionsMap.ClusterLayer(events, {
        place: function (i) {
          var card = events.card(i);
          return ActionsMap.placeIcon(card.isExact, [card.title, card.when.shortDay, card.place].filter(Boolean).join(", "));
        },
        cluster: function (count) { return clusterIcon(count, words); },
        open: opener(map, events, words, fromPin),
        point: fromPin
      }).addTo(map);
      say(events.count ? "" : words.wordEmpty);
      box.dataset.ready = String(events.count);
    }

    followMap(map, box);
    return new Promise(function (resolve) {
      ActionsMap.watch(function (source) {
        ActionsMap.eventsOf(source).then(function (events) { draw(source, events); }).catch(function () { say(words.wordFailed); }).then(resolve);
      });
    });
  }

  ActionsMap.showEvents = showEvents;
})(window.ActionsMap = window.ActionsMap || {});
