// Comforts of the policy room. Every page works without this file.
(() => {
  "use strict";

  // The help puts names where the cursor was last.
  let field = null;
  const takers = () => document.querySelectorAll("[data-takes]");
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, input[type=text]") && event.target.form?.dataset.bench) {
      field = event.target;
    }
  });
  const insert = (text) => {
    const into = field?.isConnected ? field : takers()[0];
    if (!into) return;
    into.focus();
    const list = into.classList.contains("room-lines") && into.value && !into.value.endsWith("\n");
    into.setRangeText(list ? `\n${text}` : text, into.selectionStart, into.selectionEnd, "end");
    into.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // The search shows only what fits, and opens where something does.
  const search = (box) => {
    const asked = box.value.trim().toLowerCase();
    for (const group of document.querySelectorAll("[data-sought-group]")) {
      let any = false;
      for (const item of group.querySelectorAll("[data-sought]")) {
        item.hidden = asked !== "" && !item.textContent.toLowerCase().includes(asked);
        any ||= !item.hidden;
      }
      group.hidden = !any;
      if (asked) group.open = any;
    }
  };

  // Line numbers beside the whole text; only as many as there are lines.
  const number = (area) => {
    const gutter = area.parentElement.querySelector("[data-numbers]");
    const count = area.value.split("\n").length;
    if (gutter.dataset.count !== String(count)) {
      gutter.dataset.count = String(count);
      gutter.textContent = Array.from({ length: count }, (_, line) => line + 1).join("\n");
    }
    gutter.scrollTop = area.scrollTop;
  };
  const goTo = (area) => {
    const line = Number(area.dataset.line);
    if (!line) return;
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight);
  };
  for (const area of document.querySelectorAll("textarea[data-lines]")) {
    area.parentElement.querySelector("[data-numbers]").hidden = false;
    number(area);
    goTo(area);
    number(area);
    area.addEventListener("input", () => number(area));
    area.addEventListener("scroll", () => number(area));
  }

  // On a phone the tabs scroll sideways: the current one is in sight.
  document.querySelector(".room-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // What was typed is not lost by a slip: the browser asks before leaving.
  let dirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.form?.hasAttribute("data-guard")) dirty = true;
  });
  document.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button.dataset.insert);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-seeks]")) search(event.target);
  });
  for (const box of document.querySelectorAll("[data-seeks]")) box.closest("[hidden]").hidden = false;
})();
