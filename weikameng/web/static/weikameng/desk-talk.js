// While an agent types the buyer is told; everything else works without this file.
(() => {
  "use strict";

  const GAP = 3000; // the other side is told for six seconds
  let last = 0;

  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-typing]");
    if (!field || !field.value || Date.now() - last < GAP) return;
    last = Date.now();
    const token = field.form.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(field.dataset.typing, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {
      // nothing depends on it
    });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "say") document.querySelector("#id_text")?.focus();
  });
})();
