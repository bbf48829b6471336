"""Webhooks out (P2): written with the step, sent in order, again after a failure, to its own."""

import threading
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import asks
from tests.receiver import receiving
from tests.services.transfer_steps import refuses
from tests.services.webhook_steps import (
    OURS,
    applies,
    listens,
    sends,
)
from weikameng.domain.mirror import Confirmation
from weikameng.domain.webhook_life import LEASE, RETRIES
from weikameng.records.models import Payout, Shop, WebhookDelivery, WebhookEvent, WebhookTry
from weikameng.records.writing import webhook_sending as writing
from weikameng.services import (
    held_payouts,
    messages,
    mirror,
    refunds,
    webhook_sending,
    webhooks,
)
from weikameng.services.mirror import Payer
from weikameng.services.webhooks import Hand

STORY = ["refund.opened", "refund.approved", "refund.paying", "payout.settled", "refund.refunded"]


def test_a_refund_tells_its_story_in_order(cast, receiver, shop):
    listens(cast, receiver, Hand(shop.pk))
    number = applies(cast, shop)
    cast.pays_out()
    assert sends(cast) == len(STORY)
    assert receiver.types == STORY
    assert len({event["id"] for event in receiver.events}) == len(STORY)
    last = receiver.events[-1]["data"]
    assert last["refund"] == {
        "number": number,
        "state": "refunded",
        "round": 1,
        "revision": 4,
        "amount_minor": last["refund"]["amount_minor"],
        "reason": "NOT_ACTIVATED",
    }
    assert last["order"]["external_number"].startswith("E-")
    assert number in last["words"]["zh"]
    assert number in last["words"]["en"]
    leg = receiver.events[3]["data"]["payout"]
    assert (leg["state"], leg["amount_minor"]) == ("settled", last["refund"]["amount_minor"])


def test_nothing_of_the_buyer_goes_out_but_the_shops_own_id(cast, receiver):
    listens(cast, receiver)
    applies(cast)
    cast.pays_out()
    sends(cast)
    sent = b"".join(body for _, body in receiver.came).decode()
    assert not any(word in sent for word in ("player-one", "xiaolin", "小林", "narrative"))


def test_orders_nobody_listens_to_leave_nothing(cast, receiver, shop):
    listens(cast, receiver, Hand(shop.pk))
    applies(cast)
    assert not WebhookEvent.objects.exists()


def test_an_endpoint_takes_no_statement_more_from_who_applies(cast, receiver):
    def statements():
        order = cast.buys("game-card-3")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
        return len(seen)

    statements()
    alone = statements()
    listens(cast, receiver)
    assert statements() == alone


def test_any_number_of_deliveries_takes_one_statement_to_claim_and_one_to_keep(cast, receiver):
    listens(cast, receiver)
    for _ in range(3):
        applies(cast)
    with CaptureQueriesContext(connection) as seen:
        held = writing.claim("test", cast.at, 32)
    assert (len(held), len(seen)) == (3, 1)  # the first of each refund
    with CaptureQueriesContext(connection) as seen:
        webhook_sending.keep("test", [(one, webhook_sending.Answer(200)) for one in held], cast.at)
    assert len([one for one in seen if "webhook" in one["sql"]]) == 1


def test_of_one_refund_the_next_event_waits_for_the_one_before(cast, receiver):
    listens(cast, receiver)
    stubborn, other = applies(cast), applies(cast)
    receiver.answer = lambda event: (
        (500, {}, b"no") if event["data"]["refund"]["number"] == stubborn else (200, {}, b"")
    )
    for _ in range(6):
        sends(cast)
        cast.later(seconds=31)
    mine = [e["type"] for e in receiver.events if e["data"]["refund"]["number"] == stubborn]
    theirs = [e["type"] for e in receiver.events if e["data"]["refund"]["number"] == other]
    assert set(mine) == {"refund.opened"}
    assert theirs == ["refund.opened", "refund.approved", "refund.paying"]


def test_a_receiver_down_for_hours_gets_everything_in_order_with_the_same_ids(cast, receiver):
    listens(cast, receiver)
    receiver.says(503)
    number = applies(cast)
    cast.pays_out()
    for wait in (0, 10, 400, 2000, 8000):
        cast.later(seconds=wait)
        sends(cast)
    assert set(receiver.types) == {"refund.opened"}
    down = {event["id"] for event in receiver.events}
    assert len(down) == 1
    receiver.came.clear()
    receiver.says(200)
    cast.later(hours=9)
    sends(cast)
    assert receiver.types == STORY
    assert receiver.events[0]["id"] in down
    assert all(e["data"]["refund"]["number"] == number for e in receiver.events)


def test_what_waits_is_sent_at_once_when_a_receiver_is_back(cast, receiver):
    listens(cast, receiver)
    receiver.says(500)
    for _ in range(3):
        applies(cast)
        sends(cast)
        cast.later(minutes=20)
    cast.later(hours=1)
    sends(cast)
    receiver.says(200)
    cast.later(minutes=30)
    sends(cast)
    assert not WebhookDelivery.objects.filter(standing="waiting").exists()


def test_one_delivery_tries_while_a_receiver_fails(cast, receiver):
    listens(cast, receiver)
    receiver.says(500)
    for _ in range(5):
        applies(cast)
    sends(cast)
    first = len(receiver.came)
    cast.later(seconds=31)
    sends(cast)
    assert len(receiver.came) == first + 1


def test_a_wait_the_receiver_asks_for_is_kept(cast, receiver):
    listens(cast, receiver)
    receiver.says(429, {"Retry-After": "7200"})
    applies(cast)
    sends(cast)
    cast.later(minutes=119)
    sends(cast)
    assert len(receiver.came) == 1
    cast.later(minutes=2)
    sends(cast)
    assert len(receiver.came) == 2


