/* The list as the device makes it, out of the published events: those in view of the map, or all by distance.
   The list that the server made stays in the page, out of sight, and comes back whole.

   showView    the events in a part of the map
   showAround  all events, the nearest to a point first
   restore     the server's list again
   Everything that people wrote enters the page through textContent only. */
(function (ActionsMap) {
  "use strict";

  var live = document.querySelector("[data-live]");
  if (!live) { return; }
  var words = live.dataset, MOST = 20, QUIET = 900, CLOSE = 8, NEARBY = 10;
  var cards = live.querySelector("[data-live-cards]"), more = live.querySelector("[data-live-more]");
  var order = live.querySelector("[data-live-order]"), back = live.querySelector("[data-live-back]");
  var status = document.querySelector("[data-live-status]"), template = live.querySelector("[data-live-card]").content.firstElementChild;
  var heading = document.querySelector("[data-live-heading]"), found = document.querySelector("[data-search-heading]");
  var search = document.querySelector("[data-search-list]");
  var shown = null, timer = 0;

  function numeral(number, digits) {
    return number.toLocaleString(words.locale, { maximumFractionDigits: digits || 0 });
  }
  function fill(text, values) {
    return Object.keys(values).reduce(function (all, name) { return all.replace("{" + name + "}", values[name]); }, text);
  }

  /* As `Card.distance` in actions/events/cards.py words it. */
  function distance(miles, isExact) {
    if (!isExact) { return fill(words.wordAbout, { miles: numeral(Math.max(1, Math.round(miles))) }); }
    var tenths = miles < NEARBY ? Math.max(0.1, Math.round(miles * 10) / 10) : Math.round(miles);
    return fill(words.wordMiles, { miles: numeral(tenths, miles < NEARBY ? 1 : 0) });
  }

  function tagsOf(card, miles) {
    var tags = [];
    function tag(kind, text) { tags.push([kind, text]); }
    if (miles !== null) { tag("near", distance(miles, card.isExact)); }
    if (card.isOnline) { tag("", words.wordOnline); }
    if (card.moreTimes) { tag("", fill(card.moreTimes === 1 ? words.wordMoreTime : words.wordMoreTimes, { count: numeral(card.moreTimes) })); }
    if (card.isFull) { tag("warn", words.wordFull); } else if (card.hasFew) { tag("warn", words.wordFew); } else if (card.going) {
      tag("", fill(words.wordGoing, { count: numeral(card.going) }));
    }
    if (card.isAccessible) { tag("", words.wordAccessible); }
    if (card.isSigned) { tag("", words.wordSigned); }
    return tags;
  }

  /* The server's own card (templates/macros/events.html), filled in. */
  function cardElement(card, miles) {
    var element = template.cloneNode(true), when = card.when, metas = element.querySelectorAll(".meta");
    function put(selector, text) { element.querySelector(selector).textContent = text; }
    element.dataset.eventId = card.id;
    put(".date span", when.month);
    put(".date b", when.day);
    put(".date i", when.weekday);
    put("h3 a", card.title);
    element.querySelector("h3 a").setAttribute("href", words.eventUrl.replace("{slug}", encodeURIComponent(card.slug)));
    put(".visually-hidden", when.longDay + ",");
    put("time", when.time);
    element.querySelector("time").setAttribute("datetime", when.machine);
    metas[metas.length - 1].textContent = card.place;
    var list = element.querySelector(".tags"), plain = list.querySelector(".tag:not(.near, .warn)");
    var kinds = { near: list.querySelector(".near"), warn: list.querySelector(".warn"), "": plain };
    list.replaceChildren.apply(list, tagsOf(card, miles).map(function (tag) {
      var item = kinds[tag[0]].cloneNode(false);
      item.textContent = tag[1];
      return item;
    }));
    return element;
  }

  function append(most) {
    var part = document.createDocumentFragment();
    shown.order.slice(cards.children.length, cards.children.length + most).forEach(function (i) {
      part.appendChild(cardElement(shown.events.card(i), shown.miles ? shown.miles[i] : null));
    });
    cards.appendChild(part);
    more.hidden = cards.children.length >= shown.order.length;
  }

  /* Said when the map has come to rest, and only when it is something else than before. */
  function announce(text) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { if (status.textContent !== text) { status.textContent = text; } }, QUIET);
  }

  function swap(isLive) {
    live.hidden = heading.hidden = !isLive;
    search.hidden = found.hidden = isLive;
  }

  function show(events, chosen, miles, title, how) {
    shown = { events: events, order: chosen, miles: miles };
    heading.textContent = title;
    order.textContent = chosen.length ? how : words.wordLookAround;
    cards.replaceChildren();
    append(MOST);
    swap(true);
    announce(title + ". " + order.textContent);
    return chosen.length;
  }

  function sorted(chosen, key, events) {
    return chosen.sort(function (a, b) { return key[a] - key[b] || events.id[a] - events.id[b]; });
  }

  /* "1 of 1 actions" is no English. */
  function ofMany(word, events) { return words[word + (events.count === 1 ? "One" : "")]; }

  /** The events inside `view` ({south, west, north, east, zoom}), and how many: by distance from `centre`, or else from
      the middle when close, or else soonest first. */
  function showView(events, view, centre) {
    var chosen = [];
    for (var i = 0; i < events.count; i += 1) {
      var latitude = events.latitude[i], longitude = events.longitude[i];
      if (latitude >= view.south && latitude <= view.north && longitude >= view.west && longitude <= view.east) { chosen.push(i); }
    }
    var values = { shown: numeral(chosen.length), count: numeral(events.count) };
    var title = fill(chosen.length ? ofMany("wordView", events) : words.wordViewEmpty, values);
    if (centre) {
      var miles = ActionsMap.milesFrom(centre.latitude, centre.longitude, events);
      return show(events, sorted(chosen, miles, events), miles, title, centre.isReader ? words.wordNearYou : words.wordNearPlace);
    }
    var middle = ActionsMap.milesFrom((view.south + view.north) / 2, (view.west + view.east) / 2, events);
    var isClose = view.zoom >= CLOSE;
    return show(events, sorted(chosen, isClose ? middle : events.starts, events), null, title, isClose ? words.wordNearMiddle : words.wordSoonest);
  }

  /** Every event, the nearest to the reader first; `reach` is the distance in miles that the page's filter names, or 0. */
  function showAround(events, centre, reach) {
    var miles = ActionsMap.milesFrom(centre.latitude, centre.longitude, events), all = [], near = 0;
    for (var i = 0; i < events.count; i += 1) {
      all.push(i);
      if (miles[i] <= reach) { near += 1; }
    }
    var values = { near: numeral(near), count: numeral(events.count) };
    var title = fill(!reach ? ofMany("wordAll", events) : near ? ofMany("wordWithin", events) : words.wordNoneWithin, values);
    show(events, sorted(all, miles, events), miles, title, words.wordNearYou + " " + words.wordPrivate);
  }

  /** The list that the server made. */
  function restore() {
    if (live.hidden) { return; }
    shown = null;
    swap(false);
    cards.replaceChildren();
    announce(found.textContent.replace(/\s+/g, " ").trim());
  }

  more.addEventListener("click", function () {
    var next = cards.children.length;
    append(MOST);
    cards.children[next].querySelector("a").focus(); // the button may be gone, and reading goes on there
  });
  back.addEventListener("click", function () {
    if (ActionsMap.leave) { ActionsMap.leave(); } else { restore(); }
    heading.parentElement.tabIndex = -1;
    heading.parentElement.focus();
  });

  ActionsMap.list = { showView: showView, showAround: showAround, restore: restore };
})(window.ActionsMap = window.ActionsMap || {});
