"""Suppliers report use: only what is surely theirs counts, once, in any order; a race has one
winner (R11.1, R11.4, P6)."""

import base64
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import DatabaseError, connections, transaction

from tests.cast import asks
from tests.services.life_steps import answered, good_at, life_at, reports_it, said, signed
from weikameng.domain.case_life import State
from weikameng.domain.reports import ReportFault, ReportRejected
from weikameng.gateways.sandbox.reporter import Said, SandboxReporter
from weikameng.ledger.commitments import opens
from weikameng.ledger.committed import DOMAINS
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.records.models import (
    CaseRound,
    LedgerGood,
    LedgerOutbox,
    OrderUnit,
    ReportRefusal,
    SupplierReport,
)
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.services import cards, fulfilment, refunds, reports, wiring

CARD = ["issued", "listed", "sold", "delivered"]
SECRET = "shared-with-fulu-and-nobody-else-42"
ROUNDS = 20
SAID = "下单后显示充值成功,但账号里一直没有到账,重新登录和刷新都试过,余额没有变化。"


def usage_of(order, position=1):
    return OrderUnit.objects.get(order__number=order, position=position).usage


def test_a_reported_activation_is_on_the_books_and_in_the_life(cast):
    order = cast.buys("game-card-60", quantity=2)
    answer = reports_it(cast, said("activated", order, 2))
    assert (answer.outcome, answer.state, answer.events) == ("taken", "activated", 5)
    assert (life_at(order, 1), life_at(order, 2)) == (CARD, [*CARD, "activated"])
    assert (usage_of(order, 1), usage_of(order, 2)) == ("none", "activated")
    assert audit() == []


def test_the_bytes_that_were_signed_are_kept_off_the_log_and_committed_to(cast):
    order = cast.buys("game-card-3")
    headers, body = signed(cast, said("used", order, used_days=2))
    answered(cast, (headers, body))
    good, event = good_at(order), LedgerOutbox.objects.filter(good=good_at(order)).last()
    assert (event.type, event.actor, event.attested_by) == ("used", "supplier", None)
    assert bytes(event.evidence) == body
    committed = bytes_of_base64url(event.commits["evidence"], 32, "x")
    assert opens(committed, bytes(good.salt), DOMAINS["evidence"], body)


def test_the_same_report_again_is_answered_the_same_and_changes_nothing(cast):
    order = cast.buys("game-card-3")
    message = signed(cast, said("activated", order))
    first = answered(cast, message)
    assert answered(cast, message) == first
    assert life_at(order) == [*CARD, "activated"]
    assert SupplierReport.objects.count() == 1
    other = answered(cast, signed(cast, said("used", order), report_id=first.report_id))
    assert (other.outcome, other.good_id) == ("reused_id", None)
    assert life_at(order) == [*CARD, "activated"]


def test_used_before_activated_is_both_and_the_late_one_is_known(cast):
    order = cast.buys("game-card-3")
    assert reports_it(cast, said("used", order)).outcome == "taken"
    assert life_at(order) == [*CARD, "activated", "used"]
    assert reports_it(cast, said("activated", order)).outcome == "known"
    assert reports_it(cast, said("not_activated", order)).outcome == "known"
    assert life_at(order) == [*CARD, "activated", "used"]


def test_a_report_before_the_delivery_waits_for_it(cast):
    order = cast.pays("phone-50")
    assert reports_it(cast, said("activated", order)).outcome == "early"
    assert (life_at(order), usage_of(order)) == (["issued", "sold"], "none")
    fulfilment.deliver(order, at=cast.at)
    assert life_at(order) == ["issued", "sold", "delivered", "activated"]
    assert usage_of(order) == "activated"
    assert audit() == []


def test_reports_before_the_delivery_may_come_in_any_order(cast):
    order = cast.pays("phone-50")
    for event in ("used", "activated", "used"):
        assert reports_it(cast, said(event, order)).outcome == "early"
    fulfilment.deliver(order, at=cast.at)
    assert life_at(order) == ["issued", "sold", "delivered", "activated", "used"]
    assert audit() == []


def test_a_card_that_was_used_in_stock_is_so_when_it_is_sold(cast):
    waiting = LedgerGood.objects.filter(unit=None, sku="game-card-3").order_by("card_id").first()
    stolen = Said("activated", good=base64url_of(waiting.pk.bytes))
    assert reports_it(cast, stolen).outcome == "early"
    order = cast.buys("game-card-3")
    assert good_at(order).pk == waiting.pk
    assert life_at(order) == [*CARD, "activated"]
    assert refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).state is not State.PAYING


def test_a_card_in_stock_is_named_by_its_id_in_the_log(cast):
    order = cast.buys("game-card-3")
    good = base64url_of(good_at(order).pk.bytes)
    assert reports_it(cast, Said("activated", good=good)).outcome == "taken"
    assert reports_it(cast, Said("activated", good="A" * 22)).outcome == "not_found"
    assert reports_it(cast, said("activated", order, 9)).outcome == "not_found"
    assert reports_it(cast, said("activated", "9999999999999999")).outcome == "not_found"


def test_once_a_refund_came_first_a_report_is_evidence_and_nothing_more(cast):
    order = cast.buys("oversea-card-99")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert reports_it(cast, said("activated", order)).outcome == "frozen"
    assert usage_of(order) == "none"
    kinds = [link.kind for link in links_of(good_at(order).unit.order_id)]
    assert kinds.count("supplier_report") == 1
    assert bytes(SupplierReport.objects.get().raw)
    assert audit() == []


def test_what_was_given_back_can_not_be_activated_any_more(cast):
    order = cast.buys("game-card-3")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    assert reports_it(cast, said("used", order)).outcome == "given_back"
    assert life_at(order)[-1] == "voided"


