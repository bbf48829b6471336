// The second form of a bundle: written short, and with the map's proof, so that nothing up to a
// moment can be left out. Beside ledger-proofs.js, whose parts it uses.
(() => {
  "use strict";

  const tools = window.ledgerProofs;
  const { must, utf8, sha256, same, joined, base64, base64url, ofBase64url } = tools;
  const FIELDS = "checkpoint,digest,events,good,keys,map,since,type,v";
  const BITS = 256;
  const STEP = 33;

  // RFC 8785 for what entries hold: texts, whole numbers, lists and objects.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      const keys = Object.keys(value).sort();
      return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value);
  };

  const bytesOf = (text) => {
    must(typeof text === "string", "malformed", "map");
    return ofBase64url(text, Math.floor((text.length * 6) / 8), "map");
  };

  const pieces = (bytes, size) => {
    must(bytes.length % size === 0, "malformed", "map");
    const starts = Array.from({ length: bytes.length / size }, (_, n) => n * size);
    return starts.map((at) => bytes.slice(at, at + size));
  };

  // RFC 6962, section 2.1.
  const rootOf = async (hashes) => {
    if (!hashes.length) return sha256(new Uint8Array());
    if (hashes.length === 1) return hashes[0];
    let cut = 1;
    while (cut * 2 < hashes.length) cut *= 2;
    return tools.nodeHash(await rootOf(hashes.slice(0, cut)), await rootOf(hashes.slice(cut)));
  };

  // Makes an entry's own bytes again from what was left of it and what the reader knows.
  const leafOf = (short, known, keyids) => {
    const whole = short && Object.keys(short).sort().join() === "said,sig";
    must(whole && Array.isArray(short.sig) && short.sig.length, "malformed", "entry");
    must(!Object.keys(known).some((key) => key in short.said), "malformed", "entry");
    const payload = utf8(canonical({ ...short.said, ...known }));
    const signatures = short.sig.map(([whose, sig]) => ({
      keyid: typeof whose === "number" ? keyids[whose] : whose,
      sig: base64(ofBase64url(sig, 64, "entry")),
    }));
    must(signatures.every((one) => typeof one.keyid === "string"), "malformed", "entry");
    return canonical({
      payload: base64(payload),
      payloadType: tools.EVENT_TYPE,
      signatures,
    });
  };

  const bitOf = (key, bit) => (key[bit >> 3] >> (7 - (bit & 7))) & 1;

  // Whether the way from a leaf of the map leads to its root; the search goes by ``key``.
  const climbs = async (root, key, [found, value], steps) => {
    let reached = await sha256(joined(found, value));
    let upper = BITS;
    for (const step of steps) {
      const [bit, sibling] = [step[0], step.slice(1)];
      const side = bitOf(key, bit);
      if (bit >= upper || side !== bitOf(found, bit)) return false;
      upper = bit;
      const pair = side ? [sibling, reached] : [reached, sibling];
      reached = await sha256(joined(...pair, [bit]));
    }
    return same(reached, root);
  };

  const standsIn = async (root, life, lookup) => {
    const name = ofBase64url(life.good, 16, "good");
    const key = await sha256(joined(utf8("weikameng/good/v1\0"), name));
    if (life.events.length) {
      const said = {
        good: life.good,
        state: life.state,
        seq: life.hashes.length - 1,
        last_leaf_hash: base64url(life.hashes.at(-1)),
        history_root: base64url(await rootOf(life.hashes)),
      };
      return climbs(root, key, [key, await sha256(utf8(canonical(said)))], pieces(lookup, STEP));
    }
    if (!lookup.length) return same(root, await sha256(new Uint8Array()));
    const [other, value] = [lookup.slice(0, 32), lookup.slice(32, 64)];
    if (value.length < 32 || same(other, key)) return false;
    return climbs(root, key, [other, value], pieces(lookup.slice(64), STEP));
  };

  const keysOf = async (bundle) => {
    must(Array.isArray(bundle.keys) && bundle.keys.length, "malformed", "keys");
    const publics = bundle.keys.map((one) => ofBase64url(one?.said?.key, 32, "keys"));
    const keyids = [];
    for (const one of publics) keyids.push(base64url(await sha256(one)));
    const known = { v: 1, type: "key_added" };
    const leaves = bundle.keys.map((one) => leafOf(one, known, keyids));
    const keys = new Map();
    for (const leaf of leaves) await tools.takeKey(keys, tools.envelopeOf(leaf));
    return { keys, keyids, root: await rootOf(await Promise.all(leaves.map(tools.leafHash))) };
  };

  const rootSaid = async (bundle, ring, head) => {
    const { index, root, proof, lookup } = bundle.map ?? {};
    must(Number.isSafeInteger(index) && index >= 0, "malformed", "map");
    const leaf = leafOf(root, { v: 1, type: "map_root" }, ring.keyids);
    const hash = await tools.leafHash(leaf);
    const path = pieces(bytesOf(proof), 32);
    must(await tools.included(hash, index, head, path), "not_included", index);
    const envelope = tools.envelopeOf(leaf);
    const said = envelope.said;
    must(Number.isSafeInteger(said.size) && said.size <= index, "malformed", "map");
    must(said.keys === base64url(ring.root), "other_keys", said.number);
    const signed = await tools.signersOf(envelope, ring.keys);
    const roles = signed.map((one) => ring.keys.get(one).role);
    must(roles.includes("platform"), "unknown_signer", index);
    return { ...said, root: ofBase64url(said.root, 32, "map"), lookup: bytesOf(lookup) };
  };

  tools.mapped = async (bundle, head, lives) => {
    must(Object.keys(bundle).sort().join() === FIELDS, "malformed", "bundle");
    const { digest, ...rest } = bundle;
    const own = base64url(await sha256(utf8(tools.spelled(rest))));
    must(digest === own, "malformed", "digest");
    const lists = Array.isArray(bundle.events) && Array.isArray(bundle.since);
    must(lists && bundle.events.length <= tools.MOST_EVENTS, "malformed", "events");
    const ring = await keysOf(bundle);
    const said = await rootSaid(bundle, ring, head);
    const life = tools.newLife(bundle.good, lives);
    for (const [seq, short] of bundle.events.entries()) {
      const before = seq ? { prev: base64url(life.hashes.at(-1)) } : {};
      const leaf = leafOf(short, { v: 1, good: bundle.good, seq, ...before }, ring.keyids);
      await tools.walkOn(life, leaf, tools.envelopeOf(leaf), ring.keys, `#${seq}`);
    }
    must(await standsIn(said.root, life, said.lookup), "not_in_map", said.number);
    let place = said.size - 1;
    for (const entry of bundle.since) {
      await tools.mustBeIn(entry, head);
      must(entry.index > place, "broken_chain", entry.index);
      place = entry.index;
      const envelope = tools.envelopeOf(entry.leaf);
      if (tools.isKey(envelope)) await tools.takeKey(ring.keys, envelope);
      else await tools.walkOn(life, entry.leaf, envelope, ring.keys, entry.index);
    }
    return Object.assign(life, { asOf: said.at, covered: said.size });
  };
})();
