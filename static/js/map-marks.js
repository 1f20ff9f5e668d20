/* Marks on a map and how they are spoken of, for all kinds of maps.

   NamedIcon   an icon that says what it is to people who do not see it
   placeIcon   a pin on a meeting point, a soft circle on an approximate area
   isExact     whether a precision is that of a meeting point */
(function (ActionsMap) {
  "use strict";

  var NamedIcon = L.DivIcon.extend({
    createIcon: function (old) {
      var element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("role", "img"); // Leaflet makes it a button where it can be pressed
      element.setAttribute("aria-label", this.options.label);
      return element;
    }
  });

  function placeIcon(exact, label) {
    var shape = document.createElement("span");
    shape.className = exact ? "map-pin" : "map-area";
    return new NamedIcon({
      label: label,
      className: "map-place",
      html: shape,
      iconSize: exact ? [30, 40] : [36, 36],
      iconAnchor: exact ? [15, 38] : [18, 18],
      popupAnchor: exact ? [0, -34] : [0, -14]
    });
  }

  function isExact(precision) { return precision !== "zip" && precision !== "city"; }

  ActionsMap.METRES_PER_MILE = 1609.344;
  ActionsMap.NamedIcon = NamedIcon;
  ActionsMap.placeIcon = placeIcon;
  ActionsMap.isExact = isExact;
})(window.ActionsMap = window.ActionsMap || {});
