"""A buyer is forgotten (PIPL): nothing personal is left in the database, all else stays whole."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.cast import asks
from tests.journeys import states
from weikameng.domain.errors import Refusal
from weikameng.records.models import Contact, Erasure, LedgerGood, Order, User
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.services import (
    chain,
    data_exports,
    erasing,
    refunds,
)
from weikameng.services.sealing import sealed

YEARS = timedelta(days=6 * 366)
WAIT = timedelta(days=7)
NAME, SHOWN, ACCOUNT = "xiaolin", "小林", "player-13800138000"
WORDS = "我是林小林,充值的是 13800138000,一直没有到账,请核对。"
PHONE = "13900139000"


def dump():
    """Every row of every table of ours, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows[table] = "\n".join(row[0] for row in cursor.fetchall())
    return rows


def found(*marks):
    return {(table, mark) for table, rows in dump().items() for mark in marks if mark in rows}


def reached_at(person, cast):
    """A telephone of a person, confirmed."""
    Contact.objects.create(
        buyer_id=person,
        channel="sms",
        address=sealed(PHONE),
        shown="139****9000",
        confirmed_at=cast.at,
    )


def lives_here(cast):
    """小林 buys, says who they are wherever one can, talks, and has something refunded."""
    order = cast.buys("game-topup-100", account=ACCOUNT)
    case = refunds.apply(asks(order, "NOT_ARRIVED", WORDS), buyer_id=cast.xiaolin, at=cast.at)
    refunds.withdraw(case.number, buyer_id=cast.xiaolin, at=cast.at)
    second = cast.buys("game-card-3")
    refunds.apply(asks(second, narrative=WORDS), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    reached_at(cast.xiaolin, cast)
    states.talking(cast)
    return order, second


def test_after_an_erasure_nothing_personal_is_left_and_everything_is_whole(cast):
    order, _ = lives_here(cast)
    Order.objects.filter(number=order).update(completed_at=cast.at)
    marks = (NAME, SHOWN, ACCOUNT, WORDS, "13800138000", PHONE, "139****9000")
    assert {mark for _, mark in found(*marks)} >= {NAME, SHOWN, ACCOUNT}
    export = data_exports.ask_person(cast.xiaolin, cast.xiaolin, at=cast.at)
    data_exports.make(export, clock=lambda: cast.at)
    end = cast.at + YEARS
    erasing.ask(cast.xiaolin, cast.xiaolin, at=end - WAIT)
    erasing.go_on(end)
    assert Erasure.objects.get().done_at == end
    assert found(*marks) == set()
    assert audit() == []
    for one in Order.objects.all():
        assert chain.broken_at(links_of(one.pk)) is None
    assert not LedgerGood.objects.filter(salt__isnull=False, unit__order__buyer=cast.xiaolin)
    assert erasing.go_on(end) == 0


def test_what_the_law_has_kept_stays_until_its_time_and_goes_by_itself(cast):
    order = cast.buys("game-topup-100", account=ACCOUNT)
    now = erasing.outlook(cast.xiaolin, at=cast.at)
    assert (now.orders_now, now.orders_open, now.orders_later) == (0, 0, 1)
    erasing.ask(cast.xiaolin, cast.xiaolin, at=cast.at)
    erasing.go_on(cast.at + WAIT)
    person = User.objects.get(pk=cast.xiaolin)
    assert (person.username, person.display_name, person.is_active) == (
        f"erased:{cast.xiaolin}",
        "",
        False,
    )
    row = Erasure.objects.get()
    assert (row.account_at, row.done_at, row.orders_left) == (cast.at + WAIT, None, 1)
    assert Order.objects.get(number=order).account == ACCOUNT
    assert erasing.go_on(row.next_due_at - timedelta(days=1)) == 0
    erasing.go_on(row.next_due_at)
    assert Order.objects.get(number=order).account == ""
    assert Erasure.objects.get().done_at == row.next_due_at


def test_for_seven_days_it_can_be_called_off_and_not_after(cast):
    erasing.ask(cast.xiaolin, cast.xiaolin, at=cast.at)
    with pytest.raises(Refusal):
        erasing.ask(cast.xiaolin, None, at=cast.at)
    assert erasing.go_on(cast.at + WAIT - timedelta(seconds=1)) == 0
    erasing.call_off(cast.xiaolin, cast.xiaolin, at=cast.at + timedelta(days=6))
    assert erasing.go_on(cast.at + WAIT) == 0
    assert User.objects.get(pk=cast.xiaolin).username == NAME
    erasing.ask(cast.xiaolin, cast.xiaolin, at=cast.at + WAIT)
    erasing.go_on(cast.at + 2 * WAIT)
    with pytest.raises(Refusal):
        erasing.call_off(cast.xiaolin, cast.xiaolin, at=cast.at + 3 * WAIT)


def test_evidence_emptied_without_an_erasure_is_named(cast):
    order = cast.buys("game-topup-100", account=ACCOUNT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL weikameng.erasing = 'on'")
        cursor.execute("UPDATE evidence SET kind = 'erased', body = '{}' WHERE position = 1")
    found = [(one.law, one.what) for one in audit()]
    assert found == [("erased == buyer was forgotten", f"order {order}, item 1")]


def test_only_buyers_are_forgotten_and_strangers_rows_stay(cast):
    with pytest.raises(Refusal):
        erasing.ask(cast.zhoujie, cast.zhoujie, at=cast.at)
    reached_at(cast.xiaowu, cast)
    erasing.ask(cast.xiaolin, cast.xiaolin, at=cast.at)
    erasing.go_on(cast.at + WAIT)
    assert User.objects.get(pk=cast.xiaowu).username == "xiaowu"
    assert Contact.objects.filter(buyer=cast.xiaowu).exists()
