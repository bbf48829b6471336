"""An incident (N7): what it would do, who may start it, and that nothing goes back twice."""

import csv
import io
import random

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast, asks
from tests.services.incident_steps import WORDS, acai, declares, laochen, starts, works
from tests.services.notice_steps import MAIL, reachable
from tests.services.test_concurrency import at_once
from weikameng.domain.complaints import NewComplaint
from weikameng.domain.errors import Refusal
from weikameng.domain.incident_report import HEAD, line_of
from weikameng.domain.incidents import Fate, Finding
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import (
    BookEntry,
    CaseUnit,
    Evidence,
    Incident,
    IncidentPart,
    IncidentUnit,
    Message,
    Notice,
    Order,
    OrderUnit,
    Payout,
    RefundCase,
    StaffAction,
    StaffNotice,
)
from weikameng.records.reading import incidents as reading
from weikameng.records.reading.refunds import progress_of
from weikameng.records.writing import opening_many
from weikameng.services import audit, cards, complaints, incident_run, incidents, refunds
from weikameng.services import messages as inbox

CARD, MEMBER = "game-card-3", "game-card-60"


def test_every_order_goes_back_once_with_its_decision_its_books_and_its_words(cast: Cast):
    reachable(cast, mail=MAIL)
    first, second = cast.buys(CARD), cast.buys(CARD, quantity=2)
    cast.later(hours=1)
    made = declares(cast, CARD)
    tried = incidents.dry_run(made, cast.at)
    assert tried.run.refund.pair == (3, 900)
    assert {route: need.amount_minor for route, need in tried.run.money.items()} == {"sandbox": 900}
    assert [funds.pending_minor for funds in tried.funds] == [900]
    starts(cast, made)
    works(cast, made)
    assert Incident.objects.get(pk=made).state == "done"
    assert sorted(Payout.objects.values_list("amount_minor", flat=True)) == [300, 600]
    assert BookEntry.objects.filter(kind="owed", debit="recovery:sandbox").count() == 2
    case = RefundCase.objects.get(order__number=second)
    assert (case.state, case.amount_minor, case.channel) == ("paying", 600, "incident")
    said = progress_of(case.number)
    assert [line.event for line in said.events] == ["pay", "incident"]
    assert said.decision["outcome"] == "approve"
    told = [one for one in inbox.inbox(cast.xiaolin)[0] if one.case_number == case.number]
    assert [one.kind for one in told] == ["sent", "incident"]
    assert WORDS.zh in told[1].text.zh
    assert Notice.objects.filter(case=case).count() == 4  # two lines, two ways
    cast.pays_out()
    assert progress_of(RefundCase.objects.get(order__number=first).number).state == "refunded"
    assert audit.run() == []


