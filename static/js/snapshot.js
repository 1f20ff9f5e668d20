/* Reads the published snapshot (actions/finder/snapshot.py says what is in it) and says what a card says, on the device.

   eventsFrom   the events that have a point: columns to reckon with, and words only for those that are shown
   milesFrom    how far each is from a point
   wordsOfTime  the words of a start and an end, in the event's own zone and the page's language */
(function (ActionsMap) {
  "use strict";

  var TOWN = "\u0001", ONLINE = 1, ACCESSIBLE = 2, SIGNED = 4, FULL = 8, FEW = 16;
  // What people call these zones; `Intl` knows a number only.
  var ZONES = { "GMT+10": "ChST", "GMT-11": "SST", HAST: "HST", HADT: "HDT" };
  var EARTH_MILES = 3958.7613;

  function sums(steps) {
    var total = 0, all = new Float64Array(steps.length);
    for (var i = 0; i < steps.length; i += 1) {
      total += steps[i];
      all[i] = total;
    }
    return all;
  }

  /* As `slug_of` in actions/events/models.py makes it. */
  function slug(id, title, town) {
    var plain = (title + " " + town).normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
    var tail = plain.replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "");
    return (id + "-" + tail).replace(/-+$/, "");
  }

  /** `count` events; `id`, `latitude`, `longitude` and `starts` are columns, `card(i)` is all that a card says. */
  function eventsFrom(file) {
    var ids = sums(file.id), latitudes = sums(file.latitude), longitudes = sums(file.longitude), total = ids.length, count = 0;
    var at = new Int32Array(total), starts = new Float64Array(total);
    for (var i = 0; i < total; i += 1) {
      if (file.precision[i] === "-") { continue; }
      at[count] = i;
      ids[count] = ids[i];
      starts[count] = file.whens[file.when[i]][0];
      latitudes[count] = latitudes[i] / file.scale;
      // What lies east of Greenwich stands one turn west, as on the map: Guam is west of Hawaii.
      longitudes[count] = longitudes[i] / file.scale - (longitudes[i] > 0 ? 360 : 0);
      count += 1;
    }
    return {
      count: count,
      id: ids.subarray(0, count),
      latitude: latitudes.subarray(0, count),
      longitude: longitudes.subarray(0, count),
      starts: starts.subarray(0, count),
      card: function (number) { return cardOf(file, at[number], ids[number]); }
    };
  }

  function cardOf(file, i, id) {
    var town = file.towns[file.town[i]], when = file.whens[file.when[i]];
    var title = file.titles[file.title[i]].split(TOWN).join(town[0]);
    var flags = parseInt(file.flags[i], 32), going = parseInt(file.going[i], 36);
    var precision = file.precisions[parseInt(file.precision[i], 36)], kind = file.kinds[parseInt(file.kind[i], 36)];
    return {
      id: id,
      slug: slug(id, title, town[0]),
      title: title,
      place: [file.venues[file.venue[i]], town[0], town[1]].filter(Boolean).join(", "),
      when: wordsOfTime(when[0], when[1], file.zones[town[2]]),
      kind: kind[1][document.documentElement.lang] || kind[1].en,
      isExact: precision !== "zip" && precision !== "city",
      isOnline: Boolean(flags & ONLINE),
      isAccessible: Boolean(flags & ACCESSIBLE),
      isSigned: Boolean(flags & SIGNED),
      isFull: Boolean(flags & FULL),
      hasFew: Boolean(flags & FEW),
      going: going ? file.bands[going - 1] : 0,
      moreTimes: (file.more[i] || []).length
    };
  }

  /** Miles from a point to every event, in their order. */
  function milesFrom(latitude, longitude, events) {
    var turn = Math.PI / 180, miles = new Float64Array(events.count), cosine = Math.cos(latitude * turn);
    for (var i = 0; i < events.count; i += 1) {
      var north = Math.sin((events.latitude[i] - latitude) * turn / 2), east = Math.sin((events.longitude[i] - longitude) * turn / 2);
      var chord = north * north + cosine * Math.cos(events.latitude[i] * turn) * east * east;
      miles[i] = 2 * EARTH_MILES * Math.asin(Math.min(1, Math.sqrt(chord)));
    }
    return miles;
  }

  var words = document.querySelector("[data-map]").dataset, formats = {};
  function format(zone, options, language) {
    var key = zone + JSON.stringify(options) + language;
    if (!formats[key]) { formats[key] = new Intl.DateTimeFormat(language || words.locale, Object.assign({ timeZone: zone }, options)); }
    return formats[key];
  }
  function parts(instant, zone, options) {
    var found = {};
    format(zone, options, "en-US").formatToParts(instant).forEach(function (part) { found[part.type] = part.value; });
    return found;
  }

  /* In ordinary spaces, so that it can be searched and copied. */
  function clock(instant, zone) {
    return format(zone, { hour: "numeric", minute: "2-digit" }).format(instant).replace(/[\u202f\u00a0]/g, " ");
  }
  function zoneName(instant, zone) {
    var name = parts(instant, zone, { timeZoneName: "short" }).timeZoneName;
    return ZONES[name] || name.replace("GMT", "UTC");
  }
  function day(instant, zone) { return parts(instant, zone, { year: "numeric", month: "2-digit", day: "2-digit" }); }

  function shortDay(instant, zone) {
    var month = format(zone, { month: "short" }).format(instant), weekday = format(zone, { weekday: "short" }).format(instant);
    var number = Number(day(instant, zone).day);
    return document.documentElement.lang === "es" ? weekday + " " + number + " " + month : weekday + ", " + month + " " + number;
  }

  /* ISO 8601 with the local offset, as `localtime.machine_time` has it. */
  function machine(instant, zone) {
    var date = day(instant, zone), time = parts(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    var local = date.year + "-" + date.month + "-" + date.day + "T" + time.hour + ":" + time.minute;
    var minutes = Math.round((Date.parse(local + "Z") - instant) / 60000), size = Math.abs(minutes);
    var offset = String(Math.floor(size / 60)).padStart(2, "0") + ":" + String(size % 60).padStart(2, "0");
    return local + (minutes < 0 ? "-" : "+") + offset;
  }

  var times = {};
  /** As `localtime.when` words a start and a length in seconds. */
  function wordsOfTime(start, length, zone) {
    var key = start + " " + length + zone;
    if (times[key]) { return times[key]; }
    var starts = new Date(start * 1000), ends = new Date((start + length) * 1000), end = clock(ends, zone);
    if (day(starts, zone).day !== day(ends, zone).day || length > 86400) {
      end = words.wordEndsOn.replace("{time}", end).replace("{day}", shortDay(ends, zone));
    }
    times[key] = {
      month: format(zone, { month: "short" }).format(starts),
      day: String(Number(day(starts, zone).day)),
      weekday: format(zone, { weekday: "short" }).format(starts),
      shortDay: shortDay(starts, zone),
      longDay: format(zone, { dateStyle: "full" }).format(starts),
      time: clock(starts, zone) + " – " + end + " " + zoneName(starts, zone),
      machine: machine(starts, zone)
    };
    return times[key];
  }

  ActionsMap.eventsFrom = eventsFrom;
  ActionsMap.milesFrom = milesFrom;
  ActionsMap.wordsOfTime = wordsOfTime;
})(window.ActionsMap = window.ActionsMap || {});
