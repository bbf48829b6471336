"""Whatever somebody changes in the database behind our back, the audit says what and where."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from tests.log_rows import AT, goods, happen, remember_in, sequenced
from tests.services.log_backups import put_back, saved, unguarded
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.envelopes import Envelope
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.notes import Note
from weikameng.records.reading import log as reading
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity


@pytest.fixture
def log(settings, tmp_path, transactional_db):
    """51 entries in two checkpoints beside the first."""
    remember_in(settings, tmp_path)
    listed = goods(10)
    happen(listed, 0, 1)
    sequenced()
    happen(listed, 2, 4)
    sequenced()
    return log_identity()


def found(log, *, quick: bool = False) -> dict[str, str]:
    return {one.code: one.words.en for one in audit(log, quick=quick)}


def test_a_log_nobody_touched_agrees(log):
    assert found(log) == {}
    assert found(log, quick=True) == {}


def test_an_entry_that_was_changed_is_named(log):
    leaf = reading.entries(7, 1)[0].leaf
    unguarded("UPDATE log_entry SET leaf = %s WHERE index = 7", leaf.replace(b"a", b"b", 1))
    assert found(log, quick=True)["entry_changed"].startswith("Entry 7 ")


def test_an_entry_changed_with_its_hash_is_convicted_by_the_signed_head(log):
    entry = reading.entries(7, 1)[0]
    forged = entry.leaf.replace(b"A", b"B", 1)
    unguarded(
        "UPDATE log_entry SET leaf = %s, leaf_hash = %s WHERE index = 7", forged, leaf_hash(forged)
    )
    told = found(log)
    assert "over 21 entries" in told["checkpoint_root"]
    assert told["tile_wrong"].startswith("tile/0/000")


def test_an_entry_that_is_gone_is_named(log):
    unguarded("DELETE FROM log_entry WHERE index IN (12, 13)")
    assert "Entries 12 to 13 are gone" in found(log)["entries_missing"]


def test_entries_missing_at_the_end_are_missed(log):
    unguarded("DELETE FROM log_entry WHERE index > 40")
    told = found(log, quick=True)
    assert "over 51 entries, but there are 41" in told["checkpoint_beyond"]
    assert "51 entries, there are 41" in told["head_wrong"]


def test_a_checkpoint_rewritten_with_the_key_is_found(log):
    forged = Note(Checkpoint(log.origin, 21, bytes(32)).text).signed(log.key).encoded().decode()
    unguarded("UPDATE log_checkpoint SET root = %s, note = %s WHERE size = 21", bytes(32), forged)
    assert "over 21 entries has another root" in found(log)["checkpoint_root"]


def test_a_checkpoint_rewritten_without_the_key_is_found(log):
    unguarded("UPDATE log_checkpoint SET note = replace(note, '21', '22') WHERE size = 21")
    assert "of 21 entries" in found(log)["checkpoint_bad"]


def test_a_tile_that_was_changed_is_named(log):
    unguarded("UPDATE log_tile SET data = overlay(data placing '\\x00ff' from 100)")
    told = found(log, quick=True)
    assert told["tile_wrong"].startswith("tile/0/000")
    assert "head_and_tiles" in told or "another_history" in told


def test_an_outbox_row_changed_or_gone_is_named(log):
    row = reading.entries(5, 1)[0].outbox_id
    unguarded("UPDATE ledger_outbox SET actor = 'supplier' WHERE id = %s", row)
    assert found(log)["outbox_changed"] == (
        f"Outbox row {row} does not say what entry 5, made of it, says: one was changed."
    )
    unguarded("DELETE FROM ledger_outbox WHERE id = %s", row)
    assert f"outbox row {row}, which is gone" in found(log)["outbox_gone"]


def test_an_event_left_out_of_the_log_is_named(log):
    (good,) = goods(1)
    happen([good], 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM ledger_outbox")
        (row,) = cursor.fetchone()
    unguarded("UPDATE log_head SET settled = %s", row)
    assert f"Outbox row {row} was left out" in found(log, quick=True)["left_out"]


def test_a_step_that_cannot_happen_is_named(log):
    (good,) = goods(1)
    happen([good], 0, 0)
    happen([good], 5, 5)  # activated, though never sold
    unguarded("UPDATE ledger_outbox SET seq = 1 WHERE good_id = %s AND seq = 5", good)
    sequenced()
    told = found(log)
    assert set(told) == {"step_illegal"}
    assert "activated can't happen" in told["step_illegal"]
    assert "which was issued" in told["step_illegal"]


def test_an_entry_signed_by_a_stranger_is_named(log):
    entry = reading.entries(9, 1)[0]
    payload = json.loads(entry.leaf)["payload"]
    leaf = Envelope(base64.b64decode(payload)).signed(Ed25519PrivateKey.generate()).leaf
    unguarded(
        "UPDATE log_entry SET leaf = %s, leaf_hash = %s WHERE index = 9", leaf, leaf_hash(leaf)
    )
    assert "Entry 9 is not signed" in found(log)["entry_unsigned"]


def test_a_database_behind_the_head_that_was_signed_is_named(log):
    backup = saved()
    happen(goods(3), 0, 0)
    sequenced(AT)
    put_back(backup)
    assert "restored from an old backup" in found(log, quick=True)["restored_backup"]
