"""One sequencer at a time writes every event down once, signs what is committed, and refuses to
sign a database that went back in time.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from psycopg.errors import RestrictViolation

from tests.log_rows import AT, goods, happen, remember_in, sequenced
from tests.services.log_backups import put_back, saved, unguarded
from weikameng.ledger.envelopes import parse_envelope
from weikameng.ledger.events import parse_event
from weikameng.ledger.frontier import root_of
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.keyring import parse_key_added
from weikameng.ledger.offline import Outcome, check_head
from weikameng.ledger.verifying import TreeHead, consistent, included
from weikameng.records.reading import log as reading
from weikameng.services import log_reading
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity
from weikameng.services.log_standing import LogRefused
from weikameng.services.sequencing import Sequencer, alone


@pytest.fixture(autouse=True)
def fresh_log(settings, tmp_path, transactional_db):
    remember_in(settings, tmp_path)


def run(sql: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def test_the_first_entry_is_the_platforms_key_and_the_head_is_signed():
    sequenced()
    signed = reading.published()
    assert signed.size == 1
    assert check_head(signed.note.encode(), log_identity().trust).outcome is Outcome.HOLDS
    entry = parse_envelope(reading.entries(0, 1)[0].leaf)
    assert parse_key_added(entry.payload).role == "platform"
    assert log_identity().kept.read().decode() == signed.note


def test_every_event_is_in_the_log_once_in_the_order_of_its_good():
    listed = goods(40)
    count = happen(listed, 0, 6)
    sequenced()
    entries = reading.entries(0, 10_000)
    assert [one.index for one in entries] == list(range(count + 1))
    for good in listed:
        history = [one for one in entries if one.good == good]
        events = [parse_event(parse_envelope(one.leaf).payload) for one in history]
        assert [event.seq for event in events] == list(range(7))
        assert [event.prev for event in events[1:]] == [one.leaf_hash for one in history[:-1]]
    assert reading.published().root == root_of([leaf_hash(one.leaf) for one in entries])


def test_proofs_out_of_the_tiles_hold_for_every_size_that_was_signed(django_assert_num_queries):
    listed, heads = goods(60), []
    for place in range(6):
        happen(listed, place, place)
        sequenced()
        heads.append(reading.published())
    last = heads[-1]
    head = TreeHead(last.size, last.root)
    for index in (0, 1, 59, 255, 256, last.size - 1):
        leaf = reading.entries(index, 1)[0].leaf_hash
        with django_assert_num_queries(1):
            proof = log_reading.inclusion(index, last.size)
        assert included(leaf, index, head, proof)
    for old in heads:
        with django_assert_num_queries(1):
            proof = log_reading.consistency(old.size, last.size)
        assert consistent(TreeHead(old.size, old.root), head, proof)


def test_what_becomes_visible_late_is_not_skipped():
    early, late = goods(2)
    with ThreadPoolExecutor(1) as apart:
        begun, end = threading.Event(), threading.Event()

        def slowly() -> None:
            with transaction.atomic():
                run("SELECT FROM ledger_good WHERE id = %s FOR UPDATE", early)
                happen([early], 0, 0)
                begun.set()
                end.wait(20)
            connection.close()

        writing = apart.submit(slowly)
        assert begun.wait(20)
        happen([late], 0, 0)
        sequencer = Sequencer(log_identity())
        with alone():
            sequencer.begin(AT)
            assert sequencer.round(AT) == 1
            for _ in range(3):
                assert sequencer.round(AT) == 0
            end.set()
            writing.result()
            assert sequencer.round(AT) == 1
    assert {one.good for one in reading.entries(1, 10)} == {early, late}


def test_the_search_behind_settled_rows_moves_on_even_past_holes():
    listed = goods(30)
    sequencer = Sequencer(log_identity())
    with alone():
        sequencer.begin(AT)
        for place in range(6):
            with transaction.atomic():
                happen(listed, place, place)
                transaction.set_rollback(True)
            happen(listed, place, place)
            while sequencer.round(AT):
                pass
    assert reading.head().settled > 0


def test_a_second_sequencer_waits_until_the_first_is_gone():
    with alone() as mine, ThreadPoolExecutor(1) as apart:

        def other() -> bool:
            with alone() as also_mine:
                found = also_mine
            connection.close()
            return found

        assert mine
        assert not apart.submit(other).result()
    with alone() as mine:
        assert mine


def test_an_event_that_cannot_be_written_down_waits_and_the_others_go_on():
    bad, good = goods(2)
    run(
        "INSERT INTO ledger_outbox (good_id, seq, type, at, actor, sku) VALUES "
        "(%s, 0, 'issued', %s, 'platform', '§')",
        bad,
        AT,
    )
    happen([bad], 1, 2)
    happen([good], 0, 2)
    sequenced()
    assert {one.good for one in reading.entries(1, 10)} == {good}
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, en FROM log_alarm ORDER BY id")
        alarms = cursor.fetchall()
    assert [code for code, _ in alarms] == ["event_held"] * 3
    assert "Outbox row" in alarms[0][1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET leaf = 'x' WHERE index = 3",
        "DELETE FROM log_entry WHERE index = 3",
        "TRUNCATE log_entry CASCADE",
        "UPDATE log_checkpoint SET note = ''",
        "DELETE FROM log_checkpoint",
        "TRUNCATE log_checkpoint CASCADE",
        "DELETE FROM log_tile",
        "UPDATE log_tile SET data = overlay(data placing '\\x00' from 1)",
        "UPDATE log_head SET size = 2",
        "DELETE FROM log_head",
        "INSERT INTO log_entry (index, leaf, leaf_hash) VALUES (99, 'x', sha256('x'))",
        "INSERT INTO log_checkpoint (size, root, note, signed_at) "
        "VALUES (99, sha256('x'), '', '2026-01-01')",
        "INSERT INTO log_checkpoint (size, root, note, signed_at) "
        "VALUES (2, sha256('x'), '', '2026-01-01')",
    ],
)
def test_the_database_refuses_to_rewrite_the_log(statement):
    happen(goods(1), 0, 4)
    sequenced()
    with pytest.raises(Exception) as refused:  # noqa: PT011 - its cause says which
        run(statement)
    assert isinstance(refused.value.__cause__, RestrictViolation)


def test_a_restored_backup_is_never_signed():
    listed = goods(5)
    happen(listed, 0, 1)
    sequenced()
    backup = saved()
    happen(listed, 2, 4)
    sequenced()
    put_back(backup)
    happen(listed, 3, 3)  # business goes on, its events wait
    with pytest.raises(LogRefused) as refused:
        sequenced()
    assert refused.value.code == "restored_backup"
    assert "holds 11 entries" in refused.value.words.en
    assert "was signed at 26" in refused.value.words.en
    assert str(log_identity().kept.path) in refused.value.words.zh
    assert reading.head().size == 11


def test_a_log_of_another_name_goes_on_from_a_restored_backup(settings):
    listed = goods(5)
    happen(listed, 0, 1)
    sequenced()
    backup = saved()
    happen(listed, 2, 2)
    sequenced()
    put_back(backup)
    settings.LOG_ORIGIN = "weikameng.local/log/second"
    happen(listed, 2, 2)
    sequenced()
    signed = reading.published()
    assert signed.size == 16
    assert signed.note.startswith("weikameng.local/log/second\n16\n")
    assert list(audit(log_identity())) == []


def test_another_history_of_the_same_length_is_never_signed():
    listed = goods(5)
    happen(listed, 0, 1)
    sequenced()
    backup = saved()
    happen(listed, 2, 2)
    sequenced()
    put_back(backup)
    kept = log_identity().kept
    remembered = kept.read()
    kept.path.unlink()
    happen(goods(5), 0, 0)
    sequenced()
    kept.keep(remembered)
    with pytest.raises(LogRefused) as refused:
        sequenced()
    assert refused.value.code == "another_history"
    assert "the first 16 entries" in refused.value.words.en


def test_a_head_committed_before_the_crash_is_signed_with_the_same_bytes_after_it():
    happen(goods(3), 0, 2)
    sequenced()
    note = reading.published().note
    unguarded("DELETE FROM log_checkpoint")
    sequenced()
    assert reading.published().note == note


def test_a_new_key_signs_only_when_the_old_one_vouches(settings):
    sequenced()
    old = settings.PLATFORM_KEYS[0]
    settings.PLATFORM_KEYS = (bytes(range(32)),)
    with pytest.raises(LogRefused) as refused:
        sequenced()
    assert refused.value.code == "strange_key"
    settings.PLATFORM_KEYS = (bytes(range(32)), old)
    (good,) = goods(1)
    happen([good], 0, 3)
    sequenced()
    settings.PLATFORM_KEYS = (bytes(range(32)),)
    sequenced()
    assert len(log_reading.keyring().added) == 2
