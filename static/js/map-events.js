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

  /* The other half of actions/finder/snapshot.py, which says what the columns are. */
  var DIGIT = 36, ONLINE = 1, WHEELCHAIR = 2, SIGN_LANGUAGE = 4, FULL = 8, FEW_PLACES = 16;

  function sums(steps) {
    var total = 0;
    return steps.map(function (step) { total += step; return total; });
  }

  /* As actions/events/models.py `slug_of` makes it; a slip would cost a redirect, no more. */
  function slugOf(id, title, town) {
    var plain = (title + " " + town).normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
    return (id + "-" + plain.replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "")).replace(/-+$/, "");
  }

  /* Making a formatter takes longer than using it a thousand times, and events share their days. */
  function formatter(options) {
    var kept = {};
    var locale = document.documentElement.lang === "es" ? "es-US" : "en-US";
    return function (zone) {
      if (!kept[zone]) { kept[zone] = new Intl.DateTimeFormat(options.locale || locale, Object.assign({ timeZone: zone }, options.parts)); }
      return kept[zone];
    };
  }

  function plainSpaces(text) { return text.replace(/[\u00a0\u202f]/g, " "); }

  /** Days and times in words, in the event's own zone: {day: "Sat, Dec 5", time: "11:00 AM – 1:00 PM CST"}. */
  function clockWords() {
    var days = formatter({ parts: { weekday: "short", month: "short", day: "numeric" } });
    var times = formatter({ parts: { hour: "numeric", minute: "2-digit" } });
    var zones = formatter({ parts: { timeZoneName: "short" }, locale: "en-US" });
    var kept = {};

    function made(startsAt, endsAt, zone) {
      var starts = new Date(startsAt * 1000), ends = new Date(endsAt * 1000);
      var name = zones(zone).formatToParts(starts).filter(function (part) { return part.type === "timeZoneName"; })[0];
      var day = days(zone).format(starts), lastDay = days(zone).format(ends);
      var end = times(zone).format(ends) + (day === lastDay ? "" : ", " + lastDay);
      return { day: day, time: plainSpaces(times(zone).format(starts) + " – " + end + " " + (name ? name.value : "")) };
    }
    return function (startsAt, endsAt, zone) {
      var key = startsAt + " " + endsAt + " " + zone;
      if (!kept[key]) { kept[key] = made(startsAt, endsAt, zone); }
      return kept[key];
    };
  }

  /** Every event of the snapshot, as an object. `point` is null where there is none; `slots` are those to come. */
  function eventsFrom(file, wordOnline) {
    var language = document.documentElement.lang === "es" ? "es" : "en", words = clockWords();
    var ids = sums(file.id), latitudes = sums(file.latitude), longitudes = sums(file.longitude);
    function slot(number) {
      var when = file.whens[number];
      return { startsAt: when[0], endsAt: when[0] + when[1] };
    }
    return ids.map(function (id, i) {
      var town = file.towns[file.town[i]], zone = file.zones[town[2]], flags = parseInt(file.flags[i], DIGIT);
      var kind = file.kinds[parseInt(file.kind[i], DIGIT)], going = parseInt(file.going[i], DIGIT);
      var title = file.titles[file.title[i]].split("\u0001").join(town[0]), venue = file.venues[file.venue[i]];
      var precision = file.precision[i] === "-" ? null : file.precisions[parseInt(file.precision[i], DIGIT)];
      var slots = [file.when[i]].concat(file.more[i] || []).map(slot);
      var when = words(slots[0].startsAt, slots[0].endsAt, zone), townLine = [town[0], town[1]].filter(Boolean).join(", ");
      return {
        id: id, slug: slugOf(id, title, town[0]), title: title, day: when.day, time: when.time, zone: zone, slots: slots,
        venue: venue, city: town[0], state: town[1], place: [venue, townLine].filter(Boolean).join(", ") || wordOnline || "",
        kindKey: kind[0], kind: kind[1][language], isOnline: Boolean(flags & ONLINE), isWheelchair: Boolean(flags & WHEELCHAIR),
        isSigned: Boolean(flags & SIGN_LANGUAGE), isFull: Boolean(flags & FULL), hasFewPlaces: Boolean(flags & FEW_PLACES),
        going: going ? file.bands[going - 1] : 0, organization: file.organizations[file.organization[i]],
        campaign: file.campaigns[file.campaign[i]], precision: precision, exact: isExact(precision),
        point: precision ? L.latLng(latitudes[i] / file.scale, ActionsMap.onMap(longitudes[i] / file.scale)) : null
      };
    });
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
      var events = eventsFrom(file).filter(function (event) { return event.point; });
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
  ActionsMap.eventsFrom = eventsFrom;
  ActionsMap.isExact = isExact;
  ActionsMap.placeIcon = placeIcon;
  ActionsMap.showEvents = showEvents;
})(window.ActionsMap = window.ActionsMap || {});
