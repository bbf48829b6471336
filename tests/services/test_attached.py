"""What is attached by itself: from the first moment, once, without what nobody may see (R7.1)."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import asks
from weikameng.domain.errors import Refusal
from weikameng.domain.supply import SupplierAnswer, trouble_words
from weikameng.records.models import CardStock, Evidence, Order
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import progress_of
from weikameng.records.writing.supplying import Heard
from weikameng.services import (
    checkout,
    fulfilment,
    imports,
    refunds,
    supplier_checks,
    wiring,
)
from weikameng.services.checklist import checklist_of_case

ACCOUNT = "13912345678"
REFERENCE = "4200002624202611119300302125"


def bodies(number, kind):
    rows = Evidence.objects.filter(order__number=number, kind=kind).order_by("position")
    return [row.body for row in rows]


def kinds(number):
    return list(
        Evidence.objects.filter(order__number=number)
        .order_by("position")
        .values_list("kind", flat=True)
    )


def test_the_payment_is_kept_in_the_moment_it_is_known_and_only_once(cast):
    number = cast.pays("game-topup-100", account=ACCOUNT)
    order = Order.objects.get(number=number)
    (body,) = bodies(number, "payment_record")
    (leg,) = order.tenders.all()
    assert body["total_minor"] == order.paid_minor
    assert [one["route"] for one in body["legs"]] == [leg.route]
    assert body["legs"][0]["amount_minor"] == leg.amount_minor
    assert leg.payment_reference not in json.dumps(body)
    assert len(body["legs"][0]["reference_digest"]) == 64
    checkout.confirm_payment(number, buyer_id=cast.xiaolin, at=cast.at)
    assert len(bodies(number, "payment_record")) == 1


def test_a_payment_by_balance_names_no_reference(cast):
    number = cast.pays("game-card-3", use_balance_minor=300)
    (body,) = bodies(number, "payment_record")
    assert body["legs"] == [{"route": "wallet", "amount_minor": 300}]


def test_every_attempt_to_deliver_is_kept_and_no_mere_question(cast):
    number = cast.buys("game-topup-100", account="player-2222")  # a slow one
    wiring.sandbox_memory().rows("DELETE FROM sandbox.delivery")  # it was lost there
    while not fulfilment.deliver(number, at=cast.at):
        pass
    sent_again, *answers = bodies(number, "delivery_record")[1:]
    assert (
        bodies(number, "delivery_record")[0] == sent_again == {"status": "processing", "code": ""}
    )
    assert answers == [{"status": "success", "code": ""}]
    assert bodies(number, "error_shown") == []


@pytest.mark.parametrize(
    ("ending", "code"),
    [("0000", "NUMBER_NOT_EXIST"), ("4444", "ZONE_MISMATCH"), ("3333", "FAILED")],
)
def test_the_error_kept_is_the_one_the_page_shows(cast, client, ending, code):
    number = cast.buys("game-topup-100", account=f"player-{ending}")
    (shown,) = bodies(number, "error_shown")
    assert (shown["code"], shown["zh"], shown["en"]) == (code, *trouble_words(code))
    (tried,) = bodies(number, "delivery_record")
    assert tried == {"status": "failed", "code": code}
    buyer = Order.objects.get(number=number).buyer
    client.force_login(buyer, "django.contrib.auth.backends.ModelBackend")
    assert shown["zh"] in client.get(f"/orders/{number}/").content.decode()


def test_an_empty_stock_is_an_attempt_and_an_error_shown(cast):
    number = cast.pays("game-card-60")
    CardStock.objects.filter(unit=None).update(voided_at=cast.at)
    fulfilment.deliver(number, at=cast.at)
    assert bodies(number, "error_shown")[0]["code"] == "OUT_OF_STOCK"
    assert bodies(number, "delivery_record") == [{"status": "failed", "code": "OUT_OF_STOCK"}]


def test_the_usage_is_kept_as_it_is_in_the_moment_of_applying(cast):
    number = cast.buys("game-card-60", quantity=2)
    refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    (body,) = bodies(number, "activation_record")
    assert body == {"units": [{"unit": 1, "usage": "none"}, {"unit": 2, "usage": "none"}]}


def test_an_order_from_before_gets_its_payment_with_the_application(cast):
    number = cast.buys("game-card-60")
    Evidence.objects.filter(order__number=number, position__gte=3).delete()  # as it was then
    refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    assert kinds(number)[2:] == ["payment_record", "activation_record", "narrative"]
    again = cast.buys("game-card-60")
    refunds.apply(asks(again), buyer_id=cast.xiaolin, at=cast.at)
    assert kinds(again).count("payment_record") == 1


def test_what_was_written_to_the_buyer_and_asked_by_them_is_kept_masked(cast):
    number = cast.brings("game-card-60", "60.00", days=2, usage="activated")
    applied = refunds.apply(
        asks(number, "NOT_ACTIVATED", "不想要了"), buyer_id=cast.xiaolin, at=cast.at
    )
    refunds.ask_person(applied.number, buyer_id=cast.xiaolin, at=cast.at)
    refunds.ask_person(applied.number, buyer_id=cast.xiaolin, at=cast.at)  # twice is once
    words = "已使用,不能退。身份证 110101199003070715 请勿再发。"
    cast.rejects(applied.number, words)
    asked, told = bodies(number, "conversation")
    assert asked == {"case": applied.number, "said": "appeal", "text": ""}
    assert (told["case"], told["said"]) == (applied.number, "reject")
    assert "已使用" in told["text"]
    assert "110101199003070715" not in json.dumps(told)


def test_a_decision_that_comes_too_late_leaves_no_words_on_the_chain(cast):
    order = cast.buys("oversea-card-99")
    applied = refunds.apply(asks(order, "KEY_INVALID", "打不开"), buyer_id=cast.xiaolin, at=cast.at)
    before = kinds(order)
    refunds.withdraw(applied.number, buyer_id=cast.xiaolin, at=cast.at)
    with pytest.raises(Refusal, match="not_now"):
        cast.approves(applied.number)
    assert kinds(order) == before


def test_no_account_and_no_whole_payment_number_is_on_any_chain(cast):
    number = cast.buys("game-topup-100", account=ACCOUNT)
    row = {
        "external_number": "ext-9",
        "buyer": "xiaolin",
        "sku": "game-topup-100",
        "account": ACCOUNT,
        "units": [{"price": "100.00"}],
        "payments": [{"route": "sandbox", "amount": "100.00", "reference": REFERENCE}],
        "paid_at": (cast.at - timedelta(days=2)).isoformat(),
        "completed_at": (cast.at - timedelta(days=2)).isoformat(),
    }
    (result,) = imports.import_orders([json.dumps(row)], at=cast.at)
    assert not result.problem, result.problem
    refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    everything = json.dumps([row.body for row in Evidence.objects.all()])
    assert ACCOUNT not in everything
    assert REFERENCE not in everything
    (leg,) = bodies(result.number, "payment_record")[0]["legs"]
    assert leg["reference"] == "4200****2125"


def test_an_imported_order_comes_with_its_past(cast):
    number = cast.brings("game-card-60", "60.00", days=3, usage="activated")
    assert kinds(number) == [
        "order_snapshot",
        "payment_record",
        "delivery_record",
        "activation_record",
    ]
    (snapshot,) = bodies(number, "order_snapshot")
    assert (snapshot["number"], snapshot["imported"], snapshot["sku"]) == (
        number,
        True,
        "game-card-60",
    )
    (usage,) = bodies(number, "activation_record")
    assert usage["units"][0]["usage"] == "activated"


def test_the_evidence_of_a_batch_costs_as_many_statements_as_that_of_one(cast):
    def lines(count, start):
        moment = (cast.at - timedelta(days=2)).isoformat()
        for n in range(start, start + count):
            yield json.dumps(
                {
                    "external_number": f"many-{n}",
                    "buyer": "xiaolin",
                    "sku": "game-card-60",
                    "units": [{"price": "60.00"}],
                    "payments": [{"route": "sandbox", "amount": "60.00", "reference": f"R{n}"}],
                    "paid_at": moment,
                    "completed_at": moment,
                }
            )

    def cost(count, start):
        with CaptureQueriesContext(connection) as meter:
            rows = imports.import_orders(lines(count, start), at=cast.at)
            assert all(row.number for row in rows)
        return len(meter)

    cost(1, 0)  # what is read once a process
    assert cost(20, 1) == cost(1, 21)
    assert Evidence.objects.filter(kind="activation_record").count() == 22


def test_a_suppliers_answer_is_kept_where_it_was_asked(cast):
    order = cast.buys("game-topup-100", account=ACCOUNT)
    row = order_of(order, buyer_id=cast.xiaolin).order
    heard = Heard(SupplierAnswer("success", arrived=None))
    supplier_checks.keep_answer(row.pk, heard, cast.at)
    (body,) = bodies(order, "supplier_answer")
    assert body == {"status": "success", "code": "", "arrived": None, "recallable": None}
    assert [link.source for link in links_of(row.pk)][-1] == "supplier"


def test_the_list_of_a_case_counts_what_we_attached(cast):
    order = cast.buys("oversea-card-99")
    applied = refunds.apply(asks(order, "KEY_INVALID", "打不开"), buyer_id=cast.xiaolin, at=cast.at)
    progress = progress_of(applied.number)
    found = checklist_of_case(progress, decision_of(progress.decision))
    assert found.have == 3
    assert {item.kind for item in found.items if item.state == "there"} == {
        "order_screenshot",
        "delivery_record",
        "activation_record",
    }
    assert all(item.at for item in found.items if item.state == "there")
