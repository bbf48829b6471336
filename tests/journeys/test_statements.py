"""How many statements a page costs: named, and the same with one row as with twenty."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, asks
from tests.journeys import states
from tests.journeys.pages import Page
from tests.journeys.people import Visitor, buys, works
from weikameng.services import fulfilment, refunds
from weikameng.web import fresh_calendar

WHO = 2  # the session and the person
STAFF = WHO + 1  # and how many notices are new
BUYER = WHO + 1  # and how many messages are new
NOTHING_NEW = WHO + 1
APPLYING = 3
# What the law presses, rows, who holds them, two counts, kept filters, the policy now, whether
# "differs" is trusted.
DESK = 8
# The case with its rounds, history, money and evidence; the look, its holder, others who look;
# units and tenders; the past three times; rating, questions to the supplier, the second person;
# its public records; what was said about it; what the log says of its units.
CASE = 5 + 3 + 2 + 3 + 3 + 1 + 1 + 1
PICTURES_READ, SEEN_ELSEWHERE = 4, 4  # whatever the number of pictures
OPEN = (
    *("/", "/goods/game-card-60/"),
    *("/policy/", "/policy/?q=B1", "/policy/standards/", "/policy/standards/WRONG_ACCOUNT/"),
)


@pytest.fixture(autouse=True)
def nobody_looks_for_a_new_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a minute some page looks; on a slow machine that may be the one that is counted."""
    monkeypatch.setattr(fresh_calendar, "SECONDS", 1_000_000)


def cost(visitor: Visitor, path: str) -> int:
    """Look twice: what a process learns once (the policy) is not counted."""
    visitor.sees(path)
    with CaptureQueriesContext(connection) as meter:
        visitor.sees(path)
    return len(meter)


def test_open_pages_cost_next_to_nothing(cast: Cast, xiaolin: Visitor):
    visitor = Visitor()
    found = {path: cost(visitor, path) for path in OPEN}
    assert set(found.values()) == {1, 2}
    assert {path for path, count in found.items() if count == 2} == {"/", "/goods/game-card-60/"}
    assert cost(xiaolin, "/goods/game-card-60/") == BUYER + 3


def test_a_list_of_twenty_costs_as_much_as_a_list_of_one(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    mine = ("/orders/", "/refunds/", "/messages/")
    lists = dict.fromkeys(mine, xiaolin) | {"/desk/": zhoujie}
    states.reviewing(cast)
    one = {path: cost(visitor, path) for path, visitor in lists.items()}
    for _ in range(19):
        states.reviewing(cast)
    assert zhoujie.sees("/desk/").html.count("<tr>") == 21
    assert {path: cost(visitor, path) for path, visitor in lists.items()} == one
    assert [one[path] for path in mine] == [BUYER + 2, BUYER + 1, BUYER + 2]
    assert one["/desk/"] == STAFF + DESK


def test_one_thing_costs_a_fixed_number(cast: Cast, xiaolin: Visitor, zhoujie: Visitor):
    case, order = states.approved(cast).number, cast.buys("game-card-60", quantity=20)
    pages = {
        "order": (xiaolin, f"/orders/{order}/"),
        "apply": (xiaolin, f"/orders/{order}/refund/?reason=KEY_INVALID"),
        "refund": (xiaolin, f"/refunds/{case}/"),
        "desk_case": (zhoujie, f"/desk/{case}/"),
    }
    found = {name: cost(*page) for name, page in pages.items()}
    assert found.pop("desk_case") == STAFF + CASE + PICTURES_READ + SEEN_ELSEWHERE
    assert found == {"order": BUYER + 8, "apply": BUYER + 1, "refund": BUYER + 9}


def test_a_case_that_did_not_move_costs_one_statement_and_no_page(
    cast: Cast, xiaolin: Visitor, django_assert_num_queries
):
    live = f"/refunds/{states.paying(cast).number}/live/"
    seen = xiaolin.client.get(live)
    sent_next = Page(seen.content.decode()).where("div", id="live")[0]["hx-headers"]
    assert json.loads(sent_next) == {"If-None-Match": seen.headers["ETag"]}
    with django_assert_num_queries(NOTHING_NEW):
        again = xiaolin.client.get(live, headers={"If-None-Match": seen.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    xiaolin.speaks("en")
    told = xiaolin.client.get(live, headers={"If-None-Match": seen.headers["ETag"]})
    assert (told.status_code, "Refund on its way" in told.content.decode()) == (200, True)
    works(cast)
    moved = xiaolin.client.get(live, headers={"If-None-Match": told.headers["ETag"]})
    assert moved.status_code == 200
    assert "hx-get" not in moved.content.decode()  # settled: nothing more to watch


def test_what_settles_while_the_page_is_made_is_new_at_the_next_look(cast: Cast, xiaolin: Visitor):
    case = states.paying(cast).number
    settled: list[bool] = []

    def settle_meanwhile(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if not settled and "display_name" in sql and '"refund_case"' in sql:  # the case was read
            settled.append(True)
            works(cast)
        return done

    with connection.execute_wrapper(settle_meanwhile):
        page = xiaolin.sees(f"/refunds/{case}/")
    assert settled
    asks_with = json.loads(page.where("div", id="live")[0]["hx-headers"])
    answer = xiaolin.client.get(f"/refunds/{case}/live/", headers=asks_with)
    assert answer.status_code == 200
    assert "退款成功" in answer.content.decode()


def test_an_order_that_is_not_delivered_yet_costs_one_statement_and_no_page(
    cast: Cast, xiaolin: Visitor, django_assert_num_queries
):
    order = buys(xiaolin, "game-card-3")
    live = f"/orders/{order}/live/"
    seen = xiaolin.client.get(live)
    assert "hx-get" in seen.content.decode()
    with django_assert_num_queries(NOTHING_NEW):
        again = xiaolin.client.get(live, headers={"If-None-Match": seen.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    fulfilment.deliver(order, at=cast.at)
    moved = xiaolin.client.get(live, headers={"If-None-Match": seen.headers["ETag"]})
    assert moved.status_code == 200
    assert "hx-get" not in moved.content.decode()


@pytest.mark.parametrize("quantity", [1, 20])
def test_applying_costs_no_more_for_twenty_units(
    cast: Cast, django_assert_max_num_queries, quantity: int
):
    order = cast.buys("game-card-60", quantity=quantity)
    with django_assert_max_num_queries(APPLYING):
        refunds.apply(asks(order, "KEY_INVALID"), buyer_id=cast.xiaolin, at=cast.at)
