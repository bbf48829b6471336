"""Every path of the business writes the life it means, and nothing else (R11.1)."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from psycopg import sql

from tests.cast import asks
from tests.quick_rows import _asleep
from tests.services.exchange_steps import recorded
from tests.services.life_steps import good_at, life_at, life_of_case
from tests.services.test_complaints import closes, opens
from weikameng.domain.application import KeptFile
from weikameng.domain.complaints import Outcome
from weikameng.domain.errors import Refusal
from weikameng.ledger.events import EventType
from weikameng.ledger.lives import IllegalStep
from weikameng.records import migrations
from weikameng.records.models import CardStock, LedgerGood, LedgerOutbox
from weikameng.records.reading.audit import audit
from weikameng.records.reading.goods_life import goods_of_case
from weikameng.records.reading.refunds import case_to_move
from weikameng.services import cards, fulfilment, life, refunds

SO_FAR = Path(migrations.__file__).parent / "0031_goods_life_so_far.sql"
STOCKED = ["issued", "listed"]
CARD = [*STOCKED, "sold", "delivered"]
TOPPED_UP = ["issued", "sold", "delivered"]
ASKED = ["frozen", "refund_requested"]
BACK = ["refund_approved", "refunded", "voided"]
IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)
WORDS = "核对了记录,卡密已经被使用,不符合退款条件。可以补充材料再申请。"


def test_a_card_lives_in_stock_and_is_its_buyers_from_delivery_on(cast):
    waiting = LedgerGood.objects.filter(card__isnull=False, unit=None).first()
    assert (waiting.state, waiting.next_seq) == ("listed", 2)
    order = cast.buys("game-card-60", quantity=2)
    assert life_at(order, 1) == life_at(order, 2) == CARD
    cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    assert life_at(order, 1) == [*CARD, "revealed"]
    assert audit() == []


def test_that_a_key_is_shown_is_committed_before_it_is_seen(cast, settings):
    order = cast.buys("game-card-3")
    settings.CARD_KEY = Fernet.generate_key().decode()
    cards._box.cache_clear()
    with pytest.raises(InvalidToken):  # dies between the commit and the showing
        cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    cards._box.cache_clear()
    assert life_at(order) == [*CARD, "revealed"]


def test_a_topped_up_unit_lives_from_its_payment_on(cast):
    order = cast.pays("phone-50")
    assert life_at(order) == ["issued", "sold"]
    fulfilment.deliver(order, at=cast.at)
    assert life_at(order) == TOPPED_UP


def test_a_small_refund_is_lived_through_in_one_step_and_paid_in_another(cast):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    assert life_at(order) == [*CARD, *ASKED, "refund_approved"]
    assert life_of_case(case) == ["opened", "decided"]
    cast.pays_out()
    assert life_at(order) == [*CARD, *ASKED, *BACK]
    assert life_of_case(case) == ["opened", "decided", "paid"]
    assert audit() == []


def test_a_withdrawn_refund_leaves_the_good_to_its_buyer(cast):
    order = cast.buys("oversea-card-99")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    assert life_at(order) == [*CARD, *ASKED]
    refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)
    assert life_at(order) == [*CARD, *ASKED, "unfrozen"]
    again = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    assert life_at(order) == [*CARD, *ASKED, "unfrozen", *ASKED]
    assert (life_of_case(case), life_of_case(again)) == (["opened"], ["opened"])
    assert audit() == []


def test_a_rejected_refund_may_be_asked_for_again_and_be_given(cast):
    order = cast.buys("oversea-card-99")
    case = refunds.apply(asks(order, files=IDENTITY), buyer_id=cast.xiaolin, at=cast.at).number
    cast.rejects(case, WORDS)
    rejected = [*CARD, *ASKED, "refund_rejected", "unfrozen"]
    assert life_at(order) == rejected
    more = asks(
        order,
        files=IDENTITY,
        narrative="昨天没有说清楚:卡密一次也没有打开过,现在补充说明,请再核对一次。",
    )
    refunds.amend(case, more, buyer_id=cast.xiaolin, at=cast.at)
    assert life_at(order) == [*rejected, *ASKED]
    cast.approves(case)
    recorded(cast, order)
    cast.pays_out()
    cast.pays_out()
    assert life_at(order) == [*rejected, *ASKED, *BACK]
    assert life_of_case(case)[:2] == ["opened", "decided"]
    assert life_of_case(case)[-1] == "paid"
    assert audit() == []


def test_of_two_cards_the_used_one_stays_its_buyers(cast):
    order = cast.buys("game-card-3", quantity=2)
    cast.is_used(order)
    assert life_at(order, 1) == [*CARD, "activated"]
    assert audit() == []


def test_an_order_of_another_shop_brings_its_past(cast):
    order = cast.brings("video-trial-7", "7.90", days=3, usage="used", used_days=3)
    assert life_at(order) == [*TOPPED_UP, "activated", "used"]
    vouched = LedgerOutbox.objects.filter(good=good_at(order)).values_list("attested_by", flat=True)
    assert set(vouched) == {"platform"}
    assert audit() == []


def test_what_the_channel_paid_back_by_itself_ends_the_life(cast):
    order = cast.buys("game-card-60")
    closes(cast, opens(cast, order, 6_000, kind="chargeback"), Outcome.PAID, 6_000)
    assert life_at(order) == [*CARD, *ASKED, *BACK]
    assert audit() == []


def test_without_stock_only_the_case_lives(cast):
    CardStock.objects.filter(unit=None).update(voided_at=cast.at)
    order = cast.buys("game-card-60")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    assert life_of_case(case) == ["opened", "decided", "paid"]
    assert not LedgerGood.objects.filter(unit__order__number=order).exists()


def test_a_case_names_its_own_good_first_then_its_units(cast):
    order = cast.buys("game-card-60", quantity=2)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    case_id = case_to_move(case).read.id
    own = LedgerGood.objects.get(case_id=case_id).pk
    assert goods_of_case(case_id) == [own, good_at(order, 1).pk, good_at(order, 2).pk]


def test_an_event_that_can_not_follow_is_not_written(cast):
    order = cast.buys("game-card-3")
    with pytest.raises(IllegalStep), transaction.atomic():
        life.happened(good_at(order).unit_id, EventType.USED, life.SUPPLIER, cast.at)
    assert life_at(order) == CARD


def test_what_is_written_is_for_ever(cast):
    order = cast.buys("game-card-3")
    good, event = good_at(order), LedgerOutbox.objects.filter(good=good_at(order)).first()
    same_place = {"good_id": good.pk, "seq": 0, "type": "issued", "actor": "platform", "sku": "x"}
    for spoil in (
        lambda: LedgerOutbox.objects.filter(pk=event.pk).update(type="used"),
        lambda: LedgerOutbox.objects.filter(pk=event.pk)._raw_delete("default"),
        lambda: LedgerOutbox.objects.create(at=cast.at, **same_place),
        lambda: LedgerGood.objects.filter(pk=good.pk).update(next_seq=F("next_seq") - 1),
        lambda: LedgerGood.objects.filter(pk=good.pk).update(unit_id=None),
        lambda: LedgerGood.objects.filter(pk=good.pk).update(salt=bytes(32)),
        lambda: LedgerGood.objects.filter(pk=good.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def test_a_card_is_sold_once_and_one_given_back_never_again(cast):
    order, other = cast.buys("game-card-3"), cast.buys("game-card-3")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    void = CardStock.objects.filter(unit__order__number=order)
    sold = CardStock.objects.filter(unit__order__number=other)
    for spoil in (
        lambda: void.update(unit=None),
        lambda: void.update(voided_at=None),
        lambda: void._raw_delete("default"),
        lambda: sold.update(unit=None),
        lambda: sold.update(unit_id=good_at(order).unit_id),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()
    with pytest.raises(Refusal, match="not_found"):
        cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)


def test_a_life_that_was_tampered_with_is_found_by_the_audit(cast):
    order = cast.buys("game-card-3")
    LedgerGood.objects.filter(pk=good_at(order).pk).update(state="activated")
    assert {finding.law for finding in audit()} == {"life == state"}


def test_what_was_there_before_the_log_gets_the_shortest_life_that_led_there(cast):
    shown = cast.buys("game-card-60", quantity=2)
    cards.reveal(shown, 1, buyer_id=cast.xiaolin, at=cast.at)
    cast.is_used(shown)
    given_back, asked, rejected = (cast.buys("game-card-3") for _ in range(3))
    refunds.apply(asks(given_back), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    refunds.apply(asks(asked), buyer_id=cast.xiaolin, at=cast.at)
    foreign = cast.buys("oversea-card-99")
    wish = asks(foreign, files=IDENTITY)
    cast.rejects(refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number, WORDS)
    cast.brings("video-trial-7", "7.90", days=3, usage="used", used_days=3)
    cast.pays("phone-50")
    tables = ("supplier_report", "ledger_outbox", "ledger_good")
    _asleep(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(SO_FAR.read_text(encoding="utf-8"))
    assert audit() == []
    assert life_at(given_back) == [*CARD, *ASKED, *BACK]
    assert life_at(asked) == [*CARD, *ASKED, "refund_approved"]
    assert life_at(shown, 1) == [*CARD, "revealed", "activated"]
    assert life_at(rejected) == CARD
    cast.pays_out()
    assert life_at(asked) == [*CARD, *ASKED, *BACK]
    assert audit() == []