def test_what_is_left_out_is_left_out_with_its_reason(cast: Cast):
    back, used, seen = cast.buys(MEMBER), cast.buys(MEMBER), cast.buys(MEMBER)
    asked, paid, disputed = cast.buys(MEMBER), cast.buys(MEMBER), cast.buys(MEMBER)
    cast.is_used(used)
    cards.reveal(seen, 1, buyer_id=cast.xiaolin, at=cast.at)
    refunds.apply(asks(paid), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    case = refunds.apply(asks(asked), buyer_id=cast.xiaolin, at=cast.at)
    complaint = NewComplaint(disputed, "chargeback", "C-9", 100)
    complaints.open_complaint(complaint, acai(cast), at=cast.at)
    abroad, waits = cast.buys(MEMBER), cast.pays("phone-50")
    Order.objects.filter(number=abroad).update(cross_border=True)
    Order.objects.filter(number=waits).update(supplier_status="processing")
    cast.later(hours=1)
    made = declares(cast)
    units, _ = starts(cast, made)
    works(cast, made)
    found = {row.order_number: (row.fate, row.case_number) for row in reading.report(made)}
    assert units == 1
    assert found == {
        back: (Fate.REFUND, RefundCase.objects.get(order__number=back).number),
        used: (Fate.USED, ""),
        seen: (Fate.REVEALED, ""),
        asked: (Fate.OPEN_CASE, case.number),
        paid: (Fate.REFUNDED, ""),
        disputed: (Fate.CHARGEBACK, ""),
        abroad: (Fate.CROSS_BORDER, ""),
        waits: (Fate.UNDER_WAY, ""),
    }
    kept = Evidence.objects.filter(kind="incident").values_list("order__number", flat=True)
    assert sorted(kept) == sorted([back, asked]), "who decides the open case reads it, too"
    again = declares(cast)
    assert incidents.dry_run(again, cast.at).run.refund.units == 0
    assert audit.run() == []


def test_keys_seen_go_back_when_keys_are_what_failed(cast: Cast):
    order = cast.buys(CARD)
    OrderUnit.objects.filter(order__number=order).update(usage="revealed")
    made = declares(cast, CARD, until=cast.later(hours=1), finding=Finding.KEY_INVALID)
    assert starts(cast, made) == (1, 300)
    works(cast, made)
    assert RefundCase.objects.get(order__number=order).reason == "KEY_INVALID"


def test_two_people_start_it_with_the_same_numbers_or_it_does_not_start(cast: Cast):
    order = cast.buys(CARD)
    made = declares(cast, CARD, until=cast.later(hours=1))
    for other in (Actor(cast.zhoujie, "reviewer"), Actor(cast.xiaolin, "buyer")):
        assert refused(lambda by=other: incidents.ask(made, (1, 300), by, at=cast.at)) == (
            "not_found"
        )
    assert refused(lambda: incidents.approve(made, (1, 300), acai(cast), at=cast.at)) == "not_now"
    assert refused(lambda: incidents.ask(made, (2, 600), laochen(cast), at=cast.at)) == "changed"
    incidents.ask(made, (1, 300), laochen(cast), at=cast.at)
    own = refused(lambda: incidents.approve(made, (1, 300), laochen(cast), at=cast.at))
    assert own == "own_request"
    told = StaffNotice.objects.filter(kind="incident_to_sign", read_at=None)
    assert list(told.values_list("person_id", flat=True)) == [cast.ids["acai"]]
    cast.is_used(order)
    with pytest.raises(Refusal) as changed:
        incidents.approve(made, (1, 300), acai(cast), at=cast.at)
    assert "0" in changed.value.words.zh
    assert Incident.objects.get(pk=made).state == "asked"
    assert not RefundCase.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=made).update(approved_by_id=cast.laochen)


def test_who_asked_with_other_numbers_asks_again(cast: Cast):
    order = cast.buys(CARD, quantity=2)
    unit = OrderUnit.objects.filter(order__number=order).first()
    made = declares(cast, CARD, until=cast.later(hours=1))
    incidents.ask(made, (2, 600), laochen(cast), at=cast.at)
    OrderUnit.objects.filter(pk=unit.pk).update(usage="unknown")
    other = refused(lambda: incidents.approve(made, (1, 300), acai(cast), at=cast.at))
    assert other == "asked_other"
    incidents.ask(made, (1, 300), laochen(cast), at=cast.later(minutes=1))
    incidents.approve(made, (1, 300), acai(cast), at=cast.at)
    works(cast, made)
    case = RefundCase.objects.get()
    assert case.amount_minor == 300
    assert list(CaseUnit.objects.filter(case=case).values_list("unit_id", flat=True)) != [unit.pk]


@pytest.mark.parametrize("seed", range(2))
def test_of_any_mixture_the_sums_hold_and_nothing_goes_back_twice(cast: Cast, seed: int):
    dice = random.Random(seed)
    for _ in range(7):
        order = cast.buys(
            dice.choice([CARD, MEMBER]),
            quantity=dice.randint(1, 3),
            use_balance_minor=dice.choice([0, 0, 137]),
        )
        units = list(OrderUnit.objects.filter(order__number=order).values_list("pk", flat=True))
        befalls = dice.random()
        if befalls < 0.3:
            OrderUnit.objects.filter(pk=dice.choice(units)).update(usage="unknown")
        elif befalls < 0.5:
            some = asks(order, "OTHER", unit_ids=(dice.choice(units),))
            refunds.apply(some, buyer_id=cast.xiaolin, at=cast.at)
    made = declares(cast, until=cast.later(hours=1))
    tried = incidents.dry_run(made, cast.at).run
    before = sum(Payout.objects.values_list("amount_minor", flat=True))
    if not tried.refund.units:
        return
    expected = starts(cast, made)
    works(cast, made)
    back = IncidentUnit.objects.filter(incident=made, fate="refund")
    assert (back.count(), sum(back.values_list("amount_minor", flat=True))) == expected
    paid = sum(Payout.objects.values_list("amount_minor", flat=True)) - before
    assert paid == tried.refund.amount_minor
    assert sum(need.amount_minor for need in tried.money.values()) == paid
    assert IncidentUnit.objects.count() == OrderUnit.objects.count()
    assert audit.run() == []


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(cast: Cast, monkeypatch):
    orders = [cast.buys(CARD) for _ in range(5)]
    made = declares(cast, CARD, until=cast.later(hours=1))
    monkeypatch.setattr("weikameng.records.writing.incidents.BATCH", 2)
    starts(cast, made)
    assert IncidentPart.objects.filter(incident=made).count() == 3
    assert incident_run.step(made, cast.at) == "did"
    copy, left = opening_many.copy_rows, [7]

    def dies(*told):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        copy(*told)

    with monkeypatch.context() as dying:
        dying.setattr(opening_many, "copy_rows", dies)
        with pytest.raises(KeyboardInterrupt):
            incident_run.step(made, cast.at)
    assert RefundCase.objects.count() == 2
    works(cast, made)
    works(cast, made)  # and again: nothing is left
    assert RefundCase.objects.count() == len(orders) == Payout.objects.count()
    assert Order.objects.filter(refunding_minor=300).count() == 5
    assert audit.run() == []


