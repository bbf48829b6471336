"""The Python client: as old as the specification, and good for a whole refund."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.utils import timezone
from weikameng_client import Client, Line, ProblemError

from clients import generate
from tests.api.world import opened, order_body
from tests.browser.served import served
from tests.cast import Cast
from tests.journeys.people import picture


@pytest.fixture
def shop(cast: Cast) -> Iterator[Client]:
    """A shop's program, on the line."""
    token = opened(cast, "first")
    with served() as address, Client(address, token, language="en") as client:
        yield client


def test_the_client_is_as_the_specification_says(tmp_path: Path):
    generate.write(tmp_path, generate.specification())
    made = {path.relative_to(tmp_path): path.read_text("utf-8") for path in tmp_path.rglob("*.py")}
    there = [path for folder in generate.MADE for path in (generate.HOME / folder).glob("*.py")]
    assert {path.relative_to(generate.HOME) for path in there} == set(made), "make client"
    for name, text in made.items():
        assert (generate.HOME / name).read_text("utf-8") == text, f"{name} is old: make client"


def test_every_operation_can_be_called():
    rooms = Client("http://shop", "wkm_x")
    found = {
        operation["operationId"]
        for verbs in generate.specification()["paths"].values()
        for operation in verbs.values()
    }
    by_hand = {"uploads_begin", "uploads_receive"}  # hand_in sends a picture in its parts
    missing = {name for name in found if not _reaches(rooms, *name.split("_", 1))}
    assert (missing, callable(rooms.hand_in)) == (by_hand, True)


def _reaches(rooms: Client, room: str, verb: str) -> bool:
    return callable(getattr(getattr(rooms, room, None), verb, None))


def test_a_shop_refunds_an_order_by_the_client(cast: Cast, shop: Client):
    order = shop.orders.push(order_body(cast, "EXT-1"))
    outlook = shop.eligibility.look(order["number"])
    assert outlook["eligible"]
    token = shop.hand_in(order["number"], "not_arrived_proof", picture().getvalue(), "a.png")
    wanted = {"order": order["number"], "reason": "NOT_ACTIVATED", "uploads": [token]}
    applied = shop.refunds.apply(wanted)
    case = shop.refunds.look(applied["number"])
    assert (case["order"], case["amount_minor"]) == (order["number"], 300)
    cast.at = timezone.now()
    cast.pays_out()
    paid = list(shop.payouts.listing_all(refund=applied["number"], limit=1))
    assert [leg["state"] for leg in paid] == ["settled"]
    assert [one["number"] for one in shop.refunds.listing_all(limit=1)] == [applied["number"]]


def test_a_refusal_is_an_exception_with_code_and_sentence(cast: Cast, shop: Client):
    order = shop.orders.push(order_body(cast, "EXT-2"))
    case = shop.refunds.apply({"order": order["number"], "reason": "NOT_ACTIVATED"})
    shop.refunds.look(case["number"])
    read = shop.line.etag
    cast.at = timezone.now()
    cast.pays_out()
    with pytest.raises(ProblemError) as changed:
        shop.refunds.rate(case["number"], {"score": 5}, if_match=read)
    assert (changed.value.status, changed.value.code) == (412, "changed")
    with pytest.raises(ProblemError) as malformed:
        shop.refunds.rate(case["number"], {"score": 9})
    assert malformed.value.errors[0].pointer == "#/score"
    with pytest.raises(ProblemError, match="not_found"):
        shop.refunds.look("2000000000000000")


def test_a_write_under_ones_own_key_is_done_once_whoever_sends_it(cast: Cast, shop: Client):
    order = shop.orders.push(order_body(cast, "EXT-3"))
    said = {"order": order["number"], "text": "还没到账,请查一下。"}
    first = shop.under("talk-1").conversations.begin(said)
    assert shop.under("talk-1").conversations.begin(said) == first
    assert len(shop.conversations.look(first["number"])["messages"]) == len(first["messages"])
    with pytest.raises(ProblemError) as other:
        shop.under("talk-1").conversations.begin(said | {"text": "另一句话,请看。"})
    assert other.value.code == "idempotency_reused"


def test_a_write_that_is_still_under_way_is_waited_for():
    said = {"type": "urn:weikameng:problem:idempotency_in_flight"}
    answers = [
        httpx.Response(409, headers={"Retry-After": "1"}, json=said),
        httpx.Response(201, json={"number": "1"}),
    ]
    waits: list[float] = []
    transport = httpx.MockTransport(lambda _request: answers.pop(0))
    http = httpx.Client(transport=transport, base_url="http://shop")
    assert Line(http, waits.append).call("POST", "/api/v1/anything") == {"number": "1"}
    assert waits == [1.0]


def test_a_conflict_is_told_at_once():
    told = httpx.Response(409, json={"type": "urn:weikameng:problem:moved"})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: told), base_url="http://shop")
    with pytest.raises(ProblemError, match="moved"):
        Line(http, lambda _: pytest.fail("waits")).call("POST", "/api/v1/anything")


def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_key():
    keys: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ReadError("cut")
        return httpx.Response(503 if len(keys) == 2 else 204, headers={"Retry-After": "7"})

    waits: list[float] = []
    http = httpx.Client(transport=httpx.MockTransport(answers), base_url="http://shop")
    assert Line(http, waits.append).call("POST", "/api/v1/anything") is None
    assert (len(keys), len(set(keys)), waits) == (3, 1, [1.0, 7.0])
