// Shortcuts of the desk. Everything they do has a link or a button; they can be switched off.
(() => {
  "use strict";

  const KEPT = "desk-keys-off";
  const dialog = document.querySelector("[data-keys]");
  const chosen = document.querySelector("[data-keys-on]");
  const opener = document.querySelector("[data-keys-open]");

  const remembered = () => {
    try {
      return localStorage.getItem(KEPT) === "yes";
    } catch {
      return false; // a browser that keeps nothing
    }
  };
  let off = remembered();

  const rows = () => [...document.querySelectorAll("[data-row]")];

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
    const row = all[Math.min(Math.max(next, 0), all.length - 1)];
    row.focus({ focusVisible: true });
    row.closest("tr").scrollIntoView({ block: "nearest" });
  };

  const showKeys = () => (dialog.open ? dialog.close() : dialog.showModal());

  const does = {
    j: () => step(1),
    k: () => step(-1),
    c: () => document.querySelector("[data-next]")?.requestSubmit(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": showKeys,
  };

  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (off || typing(event.target) || !Object.hasOwn(does, event.key)) return;
    if (dialog.open && event.key !== "?") return;
    event.preventDefault();
    does[event.key]();
  });

  chosen.checked = !off;
  chosen.addEventListener("change", () => {
    off = !chosen.checked;
    try {
      localStorage.setItem(KEPT, off ? "yes" : "no");
    } catch {
      // it holds for this page only
    }
  });
  opener?.addEventListener("click", showKeys);
  if (opener) opener.hidden = false;
})();
