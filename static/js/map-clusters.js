/* Clusters: places that would cover each other are drawn as one, reckoned for each zoom when it is first looked at.
   Only what is in view exists as elements, so ten thousand places cost no more to draw than fifty.

   across, down   where a place stands in a world 256 pixels wide
   gathered       which places stand together at a zoom
   ClusterLayer   a Leaflet layer of them; markerOf(index) is the mark that stands for a place now */
(function (ActionsMap) {
  "use strict";

  var REACH = 52; // pixels around a place that others fall together with it
  var EDGE = 3; // pixels that a group may lie over a name
  var ALONE = -1, MOST_ROUNDS = 3;

  /* Where a place stands in a world 256 pixels wide, as Leaflet reckons it. */
  function across(longitude) { return 256 * (longitude / 360 + 0.5); }
  function down(latitude) {
    var sine = Math.sin(Math.max(-85, Math.min(85, latitude)) * Math.PI / 180);
    return 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
  }

  /* A chessboard of squares as wide as the reach: whoever is near stands in one of nine. */
  function squares(xs, ys, width) {
    var first = new Map(), next = new Int32Array(xs.length);
    for (var i = xs.length - 1; i >= 0; i -= 1) {
      var key = Math.floor(xs[i] / width) * 1e6 + Math.floor(ys[i] / width), head = first.get(key);
      next[i] = head === undefined ? ALONE : head;
      first.set(key, i);
    }
    return { first: first, next: next };
  }

  /** Which places stand together: `of[i]` is the group of place i, `groups` their middles and sizes. */
  function gathered(xs, ys, zoom) {
    var width = REACH / Math.pow(2, zoom), all = together(xs, ys, null, width);
    // Middles of groups may have moved over each other.
    for (var round = 0; round < MOST_ROUNDS; round += 1) {
      var groups = all.groups;
      var again = together(column(groups, "x"), column(groups, "y"), column(groups, "count"), width);
      if (again.groups.length === groups.length) { break; }
      again.groups.forEach(function (group) { group.first = groups[group.first].first; });
      all = { of: all.of.map(function (group) { return again.of[group]; }), groups: again.groups };
    }
    return all;
  }
  function column(groups, name) { return new Float64Array(groups.map(function (group) { return group[name]; })); }

  /* Each place that is still alone takes in all that are near it. `counts` says how many each place stands for. */
  function together(xs, ys, counts, width) {
    var board = squares(xs, ys, width), of = new Int32Array(xs.length).fill(ALONE), groups = [];
    for (var i = 0; i < xs.length; i += 1) {
      if (of[i] === ALONE) { groups.push(around(i)); }
    }
    return { of: of, groups: groups };

    function around(seed) {
      var column = Math.floor(xs[seed] / width), row = Math.floor(ys[seed] / width);
      var group = { x: 0, y: 0, count: 0, first: seed };
      for (var square = 0; square < 9; square += 1) {
        var at = board.first.get((column + square % 3 - 1) * 1e6 + row + Math.floor(square / 3) - 1);
        for (; at !== undefined && at !== ALONE; at = board.next[at]) {
          var east = xs[at] - xs[seed], south = ys[at] - ys[seed];
          if (of[at] !== ALONE || east * east + south * south > width * width) { continue; }
          var count = counts ? counts[at] : 1;
          of[at] = groups.length;
          group.x += xs[at] * count;
          group.y += ys[at] * count;
          group.count += count;
        }
      }
      group.x /= group.count;
      group.y /= group.count;
      return group;
    }
  }

  function members(of, group) {
    var found = [];
    for (var i = 0; i < of.length; i += 1) { if (of[i] === group) { found.push(i); } }
    return found;
  }

  function tidy(map, marks) {
    var circles = [], labels = Array.from(map.getPane("labels") ? map.getPane("labels").children : []);
    if (!labels.length) { return; }
    marks.forEach(function (marker) { if (marker.index === ALONE) { circles.push(marker.getElement().getBoundingClientRect()); } });
    var boxes = labels.map(function (label) { return label.firstElementChild.getBoundingClientRect(); });
    labels.forEach(function (label, i) {
      var box = boxes[i];
      label.classList.toggle("is-under", circles.some(function (circle) {
        return box.left < circle.right - EDGE && box.right > circle.left + EDGE && box.top < circle.bottom - EDGE && box.bottom > circle.top + EDGE;
      }));
    });
  }

  /** `makers.place(index)` and `makers.cluster(count)` give icons; `makers.open(indices, marker,
      byKeyboard)` answers a press, `makers.point(marker)` a hover or the focus, and its end with nothing. */
  var ClusterLayer = L.Layer.extend({
    initialize: function (events, makers) {
      this._xs = new Float64Array(events.count);
      this._ys = new Float64Array(events.count);
      for (var i = 0; i < events.count; i += 1) {
        this._xs[i] = across(events.longitude[i]);
        this._ys[i] = down(events.latitude[i]);
      }
      this._makers = makers;
      this._levels = {};
      this._shown = new Map();
    },

    getEvents: function () { return { moveend: this._draw, labels: this._tidySoon }; },
    onAdd: function () { this._draw(); },
    onRemove: function () {
      this._shown.forEach(function (marker) { marker.remove(); });
      this._shown.clear();
    },

    /** The mark that stands for a place at this zoom, where it is in view. */
    markerOf: function (index) {
      var level = this._level(), group = level.of[index];
      return this._shown.get(this._key(level.groups[group], group));
    },

    _level: function () {
      var zoom = Math.floor(this._map.getZoom());
      if (!this._levels[zoom]) { this._levels[zoom] = gathered(this._xs, this._ys, zoom); }
      return this._levels[zoom];
    },

    /* One place keeps its mark from zoom to zoom; a group has another at each. */
    _key: function (group, number) {
      return group.count === 1 ? "place " + group.first : Math.floor(this._map.getZoom()) + "/" + number;
    },

    _draw: function () {
      var map = this._map, view = map.getBounds().pad(0.15), wanted = new Map(), layer = this;
      var west = across(view.getWest()), east = across(view.getEast()), north = down(view.getNorth()), south = down(view.getSouth());
      this._level().groups.forEach(function (group, number) {
        if (group.x < west || group.x > east || group.y < north || group.y > south) { return; }
        var key = layer._key(group, number);
        wanted.set(key, layer._shown.get(key) || layer._mark(group, number).addTo(map));
      });
      this._shown.forEach(function (marker, key) { if (!wanted.has(key)) { marker.remove(); } });
      this._shown = wanted;
      this._tidySoon();
    },

    /* Half a name under a group reads as another place; it comes back with the zoom that parts the group. */
    _tidySoon: function () {
      var layer = this;
      window.cancelAnimationFrame(this._tidying);
      this._tidying = window.requestAnimationFrame(function () { if (layer._map) { tidy(layer._map, layer._shown); } });
    },

    _mark: function (group, number) {
      var layer = this, alone = group.count === 1;
      var at = this._map.unproject([group.x, group.y], 0);
      var icon = alone ? this._makers.place(group.first) : this._makers.cluster(group.count);
      var marker = L.marker(at, { icon: icon, riseOnHover: true }), of = this._level().of;
      function open(byKeyboard) { layer._makers.open(alone ? [group.first] : members(of, number), marker, byKeyboard); }
      marker.index = alone ? group.first : ALONE;
      marker.on("click", function () { open(false); });
      marker.on("keydown", function (event) {
        var key = event.originalEvent;
        if (key.key !== "Enter" && key.key !== " ") { return; }
        key.preventDefault();
        open(true);
      });
      marker.on("mouseover click", function () { layer._makers.point(marker); });
      marker.on("mouseout", function () { layer._makers.point(null); });
      marker.on("add", function () {
        marker.getElement().addEventListener("focus", function () { layer._makers.point(marker); });
        marker.getElement().addEventListener("blur", function () { layer._makers.point(null); });
      });
      return marker;
    }
  });

  ActionsMap.gathered = gathered;
  ActionsMap.ClusterLayer = ClusterLayer;
})(window.ActionsMap = window.ActionsMap || {});
