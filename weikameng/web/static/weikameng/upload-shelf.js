// Keeps chosen files in this browser until they have arrived: a reload goes on where it was.
(() => {
  "use strict";

  const DAY = 86400000;
  const opened = new Promise((done) => {
    const asked = indexedDB.open("weikameng-uploads", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(null); // a private window: then the file is chosen again
  }).catch(() => null);

  const on = async (mode, act) => {
    const store = (await opened)?.transaction("files", mode).objectStore("files");
    return store && new Promise((done) => {
      const asked = act(store);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(undefined);
    });
  };

  const forget = (token) => on("readwrite", (store) => store.delete(token)).catch(() => {});

  window.uploadShelf = {
    put: (token, file) =>
      on("readwrite", (store) => store.put({ file, at: Date.now() }, token)).catch(() => {}),
    take: (token) => on("readonly", (store) => store.get(token)).then((kept) => kept?.file, () => {}),
    forget,
    // No upload lives longer than a day.
    tidy: async () => {
      const tokens = (await on("readonly", (store) => store.getAllKeys()).catch(() => [])) ?? [];
      for (const token of tokens) {
        const kept = await on("readonly", (store) => store.get(token)).catch(() => null);
        if (!kept || Date.now() - kept.at > DAY) forget(token);
      }
    },
  };
})();