def test_after_the_last_try_the_next_event_goes_on(cast, receiver):
    listens(cast, receiver, kinds=("refund.opened", "refund.approved"))
    receiver.says(404)
    applies(cast)
    for wait in (timedelta(0), *RETRIES):
        cast.at += wait
        sends(cast)
    row = WebhookDelivery.objects.get(event__type="refund.opened")
    assert (row.standing, row.tries) == ("given_up", len(RETRIES) + 1)
    receiver.says(200)
    cast.later(hours=1)
    sends(cast)
    assert receiver.types[-1] == "refund.approved"


def test_a_sender_that_dies_is_followed_with_the_same_id(cast, receiver):
    listens(cast, receiver)
    applies(cast)
    (held,) = writing.claim("dead", cast.at, 32)
    assert sends(cast) == 0
    cast.at += LEASE + timedelta(seconds=1)
    sends(cast)
    assert receiver.events[0]["id"] == held.event.id
    webhook_sending.keep("dead", [(held, webhook_sending.Answer(500))], cast.at)  # it wakes up
    assert WebhookTry.objects.filter(delivery=held.id).count() == 1


def test_one_receiver_that_hangs_holds_up_nobody_else(cast, receiver, shop):
    listens(cast, receiver, Hand(shop.pk))
    free, there = threading.Event(), threading.Event()

    def hang(_event):
        there.set()
        free.wait(10)
        return 200, {}, b""

    with receiving() as slow:
        slow.answer = hang
        webhooks.create(OURS, slow.url, at=cast.at)
        applies(cast)
        applies(cast, shop)
        courier = webhook_sending.courier()
        sender = webhook_sending.Sender("test", lambda: cast.at, courier, lanes=4)
        try:
            while len(receiver.came) < 3:
                sender.turn(timedelta(milliseconds=50))
            assert there.wait(10)
            assert sender.busy
            free.set()
            while sender.busy:
                sender.turn(timedelta(milliseconds=50))
        finally:
            free.set()
            sender.close()
    assert receiver.types == ["refund.opened", "refund.approved", "refund.paying"]


def test_a_refund_that_was_rolled_back_told_nobody(cast, receiver):
    listens(cast, receiver)
    order = cast.buys("game-card-3")
    with transaction.atomic():
        refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
        assert WebhookEvent.objects.exists()
        transaction.set_rollback(True)
    assert not WebhookEvent.objects.exists()


def test_money_that_is_refused_sent_again_arrived_and_came_back_is_told(cast, receiver):
    listens(cast, receiver)
    dead = refuses(cast)
    assert kinds(dead) == [*STORY[:3], "payout.failed", "refund.stuck"]
    told = WebhookEvent.objects.get(type="payout.failed")
    assert told.at == cast.at
    assert told.facts["payout"]["state"] == "refused"
    held_payouts.ask_again(dead.case.number, staff_id=cast.ids["acai"], role="finance", at=cast.at)
    for _ in range(4):
        cast.later(hours=1)
        cast.pays_out()
    assert kinds(dead)[5:] == ["refund.resumed", "payout.settled", "refund.refunded"]
    at = cast.later(days=1)
    held_payouts.bank_returned(
        dead.number, "银行退回,收款账户已经注销。", staff_id=cast.ids["acai"], role="finance", at=at
    )
    assert kinds(dead)[8:] == ["payout.reversed", "refund.reversed"]
    assert WebhookEvent.objects.get(type="payout.reversed").at == at


def test_a_promise_that_was_not_kept_is_told_with_when_it_was(cast, receiver):
    listens(cast, receiver)
    applies(cast)
    cast.later(days=30)
    messages.tell_what_is_due(cast.at)
    late = WebhookEvent.objects.get(type="payout.late")
    assert late.at == cast.at
    promised_at = datetime.fromisoformat(late.facts["payout"]["arrives_by"])
    assert promised_at < cast.at - timedelta(days=20)
    messages.tell_what_is_due(cast.at)
    assert WebhookEvent.objects.filter(type="payout.late").count() == 1


def test_a_shop_that_pays_back_itself_is_asked_to_and_hears_that_it_has(cast, receiver, shop):
    Shop.objects.filter(pk=shop.pk).update(money="shop")
    listens(cast, receiver, Hand(shop.pk))
    applies(cast, shop)
    leg = Payout.objects.get()
    asked = ["refund.opened", "refund.approved", "refund.paying", "payout.to_pay"]
    assert sorted(kinds(leg)) == sorted(asked)
    payer = Payer(shop.pk, shop.code)
    mirror.fail(leg.number, "余额不足", payer, at=cast.later(hours=1))
    assert kinds(leg)[4:] == ["payout.failed", "refund.stuck"]
    held_payouts.ask_again(leg.case.number, staff_id=cast.ids["acai"], role="finance", at=cast.at)
    assert sorted(kinds(leg)[6:]) == ["payout.to_pay", "refund.resumed"]
    assert WebhookEvent.objects.filter(type="payout.to_pay").latest("id").at == cast.at
    mirror.confirm(leg.number, Confirmation("T-1"), payer, at=cast.later(hours=1))
    assert kinds(leg)[8:] == ["payout.settled", "refund.refunded"]
    assert sends(cast) == 10
    wanted = receiver.events[receiver.types.index("payout.to_pay")]["data"]
    assert "请给订单" in wanted["words"]["zh"]
    assert (wanted["payout"]["number"], wanted["payout"]["route"]) == (leg.number, "shop")


def kinds(leg):
    """What was told of this leg's refund, in order."""
    rows = WebhookEvent.objects.filter(case_id=leg.case_id).order_by("id")
    return list(rows.values_list("type", flat=True))
