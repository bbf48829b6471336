"""The chain of a case: shown to its buyer alone, handed out, checked with its pictures (R7.1)."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.journeys import states
from weikameng.domain.errors import Refusal
from weikameng.ledger.evidence_chain import Break, file_break, read
from weikameng.records.models import Evidence
from weikameng.services import audit, chain_files


@pytest.fixture
def case(cast):
    """A case with a picture."""
    return states.reviewing(cast).number


def change(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_chain_is_handed_out_whole_and_reads_back(cast, case):
    kept = chain_files.of_case(case, buyer_id=cast.xiaolin)
    file = read(chain_files.exported(kept, cast.at))
    assert file_break(file) is None
    assert (file.case, file.order) == (case, kept.order_number)
    assert file.items == tuple(kept.entries)
    assert [entry.kind for entry in file.items] == [
        "order_snapshot",
        "policy_confirmation",
        "payment_record",
        "delivery_record",
        "activation_record",
        "narrative",
        "not_arrived_proof",
        "supplier_answer",
    ]


def test_a_chain_costs_two_statements_however_long(cast, case):
    with CaptureQueriesContext(connection) as meter:
        chain_files.of_case(case, buyer_id=cast.xiaolin)
    assert len(meter) == 2


def test_strangers_find_no_chain(cast, case):
    for number in (case, "2261118000000000", "", "x" * 50):
        with pytest.raises(Refusal, match="not_found"):
            chain_files.of_case(number, buyer_id=cast.xiaowu)


def test_the_chain_of_an_order_is_checked_by_either_number(cast, case):
    order = chain_files.of_case(case).order_number
    for number in (case, order):
        found = chain_files.checked(number)
        assert (found.order_number, found.broken) == (order, None)
    with pytest.raises(Refusal, match="not_found"):
        chain_files.checked("1")


@pytest.mark.parametrize(
    ("hand", "found"),
    [
        ("UPDATE evidence SET body = '{}' WHERE position = 3", Break("changed", 3)),
        ("UPDATE evidence SET kind = 'x' WHERE position = 6", Break("changed", 6)),
        ("UPDATE evidence SET position = 99 WHERE position = 4", Break("gap", 4)),
        ("UPDATE evidence SET file_digest = '' WHERE position = 7", Break("changed", 7)),
    ],
)
def test_a_change_is_found_at_its_place_by_every_way_of_looking(cast, case, hand, found):
    order = chain_files.of_case(case).order_number
    change(f"{hand} AND order_id = (SELECT id FROM shop_order WHERE number = '{order}')")
    assert chain_files.of_case(case).broken == found
    assert chain_files.checked(order).broken == found
    assert list(chain_files.check_all()) == [(order, found)]
    assert [f.what for f in audit.run()] == [f"order {order}, item {found.position}"]
    assert file_break(read(chain_files.exported(chain_files.of_case(case), cast.at))) == found


def test_a_picture_that_is_not_what_was_sealed_is_found(case):
    picture = Evidence.objects.exclude(file_digest="").get(source="buyer")
    copy = picture.body["copy"]
    assert chain_files.checked(case).broken is None
    assert [one.name for one in chain_files.pictures_of(chain_files.of_case(case))] == [
        f"007-{copy}.jpg"
    ]
    for digest, code in ((copy, "copy"), (picture.file_digest, "original")):
        path = _path(digest)
        content = path.read_bytes()
        path.unlink()
        assert chain_files.checked(case).broken == Break(code, 7)
        path.write_bytes(content + b"x")
        assert chain_files.checked(case).broken == Break(code, 7)
        path.write_bytes(content)
    path = _path(copy)
    path.unlink()
    assert list(chain_files.pictures_of(chain_files.of_case(case))) == []


def _path(digest):
    """Where a file lies."""
    return Path(storages["evidence"].path(f"{digest[:2]}/{digest}"))


def test_a_seal_noted_earlier_is_found_or_missed(cast, case):
    noted = chain_files.of_case(case).entries[2].digest
    assert chain_files.checked(case, noted).broken is None
    assert chain_files.checked(case, noted[:12]).broken is None
    assert chain_files.checked(case, "0" * 64).broken == Break("pin")


def test_all_chains_are_walked_with_their_number(cast, case):
    other = cast.buys("game-card-60")
    found = dict(chain_files.check_all())
    assert set(found) == {chain_files.of_case(case).order_number, other}
    assert set(found.values()) == {None}
    assert chain_files.count() == 2