def test_what_is_turned_away_is_counted_by_day_and_reason(cast):
    for _ in range(3):
        reports.refuse("sandbox", ReportRejected(ReportFault.FORGED), at=cast.at)
    row = ReportRefusal.objects.get()
    assert (row.supplier, row.reason, row.times) == ("sandbox", "forged", 3)


def test_a_supplier_that_shares_a_secret_is_believed_with_us_to_vouch_for_it(cast, settings):
    settings.SUPPLIERS = {"WEIKAMENG_FULU_REPORT_KEY": SECRET}
    wiring.forget_suppliers()
    order = cast.buys("game-card-3")
    good_at(order).unit.order.product.__class__.objects.filter(sku="game-card-3").update(
        supplier="fulu"
    )
    fulu = SandboxReporter("fulu", SECRET.encode())
    message = fulu.report("r-1", said("activated", order), cast.at)
    assert answered(cast, message, "fulu").outcome == "taken"
    assert LedgerOutbox.objects.filter(good=good_at(order)).last().attested_by == "platform"
    assert reports_it(cast, said("used", order)).outcome == "not_found"  # not its good
    wiring.forget_suppliers()


@pytest.mark.parametrize(
    ("settings_", "codes"),
    [
        ({"WEIKAMENG_FULU_REPORT_KEY": "short"}, ["too_short"]),
        ({"WEIKAMENG_FULU_REPORT_PUBLIC_KEY": "nonsense"}, ["no_public_key"]),
        (
            {
                "WEIKAMENG_FULU_REPORT_KEY": SECRET,
                "WEIKAMENG_FULU_REPORT_PUBLIC_KEY": base64.b64encode(bytes(32)).decode(),
            },
            ["one_of_two"],
        ),
        ({"WEIKAMENG_XINGQUANYI_REPORT_KEY_FILE": "/nowhere"}, ["unreadable_file"]),
    ],
)
def test_a_key_that_can_not_work_is_told_and_the_door_stays_shut(settings, settings_, codes):
    settings.SUPPLIERS = settings_
    wiring.forget_suppliers()
    assert [fault.code for fault in wiring.supplier_faults()][: len(codes)] == codes
    assert not reports.served("fulu")
    assert reports.served("sandbox")
    wiring.forget_suppliers()


def test_with_a_recorded_state_nobody_has_to_look_at_the_use(cast):
    order = cast.brings("game-card-60", "45.00", days=1, usage="unknown")
    looked_at = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert looked_at.state is not State.PAYING
    refunds.withdraw(looked_at.number, buyer_id=cast.xiaolin, at=cast.at)
    assert reports_it(cast, said("not_activated", order)).outcome == "taken"
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.PAYING
    (unit,) = CaseRound.objects.get(case__number=applied.number).facts["order"]["units"]
    good, _, seen = unit["proof"].partition("#")  # where anybody can check what it stands on
    event = LedgerOutbox.objects.get(good=UUID(bytes=bytes_of_base64url(good, 16, "")), seq=seen)
    assert (unit["recorded"], event.type) == ("not_activated", "not_activated_attested")
    assert audit() == []


def test_that_it_was_not_activated_is_no_news_after_a_day(cast):
    order = cast.brings("game-card-60", "45.00", days=1, usage="unknown")
    reports_it(cast, said("not_activated", order))
    cast.later(hours=25)
    assert refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).state is not State.PAYING


def test_a_genuine_report_stays_as_it_came(cast):
    order = cast.buys("game-card-3")
    reports_it(cast, said("activated", order))
    kept = SupplierReport.objects.all()
    for spoil in (lambda: kept.update(outcome="known"), lambda: kept._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def race(count, *acts):
    """Run acts for each of so many rounds, each act in a thread of its own, at once."""
    start = Barrier(len(acts))

    def begun(act, place):
        start.wait(30)
        return act(place)

    pools = [ThreadPoolExecutor(1) for _ in acts]
    try:
        for place in range(count):
            running = [
                pool.submit(begun, act, place) for pool, act in zip(pools, acts, strict=True)
            ]
            yield [one.result(60) for one in running]
    finally:
        for pool in pools:
            pool.submit(connections.close_all).result()
            pool.submit(wiring.sandbox_memory().close).result()
            pool.shutdown()


def test_redeeming_and_refunding_at_the_same_moment_have_exactly_one_winner(cast):
    orders = [cast.buys("game-card-3") for _ in range(ROUNDS)]
    messages = [signed(cast, said("activated", order)) for order in orders]

    def redeem(place):
        return answered(cast, messages[place]).outcome == "taken"

    def refund(place):
        applied = refunds.apply(asks(orders[place]), buyer_id=cast.xiaolin, at=cast.at)
        return applied.state is State.PAYING

    def show(place):
        try:
            return bool(cards.reveal(orders[place], 1, buyer_id=cast.xiaolin, at=cast.at))
        except cards.Refusal:
            return False

    for redeemed, refunded, _ in race(ROUNDS, redeem, refund, show):
        assert not (redeemed and refunded)
    for order in orders:
        life = life_at(order)
        assert ("activated" in life) != ("refund_approved" in life) or life[-1] != "activated"
    assert audit() == []


def test_one_report_that_comes_many_times_at_once_counts_once(cast):
    orders = [cast.buys("game-card-3") for _ in range(5)]
    messages = [signed(cast, said("activated", order)) for order in orders]

    def comes(place):
        return answered(cast, messages[place]).outcome

    for outcomes in race(len(orders), *([comes] * 4)):
        assert outcomes == ["taken"] * 4
    assert all(life_at(order) == [*CARD, "activated"] for order in orders)
