// Small comforts. Every page works without this file.
(() => {
  "use strict";

  const english = document.documentElement.lang.startsWith("en");
  const say = (zh, en) => (english ? en : zh);
  const served = Date.parse(document.body.dataset.now);
  const skew = Number.isNaN(served) ? 0 : served - Date.now();

  // Time left, in its two largest units; the same words as clock_words.left.
  const left = (milliseconds) => {
    const minutes = Math.floor(milliseconds / 60000);
    if (milliseconds <= 0) return say("已到时间", "Time is up");
    if (minutes < 1) return say("还剩不到1分钟", "Less than a minute left");
    const units = [
      [Math.floor(minutes / 1440), say("天", "d")],
      [Math.floor(minutes / 60) % 24, say("小时", "h")],
      [minutes % 60, say("分钟", "min")],
    ];
    const first = units.findIndex(([count]) => count > 0);
    const told = units.slice(first, first + 2).filter(([count]) => count > 0);
    const text = told.map((unit) => unit.join(say("", " "))).join(say("", " "));
    return say(`还剩${text}`, `${text} left`);
  };

  const refresh = () => {
    for (const button of document.querySelectorAll("[data-copy][hidden]")) {
      button.hidden = !navigator.clipboard;
    }
    for (const time of document.querySelectorAll("time[data-countdown]")) {
      const text = left(Date.parse(time.dateTime) - Date.now() - skew);
      if (time.textContent !== text) time.textContent = text;
    }
  };

  const copy = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.querySelector("[data-copy-label]") ?? button;
    const before = label.textContent;
    label.textContent = say("已复制", "Copied");
    setTimeout(() => { label.textContent = before; }, 2000);
  };

  const write = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  // The buyer's own words wait in a hidden field until they are wanted back.
  const take = (button) => {
    const field = document.querySelector(button.dataset.into);
    const box = field.form.querySelector("[data-undo-box]");
    const own = box.querySelector("[name=before]");
    if (field.value !== box.dataset.taken) own.value = field.value;
    write(field, document.querySelector(button.dataset.take).textContent);
    box.dataset.taken = field.value;
    box.hidden = own.value === "";
  };

  const undo = (button) => {
    const box = button.closest("[data-undo-box]");
    const own = box.querySelector("[name=before]");
    write(document.querySelector(button.dataset.undo), own.value);
    own.value = "";
    box.hidden = true;
  };

  const listFiles = (input) => {
    const list = input.closest(".drop")?.parentElement.querySelector("[data-file-names]");
    list?.replaceChildren(...Array.from(input.files, (file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} · ${(file.size / 1048576).toFixed(1)} MB`;
      return item;
    }));
  };

  let keyed = true;

  // Only for the eye: the server alone decides that a thing is done once.
  const settle = (form, busy) => {
    form.toggleAttribute("data-sent", busy);
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.classList.toggle("is-busy", busy);
      button.setAttribute("aria-disabled", String(busy));
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-take], [data-undo]");
    if (button?.dataset.copy) copy(button);
    if (button?.dataset.take || button?.dataset.undo) event.preventDefault(); // else it submits
    if (button?.dataset.take) take(button);
    if (button?.dataset.undo) undo(button);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file]")) listFiles(event.target);
    // Arrow keys choose on the way past: only a pointer's choice is final.
    if (event.target.matches("select[data-submits]") && !keyed) event.target.form.requestSubmit();
  });
  document.addEventListener("pointerdown", () => { keyed = false; });
  document.addEventListener("keydown", (event) => {
    keyed = true;
    const by = event.target.dataset?.sends; // the button that Ctrl+Enter presses from this field
    if (!by || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector(by));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-sent")) return event.preventDefault();
    settle(form, true);
    setTimeout(settle, 8000, form, false); // an answer may be a download: the page stays
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => settle(form, false));
  });
  document.addEventListener("htmx:afterSettle", refresh);

  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest" });
  refresh();
  setInterval(refresh, 20000);
})();
