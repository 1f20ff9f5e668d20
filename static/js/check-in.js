/* The list at the door: a press changes its row in place, and a box finds names. The buttons work without.
   What is typed into the box stays in it. A press that did not arrive is marked in its row and sent again by itself for
   some minutes: at once when the network is back, after that only where somebody presses. */
(function () {
  "use strict";

  var form = document.querySelector("[data-door]");
  if (!form || !window.fetch || !window.FormData) { return; }
  var words = form.dataset, PATIENCE = 15000, TWICE = 600, SHORTEST_PAUSE = 4000, LONGEST_PAUSE = 60000, FRESH = 300000;
  var rows = Array.from(form.querySelectorAll("[data-person]"));
  var count = document.querySelector("[data-count]"), status = document.querySelector("[data-status]");
  var unsent = document.querySelector("[data-unsent]"), unsentWords = document.querySelector("[data-unsent-words]");
  var again = document.querySelector("[data-again]"), finder = document.querySelector("[data-finder]");
  var box = finder.querySelector("input"), nobody = document.querySelector("[data-nobody]");
  var waiting = new Map(); // row -> the button that was pressed in it and has not arrived, when, and whether it may yet
  var newest = 0, quietUntil = new WeakMap(), pause = SHORTEST_PAUSE, timer = 0, turn = Promise.resolve();

  function fill(text, name, value) { return text.replace("{" + name + "}", value); }
  function nameOf(row) { return row.querySelector(".person-name").textContent; }
  function say(text) { status.textContent = text; }

  function show(row, isHere) {
    var here = row.querySelector("[name=here]"), away = row.querySelector("[name=away]");
    var hadFocus = row.contains(document.activeElement);
    row.classList.toggle("here", isHere);
    row.querySelector(".person-here").hidden = !isHere;
    here.hidden = isHere;
    away.hidden = !isHere;
    if (hadFocus) { (isHere ? away : here).focus({ preventScroll: true }); }
  }

  function trouble(row, text) {
    var place = row.querySelector("[data-trouble]");
    place.textContent = text;
    place.hidden = !text;
    row.classList.toggle("unsent", Boolean(text));
  }

  function showWaiting() {
    unsent.hidden = !waiting.size;
    unsentWords.textContent = waiting.size === 1 ? words.wordUnsentOne : fill(words.wordUnsent, "count", String(waiting.size));
  }

  function failed(row, press, text, mayYet, isAgain) {
    waiting.set(row, { button: press.button, at: press.at, mayYet: mayYet });
    trouble(row, text);
    if (!isAgain) { say(nameOf(row) + ": " + text); }
  }

  /* What may yet arrive is sent again, later each time: a site that is busy must not be kept busy by its doors. */
  function sendLater() {
    if (timer || !Array.from(waiting.values()).some(function (press) { return press.mayYet; })) { return; }
    timer = window.setTimeout(function () {
      timer = 0;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      sendAgain(true);
    }, pause);
  }
  function forgetPause() {
    window.clearTimeout(timer);
    timer = 0;
    pause = SHORTEST_PAUSE;
  }
  /* What was pressed long ago may not be so any more: somebody else at the door may know better. */
  function grewOld(row, press) {
    if (press.mayYet && Date.now() - press.at > FRESH) {
      press.mayYet = false;
      trouble(row, words.wordOld);
    }
  }
  /* One after the other: of answers that overtake each other an older count would stay. */
  function sendAgain(byItself) {
    turn = Array.from(waiting.keys()).reduce(function (before, row) {
      return before.then(function () {
        var press = waiting.get(row);
        if (!press) { return undefined; }
        grewOld(row, press);
        if (row.classList.contains("sending") || (byItself && !press.mayYet)) { return undefined; }
        return send(row, byItself ? press : { button: press.button, at: Date.now() }, byItself);
      });
    }, turn);
  }

  /* The server refused: sending the same again would not help, so it is said and not kept. */
  function refused(row, text) {
    waiting.delete(row);
    trouble(row, text);
    say(nameOf(row) + ": " + text);
  }

  function arrived(row, button, answer, number) {
    var isHere = button.name === "here";
    waiting.delete(row);
    forgetPause();
    quietUntil.set(row, Date.now() + TWICE);
    trouble(row, "");
    show(row, isHere);
    // Of two answers that overtook each other, the one asked for last counts.
    if (number > newest) {
      newest = number;
      count.textContent = answer.sentence;
    }
    say(fill(isHere ? words.wordHere : words.wordAway, "name", nameOf(row)) + " " + answer.sentence);
  }

  var sent = 0;
  function send(row, press, isAgain) {
    var button = press.button;
    var data = new FormData(form), stop = new AbortController(), number = sent += 1;
    var limit = window.setTimeout(function () { stop.abort(); }, PATIENCE);
    data.append(button.name, button.value);
    if (!isAgain) { trouble(row, ""); }
    row.classList.add("sending");
    row.setAttribute("aria-busy", "true");
    return fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "error", signal: stop.signal })
      .then(function (response) {
        var isJson = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
        if (isJson) {
          return response.json().then(function (answer) {
            if (response.ok) { arrived(row, button, answer, number); } else { refused(row, answer.sentence); }
          });
        }
        if (response.status < 429) { failed(row, press, words.wordSignIn, false); } else { failed(row, press, words.wordBusy, true, isAgain); }
      })
      .catch(function () { failed(row, press, words.wordFailed, true, isAgain); })
      .then(function () {
        window.clearTimeout(limit);
        row.classList.remove("sending");
        row.removeAttribute("aria-busy");
        showWaiting();
        sendLater();
      });
  }

  function onPress(event) {
    var button = event.target.closest("button[name]"), row = button && button.closest("[data-person]");
    if (!row) { return; }
    event.preventDefault();
    // The second tap of two would fall on the button that took the place of the first.
    if (row.classList.contains("sending") || Date.now() < (quietUntil.get(row) || 0)) { return; }
    send(row, { button: button, at: Date.now() }, false);
  }

  function plain(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function find() {
    var typed = plain(box.value).split(/\s+/).filter(Boolean), found = 0;
    rows.forEach(function (row) {
      var name = plain(nameOf(row));
      row.hidden = !typed.every(function (part) { return name.indexOf(part) !== -1; });
      if (!row.hidden) { found += 1; }
    });
    nobody.hidden = found > 0;
    if (typed.length) { say(found === 1 ? words.wordFoundOne : found ? fill(words.wordFound, "count", String(found)) : nobody.textContent); }
  }

  form.addEventListener("click", onPress);
  again.addEventListener("click", function () { forgetPause(); sendAgain(false); });
  window.addEventListener("online", function () { forgetPause(); sendAgain(true); });
  window.addEventListener("beforeunload", function (event) {
    if (waiting.size || form.querySelector(".sending")) { event.preventDefault(); }
  });
  finder.hidden = false;
  box.addEventListener("input", find);
  // The next person at the door has another name: what is typed takes the place of the last one.
  box.addEventListener("focus", function () { box.select(); });
  box.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });
  if (box.value) { find(); } // a browser that came back keeps what was typed
})();
