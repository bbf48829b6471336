"""The map follows the log, whatever is killed on the way: every root in the log is what its entries
give, and every good has a bundle that leaves nothing out.
"""

import random
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.log_rows import AT, goods, happen, remember_in, sequenced
from tests.wreck import Killed, Wreck
from weikameng.ledger.bundle_parts import BundleOutcome, CheckedBundle
from weikameng.ledger.envelopes import parse_envelope
from weikameng.ledger.events import event_type_of
from weikameng.ledger.good_bundles import check_bundle
from weikameng.ledger.map_lookups import good_key
from weikameng.ledger.map_roots import MapRoot, good_value, parse_map_root
from weikameng.ledger.map_tree import map_tree
from weikameng.records.models import MapPage
from weikameng.records.reading import log as reading
from weikameng.services import good_proofs, mapping
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity

moments = count()


@pytest.fixture(autouse=True)
def fresh_log(settings, tmp_path, transactional_db):
    remember_in(settings, tmp_path)


def mapped() -> None:
    """Write down what waits, bring the map up to it, have the log say its root."""
    sequenced()
    at = AT + timedelta(minutes=next(moments))
    while mapping.round_(at):
        pass
    sequenced()


def roots() -> list[MapRoot]:
    """The roots the log has said."""
    said = [parse_map_root(parse_envelope(one.leaf).payload) for one in reading.entries_of_roots()]
    return [one for one in said if one]


def values(size: int) -> dict[bytes, bytes]:
    """What the map should hold over the first entries, straight out of the log."""
    histories: dict[UUID, list[Any]] = {}
    for one in reading.entries(0, size):
        if one.good:
            histories.setdefault(one.good, []).append(one)
    return {
        good_key(good.bytes): good_value(
            good.bytes,
            [event_type_of(one.leaf) for one in history],
            [one.leaf_hash for one in history],
        )
        for good, history in histories.items()
    }


def checked(content: bytes) -> CheckedBundle:
    found = check_bundle(content, log_identity().key.verifier)
    assert found.outcome is BundleOutcome.HOLDS, found
    return found


def test_every_root_is_what_the_entries_before_it_give():
    dice, listed = random.Random(1), goods(60)
    for place in range(4):
        happen(dice.sample(listed, 60) if place < 2 else listed[: 20 * place], place, place)
        mapped()
    assert [root.number for root in roots()] == [0, 1, 2, 3]
    for root in roots():
        assert root.root == map_tree(values(root.size)).root
    assert list(audit(log_identity())) == []


def test_a_bundle_says_up_to_when_nothing_was_told():
    (good, other) = goods(2)
    happen([good, other], 0, 3)
    mapped()
    found = checked(good_proofs.bundle_of(good))
    assert (found.covered, found.as_of) == (roots()[0].size, roots()[0].at)
    assert [event.type for event in found.events] == ["issued", "listed", "sold", "delivered"]
    assert found.activation is None
    happen([good], 4, 5)
    sequenced()  # the map does not know yet, the bundle does
    found = checked(good_proofs.bundle_of(good))
    assert (found.covered, found.activation.type) == (roots()[0].size, "activated")
    mapped()
    found = checked(good_proofs.bundle_of(good))
    assert (found.covered, len(found.events)) == (roots()[1].size, 6)


def test_what_was_never_there_is_proved_absent():
    happen(goods(30), 0, 1)
    sequenced()
    stranger = uuid4()
    assert good_proofs.absence_of(stranger) is None  # nothing is said of the map yet
    mapped()
    found = checked(good_proofs.absence_of(stranger))
    assert (found.events, found.state, found.as_of) == ((), "", roots()[0].at)
    assert good_proofs.bundle_of(stranger) is None


def test_the_form_without_the_map_is_still_made():
    (good,) = goods(1)
    happen([good], 0, 2)
    mapped()
    assert checked(good_proofs.first_form_of(good)).as_of is None
    assert good_proofs.first_form_of(uuid4()) is None


def test_a_moment_is_not_promised_while_an_older_event_waits():
    first, second = goods(2)
    happen([first], 0, 0)
    sequenced()
    happen([second], 0, 0)  # told at AT, and not in the log yet
    mapping.round_(AT + timedelta(minutes=1))
    sequenced()
    mapping.round_(AT + timedelta(minutes=2))
    sequenced()
    assert [root.at for root in roots()] == [AT, AT + timedelta(minutes=2)]


def test_one_root_a_second_and_none_while_nothing_moves():
    listed = goods(3)
    happen(listed, 0, 0)
    sequenced()
    at = AT + timedelta(minutes=next(moments))
    for late, place in ((0, 1), (0.4, 2), (0.9, 3)):
        mapping.round_(at + timedelta(seconds=late))
        happen(listed, place, place)
        sequenced()
    assert len(roots()) == 1
    mapping.round_(at + timedelta(seconds=1.1))
    sequenced()
    for late in (3, 5, 7):
        mapping.round_(at + timedelta(seconds=late))
        sequenced()
    assert [root.size for root in roots()] == [4, 14]


def test_old_pages_go_and_the_roots_still_kept_can_be_proved(monkeypatch):
    monkeypatch.setattr(mapping, "KEPT_ROOTS", 3)
    dice, listed = random.Random(2), goods(40)
    for place in range(7):
        happen(listed, place, place)
        mapped()
    sizes = sorted({page.size for page in MapPage.objects.all()})
    assert sizes[0] >= roots()[-3].size  # every page was written anew each time
    assert checked(good_proofs.bundle_of(dice.choice(listed))).covered == roots()[-1].size
    assert list(audit(log_identity())) == []


def test_a_map_made_again_out_of_the_log_has_the_same_root():
    listed = goods(25)
    for place in range(3):
        happen(listed[place:] if place else listed, place, place)
        mapped()
    before = roots()
    mapping.rebuild()
    found = checked(good_proofs.bundle_of(listed[5]))  # meanwhile the form without the map
    assert found.as_of is None
    mapped()
    assert [root.root for root in roots()] == [root.root for root in (*before, before[-1])]
    happen(listed[3:], 3, 3)
    mapped()
    assert roots()[-1].root == map_tree(values(roots()[-1].size)).root
    assert checked(good_proofs.bundle_of(listed[5])).as_of == roots()[-1].at


def test_the_number_of_questions_does_not_grow(django_assert_num_queries):
    listed = goods(40)
    happen(listed, 0, 3)
    mapped()
    with django_assert_num_queries(7):
        good_proofs.bundles_of(listed[:1])
    with django_assert_num_queries(7):
        good_proofs.bundles_of(listed)


def test_killed_before_any_statement_it_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(mapping, "BATCH", 7)
    listed = goods(12)
    for place in range(3):
        happen(listed, place, place)
        sequenced()
        at = AT + timedelta(minutes=next(moments))
        for spared in range(14):
            try:
                with connection.execute_wrapper(Wreck(spared)), mapping.alone():
                    mapping.round_(at)
            except Killed:
                pass
            finally:
                connection.close()
        mapped()
    for root in roots():
        assert root.root == map_tree(values(root.size)).root
    assert list(audit(log_identity())) == []
    assert all(checked(good_proofs.bundle_of(good)).as_of for good in listed)
