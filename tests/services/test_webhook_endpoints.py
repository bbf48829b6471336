"""Endpoints of webhooks (P2): whose they are, switched off and on, secrets, sent again."""

import base64
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from tests.receiver import receiving
from tests.services.webhook_steps import (
    OURS,
    applies,
    listens,
    sends,
)
from weikameng.domain.errors import Refusal
from weikameng.domain.webhook_life import Wanted
from weikameng.records.models import (
    Shop,
    StaffNotice,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookTry,
)
from weikameng.records.reading import webhooks as reading
from weikameng.services import webhook_sending, webhooks
from weikameng.services.webhooks import Changes, Hand


def test_one_shop_never_sees_anothers(cast, receiver, shop):
    other = Shop.objects.create(code="other", name="别家", money="ours", opened_at=cast.at)
    mine = listens(cast, receiver, Hand(shop.pk))
    theirs = webhooks.create(Hand(other.pk), "https://hooks.example.com/x", at=cast.at)
    applies(cast, shop)
    assert not WebhookDelivery.objects.filter(endpoint__code=theirs.code).exists()
    message = WebhookEvent.objects.values_list("message", flat=True)[0]
    for act in (
        lambda: webhooks.of(Hand(other.pk), mine.code),
        lambda: webhooks.of(OURS, mine.code),
        lambda: webhooks.change(Hand(other.pk), mine.code, Changes(on=False), at=cast.at),
        lambda: webhooks.delete(Hand(other.pk), mine.code, at=cast.at),
        lambda: webhooks.rotate(Hand(other.pk), mine.code, timedelta(0), at=cast.at),
        lambda: webhooks.send_test(Hand(other.pk), mine.code, at=cast.at),
        lambda: webhooks.replay(Hand(other.pk), theirs.code, Wanted(message), at=cast.at),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not_found"
    assert reading.endpoints_of(other.pk)[0].code == theirs.code
    assert webhooks.of(Hand(everywhere=True), mine.code).code == mine.code


def test_who_answers_gone_is_switched_off_and_the_shop_is_told_by_its_others(cast, receiver):
    gone = listens(cast, receiver, kinds=("refund.opened",))
    receiver.says(410)
    with receiving() as other:
        webhooks.create(OURS, other.url, kinds=("payout.settled",), at=cast.at)
        applies(cast)
        sends(cast)
        sends(cast)
        assert other.types == ["webhook.off"]
        assert other.events[0]["data"]["endpoint"] == gone.code
    found = webhooks.of(OURS, gone.code)
    assert (found.state, found.why) == ("off", "gone")
    assert StaffNotice.objects.filter(kind="webhook_off").count() == 1
    applies(cast)
    assert WebhookDelivery.objects.filter(endpoint__code=gone.code).count() == 1


def test_who_takes_nothing_for_days_is_switched_off(cast, receiver, settings):
    made = listens(cast, receiver)
    receiver.says(500)
    for days in range(4):
        applies(cast)
        sends(cast)
        assert webhooks.of(OURS, made.code).state == "on", days
        cast.later(days=1)
    cast.at += settings.WEBHOOK_OFF_AFTER
    sends(cast)
    assert webhooks.of(OURS, made.code).why == "failing"


def test_what_was_missed_while_it_was_off_is_sent_again_on_wish(cast, receiver):
    made = listens(cast, receiver)
    applies(cast)
    sends(cast)
    webhooks.change(OURS, made.code, Changes(on=False), at=cast.at)
    begun = cast.later(hours=1)
    applies(cast)
    assert sends(cast) == 0
    with pytest.raises(Refusal, match="webhook_off"):
        webhooks.replay(OURS, made.code, Wanted(since=begun), at=cast.at)
    webhooks.change(OURS, made.code, Changes(on=True), at=cast.at)
    assert webhooks.replay(OURS, made.code, Wanted(since=begun), at=cast.at) == 3
    sends(cast)
    assert receiver.types == ["refund.opened", "refund.approved", "refund.paying"] * 2


def test_the_same_event_sent_again_has_the_same_id_and_body(cast, receiver):
    made = listens(cast, receiver)
    applies(cast)
    sends(cast)
    first = receiver.events[0]["id"]
    cast.later(hours=1)
    assert webhooks.replay(OURS, made.code, Wanted(message=first), at=cast.at) == 1
    sends(cast)
    again = [(head["webhook-id"], body) for head, body in receiver.came]
    assert again[0] == again[-1]
    assert webhooks.replay(OURS, made.code, Wanted(since=cast.at, missed=True), at=cast.at) == 0


def test_secrets_are_sealed_at_rest_and_both_sign_after_a_rotation(cast, receiver):
    made = listens(cast, receiver)
    row = WebhookEndpoint.objects.get(code=made.code)
    assert made.secret not in row.secret
    assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32
    later = webhooks.rotate(OURS, made.code, timedelta(hours=1), at=cast.at)
    assert later.secret != made.secret
    applies(cast)
    sends(cast)
    assert _signers(receiver, 0, made, later, cast) == {made.secret, later.secret}
    cast.later(hours=2)
    webhooks.send_test(OURS, made.code, at=cast.at)
    sends(cast)
    assert _signers(receiver, -1, made, later, cast) == {later.secret}


def _signers(receiver, place, *made):
    *made, cast = made
    headers, body = receiver.came[place]
    given = headers["webhook-signature"].split(" ")
    return {
        one.secret
        for one in made
        if Webhook(one.secret).sign(headers["webhook-id"], cast.at, body.decode()) in given
    }


def test_answers_are_kept_cut_off_and_without_secrets(cast, receiver):
    made = listens(cast, receiver)
    receiver.answer = lambda event: (400, {}, f"{made.secret} \x1b[31m{'x' * 9000}".encode())
    applies(cast)
    sends(cast)
    kept = WebhookTry.objects.get()
    assert kept.status == 400
    assert len(kept.answer) <= 500
    assert made.secret not in kept.answer
    assert "\x1b" not in kept.answer


def test_a_neighbour_is_not_called_unless_the_settings_say_so(cast, receiver, settings):
    listens(cast, receiver)
    settings.WEBHOOK_NETWORKS = ()
    webhook_sending.courier.cache_clear()
    applies(cast)
    sends(cast)
    assert receiver.came == []
    assert WebhookTry.objects.get().code == "ADDRESS_REFUSED"
    with pytest.raises(Refusal, match="webhook_url"):
        listens(cast, receiver)


def test_an_endpoint_that_was_deleted_gets_nothing_and_keeps_no_secret(cast, receiver):
    made = listens(cast, receiver)
    applies(cast)
    webhooks.delete(OURS, made.code, at=cast.at)
    assert sends(cast) == 0
    assert WebhookEndpoint.objects.get(code=made.code).secret == ""
    with pytest.raises(Refusal, match="not_found"):
        webhooks.of(OURS, made.code)


def test_what_is_old_is_forgotten_with_what_was_sent_of_it(cast, receiver, settings):
    listens(cast, receiver)
    applies(cast)
    sends(cast)
    assert webhook_sending.forget_old(cast.at) == 0
    cast.at += settings.WEBHOOK_KEPT_FOR + timedelta(seconds=1)
    assert webhook_sending.forget_old(cast.at) == 3
    assert not WebhookDelivery.objects.exists()
    assert not WebhookTry.objects.exists()
