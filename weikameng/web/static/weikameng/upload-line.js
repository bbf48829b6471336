// Sends one file in parts by the words of tus 1.0, and goes on from where the server is.
(() => {
  "use strict";

  const LONGEST_WAIT = 30; // seconds

  // Something waiting will not mend: ``words`` is the server's sentence, if it sent one.
  class Refused extends Error {
    constructor(words) {
      super("refused");
      this.words = words;
    }
  }

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  const ask = (method, url, token, headers = {}) =>
    fetch(url, { method, redirect: "manual", headers: { "X-CSRFToken": token, ...headers } });

  const checked = async (answer) => {
    if (answer.ok) return answer;
    if (answer.status >= 500 || answer.status === 429) throw new Error("later");
    throw new Refused((await answer.json().catch(() => ({}))).words);
  };

  // Until it is time, or the line is back, or nobody wants it any more.
  const patience = (job, seconds) =>
    new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener("online", end);
        done();
      };
      const timer = setTimeout(end, seconds * 1000);
      addEventListener("online", end);
      job.wake = end;
    });

  const part = (job, line) =>
    new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      const piece = job.file?.slice(job.sent, job.sent + line.partBytes) ?? new Blob();
      job.request = request;
      request.open("PATCH", line.place(job.token));
      request.setRequestHeader("X-CSRFToken", line.csrf);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      request.setRequestHeader("Upload-Offset", job.sent);
      request.setRequestHeader("Content-Type", "application/offset+octet-stream");
      request.upload.onprogress = (event) => job.moved(job.sent + event.loaded);
      request.onerror = request.onabort = request.ontimeout = () => failed(new Error("line"));
      request.onload = () => {
        const offset = request.getResponseHeader("Upload-Offset");
        if (request.status === 204 || request.status === 409) {
          return done([Number(offset), request.status === 204]);
        }
        if (request.status >= 500) return failed(new Error("later"));
        let words;
        try {
          words = JSON.parse(request.responseText).words;
        } catch {
          words = undefined; // a page, not an answer: signed out, or a proxy
        }
        failed(new Refused(words));
      };
      request.timeout = 60000;
      request.send(piece);
    });

  const begin = async (job, line) => {
    const { name, size, type } = job.file;
    const said = { kind: job.kind, filename: name, filetype: type };
    const pairs = Object.entries(said).filter(([, value]) => value);
    const answer = await checked(await ask("POST", line.url, line.csrf, {
      "Upload-Length": size,
      "Upload-Metadata": pairs.map(([key, value]) => `${key} ${base64(value)}`).join(","),
    }));
    job.token = (await answer.json()).token;
    job.sent = 0;
    job.begun();
  };

  const through = async (job, line) => {
    if (!job.token) await begin(job, line);
    if (job.sent === undefined) {
      const answer = await checked(await ask("HEAD", line.place(job.token), line.csrf));
      job.sent = Number(answer.headers.get("Upload-Offset"));
    }
    // Nothing sent at the very end asks how the picture was found: so it ends with a yes.
    for (let kept = false; !kept || job.sent < job.size;) {
      if (job.stopped) return;
      job.moved(job.sent);
      [job.sent, kept] = await part(job, line);
    }
  };

  window.uploadLine = {
    Refused,
    ask,
    checked,
    // Resolves when the file is there; throws Refused. A bad line is waited for as long as it takes.
    send: async (job, line) => {
      for (let wait = 1; !job.stopped; wait = Math.min(wait * 2, LONGEST_WAIT)) {
        const before = job.sent;
        try {
          return await through(job, line);
        } catch (trouble) {
          if (trouble instanceof Refused || job.stopped) throw trouble;
          if (job.sent !== before) wait = 1; // it did move: no reason to be shy
          job.sent = undefined;
          job.waits(wait);
          await patience(job, wait);
        }
      }
    },
  };
})();
