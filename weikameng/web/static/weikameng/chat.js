// A conversation that moves by itself: drafts kept, sent once, what is heard is said aloud.
(() => {
  "use strict";

  const form = document.querySelector("form[data-talk]");
  if (!form) return;
  const field = form.elements.text;
  const said = () => document.getElementById("say-said");
  const draft = `weikameng-draft-${form.dataset.talk}`;
  const places = () => [...document.querySelectorAll("[data-place]")];
  const last = () => Number(places().at(-1)?.dataset.place ?? 0);
  let known = last();
  let typed = 0;

  // What was being written survives a reload; what was sent is forgotten.
  const kept = sessionStorage.getItem(draft);
  if (kept && !field.value) field.value = kept;
  const keep = () => {
    if (field.value) sessionStorage.setItem(draft, field.value);
    else sessionStorage.removeItem(draft);
  };

  const atEnd = () => form.getBoundingClientRect().top < innerHeight + 80;
  const toEnd = () => places().at(-1)?.scrollIntoView({ block: "nearest" });

  // The list is swapped as a whole: only what is new is told to who listens.
  const hear = () => {
    const fresh = places().filter((line) => Number(line.dataset.place) > known);
    if (!fresh.length) return;
    const heard = fresh.filter((line) => "heard" in line.dataset);
    const texts = heard.map((line) => line.querySelector(".talk__text")?.textContent.trim() ?? "");
    if (heard.length) document.getElementById("talk-heard").textContent = texts.join(" ");
    const follow = atEnd();
    known = last();
    if (follow) toEnd();
  };

  const typing = () => {
    keep();
    if (!field.value || Date.now() - typed < 4000) return;
    typed = Date.now();
    const token = form.elements.csrfmiddlewaretoken.value;
    fetch(form.dataset.typing, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
  };

  const uploading = () =>
    form.querySelector("[data-upload]:is([data-state=queued], [data-state=uploading], [data-state=checking], [data-state=waiting])");

  let byButton = false; // a question of a button leaves the draft alone

  field.addEventListener("input", typing);
  form.querySelector("[data-upload-kind]")?.addEventListener("change", (event) => {
    form.querySelector("[data-upload-item]").dataset.uploadItem = event.target.value;
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form) byButton = event.submitter?.name === "quick";
  }, true);
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === form && uploading()) event.preventDefault(); // it is sent once they are here
  });
  form.addEventListener("htmx:sendError", () => { said().textContent = form.dataset.sayLost; });
  form.addEventListener("htmx:responseError", () => { said().textContent = form.dataset.sayLost; });
  document.body.addEventListener("chat-sent", () => {
    if (!byButton) {
      field.value = "";
      form.querySelectorAll("[data-rows] [data-upload]").forEach((row) => row.remove());
    }
    keep();
    toEnd();
  });
  document.addEventListener("htmx:afterSettle", hear);

  if (known > 3) toEnd();
})();
