/* The events on the map: fetched, clustered, and tied to the list beside it.
   Everything that people wrote enters the page through textContent only. */
(function (ActionsMap) {
  "use strict";

  var METRES_PER_MILE = 1609.344;
  var NEAREST = 8;

  function isExact(precision) { return precision !== "zip" && precision !== "city"; }

  /* An icon that says what it is to people who do not see it. */
  var NamedIcon = L.DivIcon.extend({
    createIcon: function (old) {
      var element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("role", "img"); // Leaflet makes it a button where it can be pressed
      element.setAttribute("aria-label", this.options.label);
      return element;
    }
  });

  function shape(className, text) {
    var element = document.createElement("span");
    element.className = className;
    element.textContent = text || "";
    return element;
  }

  /** The icon of one place: a pin on a meeting point, a soft circle on an approximate area. */
  function placeIcon(exact, label) {
    return new NamedIcon({
      label: label,
      className: "map-place",
      html: shape(exact ? "map-pin" : "map-area"),
      iconSize: exact ? [30, 40] : [36, 36],
      iconAnchor: exact ? [15, 38] : [18, 18],
      popupAnchor: exact ? [0, -34] : [0, -14]
    });
  }

  function clusterIcon(words) {
    return function (cluster) {
      var count = cluster.getChildCount();
      var size = count < 10 ? 36 : count < 100 ? 44 : 54;
      return new NamedIcon({
        label: words.wordCluster.replace("{count}", count),
        className: "map-place",
        html: shape("map-cluster", count.toLocaleString(document.documentElement.lang || undefined)),
        iconSize: [size, size]
      });
    };
  }

  function eventsFrom(file) {
    var columns = file.columns, events = [];
    for (var i = 0; i < columns.id.length; i += 1) {
      var latitude = columns.latitude[i], longitude = columns.longitude[i];
      if (latitude === null || longitude === null) { continue; }
      events.push({
        id: columns.id[i], slug: columns.slug[i], title: columns.title[i], day: columns.day[i], time: columns.time[i],
        place: columns.place[i], kind: columns.kind[i], exact: isExact(columns.precision[i]),
        point: L.latLng(latitude, ActionsMap.onMap(longitude))
      });
    }
    return events;
  }

  function popup(event, words) {
    var box = document.createElement("div");
    var link = document.createElement("a");
    link.href = words.eventUrl.replace("{id}", encodeURIComponent(event.id)).replace("{slug}", encodeURIComponent(event.slug));
    link.textContent = event.title;
    link.className = "map-popup-title";
    box.appendChild(link);
    [["map-popup-when", [event.day, event.time].filter(Boolean).join(", ")],
      ["map-popup-place", event.place],
      ["map-popup-kind", event.kind],
      ["map-popup-note", event.exact ? "" : words.wordApproximate]
    ].forEach(function (line) {
      if (line[1]) { box.appendChild(shape(line[0], line[1])); }
    });
    return box;
  }

  function markersFor(events, words) {
    return events.map(function (event) {
      var label = [event.title, event.day, event.place].filter(Boolean).join(", ");
      var marker = L.marker(event.point, { icon: placeIcon(event.exact, label) });
      marker.eventId = String(event.id);
      return marker.bindPopup(function () { return popup(event, words); }, { maxWidth: 280, minWidth: 200 });
    });
  }

  function drawCentre(map, words) {
    if (!words.centreLat || !words.centreLon) { return null; }
    var centre = L.latLng(Number(words.centreLat), ActionsMap.onMap(Number(words.centreLon)));
    L.circleMarker(centre, { radius: 7, className: "map-centre", pane: "search", interactive: false }).addTo(map);
    var miles = Number(words.centreMiles);
    if (miles > 0) {
      var ring = L.circle(centre, { radius: miles * METRES_PER_MILE, className: "map-reach", pane: "search", interactive: false }).addTo(map);
      return ring.getBounds();
    }
    return L.latLngBounds([centre, centre]);
  }

  /* The search's own circle when there is one; otherwise the mainland's events, or wherever the few are. */
  function fit(map, events, words, reach) {
    var points = events.map(function (event) { return event.point; });
    if (reach && !(Number(words.centreMiles) > 0)) {
      var middle = reach.getCenter();
      points.sort(function (a, b) { return middle.distanceTo(a) - middle.distanceTo(b); });
      points.slice(0, NEAREST).forEach(function (point) { reach.extend(point); });
    }
    var mainland = L.latLngBounds(ActionsMap.LOWER_48);
    var inside = points.filter(function (point) { return mainland.contains(point); });
    var bounds = reach || L.latLngBounds(inside.length ? inside : points);
    if (!reach && (!bounds.isValid() || inside.length > 200)) { bounds = mainland; }
    map.fitBounds(bounds, { padding: [16, 16], maxZoom: 10, animate: false });
  }

  /* Hovering or focusing a card lights its pin, or the cluster that holds it; a pin lights its card. */
  function tieToList(cluster, markers) {
    var byId = {}, lit = [];
    markers.forEach(function (marker) { byId[marker.eventId] = marker; });

    function clear() {
      lit.forEach(function (element) { element.classList.remove("is-lit"); });
      lit = [];
    }
    function light(element) {
      if (element) { element.classList.add("is-lit"); lit.push(element); }
    }
    function fromCard(event) {
      clear();
      var card = event.target.closest && event.target.closest("[data-event-id]");
      var marker = card && byId[card.dataset.eventId];
      var shown = marker && cluster.getVisibleParent(marker);
      light(shown && shown.getElement());
    }
    function fromPin(event) {
      clear();
      var id = event.layer && event.layer.eventId;
      light(id && document.querySelector('[data-event-id="' + CSS.escape(id) + '"]'));
    }
    document.addEventListener("mouseover", fromCard);
    document.addEventListener("focusin", fromCard);
    cluster.on("mouseover click", fromPin);
    cluster.on("mouseout", clear);
  }

  /** Fetch the events this page filtered to and put them on the map. */
  function showEvents(map, box, say) {
    var words = box.dataset;
    var reach = drawCentre(map, words);
    if (reach) { map.fitBounds(reach, { maxZoom: 9, animate: false }); } else { map.fitBounds(ActionsMap.LOWER_48, { animate: false }); }
    var cluster = L.markerClusterGroup({
      chunkedLoading: true, showCoverageOnHover: false, maxClusterRadius: 46, animate: !ActionsMap.calm,
      iconCreateFunction: clusterIcon(words), spiderLegPolylineOptions: { className: "map-leg" }
    });
    return ActionsMap.getJson(words.events).then(function (file) {
      var events = eventsFrom(file);
      var markers = markersFor(events, words);
      fit(map, events, words, reach);
      cluster.addLayers(markers);
      map.addLayer(cluster);
      tieToList(cluster, markers);
      say(events.length ? "" : words.wordEmpty);
      box.dataset.ready = String(events.length);
    }).catch(function () { say(words.wordFailed); });
  }

  ActionsMap.METRES_PER_MILE = METRES_PER_MILE;
  ActionsMap.isExact = isExact;
  ActionsMap.placeIcon = placeIcon;
  ActionsMap.showEvents = showEvents;
})(window.ActionsMap = window.ActionsMap || {});
