"""A shop's program at the API: pushes, lists, asks, acts for its buyers, and sees its own alone."""

import pytest

from tests import shop_rows
from tests.journeys.test_api import Caller, problem
from tests.log_rows import remember_in, sequenced
from weikameng.domain.shops import Money
from weikameng.ledger.good_bundles import check_bundle
from weikameng.records.models import Order

ORDERS, PAYOUTS = "/api/v1/orders", "/api/v1/payouts"


@pytest.fixture
def shop(cast):
    return shop_rows.opens("east", cast.at, Money.SHOP)


@pytest.fixture
def program(cast, shop):
    return Caller(shop.token(cast.at))


@pytest.fixture
def stranger(cast):
    return Caller(shop_rows.opens("west", cast.at).token(cast.at))


def told(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_an_order_is_pushed_once_and_another_under_its_number_is_refused(cast, program):
    row = shop_rows.row("E-1", cast.at)
    made = told(program.calls("post", ORDERS, row), 201)
    assert (made["external_number"], made["customer"], made["sku"]) == ("E-1", "c-7", "card-60")
    assert [unit["paid_minor"] for unit in made["units"]] == [3_000, 3_000]
    assert [leg["route"] for leg in made["payments"]] == ["alipay", "points"]
    assert told(program.calls("post", ORDERS, row))["number"] == made["number"]
    other = program.calls("post", ORDERS, row | {"buyer": "c-8"})
    assert problem(other, 422)["see"] == made["number"]
    bad = problem(program.calls("post", ORDERS, row | {"external_number": "E-2", "sku": "no"}), 422)
    assert bad["field"] == "sku"
    assert "no" in bad["detail"]
    malformed = problem(program.calls("post", ORDERS, row | {"paid_at": "yesterday"}), 422)
    assert malformed["errors"][0]["pointer"] == "#/paid_at"
    assert Order.objects.filter(shop__code="east").count() == 1


def test_everything_an_import_may_say_an_order_may_say_here(cast, program):
    row = shop_rows.row("E-1", cast.at) | {
        "supplier": {"status": "success", "arrived": True},
        "cross_border": True,
        "renewal": {"reminded_at": None},
        "account": "u-1",
        "zone": "一区",
        "paid_total": "60.00",
    }
    made = told(program.calls("post", ORDERS, row), 201)
    assert made["cross_border"] is True
    kept = Order.objects.get(number=made["number"])
    assert (kept.supplier_status, kept.supplier_arrived, kept.renewal) == ("success", True, "none")
    assert (kept.account, kept.zone) == ("u-1", "一区")
    for wrong in (
        {"paid_total": "1.00"},
        {"supplier": {"status": "gone"}},
        {"currency": "XXX"},
    ):
        fresh = row | {"external_number": "E-2"} | wrong
        field = str(problem(program.calls("post", ORDERS, fresh), 422)["field"])
        assert field.partition(".")[0] in wrong


def test_of_many_orders_each_has_its_own_answer(cast, program):
    good, known = shop_rows.row("E-1", cast.at), shop_rows.row("E-0", cast.at)
    told(program.calls("post", ORDERS, known), 201)
    sent = [good, known, good | {"external_number": "E-2", "units": []}, 7]
    results = told(program.calls("post", f"{ORDERS}/bulk", {"orders": sent}))["results"]
    assert [one["status"] for one in results] == [201, 200, 422, 422]
    assert "units" in results[2]["problem"]["detail"]


def test_the_list_is_filtered_paged_and_costs_the_same_however_long(
    cast, shop, program, django_assert_max_num_queries
):
    numbers = [shop.sold(f"E-{place}", cast.at) for place in range(5)]
    shop.sold("E-other", cast.at, buyer="c-9", completed_at=None)
    with django_assert_max_num_queries(9):
        page = told(program.calls("get", f"{ORDERS}?customer=c-7&limit=3"))
    assert [one["number"] for one in page["items"]] == numbers[:1:-1]
    rest = told(program.calls("get", f"{ORDERS}?customer=c-7&limit=3&cursor={page['next']}"))
    assert ([one["number"] for one in rest["items"]], rest["next"]) == (numbers[1::-1], None)
    for asked in ("external_number=E-3", "state=paid&sku=card-60"):
        assert len(told(program.calls("get", f"{ORDERS}?{asked}"))["items"]) == 1
    assert told(program.calls("get", f"{ORDERS}?sku=card-6"))["items"] == []


def test_another_shop_and_our_own_buyers_find_none_of_it(cast, shop, program, stranger):
    number = shop.sold("E-1", cast.at)
    applied = told(
        program.calls("post", "/api/v1/refunds", {"order": number, "reason": "NOT_ACTIVATED"}), 201
    )
    (leg,) = {one["number"] for one in told(program.calls("get", PAYOUTS))["items"][:1]}
    assert told(stranger.calls("get", ORDERS))["items"] == []
    assert told(stranger.calls("get", PAYOUTS))["items"] == []
    used = {"updates": [{"kind": "used", "happened_at": cast.at.isoformat(), "unit": 1}]}
    for verb, path, body in (
        ("get", f"{ORDERS}/{number}", None),
        ("get", f"{ORDERS}/{number}/eligibility", None),
        ("get", "/api/v1/eligibility?external_number=E-1", None),
        ("post", f"{ORDERS}/{number}/usage", used),
        ("get", f"{PAYOUTS}/{leg}", None),
        ("post", f"{PAYOUTS}/{leg}/confirm", {"reference": "R-1"}),
        ("post", f"{PAYOUTS}/{leg}/fail", {"why": "no"}),
        ("get", f"/api/v1/refunds/{applied['number']}", None),
        ("get", f"/api/v1/conversations?about={number}", None),
        ("get", f"/api/v1/disputes?case={applied['number']}", None),
        ("get", "/api/v1/products/card-600", None),
    ):
        problem(stranger.calls(verb, path, body), 404)


def test_a_refund_is_asked_for_confirmed_and_reconciled(cast, shop, program):
    number = shop.sold("E-1", cast.at)
    outlook = told(program.calls("get", "/api/v1/eligibility?external_number=E-1"))
    assert (outlook["order"], outlook["eligible"]) == (number, True)
    applied = told(
        program.calls("post", "/api/v1/refunds", {"order": number, "reason": "NOT_ACTIVATED"}), 201
    )
    legs = told(program.calls("get", f"{PAYOUTS}?route=shop&state=intended"))["items"]
    assert {one["refund"] for one in legs} == {applied["number"]}
    wrong = {"reference": "R-1", "amount_minor": 1}
    assert (
        "核对"
        in problem(program.calls("post", f"{PAYOUTS}/{legs[0]['number']}/confirm", wrong), 422)[
            "detail"
        ]
    )
    for leg in legs:
        paid = {"reference": f"R-{leg['number']}", "amount_minor": leg["amount_minor"]}
        done = told(program.calls("post", f"{PAYOUTS}/{leg['number']}/confirm", paid))
        assert (done["state"], done["reference"]) == ("settled", paid["reference"])
    case = told(program.calls("get", f"/api/v1/refunds/{applied['number']}"))
    assert case["state"] == "refunded"
    settled = done["settled_at"][:10]
    books = {"day": settled, "lines": []}
    differ = told(program.calls("post", f"{PAYOUTS}/reconcile", books))["differ"]
    assert {one["apart"] for one in differ} <= {"missing"}
    figures = told(program.calls("get", "/api/v1/figures/shop"))
    assert figures["refunds"]["refunded"] == {"count": 1, "amount_minor": 6_000}
    assert figures["payouts"]["settled"]["count"] == 2


def test_a_shop_talks_for_its_buyer(cast, shop, program):
    number = shop.sold("E-1", cast.at)
    begun = told(
        program.calls("post", "/api/v1/conversations", {"order": number, "text": "卡密不能用"}), 201
    )
    listed = told(program.calls("get", f"/api/v1/conversations?about={number}"))
    assert [one["number"] for one in listed["items"]] == [begun["number"]]
    said = {"text": "还是不行"}
    told(program.calls("post", f"/api/v1/conversations/{begun['number']}/messages", said))


def test_products_are_the_shops_own_under_its_own_names(cast, shop, program, stranger):
    sent = {"sku": "卡 1", "kind": "gift_card", "name_zh": "卡", "name_en": "Card", "price": "9.90"}
    assert told(program.calls("post", "/api/v1/products", sent), 201)["price_minor"] == 990
    again = told(program.calls("post", "/api/v1/products", sent | {"price": "8"}))
    assert (again["sku"], again["price_minor"]) == ("卡 1", 800)
    told(stranger.calls("post", "/api/v1/products", sent), 201)
    assert [one["sku"] for one in told(program.calls("get", "/api/v1/products"))["items"]] == [
        "卡 1",
        "card-60",
    ]
    assert (
        "gift_card"
        in problem(program.calls("post", "/api/v1/products", sent | {"kind": "car"}), 422)["title"]
    )


def test_policy_standards_and_proofs_are_as_published(cast, shop, program, settings, tmp_path):
    number = shop.sold("E-1", cast.at)
    policy = told(program.calls("get", "/api/v1/policy"))
    assert policy["numbers"]["one_click_below_minor"] > 0
    assert {"game_card_key"} <= {one["kind"] for one in policy["goods"]}
    standards = told(program.calls("get", "/api/v1/standards"))
    assert {one["code"] for one in standards["reasons"]} == {
        one["code"] for one in policy["reasons"]
    }
    one = told(program.calls("get", "/api/v1/standards/NOT_ARRIVED"))
    assert one["words"]["zh"]
    problem(program.calls("get", "/api/v1/standards/NO_SUCH"), 404)
    good = told(program.calls("get", f"{ORDERS}/{number}"))["units"][0]["good"]
    problem(program.calls("get", f"/api/v1/proofs/goods/{good}"), 404)
    remember_in(settings, tmp_path)
    sequenced()
    found = program.calls("get", f"/api/v1/proofs/goods/{good}")
    assert check_bundle(found.content, None).events
    head = told(program.calls("get", "/api/v1/proofs/checkpoint"))
    assert head["size"] > 0
    assert head["note"].startswith(head["origin"])