def test_two_workers_and_a_buyer_at_once_refund_each_order_once(cast: Cast, monkeypatch):
    orders = [cast.buys(CARD) for _ in range(6)]
    made = declares(cast, CARD, until=cast.later(hours=1))
    monkeypatch.setattr("weikameng.records.writing.incidents.BATCH", 1)
    starts(cast, made)

    def working():
        for _ in range(8):
            incident_run.step(made, cast.at)

    def applying():
        for order in orders[:2]:
            refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)

    at_once([working, working, applying])
    works(cast, made)
    assert RefundCase.objects.count() == 6 == Payout.objects.count()
    assert IncidentUnit.objects.filter(incident=made).count() == 6
    assert audit.run() == []


def test_an_order_that_somebody_holds_is_not_waited_for_and_comes_later(cast: Cast):
    order = cast.buys(CARD)
    cast.buys(CARD)
    made = declares(cast, CARD, until=cast.later(hours=1))
    starts(cast, made)
    with transaction.atomic():
        list(Order.objects.select_for_update().filter(number=order))
        at_once([lambda: incident_run.step(made, cast.at)])
        assert RefundCase.objects.count() == 1
    assert incident_run.step(made, cast.at) == "waits"
    works(cast, made)
    assert RefundCase.objects.count() == 2


def test_paused_it_stands_still_and_resumed_it_goes_on(cast: Cast, monkeypatch):
    for _ in range(3):
        cast.buys(CARD)
    made = declares(cast, CARD, until=cast.later(hours=1))
    monkeypatch.setattr("weikameng.records.writing.incidents.BATCH", 1)
    starts(cast, made)
    incident_run.step(made, cast.at)
    incidents.pause(made, acai(cast), at=cast.at)
    assert incident_run.step(made, cast.at) == "ended"
    assert reading.progress(made).refunded == 1 == RefundCase.objects.count()
    incidents.resume(made, laochen(cast), at=cast.at)
    works(cast, made)
    assert reading.progress(made).orders_done == 3 == RefundCase.objects.count()
    assert StaffAction.objects.filter(what="incident_step").count() == 5
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *(line_of(row) for row in reading.report(made))])
    assert out.getvalue().count(",refund,") == 3


def test_a_rule_proposes_what_fails_too_often_and_starts_nothing(cast: Cast, settings):
    settings.INCIDENT_THRESHOLD = (50, 2, 60)
    orders = [cast.pays("phone-50") for _ in range(2)]
    Order.objects.filter(number__in=orders).update(supplier_status="failed")
    (made,) = incidents.propose_by_rule(cast.later(minutes=1))
    assert incidents.propose_by_rule(cast.at) == []
    assert StaffNotice.objects.filter(kind="incident_found").count() == 2
    row = Incident.objects.get(pk=made)
    assert (row.state, row.declared_by_id, row.seen_orders, row.seen_failed) == (
        *("proposed", None),
        *(2, 2),
    )
    assert refused(lambda: incidents.ask(made, (2, 10_000), laochen(cast), at=cast.at)) == "not_now"
    incidents.take_up(made, WORDS, laochen(cast), at=cast.at)
    starts(cast, made)
    works(cast, made)
    assert RefundCase.objects.count() == 2
    assert not Message.objects.exists()


def refused(act) -> str:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def test_an_incident_that_runs_can_not_be_made_another(cast: Cast):
    cast.buys(CARD)
    made = declares(cast, CARD, until=cast.later(hours=1))
    starts(cast, made)
    works(cast, made)
    for change in ("UPDATE incident SET units = 9", "DELETE FROM incident_unit"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
