// Checks the bundle of a good: the same checks as ``weikameng verify``, by the browser's own
// cryptography. Needs no network and nothing else on the page, so it works saved to disk, too.
(() => {
  "use strict";

  const MOST_BYTES = 8 * 1024 * 1024;
  const MOST_EVENTS = 1000;
  const FIELDS = "checkpoint,events,good,keys,type,v";
  const EVENT_TYPE = "application/vnd.weikameng.event.v1+json";
  const KEY_NAME = /^[^\s+]{1,255}$/;

  // Something that does not hold: ``outcome`` is the code of docs/ledger.md.
  class Wrong extends Error {
    constructor(outcome, detail = "") {
      super(outcome);
      this.outcome = outcome;
      this.detail = String(detail);
    }
  }

  const must = (holds, outcome, detail) => {
    if (!holds) throw new Wrong(outcome, detail);
  };
  const utf8 = (text) => new TextEncoder().encode(text);
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const same = (a, b) => a.length === b.length && a.every((one, at) => one === b[at]);

  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };

  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const base64url = (bytes) =>
    base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  // A second spelling of the same bytes is refused.
  const ofBase64 = (text, what) => {
    must(typeof text === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(text), "malformed", what);
    let bytes;
    try {
      bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    } catch {
      throw new Wrong("malformed", what);
    }
    must(base64(bytes) === text, "malformed", what);
    return bytes;
  };
  const ofBase64url = (text, length, what) => {
    must(typeof text === "string" && /^[\w-]*$/.test(text), "malformed", what);
    const plain = text.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = ofBase64(plain + "=".repeat(-plain.length & 3), what);
    must(bytes.length === length, "malformed", what);
    return bytes;
  };

  const parsed = (text, what) => {
    try {
      const found = JSON.parse(text);
      if (found && typeof found === "object" && !Array.isArray(found)) return found;
    } catch {
      // told below
    }
    throw new Wrong("malformed", what);
  };

  // The one spelling: keys in order, no blanks, other signs than ASCII as \uXXXX.
  const spelled = (value) => {
    if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
    if (value && typeof value === "object") {
      const pairs = Object.keys(value).sort();
      return `{${pairs.map((key) => `${spelled(key)}:${spelled(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value).replace(
      /[\u007f-\uffff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  };

  const verified = async (key, signature, message) => {
    try {
      const own = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", own, signature, message);
    } catch (error) {
      if (error.name === "NotSupportedError") throw error;
      return false;
    }
  };

  const leafHash = (leaf) => sha256(joined([0], utf8(leaf)));
  const nodeHash = (left, right) => sha256(joined([1], left, right));

  // RFC 9162, section 2.1.3.2; BigInt, for a log may outgrow 32 bits.
  const included = async (hash, index, head, proof) => {
    let here = BigInt(index);
    let last = BigInt(head.size) - 1n;
    let root = hash;
    if (here > last) return false;
    for (const step of proof) {
      if (last === 0n) return false;
      if (here & 1n || here === last) {
        root = await nodeHash(step, root);
        while (here && !(here & 1n)) {
          here >>= 1n;
          last >>= 1n;
        }
      } else {
        root = await nodeHash(root, step);
      }
      here >>= 1n;
      last >>= 1n;
    }
    return last === 0n && same(root, head.root);
  };

  // name+id+key, where the id follows from name and key (C2SP signed-note).
  const keyOf = async (vkey) => {
    const [name, id, ...rest] = vkey.trim().split("+");
    must(rest.length && KEY_NAME.test(name) && /^[0-9a-f]{8}$/.test(id), "bad_key");
    const material = ofBase64(rest.join("+"), "key");
    must(material.length === 33 && material[0] === 1, "bad_key");
    const whole = await sha256(joined(utf8(`${name}\n`), material));
    const short = [...whole.slice(0, 4)];
    must(short.map((one) => one.toString(16).padStart(2, "0")).join("") === id, "bad_key");
    return { name, id: short, public: material.slice(1) };
  };

  const headOf = async (note, key) => {
    const cut = note.lastIndexOf("\n\n");
    must(cut > 0 && note.endsWith("\n"), "malformed", "note");
    const text = note.slice(0, cut + 1);
    const [origin, size, root] = text.split("\n");
    must(/^(0|[1-9]\d{0,18})$/.test(size), "malformed", "size");
    must(origin === key.name, "not_signed", origin);
    let signed = false;
    for (const line of note.slice(cut + 2, -1).split("\n")) {
      const found = /^— (\S+) (\S+)$/.exec(line);
      must(found, "malformed", "signature");
      const content = ofBase64(found[2], "signature");
      if (found[1] !== key.name || !same(content.slice(0, 4), key.id)) continue; // a stranger's
      must(await verified(key.public, content.slice(4), utf8(text)), "bad_signature", origin);
      signed = true;
    }
    must(signed, "not_signed", origin);
    return { origin, size, root: ofBase64(root, "root") };
  };

  const envelopeOf = (leaf) => {
    const found = parsed(leaf, "envelope");
    must(Object.keys(found).sort().join() === "payload,payloadType,signatures", "malformed");
    must(found.payloadType === EVENT_TYPE && Array.isArray(found.signatures), "malformed");
    const payload = ofBase64(found.payload, "envelope");
    const kind = utf8(`DSSEv1 ${EVENT_TYPE.length} ${EVENT_TYPE} ${payload.length} `);
    return {
      said: parsed(new TextDecoder().decode(payload), "payload"),
      message: joined(kind, payload),
      signatures: found.signatures,
    };
  };

  // Whose keys signed; none when one of them does not hold.
  const signersOf = async (envelope, keys) => {
    const found = [];
    for (const { keyid, sig } of envelope.signatures) {
      if (!keys.has(keyid)) continue;
      const held = keys.get(keyid);
      if (!(await verified(held.public, ofBase64(sig, "sig"), envelope.message))) return [];
      found.push(keyid);
    }
    return found;
  };

  const mustBeIn = async (entry, head) => {
    must(Number.isSafeInteger(entry.index) && entry.index >= 0, "malformed", "index");
    must(typeof entry.leaf === "string" && Array.isArray(entry.proof), "malformed", "entry");
    must(entry.proof.length < 64, "malformed", "proof");
    const proof = entry.proof.map((one) => ofBase64url(one, 32, "proof"));
    const hash = await leafHash(entry.leaf);
    must(await included(hash, entry.index, head, proof), "not_included", entry.index);
    return hash;
  };

  // Adds the key of an entry that is one; those who must have to have signed it.
  const takeKey = async (keys, envelope) => {
    const { role, key } = envelope.said;
    const added = { role, public: ofBase64url(key, 32, "keys") };
    const keyid = base64url(await sha256(added.public));
    const signed = await signersOf(envelope, new Map([...keys, [keyid, added]]));
    const vouched = signed.some((one) => keys.get(one)?.role === "platform");
    must(signed.includes(keyid) && (vouched || !keys.size), "malformed", "keys");
    must(keys.size || role === "platform", "malformed", "keys");
    if (!keys.has(keyid)) keys.set(keyid, added);
  };

  const isKey = (envelope) => envelope.said.type === "key_added";

  const newLife = (good, lives) => ({ good, lives, events: [], hashes: [], state: "" });

  // Walks on by one event, or says why it can't follow.
  const walkOn = async (life, leaf, envelope, keys, place) => {
    const event = envelope.said;
    must((await signersOf(envelope, keys)).length, "unknown_signer", place);
    must(event.good === life.good, "other_good", place);
    const prev = life.hashes.length ? base64url(life.hashes.at(-1)) : undefined;
    must(event.seq === life.hashes.length && event.prev === prev, "broken_chain", place);
    const following = life.lives.get(life.state)?.get(event.type);
    must(following !== undefined, "impossible_life", place);
    life.state = following;
    life.events.push(event);
    life.hashes.push(await leafHash(leaf));
  };

  // Which event may follow where: a state a line, then event:state pairs; "-" is nothing yet.
  const livesOf = (text) =>
    new Map(
      text.trim().split("\n").map((line) => {
        const [state, ...steps] = line.trim().split(" ");
        return [state === "-" ? "" : state, new Map(steps.map((one) => one.split(":")))];
      }),
    );

  // The first form: every entry with its own proof. It can't exclude what came later.
  const first = async (bundle, head, lives) => {
    must(Object.keys(bundle).sort().join() === FIELDS, "malformed", "bundle");
    must(Array.isArray(bundle.keys) && Array.isArray(bundle.events), "malformed", "bundle");
    must(bundle.events.length > 0, "malformed", "bundle");
    must(bundle.events.length <= MOST_EVENTS, "malformed", "bundle");
    const keys = new Map();
    for (const entry of bundle.keys) {
      await mustBeIn(entry, head);
      const envelope = envelopeOf(entry.leaf);
      must(isKey(envelope), "malformed", "keys");
      await takeKey(keys, envelope);
    }
    const life = newLife(bundle.good, lives);
    let place = -1;
    for (const entry of bundle.events) {
      await mustBeIn(entry, head);
      await walkOn(life, entry.leaf, envelopeOf(entry.leaf), keys, entry.index);
      must(entry.index > place, "broken_chain", entry.index);
      place = entry.index;
    }
    return life;
  };

  // Resolves with what holds; rejects with Wrong, or NotSupportedError where Ed25519 is missing.
  const check = async (text, vkey, livesText) => {
    const key = await keyOf(vkey);
    must(text.length <= MOST_BYTES, "malformed", "bundle");
    const bundle = parsed(text, "bundle");
    const known = bundle.type === "weikameng-good" && [1, 2].includes(bundle.v);
    must(known && spelled(bundle) === text, "malformed", "bundle");
    must(typeof bundle.checkpoint === "string", "malformed", "checkpoint");
    ofBase64url(bundle.good, 16, "good");
    const head = await headOf(bundle.checkpoint, key);
    const forms = { 1: first, 2: window.ledgerProofs.mapped };
    const life = await forms[bundle.v](bundle, head, livesOf(livesText));
    const { good, events, state, asOf, covered } = life;
    return { good, events, state, asOf, covered, origin: head.origin, size: head.size };
  };

  window.ledgerProofs = {
    ...{ check, Wrong, must, utf8, sha256, same, joined, spelled, base64, base64url },
    ...{ ofBase64url, leafHash, nodeHash, included, envelopeOf, signersOf, mustBeIn },
    ...{ takeKey, isKey, newLife, walkOn, EVENT_TYPE, MOST_EVENTS },
  };
})();
