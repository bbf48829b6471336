// The pictures of an application: chosen, dropped, pasted or taken; shown, removed, brought back.
(() => {
  "use strict";

  const box = document.querySelector("[data-uploads]");
  if (!box) return;
  const { uploadLine, uploadShelf } = window;
  const form = box.closest("form");
  const words = box.dataset;
  const blank = box.querySelector("template").content.firstElementChild;
  const primary = form.querySelector("[data-upload-submit]");
  const primaryWords = primary.textContent;
  const line = {
    url: words.url,
    csrf: form.elements.csrfmiddlewaretoken.value,
    partBytes: Number(words.part),
    place: (token) => words.place.replace("TOKEN", token),
  };
  const jobs = new Map(); // row → what is being sent of it
  let queue = Promise.resolve();
  let wanted = null; // the button that was pressed while files were still on their way

  const filled = (text, n) => text.replace("{n}", n);
  const tell = (text) => { box.querySelector("[data-uploads-said]").textContent = text; };
  const amount = (bytes) =>
    bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const rowsOf = (place) => [...place.querySelectorAll("[data-upload]")];
  const counts = (row) => !["removed", "refused"].includes(row.dataset.state);

  const changed = () => document.body.dispatchEvent(new Event("uploads")); // the list looks anew

  const show = (row, state, text = "") => {
    const moved = row.dataset.state !== state;
    row.dataset.state = state;
    row.querySelector("[data-said]").textContent = text;
    row.querySelector("[data-meter]").hidden = ["ready", "refused", "removed"].includes(state);
    const input = row.querySelector("[name=upload]");
    if (input) input.disabled = !counts(row) || !row.dataset.token;
    if (moved && ["ready", "refused", "removed"].includes(state)) {
      tell(`${row.dataset.name}: ${text}`);
      changed();
    }
    settle();
  };

  // The button says what is still on its way, and is pressed again when nothing is.
  const settle = () => {
    const left = [...jobs.values()].filter((job) => !job.done && !job.stopped).length;
    const told = filled(wanted ? words.sayThen : words.sayLeft, left);
    primary.textContent = !left ? primaryWords : wanted ? told : `${primaryWords.trim()} · ${told}`;
    primary.classList.toggle("is-busy", Boolean(left && wanted));
    if (left || !wanted) return;
    const button = wanted;
    wanted = null;
    if (rowsOf(box).some((row) => row.dataset.state === "refused")) return tell(words.sayLook);
    form.requestSubmit(button);
  };

  const picture = async (row, file) => {
    const drawn = await createImageBitmap(file, { resizeWidth: 112 }).catch(() => null);
    if (!drawn) return;
    const canvas = document.createElement("canvas");
    const side = Math.min(drawn.width, drawn.height);
    canvas.width = canvas.height = 112;
    canvas.getContext("2d").drawImage(drawn, 0, 0, side, side, 0, 0, 112, 112);
    row.querySelector("[data-shot]").replaceChildren(canvas);
  };

  const name = (row, token) => {
    row.dataset.token = token;
    for (const field of row.querySelectorAll("[name=upload], [data-drop]")) field.value = token;
  };

  const send = (row, file) => {
    const size = Number(row.dataset.size);
    const job = {
      file,
      size,
      kind: row.closest("[data-upload-item]").dataset.uploadItem,
      token: row.dataset.token,
      begun: () => {
        name(row, job.token);
        if (job.stopped) return uploadLine.ask("DELETE", line.place(job.token), line.csrf);
        uploadShelf.put(job.token, file);
        changed();
      },
      moved: (sent) => {
        const percent = Math.floor((Math.min(sent, size) * 100) / size);
        row.querySelector("[data-meter]").value = percent;
        if (percent === 100) show(row, "checking", words.sayChecking);
        else show(row, "uploading", filled(words.sayUploading, percent));
      },
      waits: (seconds) => show(row, "waiting", filled(words.sayWaiting, seconds)),
    };
    jobs.set(row, job);
    show(row, "queued", words.sayQueued);
    queue = queue.then(async () => {
      try {
        await uploadLine.send(job, line);
        if (job.stopped) return;
        job.done = true;
        show(row, "ready", words.sayReady);
      } catch (trouble) {
        if (job.stopped) return;
        job.done = true;
        show(row, "refused", trouble.words ?? words.sayFailed);
        if (!trouble.words) return; // after a reload it goes on
      }
      if (job.token) uploadShelf.forget(job.token);
    });
  };

  const made = (file) => {
    const row = blank.cloneNode(true);
    row.dataset.name = file.name;
    row.dataset.size = file.size;
    row.querySelector("[data-file-name]").textContent = file.name;
    row.querySelector("[data-file-size]").textContent = amount(file.size);
    row.querySelector("[data-drop-name]").textContent = ` ${file.name}`;
    return row;
  };

  const add = (item, files) => {
    for (const file of files) {
      const half = rowsOf(item).find(({ dataset: { state, name, size } }) =>
        state === "paused" && name === file.name && Number(size) === file.size);
      if (!half && rowsOf(box).filter(counts).length >= Number(words.most)) {
        tell(words.sayMost);
        break;
      }
      const row = half ?? made(file);
      if (!half) item.querySelector("[data-rows]").append(row);
      picture(row, file);
      send(row, file);
    }
  };

  // Pasted or dropped beside everything: for the first item that has nothing yet.
  const open = () => {
    const items = [...box.querySelectorAll("[data-upload-item]")];
    return items.find((item) => !rowsOf(item).some(counts)) ?? items[0];
  };

  // What the server is told of one row goes in order: removed, then brought back.
  const inOrder = (row, act) => {
    row.turn = (row.turn ?? Promise.resolve()).then(act).catch(() => {}).then(changed);
  };

  const drop = (row) => {
    const job = jobs.get(row);
    if (job && !job.done) {
      job.stopped = true;
      job.request?.abort();
      job.wake?.();
    }
    row.was = [row.dataset.state, row.querySelector("[data-said]").textContent];
    if (row.dataset.token) inOrder(row, () => uploadLine.ask("DELETE", line.place(row.dataset.token), line.csrf));
    show(row, "removed", words.sayRemoved);
  };

  const bringBack = (row) => {
    const job = jobs.get(row);
    const again = () => (job?.stopped ? send(row, job.file) : show(row, ...row.was));
    if (!row.dataset.token) return again();
    show(row, "checking", words.sayChecking);
    inOrder(row, async () => {
      const answer = await uploadLine.ask("POST", line.place(row.dataset.token), line.csrf);
      if (answer.ok) again();
      else show(row, "refused", words.sayGone);
    });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop]");
    if (!button || !box.contains(button)) return;
    event.preventDefault(); // without the script it is a form's button
    const row = button.closest("[data-upload]");
    const back = row.dataset.state === "removed";
    button.querySelector("[data-drop-label]").textContent = back ? words.sayDrop : words.sayUndo;
    if (back) bringBack(row);
    else drop(row);
  });
  box.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file]")) return;
    add(input.closest("[data-upload-item]"), [...input.files]);
    input.value = ""; // it is sent from here, not once more with the form
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    const at = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    const item = event.target.closest?.("[data-upload-item]") ?? open();
    add(item, files.map((file) => {
      const end = file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".")) : "";
      return new File([file], `${words.sayPasted} ${at}${end}`, { type: file.type });
    }));
  });
  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // else the browser leaves the form and opens the picture
    for (const item of box.querySelectorAll("[data-over]")) item.removeAttribute("data-over");
    const item = event.target.closest?.("[data-upload-item]") ?? open();
    if (event.type === "drop") add(item, [...event.dataTransfer.files]);
    else item.setAttribute("data-over", "");
  };
  for (const moment of ["dragover", "drop"]) form.addEventListener(moment, over);
  form.addEventListener("dragleave", (event) => {
    if (form.contains(event.relatedTarget)) return;
    for (const item of box.querySelectorAll("[data-over]")) item.removeAttribute("data-over");
  });
  document.addEventListener("submit", (event) => {
    const busy = [...jobs.values()].some((job) => !job.done && !job.stopped);
    if (event.target !== form || !busy || event.submitter?.formNoValidate) return;
    event.preventDefault();
    wanted = event.submitter ?? primary;
    settle();
  }, true);

  box.setAttribute("data-live", "");
  for (const mark of box.querySelectorAll("[data-scripted]")) mark.hidden = false;
  for (const mark of box.querySelectorAll("[data-scriptless]")) mark.hidden = true;
  uploadShelf.tidy();
  for (const row of rowsOf(box)) {
    if (row.dataset.state === "checking") send(row, null);
    if (row.dataset.state !== "paused") continue;
    uploadShelf.take(row.dataset.token).then((file) => {
      if (file?.size !== Number(row.dataset.size)) return;
      picture(row, file);
      send(row, file);
    });
  }
})();
