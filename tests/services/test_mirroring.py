"""A mirror follows a log over HTTP by its published files and keeps what convicts one that lies."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.witness_node import witness_key, witness_node
from weikameng.ledger.bundles import bundle_of
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.frontier import Frontier, extend, root_of
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import Note, parse_note
from weikameng.ledger.proofs import consistency_proof
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import ENTRIES, Tile, parse_tile_path, pieces
from weikameng.ledger.trust_policies import parse_policy
from weikameng.ledger.witness_replies import request_body
from weikameng.services.mirror_witnesses import compare
from weikameng.services.mirroring import MirrorTrouble, SiteTrouble, follow, key_of, look_again

LOG = SigningKey("log.example/a", bytes(range(32)))
TEXT = [b"entry %d" % number for number in range(1_000)]


@dataclass
class Published:
    """What a log shows: entries, and the head it signs over them (or claims to)."""

    entries: list[bytes] = field(default_factory=list)
    note: bytes = b""
    url: str = ""

    def shows(self, entries: list[bytes], root: bytes | None = None, key: SigningKey = LOG) -> None:
        self.entries = entries
        root = root or root_of([leaf_hash(one) for one in entries])
        self.note = Note(Checkpoint(LOG.name, len(entries), root).text).signed(key).encoded()

    def file(self, path: str) -> bytes | None:
        if path == "checkpoint":
            return self.note
        if path == "log/vkey":
            return LOG.verifier.vkey.encode()
        try:
            tile = parse_tile_path(path)
        except Malformed:
            return None
        if tile.level == ENTRIES:
            begin = tile.index * 256
            return bundle_of(self.entries[begin : begin + tile.width])
        return self.tiles().get((tile.level, tile.index), b"")[: tile.width * HASH_BYTES] or None

    def tiles(self) -> dict[tuple[int, int], bytes]:
        growth = extend(Frontier(), [leaf_hash(one) for one in self.entries])
        return {(one.level, one.index): one.content for one in pieces(0, growth)}


@pytest.fixture
def site() -> Iterator[Published]:
    shown = Published()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = shown.file(self.path.lstrip("/"))
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    shown.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield shown
    server.shutdown()
    server.server_close()


def trouble(site: Published, folder: Path) -> MirrorTrouble:
    with pytest.raises(MirrorTrouble) as found:
        follow(site.url, folder, LOG.verifier)
    return found.value


def test_a_mirror_grows_with_the_log_and_can_be_followed_itself(site, tmp_path):
    for size in (1, 255, 256, 300, 300, 900):
        site.shows(TEXT[:size])
        assert follow(site.url, tmp_path, LOG.verifier).size == size
    copy = {
        place: (tmp_path / Tile(*place, len(content) // HASH_BYTES).path).read_bytes()
        for place, content in site.tiles().items()
    }
    assert copy == site.tiles()
    assert (tmp_path / "tile/entries/003.p/132").read_bytes() == bundle_of(TEXT[768:900])
    assert (tmp_path / "checkpoint").read_bytes() == site.note


def test_two_heads_of_one_size_are_a_split_view_and_both_are_kept(site, tmp_path):
    site.shows(TEXT[:300])
    before = site.note
    follow(site.url, tmp_path, LOG.verifier)
    site.shows([*TEXT[:299], b"another"])
    found = trouble(site, tmp_path)
    assert found.code == "split_view"
    assert "over 300 entries" in found.words.en
    folder = tmp_path / "conflicts" / "0001"
    assert str(folder) in found.words.en
    assert (folder / "kept").read_bytes() == before
    assert (folder / "seen").read_bytes() == site.note
    assert (tmp_path / "checkpoint").read_bytes() == before


def test_a_larger_log_that_changed_what_was_there_is_found(site, tmp_path):
    site.shows(TEXT[:300])
    follow(site.url, tmp_path, LOG.verifier)
    site.shows([*TEXT[:17], b"another", *TEXT[18:400]])
    found = trouble(site, tmp_path)
    assert found.code == "rewritten"
    assert "the 400 entries signed now do not begin with the 300" in found.words.en
    assert (tmp_path / "conflicts/0001/seen").read_bytes() == site.note


def test_a_log_that_shows_less_than_it_signed_is_found(site, tmp_path):
    site.shows(TEXT[:300])
    follow(site.url, tmp_path, LOG.verifier)
    site.shows(TEXT[:200])
    assert trouble(site, tmp_path).code == "rolled_back"


def test_entries_that_do_not_give_the_signed_root_are_not_taken(site, tmp_path):
    site.shows(TEXT[:300])
    follow(site.url, tmp_path, LOG.verifier)
    before = (tmp_path / "checkpoint").read_bytes()
    honest = root_of([leaf_hash(one) for one in TEXT[:400]])
    site.shows(TEXT[:400])
    tiles = site.tiles()
    site.tiles = lambda: tiles  # type: ignore[method-assign]
    site.shows([*TEXT[:350], b"wrong", *TEXT[351:400]], root=honest)
    found = trouble(site, tmp_path)
    assert found.code == "not_signed"
    assert (tmp_path / "checkpoint").read_bytes() == before
    site.shows(TEXT[:400])
    assert follow(site.url, tmp_path, LOG.verifier).size == 400


def test_an_entry_changed_or_gone_behind_the_head_is_named_when_looked_at_again(site, tmp_path):
    site.shows(TEXT[:300])
    follow(site.url, tmp_path, LOG.verifier)
    assert look_again(site.url, tmp_path) == 300
    for entries, place in (
        ([*TEXT[:270], b"another", *TEXT[271:300]], 270),
        ([*TEXT[:17], *TEXT[18:300]], 17),
        (TEXT[:290], 290),
    ):
        site.entries = entries
        with pytest.raises(MirrorTrouble) as found:
            look_again(site.url, tmp_path)
        assert found.value.code == "entry_differs"
        assert f"Entry {place} " in found.value.words.en


def test_a_head_signed_by_another_key_changes_nothing(site, tmp_path):
    site.shows(TEXT[:5], key=SigningKey(LOG.name, bytes(32)))
    assert trouble(site, tmp_path).code == "head_bad"
    assert not (tmp_path / "checkpoint").exists()


def test_the_key_is_remembered_and_another_one_refused(site, tmp_path):
    site.shows(TEXT[:5])
    key, shown = key_of(site.url, tmp_path, "")
    assert (key, shown) == (LOG.verifier, True)
    follow(site.url, tmp_path, key)
    assert key_of(site.url, tmp_path, "") == (LOG.verifier, False)
    with pytest.raises(MirrorTrouble):
        key_of(site.url, tmp_path, SigningKey("log.example/a", bytes(32)).verifier.vkey)


def test_a_log_that_is_not_there_is_told_by_its_address(tmp_path):
    with pytest.raises(SiteTrouble, match=r"127\.0\.0\.1:1/checkpoint"):
        follow("http://127.0.0.1:1", tmp_path, LOG.verifier)


def test_a_head_too_few_witnesses_saw_is_not_taken_until_they_did(site, tmp_path):
    keys = [witness_key(f"w{number}.example") for number in range(2)]
    lines = [f"witness w{n} {key.verifier.vkey}\n" for n, key in enumerate(keys)]
    policy = parse_policy("".join([*lines, "group both all w0 w1\nquorum both\n"]).encode())
    site.shows(TEXT[:5])
    note = parse_note(site.note)
    for key in keys:
        with pytest.raises(MirrorTrouble) as found:
            follow(site.url, tmp_path, LOG.verifier, policy)
        assert found.value.code == "too_few_witnesses"
        assert not (tmp_path / "checkpoint").exists()
        site.note += cosign(note.text, key, 1_795_000_000).line.encode()
    assert follow(site.url, tmp_path, LOG.verifier, policy).size == 5
    assert (tmp_path / "checkpoint").read_bytes() == site.note


def test_what_the_log_showed_to_a_witness_is_held_against_the_copy(site, tmp_path):
    mirror, elsewhere = tmp_path / "mirror", Published()
    with witness_node(tmp_path / "witness", LOG.verifier) as witness:
        policy = parse_policy(f"{witness.line}quorum none\n".encode())

        def told() -> str:
            follow(site.url, mirror, LOG.verifier)
            return " ".join(one.en for one in compare(site.url, mirror, LOG.verifier, policy))

        def seen(old: int, entries: list[bytes]) -> None:
            elsewhere.shows(entries)
            hashes = TileHashes(elsewhere.tiles())
            proof = consistency_proof(old, len(entries), hashes) if old else ()
            assert witness.post(request_body(old, proof, elsewhere.note)).status_code == 200

        site.shows(TEXT[:300])
        assert "w1 has cosigned nothing yet" in told()
        seen(0, TEXT[:200])
        assert "The 200 entries the witness w1 saw go together" in told()
        seen(200, TEXT[:300])
        assert "The 300 entries the witness w1 saw go together" in told()
        seen(300, TEXT[:500])
        assert "could not be compared this time" in told()  # the log does not show as much
        site.shows(TEXT[:500])
        assert "The 500 entries the witness w1 saw go together" in told()
        seen(500, [*TEXT[:500], b"another", *TEXT[501:600]])
        site.shows(TEXT[:700])
        with pytest.raises(MirrorTrouble) as found:
            told()
        assert found.value.code == "split_view"
        assert (mirror / "conflicts/0001/seen").read_bytes().startswith(elsewhere.note[:-1])
        assert (mirror / "conflicts/0001/kept").read_bytes() == site.note
    assert "could not be compared this time (ConnectError)" in told()
