// A field lights up its box on the picture, and a box its field. Links do the same without this.
(() => {
  "use strict";

  const light = (pair) => {
    for (const lit of document.querySelectorAll("[data-pair].is-lit")) {
      if (lit.dataset.pair !== pair) lit.classList.remove("is-lit");
    }
    if (!pair) return;
    for (const part of document.querySelectorAll(`[data-pair="${CSS.escape(pair)}"]`)) {
      part.classList.add("is-lit");
    }
  };
  const pairOf = (event) => event.target.closest?.("[data-pair]")?.dataset.pair;

  // What has the focus stays lit when the page scrolls away under the pointer.
  const focused = () => pairOf({ target: document.activeElement ?? document.body });

  document.addEventListener("pointerover", (event) => light(pairOf(event) ?? focused()));
  document.addEventListener("focusin", (event) => light(pairOf(event)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const zoom of document.querySelectorAll(".shot__zoom:checked")) zoom.checked = false;
  });
})();
