"""Lists of the API (P2): all go by cursor, whole and in order however they grow, by filters."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import shop_rows
from tests.cast import Cast
from tests.journeys import states
from tests.journeys.test_api import Caller, caller, problem
from tests.services import dispute_steps
from weikameng.api import cursors
from weikameng.api.doors import api
from weikameng.domain.complaints import Closing, NewComplaint
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.shops import Money
from weikameng.records.models import CaseEvent, Order, Ticket, User
from weikameng.services import complaints, ticket_answers, tickets
from weikameng.services.tickets import Opening, Saying

V1 = "/api/v1"
# A shop has ten endpoints at most: the one list that is always whole.
WHOLE = {f"{V1}/webhooks"}
TALKS, DISPUTES, COMPLAINTS = f"{V1}/conversations", f"{V1}/disputes", f"{V1}/complaints"


def walked(who: Caller, path: str, limit: int = 1) -> list[dict[str, Any]]:
    """Every item of a list, page after page."""
    found, cursor, mark = [], "", "&" if "?" in path else "?"
    while cursor is not None:
        page = asked(who, f"{path}{mark}limit={limit}&cursor={cursor}")
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next"]
    return found


def asked(who: Caller, path: str) -> dict[str, Any]:
    """One page."""
    answer = who.calls("get", path)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def numbers(who: Caller, path: str) -> list[str]:
    """What a list of a hundred names."""
    return [one["number"] for one in asked(who, path)["items"]]


def listed() -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Every GET of the specification: address, properties of its answer, parameters."""
    whole = json.loads(json.dumps(api.get_openapi_schema()))
    shapes = whole["components"]["schemas"]
    for path, verbs in whole["paths"].items():
        if "get" in verbs:
            operation = verbs["get"]
            content = operation["responses"]["200"].get("content", {})
            shape = content.get("application/json", {}).get("schema", {})
            name = shape.get("$ref", "").rpartition("/")[2]
            parameters = {one.get("name", "") for one in operation["parameters"]}
            yield path, shapes.get(name, {}).get("properties", {}), parameters


def test_every_list_of_the_specification_goes_by_cursor():
    paged = set()
    for path, properties, parameters in listed():
        assert not parameters & {"page", "before", "offset"}, path
        assert not properties.keys() & {"next_page", "more"}, path
        if "items" in properties and path not in WHOLE:
            assert "next" in properties, path
            assert {"limit", "cursor"} <= parameters, path
            paged.add(path)
    assert {TALKS, DISPUTES, COMPLAINTS, f"{V1}/messages", f"{V1}/uploads"} <= paged
    assert paged == {path for path, _, parameters in listed() if "cursor" in parameters}


def keeper(cast: Cast) -> Actor:
    """阿财 keeps complaints."""
    return Actor(cast.ids["acai"], "finance")


def complained(cast: Cast, reference: str, kind: str = "complaint") -> int:
    """A complaint about an order of its own."""
    order = cast.buys("game-card-3")
    new = NewComplaint(order, kind, reference, 100, "sandbox")
    return complaints.open_complaint(new, keeper(cast), at=cast.at).id


def closed(cast: Cast, complaint: int) -> None:
    """It ends."""
    closing = Closing("withdrawn", "买家已经撤诉。", 0)
    complaints.close(complaint, closing, keeper(cast), at=cast.at)


def talks(cast: Cast, order: str, words: str = "到哪一步了") -> str:
    """小林 says something about an order."""
    about = {"buyer_id": cast.xiaolin, "at": cast.at}
    number = tickets.open_ticket(Opening(order_number=order), **about).number
    ticket_answers.say(number, Saying(words), **about)
    return number


def test_complaints_come_open_ones_first_and_none_is_lost_while_some_are_closed(cast: Cast):
    made = [complained(cast, f"C-{place}") for place in range(6)]
    for one in made[:2]:
        closed(cast, one)
    who = caller(cast, "acai")
    assert [one["id"] for one in walked(who, COMPLAINTS)] == [*made[:1:-1], *made[1::-1]]
    first = asked(who, f"{COMPLAINTS}?limit=2")
    assert [one["id"] for one in first["items"]] == made[:3:-1]
    closed(cast, made[2])  # not shown yet: it moves to the closed ones
    closed(cast, made[5])  # shown already: it is shown again as it is now
    complained(cast, "C-later")
    rest, cursor = [], first["next"]
    while cursor is not None:
        page = asked(who, f"{COMPLAINTS}?limit=2&cursor={cursor}")
        rest += page["items"]
        cursor = page["next"]
    assert [one["id"] for one in rest] == [made[3], made[5], made[2], made[1], made[0]]
    assert [one["open"] for one in rest] == [True, False, False, False, False]


