"""Anybody follows the log by its published files, with a verifier that others wrote (R11.1)."""

import pytest
from django.test import Client

from tests.log_rows import goods, happen, remember_in, sequenced
from tests.services.test_mapping import mapped
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.good_bundles import BundleOutcome, check_bundle
from weikameng.ledger.keys import parse_vkey
from weikameng.ledger.offline import Outcome, Trust, check_entry

WHY = "the strangers' verifier is not installed"
tlog = pytest.importorskip("tlog_scales.tlog", reason=WHY)
signing = pytest.importorskip("tlog_scales.signing", reason=WHY)
reading = pytest.importorskip("tlog_scales.reader", reason=WHY)


class Served:
    """What the stranger's reader asks of a log: files by path, here over our own doors."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, *path: str) -> bytes | None:
        answer = self.client.get("/" + "/".join(path))
        return answer.content if answer.status_code == 200 else None


@pytest.fixture
def listed(settings, tmp_path, transactional_db):
    """A log of 301 entries whose first checkpoints were signed on the way."""
    remember_in(settings, tmp_path)
    made = goods(60)
    for place in range(5):
        happen(made, place, place)
        sequenced()
    return made


def test_a_stranger_follows_and_verifies_what_we_serve(listed):
    served = Served()
    reader = reading.TilesReader(served)
    head = reader.get_checkpoint()
    vkey = signing.Vkey.from_string(served.get("log", "vkey").decode().strip())
    head.verify(vkey)
    assert head.size == 301
    assert reader.calculate_root_hash() == head.root_hash
    for index in (0, 1, 200, 255, 256, 300):
        leaf = reader.get_entry(index)
        proof = reader.get_inclusion_proof(index, head.size)
        proof.check(
            tlog.hash_leaf(leaf) if hasattr(tlog, "hash_leaf") else leaf_of(leaf), head.root_hash
        )
    for old in (1, 61, 241):
        earlier = reading.TilesReader(served)
        earlier.set_size(old)
        reader.get_consistency_proof(old, head.size).check(
            earlier.calculate_root_hash(), head.root_hash
        )


def leaf_of(leaf: bytes) -> bytes:
    from hashlib import sha256

    return sha256(b"\0" + leaf).digest()


def test_tiles_are_kept_for_ever_and_open_to_every_page(listed):
    client = Client()
    for path in ("/tile/0/000", "/tile/0/001.p/45", "/tile/0/001.p/3", "/tile/entries/001.p/45"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(client.get("/tile/0/001.p/3").content) == 96
    head = client.get("/checkpoint")
    assert head.headers["Cache-Control"] == "no-cache"
    assert head.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "path",
    [
        "/tile/0/001",
        "/tile/0/001.p/46",
        "/tile/0/1",
        "/tile/1/000",
        "/tile/0/000.p/0",
        "/tile/entries/002",
        "/tile/-1/000",
        "/tile/0/000/",
        "/log/proof/301",
        "/proof/AAAA",
        "/proof/AAAAAAAAAAAAAAAAAAAAAA",
    ],
)
def test_what_is_not_there_is_not_found_and_not_remembered(listed, path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_nothing_beyond_the_signed_head_is_served(listed, settings):
    happen(listed, 5, 5)
    from weikameng.services.log_identity import log_identity
    from weikameng.services.sequencing import Sequencer

    Sequencer(log_identity())._append(sequenced.__defaults__[0])
    assert Client().get("/tile/0/001.p/46").status_code == 404


def test_the_bundle_of_a_good_proves_its_whole_history(listed):
    client = Client()
    key = parse_vkey(client.get("/log/vkey").content.decode().strip())
    bundle = client.get(f"/proof/{base64url_of(listed[3].bytes)}").content
    checked = check_bundle(bundle, key)
    assert checked.outcome is BundleOutcome.HOLDS
    assert checked.signed
    assert [str(event.type) for event in checked.events] == [
        "issued",
        "listed",
        "sold",
        "delivered",
        "revealed",
    ]
    assert checked.state == "revealed"


def test_that_nothing_was_told_is_proved_and_that_there_is_nothing(listed):
    client = Client()
    key = parse_vkey(client.get("/log/vkey").content.decode().strip())
    good, stranger = base64url_of(listed[3].bytes), base64url_of(bytes(16))
    assert client.get(f"/proof/{stranger}?absent=1").status_code == 404  # no map in the log yet
    mapped()
    found = check_bundle(client.get(f"/proof/{good}").content, key)
    assert (found.outcome, found.activation) == (BundleOutcome.HOLDS, None)
    assert found.as_of is not None
    assert check_bundle(client.get(f"/proof/{good}?v=1").content, key).as_of is None
    assert client.get(f"/proof/{stranger}").status_code == 404
    answer = client.get(f"/proof/{stranger}?absent=1")
    found = check_bundle(answer.content, key)
    assert (found.outcome, found.events) == (BundleOutcome.HOLDS, ())
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_proof_file_of_an_entry_is_checked_offline(listed):
    served = Served()
    key = parse_vkey(served.get("log", "vkey").decode().strip())
    reader = reading.TilesReader(served)
    reader.get_checkpoint()
    checked = check_entry(
        served.get("log", "proof", "77"), reader.get_entry(77), Trust(key.name, (key,))
    )
    assert checked.outcome is Outcome.HOLDS


def test_a_log_without_a_head_shows_none(settings, tmp_path, transactional_db):
    remember_in(settings, tmp_path)
    assert Client().get("/checkpoint").status_code == 404
    assert Client().get("/tile/0/000.p/1").status_code == 404
