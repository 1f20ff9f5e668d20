/* Suggestions under the search field, while somebody types (the combobox pattern of the ARIA Authoring Practices).
   Only a file named by the first two letters or digits is fetched; which of its lines fit is found out on the device.
   tools/build_suggestions.py makes the files and says what their lines mean. */
(function () {
  "use strict";

  var MOST = 8, PATIENCE = 500;
  var SHORT = { saint: "st", sainte: "ste", fort: "ft", mount: "mt" };
  var LONG = { st: "saint", ste: "sainte", ft: "fort", mt: "mount" };
  var COMPASS = { n: "north", s: "south", e: "east", w: "west" };

  /* As actions/geo/names.py has it: plain small letters, run together. */
  function words(text) {
    var plain = text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/['`]/g, "");
    var parts = plain.match(/[a-z0-9]+/g) || [];
    var isInitials = parts.every(function (part) { return part.length === 1; });
    if (parts.length > 1 && !isInitials && COMPASS[parts[0]]) { parts[0] = COMPASS[parts[0]]; }
    return parts;
  }
  function joined(parts, spelling) {
    return parts.map(function (part) { return spelling[part] || part; }).join("");
  }
  /* Abbreviated and written out: "sain", "saint l" and "st. l" are all on the way to St. Louis. */
  function forms(text) {
    var parts = words(text);
    return [joined(parts, SHORT), joined(parts, LONG)];
  }

  /* What a line shows, what it puts into the field, and by which text it is found. */
  function read(line) {
    var zip = /^(\d{5}) (.*)$/.exec(line), alias = line.split("=");
    if (zip) { return { label: zip[1], more: zip[2], value: zip[1], found: line, state: "" }; }
    if (line[0] === "*") { return { label: line.slice(1), isState: true, value: line.slice(1), found: line, state: "" }; }
    var state = line.slice(-2);
    if (alias.length > 1) { return { label: alias[0], more: alias[1], value: alias[1], found: alias[0] + " " + state, state: state }; }
    return { label: line, value: line, found: line, state: state };
  }

  function fits(typed) {
    var parts = typed.split(","), wanted = forms(typed), state = words(parts[1] || "").join("");
    // "Springfield, Illi": lines have only the code, of which a name tells no more than the first letter.
    var isLong = state.length > 2, names = isLong ? forms(parts[0]) : wanted;
    return function (line) {
      var found = forms(line.found);
      return names.some(function (name, which) {
        if (!isLong) { return found[which].startsWith(name); }
        return found[which] === name + line.state.toLowerCase() && line.state[0].toLowerCase() === state[0];
      });
    };
  }

  function combobox(input) {
    var text = input.dataset, shards = {}, options = [], active = -1, timer = 0;
    var list = document.createElement("ul"), status = document.createElement("p");

    function set(attributes) {
      Object.keys(attributes).forEach(function (name) { input.setAttribute(name, attributes[name]); });
    }

    function shard(key) {
      shards[key] = shards[key] || fetch(text.suggest + "/" + key + ".json").then(function (answer) {
        if (!answer.ok) { throw new Error(answer.status); }
        return answer.json();
      }).catch(function () { delete shards[key]; return []; });
      return shards[key];
    }

    function say(count) {
      clearTimeout(timer);
      // Not between two keys: a screen reader would talk into the typing.
      timer = setTimeout(function () {
        var words = { 0: "", 1: text.wordOne }[count];
        status.textContent = words === undefined ? text.wordMany.replace("{count}", count) : words;
      }, PATIENCE);
    }

    function mark(which) {
      active = which;
      options.forEach(function (option, place) { option.element.setAttribute("aria-selected", String(place === which)); });
      if (which < 0) { input.removeAttribute("aria-activedescendant"); return; }
      set({ "aria-activedescendant": options[which].element.id });
      options[which].element.scrollIntoView({ block: "nearest" });
    }

    function close() {
      list.hidden = true;
      set({ "aria-expanded": "false" });
      mark(-1);
      say(0);
    }

    function choose(option) {
      input.value = option.value;
      close();
      input.form.requestSubmit();
    }

    function element(option, place) {
      var item = document.createElement("li"), more = option.isState ? text.wordState : option.more;
      item.id = input.id + "-option-" + place;
      item.setAttribute("role", "option");
      item.append(option.label);
      if (more) {
        var small = document.createElement("small");
        small.append(more);
        item.append(" ", small);
      }
      item.addEventListener("click", function () { choose(option); });
      return item;
    }

    function show(found) {
      options = found;
      options.forEach(function (option, place) { option.element = element(option, place); });
      list.replaceChildren.apply(list, options.map(function (option) { return option.element; }));
      if (!options.length) { close(); return; }
      list.hidden = false;
      set({ "aria-expanded": "true" });
      mark(-1);
      say(options.length);
    }

    function update() {
      var typed = input.value, key = forms(typed)[0].slice(0, 2);
      mark(-1);
      if (!/^([a-z]{2}|[0-9]{2})$/.test(key)) { close(); return; }
      shard(key).then(function (lines) {
        // Something else has been typed since, the reader has gone on, or is choosing from what was there before.
        if (input.value !== typed || document.activeElement !== input || active >= 0) { return; }
        var seen = {}, fitting = lines.map(read).filter(fits(typed)).filter(function (option) {
          var isNew = !seen[option.value];
          seen[option.value] = true;
          return isNew;
        });
        show(fitting.slice(0, MOST));
      });
    }

    function press(event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing || event.ctrlKey || event.metaKey) { return; }
      if (step && list.hidden) {
        event.preventDefault();
        update();
      } else if (step) {
        event.preventDefault();
        // One stop is the field itself, between the last and the first.
        mark((active + 1 + step + options.length + 1) % (options.length + 1) - 1);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        choose(options[active]);
      }
    }

    list.id = input.id + "-list";
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", text.wordList);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.after(list, status);
    set({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" });
    input.addEventListener("input", update);
    input.addEventListener("keydown", press);
    input.addEventListener("blur", close);
    // The field keeps the focus while something in the list is pressed or touched.
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  }

  document.querySelectorAll("[data-suggest]").forEach(combobox);
})();
