/* The line to paste and the preview follow the choices at once; without a script a button does it. */
(function () {
  "use strict";

  var form = document.querySelector("[data-sites-wish]");
  var frame = document.querySelector("[data-sites-preview]");
  if (!form || !frame) { return; }

  var snippet = document.querySelector("[data-sites-snippet]"), copy = document.querySelector("[data-copy]");
  var copyWord = copy.textContent, timer = 0, asked = 0;
  form.querySelector("[data-sites-send]").hidden = true;

  function show(page) {
    var text = page.querySelector("[data-sites-snippet]").value;
    var address = page.querySelector("[data-sites-preview]").getAttribute("src");
    snippet.value = text;
    copy.dataset.copy = text;
    copy.textContent = copyWord;
    if (frame.getAttribute("src") !== address) { frame.setAttribute("src", address); }
  }

  /* The server writes the line, so that there is one place that knows how. */
  function ask() {
    var address = form.action + "?" + new URLSearchParams(new FormData(form)), number = asked += 1;
    fetch(address).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      if (number !== asked) { return; }
      show(new DOMParser().parseFromString(html, "text/html"));
      history.replaceState(null, "", address);
    }).catch(function () { form.submit(); });
  }

  form.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, 300);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); ask(); });

  window.addEventListener("message", function (event) {
    if (event.source === frame.contentWindow && event.origin === window.location.origin && typeof event.data === "number") {
      frame.style.height = Math.ceil(event.data) + "px";
    }
  });
})();
