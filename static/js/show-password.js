// Gives every password field a button that shows what was typed. Its words stand on the script's own element.
(() => {
  const words = document.currentScript.dataset;
  for (const input of document.querySelectorAll("input[type=password]")) {
    const row = document.createElement("div");
    const button = document.createElement("button");
    row.className = "row";
    button.className = "button plain";
    button.type = "button";
    button.textContent = words.show;
    button.setAttribute("aria-label", words.label);
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-controls", input.id);
    input.replaceWith(row);
    row.append(input, button);
    const show = (visible) => {
      input.type = visible ? "text" : "password";
      button.textContent = visible ? words.hide : words.show;
      button.setAttribute("aria-pressed", String(visible));
    };
    button.addEventListener("click", () => show(input.type === "password"));
    // Sent as a password field again, so that browsers offer to keep it and never suggest it elsewhere.
    input.form.addEventListener("submit", () => show(false));
  }
})();