def test_complaints_are_found_by_what_a_keeper_knows_of_them(cast: Cast):
    old = complained(cast, "C-1")
    cast.at = cast.later(days=2)
    new = complained(cast, "C-2", "chargeback")
    who = caller(cast, "acai")

    def found(query: str) -> list[int]:
        return [one["id"] for one in asked(who, f"{COMPLAINTS}?{query}")["items"]]

    since = quote((cast.at - timedelta(days=1)).isoformat())
    assert found("kind=chargeback") == found("reference=C-2") == found(f"changed_from={since}")
    assert found("kind=chargeback") == [new]
    assert found(f"changed_to={since}") == [old]
    assert found("route=sandbox&state=open") == [new, old]
    assert found("route=alipay") == found("state=closed") == []
    closed(cast, old)
    assert found(f"changed_from={since}") == [new, old]
    assert found("state=closed") == [old]
    case = states.approved(cast)
    about = NewComplaint(case.order, "complaint", "C-3", 100, "sandbox")
    third = complaints.open_complaint(about, keeper(cast), at=cast.at).id
    assert found(f"refund={case.number}") == found(f"order={case.order}") == [third]


def test_conversations_come_latest_first_and_what_is_said_meanwhile_moves_none_away(cast: Cast):
    made = []
    for place in range(4):
        cast.at = cast.later(minutes=1)
        made.append(talks(cast, cast.buys("game-card-3"), f"问题{place}"))
    Ticket.objects.filter(number__in=made[:2]).update(last_message_at=cast.at)  # at one moment
    who = caller(cast, "xiaolin")
    whole = [one["number"] for one in walked(who, TALKS)]
    assert sorted(whole) == sorted(made)
    assert whole == numbers(who, f"{TALKS}?limit=100")
    first = asked(who, f"{TALKS}?limit=2")
    cast.at = cast.later(minutes=1)
    talks(cast, cast.buys("game-card-3"))
    rest = asked(who, f"{TALKS}?limit=100&cursor={first['next']}")["items"]
    assert [one["number"] for one in (*first["items"], *rest)] == whole


def test_conversations_are_found_by_state_channel_matter_and_time(cast: Cast):
    case = states.reviewing(cast)
    old = talks(cast, case.order)
    cast.at = cast.later(days=2)
    new = talks(cast, cast.buys("game-card-3"))
    tickets.leave(new, buyer_id=cast.xiaolin, at=cast.at)
    who = caller(cast, "xiaolin")
    since = quote((cast.at - timedelta(days=1)).isoformat())
    for query, wanted in (
        ("state=open", [old]),
        ("state=closed", [new]),
        ("channel=chat", [new, old]),
        ("channel=form", []),
        (f"about={case.order}", [old]),
        (f"about={case.number}", [old]),
        (f"about={case.order[:8]}", []),
        (f"changed_from={since}", [new]),
        (f"changed_to={since}", [old]),
    ):
        assert numbers(who, f"{TALKS}?{query}") == wanted, query
    assert numbers(caller(cast, "xiaowu"), f"{TALKS}?about={case.order}") == []


def test_what_was_said_is_read_page_by_page_from_the_latest_on(cast: Cast):
    number, _ = states.talking(cast)
    who = caller(cast, "xiaolin")
    whole = asked(who, f"{TALKS}/{number}")["messages"]
    assert len(whole) > 2
    assert walked(who, f"{TALKS}/{number}/messages") == whole[::-1]
    problem(caller(cast, "xiaowu").calls("get", f"{TALKS}/{number}/messages"), 404)


def test_disputes_are_listed_with_where_they_stand(cast: Cast):
    old = dispute_steps.opened(cast)
    cast.at = cast.later(days=2)
    made = [old, *(dispute_steps.opened(cast) for _ in range(2))]
    dispute_steps.stated(cast, made[1])
    who = caller(cast, "xiaolin")
    lines = walked(who, DISPUTES)
    assert [one["number"] for one in lines] == [one.number for one in made[::-1]]
    assert [one["phase"] for one in lines] == ["exchange", "seating", "exchange"]
    since = quote((cast.at - timedelta(days=1)).isoformat())
    newest_first = [one.number for one in made[::-1]]
    for query, wanted in (
        (f"case={old.case_number}", [old.number]),
        (f"order={old.order_number}", [old.number]),
        (f"body={dispute_steps.BODY}&state=open", newest_first),
        ("body=none", []),
        ("state=done", []),
        (f"changed_to={since}", [old.number]),
        (f"changed_from={since}", newest_first[:2]),
    ):
        assert numbers(who, f"{DISPUTES}?{query}") == wanted, query
    dispute_steps.stated(cast, old)
    assert numbers(who, f"{DISPUTES}?changed_from={since}") == newest_first
    assert numbers(caller(cast, "xiaowu"), DISPUTES) == []
    arbiter = caller(cast, dispute_steps.panel(old)[0].username)
    assert old.number in numbers(arbiter, DISPUTES)


def test_refunds_are_found_by_when_they_last_moved(cast: Cast):
    old, new = states.reviewing(cast).number, states.rejected(cast).number
    CaseEvent.objects.filter(case__number=old).update(at=cast.at - timedelta(days=3))
    who = caller(cast, "xiaolin")
    since = quote((cast.at - timedelta(days=1)).isoformat())
    assert numbers(who, f"{V1}/refunds?changed_from={since}") == [new]
    assert numbers(who, f"{V1}/refunds?changed_to={since}") == [old]
    assert numbers(who, f"{V1}/refunds") == [new, old]


