// The page "check for yourself": takes a proof from a file, or asks the log for it, and says what
// came of checking it here. All words are in the page, in its language.
(() => {
  "use strict";

  const room = document.getElementById("check-here");
  if (!room) return;
  const { check, Wrong } = window.ledgerProofs;
  const form = room.querySelector("form");
  const told = room.querySelector("[data-told]");
  const lives = room.querySelector("[data-lives]").dataset.lives;
  const words = (key) => room.querySelector(`[data-say="${key}"]`)?.textContent ?? key;
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  const line = (tone, text) => {
    const item = document.createElement("li");
    item.className = `checked__line is-${tone}`;
    const icon = document.createElement("span");
    icon.className = `icon icon--${tone}`;
    icon.setAttribute("aria-hidden", "true");
    const said = document.createElement("span");
    said.textContent = text;
    item.append(icon, said);
    return item;
  };

  const show = (...lines) => {
    const list = document.createElement("ul");
    list.className = "checked__list";
    list.append(...lines);
    told.replaceChildren(list);
  };

  const moment = (text) => new Date(text).toLocaleString(document.documentElement.lang);

  // What the checks came to, a line each; the map's proof says up to when nothing is left out.
  const outcome = (found) => {
    const acts = found.events.map((event) => event.type);
    if (!acts.length) return ["head", "nothing", "time"];
    const redeemed = acts.includes("activated") || acts.includes("used");
    const quiet = redeemed || acts[0] === "opened" ? [] : ["unused"];
    const bounded = found.asOf ? ["complete", ...quiet] : [];
    return ["head", "entries", "signers", "life", "state", ...bounded, "time"];
  };

  const whole = (found, took) => {
    const values = {
      n: found.events.length,
      size: found.size,
      origin: found.origin,
      good: found.good,
      state: found.state.split("+").map((part) => words(`state-${part}`)).join(words("and")),
      last: found.events.length ? moment(found.events.at(-1).at) : "",
      asOf: found.asOf ? moment(found.asOf) : "",
      covered: found.covered ?? "",
      took: Math.max(1, Math.round(took)),
    };
    show(...outcome(found).map((key) => line("ok", filled(words(key), values))));
  };

  const broken = (error) => {
    if (error.name === "NotSupportedError" || !window.crypto?.subtle) {
      return show(line("warn", words("cannot")));
    }
    if (!(error instanceof Wrong)) {
      console.info(error);
      return show(line("warn", words("unread")));
    }
    const sentence = filled(words(`wrong-${error.outcome}`), { detail: error.detail });
    show(line("bad", sentence), line("bad", words("broken")));
  };

  // Saved to disk the page asks the site it came from; the log answers every page.
  const fetched = async (number) => {
    const site = location.protocol.startsWith("http") ? "" : room.dataset.site;
    const answer = await fetch(`${site}/proof/${encodeURIComponent(number)}?absent=1`);
    if (answer.ok) return answer.text();
    throw new Wrong("not_there");
  };

  const numberIn = (text) => text.trim().replace(/\/+$/, "").split(/[/=]/).at(-1);

  const run = async () => {
    show(line("info", words("working")));
    try {
      if (!window.crypto?.subtle) throw new Error("no cryptography here");
      const file = form.elements.file.files[0];
      const text = file ? await file.text() : await fetched(numberIn(form.elements.good.value));
      const began = performance.now();
      whole(await check(text, form.elements.vkey.value, lives), performance.now() - began);
    } catch (error) {
      broken(error);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  room.hidden = false;
})();
