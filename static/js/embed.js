/* Puts the finder into a partner's page, right after this script's own tag:
     <script src="https://SITE/embed.js" data-partner="your-slug" async></script>
   More attributes: data-organization, data-campaign, data-near, data-miles, data-kind (several with commas),
   data-color, data-scheme (light, dark, auto), data-lang, data-source, data-title, data-height. No cookie, no global, nothing read from the page. */
(function () {
  "use strict";

  var TITLES = { en: "Find an action near you", es: "Encuentra una acción cerca de ti" };
  var PASSED = ["partner", "organization", "campaign", "near", "miles", "color", "scheme", "lang", "source"];
  var tag = document.currentScript;
  if (!tag || !tag.parentNode || tag.getAttribute("data-embedded")) { return; }
  tag.setAttribute("data-embedded", "yes");

  var link = document.createElement("a");
  link.href = tag.src;
  var site = link.protocol + "//" + link.host;

  function said(name) { return (tag.getAttribute("data-" + name) || "").trim(); }

  function address() {
    var parts = [];
    function add(name, value) { if (value) { parts.push(name + "=" + encodeURIComponent(value)); } }
    PASSED.forEach(function (name) { add(name, said(name).replace(name === "color" ? /^#/ : "", "")); });
    said("kind").split(",").forEach(function (kind) { add("kind", kind.trim()); });
    add("origin", window.location.origin);
    return site + "/embed?" + parts.join("&");
  }

  var height = parseInt(said("height"), 10);
  var frame = document.createElement("iframe");
  frame.title = said("title") || TITLES[said("lang")] || TITLES.en;
  frame.setAttribute("loading", "lazy");
  // The list of sites is checked by the origin alone; which page of it this is stays here.
  frame.setAttribute("referrerpolicy", "origin");
  frame.style.cssText = "display:block;width:100%;max-width:100%;border:0";
  frame.style.height = (height > 0 ? height : 640) + "px";

  /* The frame tells its height, as a bare number; nobody else is listened to. */
  window.addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== site) { return; }
    if (typeof event.data === "number" && event.data > 0 && event.data < 20000) {
      frame.style.height = Math.ceil(event.data) + "px";
    }
  });

  frame.src = address();
  tag.parentNode.insertBefore(frame, tag.nextSibling);
})();
