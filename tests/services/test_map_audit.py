"""A root of the map that is not what the entries give is found, by the audit and by a mirror that
has nothing but the entries; a damaged page proves nothing, and is found too.
"""

import pytest

from tests.ledger.cast_of_log import LOG, ORIGIN
from tests.ledger.logs_with_maps import LIFE, NEXT, E, MappedLog
from tests.ledger.trees import mth
from tests.log_rows import AT, goods, happen, remember_in, sequenced
from tests.services.log_backups import unguarded
from tests.services.test_mapping import checked, mapped
from weikameng.gateways.log_folder import LogFolder
from weikameng.ledger.bundles import bundle_of
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.events import EventType
from weikameng.ledger.map_roots import MapRoot
from weikameng.ledger.notes import Note
from weikameng.ledger.tiles import ENTRIES, Tile
from weikameng.services import good_proofs, mirroring
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity
from weikameng.services.map_audit import MapAudit

GOOD, OTHER = bytes([1] * 16), bytes([2] * 16)


def findings(made: MappedLog) -> dict[str, str]:
    goods_ = MapAudit()
    found = [one for at, leaf in enumerate(made.leaves) for one in goods_.take(at, leaf)]
    return {code: words.en for code, words in found}


def made(*types: EventType) -> MappedLog:
    log = MappedLog()
    log.happens(OTHER, *LIFE)
    log.happens(GOOD, *(types or LIFE))
    return log


def test_a_true_root_agrees():
    log = made()
    log.says_map(GOOD, OTHER)
    log.happens(GOOD, E.ACTIVATED)
    assert findings(log) == {}


def test_a_root_that_keeps_an_activation_back_is_named():
    log = made()
    honest = {good: list(history) for good, history in log.lives.items()}
    log.happens(GOOD, E.ACTIVATED)
    log.lives = honest  # the map is told of everything but that
    log.says_map(GOOD, OTHER)
    assert findings(log)["map_root_wrong"].startswith("Entry 10 says root 0 of the map, over the")


def test_a_root_that_leaves_a_good_out_is_named():
    log = made()
    log.says_map(OTHER)
    assert set(findings(log)) == {"map_root_wrong"}


def test_a_root_over_what_was_not_there_or_counted_twice_is_named():
    log = made()
    log.says_map(GOOD, OTHER, size=10)
    assert set(findings(log)) == {"map_root_place"}
    log = made()
    log.says_map(GOOD, OTHER)
    log.happens(GOOD, E.ACTIVATED)
    log.says_map(GOOD, OTHER)  # number 0 once more
    assert set(findings(log)) == {"map_root_place"}


def test_a_root_that_vouches_for_other_keys_is_named():
    log = made()
    log.adds_key(NEXT)
    log.keys = [0]
    log.says_map(GOOD, OTHER)
    assert set(findings(log)) == {"map_root_keys"}


def test_a_mirror_with_nothing_but_the_entries_finds_it(tmp_path):
    for log, wrong in ((made(), False), (made(), True)):
        log.says_map(*([OTHER] if wrong else [GOOD, OTHER]))
        head = Checkpoint(ORIGIN, len(log.leaves), mth(log.leaves))
        folder = LogFolder(tmp_path / str(wrong))
        folder.write("checkpoint", Note(head.text).signed(LOG).encoded())
        folder.write(Tile(ENTRIES, 0, len(log.leaves)).path, bundle_of(log.leaves))
        if not wrong:
            assert mirroring.check_map(folder.place) == 1
            continue
        with pytest.raises(mirroring.MirrorTrouble) as trouble:
            mirroring.check_map(folder.place)
        assert trouble.value.code == "map_root_wrong"
        assert "Entry 9 says root 0" in trouble.value.words.en


@pytest.fixture
def kept(settings, tmp_path, transactional_db):
    remember_in(settings, tmp_path)
    listed = goods(20)
    happen(listed, 0, 3)
    mapped()
    return listed


def found() -> dict[str, str]:
    return {one.code: one.words.en for one in audit(log_identity())}


def test_a_page_changed_in_the_database_proves_nothing_and_is_named(kept):
    # All of it: a good whose own path was spared would rightly be proven still.
    unguarded("UPDATE map_page SET content = decode(repeat('00', length(content)), 'hex')")
    assert "is not what the entries give" in found()["map_page_wrong"]
    assert all(checked(good_proofs.bundle_of(good)).as_of is None for good in kept)


def test_a_hash_changed_far_down_is_never_handed_out_as_a_proof(kept):
    unguarded("UPDATE map_page SET content = overlay(content placing sha256('x') from 2)")
    told = [checked(good_proofs.bundle_of(good)).as_of for good in kept]  # each of them holds
    assert None in told


def test_pages_that_are_gone_are_named(kept):
    unguarded("DELETE FROM map_page WHERE name <> ''")
    assert "map_page_wrong" in found()


def test_a_false_root_slipped_to_the_log_is_named_with_its_entry(kept):
    unguarded("INSERT INTO map_root (number, size, root, at) VALUES (1, 82, sha256('x'), %s)", AT)
    sequenced()
    assert found()["map_root_wrong"].startswith(
        "Entry 82 says root 1 of the map, over the first 82"
    )


def test_a_root_is_one_spelling():
    root = MapRoot(0, 1, bytes(32), bytes(32), AT)
    assert root.payload.startswith(b'{"at":"2026-11-23T08:00:00.000000Z","keys":"AAAA')