def test_messages_are_found_by_refund_and_time(cast: Cast):
    case, other = states.refunded(cast).number, states.reviewing(cast).number
    who = caller(cast, "xiaolin")
    told = walked(who, f"{V1}/messages?refund={case}")
    assert {one["refund"] for one in told} == {case}
    assert [one["kind"] for one in told] == ["arrived", "sent", "passed", "received_at_once"]
    every = walked(who, f"{V1}/messages")
    assert {one["refund"] for one in every} == {case, other}
    newest = quote(every[0]["at"])
    later = asked(who, f"{V1}/messages?told_from={newest}&limit=100")["items"]
    before = asked(who, f"{V1}/messages?told_to={newest}&limit=100")["items"]
    assert later + before == every
    stranger = caller(cast, "xiaowu")
    assert asked(stranger, f"{V1}/messages?refund={case}")["items"] == []


@pytest.fixture
def program(cast: Cast) -> Caller:
    """A shop with a dispute, a conversation and a refund of a buyer's."""
    shop = shop_rows.opens("east", cast.at, Money.OURS)
    User.objects.filter(pk=cast.xiaolin).update(shop=shop.id, customer="c-9")
    case = states.rejected(cast)
    dispute_steps.opened(cast, case.number)
    talks(cast, case.order)
    Order.objects.filter(number=case.order).update(shop=shop.id, external_number="A-9")
    return Caller(shop.token(cast.at))


def test_a_shop_lists_what_its_buyers_have_and_another_finds_none(cast: Cast, program: Caller):
    (talk,) = asked(program, TALKS)["items"]
    (dispute,) = asked(program, DISPUTES)["items"]
    assert talk["order"] == dispute["order"] == Order.objects.get(external_number="A-9").number
    told = asked(program, f"{V1}/messages?refund={dispute['case']}")["items"]
    assert told
    assert {one["refund"] for one in told} == {dispute["case"]}
    assert asked(program, f"{V1}/messages")["items"] == []
    stranger = Caller(shop_rows.opens("west", cast.at).token(cast.at))
    for path in (TALKS, DISPUTES, f"{V1}/messages"):
        assert asked(stranger, path) == {"items": [], "next": None}
    for query in (f"messages?refund={dispute['case']}", f"disputes?case={dispute['case']}"):
        problem(stranger.calls("get", f"{V1}/{query}"), 404)
    problem(stranger.calls("get", f"{TALKS}?about={talk['order']}"), 404)


def cursor(*told: object) -> str:
    """A cursor with what somebody put into it."""
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        (TALKS, [(1,), (2**63 - 1, 1), (1, 2**63), (-1, 1), (1, True), (1, "1"), (1, 2, 3)]),
        (DISPUTES, [(), (-1,), (2**63,), (1.0,), (1, 1), ([1],)]),
        (COMPLAINTS, [(1,), (2, 1), (-1, 1), (0, 2**63), (True, 1)]),
        (f"{V1}/messages", [(1,), (1, 1), (2**63 - 1, 1, 1, 1), (1, 1, 1, 2**63)]),
        (f"{V1}/uploads?order={{order}}", [(1, 1), (-1,)]),
        (f"{V1}/exchange/records?from=2026-11-01&to=2026-11-30", [(1,), (2**63 - 1, 1)]),
    ],
)
def test_a_cursor_of_somebody_elses_making_is_refused(cast: Cast, path: str, refused: list[Any]):
    order = cast.buys("game-card-3")
    who = caller(cast, "acai" if "complaints" in path or "exchange" in path else "xiaolin")
    mark = "&" if "?" in path else "?"
    for told in refused:
        answer = who.calls("get", f"{path.format(order=order)}{mark}cursor={cursor(*told)}")
        assert str(problem(answer, 400)["type"]).endswith("cursor"), told


def test_a_cursor_holds_moments_to_the_microsecond_and_none_beyond_the_calendar():
    moment = cursors.EPOCH + timedelta(days=20_000, microseconds=123_457)
    made = cursors.cursor_at((cursors.micros_of(moment), 7))
    assert cursors.moment_in(made) == (moment, 7)
    with pytest.raises(Refusal):
        cursors.moment_in(cursors.cursor_at((cursors.MAX_ID, 7)))


def test_a_page_costs_as_many_statements_with_ten_lines_as_with_one(cast: Cast):
    for _ in range(10):
        talks(cast, cast.buys("game-card-3"))
    for _ in range(3):
        dispute_steps.opened(cast)
    for place in range(4):
        complained(cast, f"C-{place}")
    for name, path in (
        ("xiaolin", TALKS),
        ("xiaolin", DISPUTES),
        ("xiaolin", f"{V1}/messages"),
        ("acai", f"{COMPLAINTS}?state=open"),
    ):
        who, costs = caller(cast, name), []
        mark = "&" if "?" in path else "?"
        asked(who, path)
        for limit in (1, 100):
            with CaptureQueriesContext(
                connection,
            ) as counted:
                assert asked(who, f"{path}{mark}limit={limit}")["items"]
            costs.append(len(counted))
        assert costs[0] == costs[1], path
