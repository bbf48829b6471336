"""Webhooks at the doors: a shop's program by the API, the administrator's page (P2)."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import Cast, asks
from tests.journeys.people import Visitor
from tests.receiver import Receiver, receiving
from weikameng.domain.shops import SCOPES
from weikameng.domain.webhook_addresses import networks_from
from weikameng.records.models import Order
from weikameng.services import refunds, shops, webhook_sending
from weikameng.services.tokens import Wish

HOOKS = "/api/v1/webhooks"


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = networks_from("127.0.0.0/8")
    webhook_sending.courier.cache_clear()
    with receiving() as one:
        yield one
    webhook_sending.courier.cache_clear()


@pytest.fixture
def laoxu(cast: Cast) -> Visitor:
    """The system administrator."""
    return Visitor().enters(cast.ids["laoxu"])


class Program:
    """A shop's program with its token."""

    def __init__(self, cast: Cast, code: str, scopes: frozenset[str] = SCOPES) -> None:
        self.shop_id = shops.open_shop(code, code, "ours", None, cast.at)
        token = shops.issue_token(code, Wish("test", scopes, 30), None, cast.at)
        self._client = Client(headers={"Authorization": f"Bearer {token}"})

    def calls(self, verb: str, path: str = "", body: object = None, status: int = 200):
        """Send one request and expect this status; returns the answer."""
        more = {} if body is None else {"data": json.dumps(body), "content_type": JSON}
        answer = getattr(self._client, verb)(HOOKS + path, **more)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else {}


JSON = "application/json"


def refunds_of(cast: Cast, shop_id: int) -> str:
    """One of this shop's orders is refunded at once."""
    order = cast.buys("game-card-3")
    Order.objects.filter(number=order).update(shop_id=shop_id, external_number=f"E{order[-6:]}")
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def sends(cast: Cast) -> int:
    """The sender looks, a minute later: what the doors wrote is dated by the real clock."""
    cast.later(minutes=1)
    return webhook_sending.send_until_idle("test", lambda: cast.at)


def test_a_shops_program_looks_after_its_endpoints(cast: Cast, receiver: Receiver):
    shop = Program(cast, "kami")
    made = shop.calls("post", body={"url": receiver.url, "note": "ERP"}, status=201)
    assert made["secret"].startswith("whsec_")
    page = f"/{made['id']}"
    (listed,) = shop.calls("get")["items"]
    assert (listed["id"], listed["on"], listed["note"]) == (made["id"], True, "ERP")
    assert "secret" not in json.dumps(shop.calls("get", page)).replace("old_secret_until", "")
    number = refunds_of(cast, shop.shop_id)
    assert sends(cast) == 3
    assert [event["data"]["refund"]["number"] for event in receiver.events] == [number] * 3
    first = shop.calls("get", f"{page}/deliveries?limit=2")
    assert [one["type"] for one in first["items"]] == ["refund.paying", "refund.approved"]
    assert first["items"][0]["log"][0]["status"] == 200
    rest = shop.calls("get", f"{page}/deliveries?limit=2&cursor={first['next']}")
    assert [one["type"] for one in rest["items"]] == ["refund.opened"]
    assert rest["next"] is None
    again = {"event": rest["items"][0]["event"]}
    assert shop.calls("post", f"{page}/replay", again, 202) == {"events": 1}
    all_of_it = {"since": (cast.at - timedelta(hours=1)).isoformat()}
    assert shop.calls("post", f"{page}/replay", all_of_it, 202) == {"events": 2}
    assert shop.calls("post", f"{page}/test", {}, 202)["event"].startswith("msg_")
    assert sends(cast) == 4
    changed = shop.calls("patch", page, {"on": False, "events": ["payout.settled"]})
    assert (changed["on"], changed["events"]) == (False, ["payout.settled"])
    assert changed["off_because"]["en"]
    assert shop.calls("post", f"{page}/rotate", {"overlap_hours": 2})["secret"] != made["secret"]
    shop.calls("delete", page, status=204)
    assert shop.calls("get")["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"url": "http://hooks.example.com@10.0.0.1/"}, 422),
        ({"url": "https://169.254.169.254/latest/meta-data"}, 422),
        ({"url": "https://hooks.example.com/", "events": ["refund.exploded"]}, 422),
        ({"url": "https://hooks.example.com/", "note": "\u0000"}, 400),
        ({}, 422),
    ],
)
def test_what_can_not_be_an_endpoint_is_refused_with_a_sentence(cast: Cast, body, status):
    told = Program(cast, "kami").calls("post", body=body, status=status)
    assert told["title"]


def test_a_replay_names_one_event_or_a_moment(cast: Cast):
    shop = Program(cast, "kami")
    made = shop.calls("post", body={"url": "https://hooks.example.com/"}, status=201)
    both = {"event": "msg_" + "0" * 32, "since": cast.at.isoformat()}
    for body in ({}, both):
        told = shop.calls("post", f"/{made['id']}/replay", body, 422)
        assert told["type"].endswith("webhook_replay")
    shop.calls("post", f"/{made['id']}/replay", {"event": both["event"]}, 404)


def test_another_shops_endpoint_is_not_there(cast: Cast):
    mine, theirs = Program(cast, "kami"), Program(cast, "other")
    made = mine.calls("post", body={"url": "https://hooks.example.com/"}, status=201)
    page = f"/{made['id']}"
    for verb, path, body in (
        ("get", page, None),
        ("patch", page, {"on": False}),
        ("delete", page, None),
        ("post", f"{page}/rotate", {}),
        ("post", f"{page}/test", {}),
        ("get", f"{page}/deliveries", None),
        ("post", f"{page}/replay", {"since": cast.at.isoformat()}),
    ):
        theirs.calls(verb, path, body, 404)
    assert theirs.calls("get")["items"] == []
    assert mine.calls("get", page)["on"]


def test_the_administrator_sees_who_is_in_trouble_and_sends_again(
    cast: Cast, receiver: Receiver, laoxu: Visitor
):
    assert "还没有接收地址" in laoxu.sees("/staff/webhooks/").text
    shop = Program(cast, "kami")
    made = shop.calls("post", body={"url": receiver.url}, status=201)
    receiver.says(500, text=b"<b>out of order</b>")
    refunds_of(cast, shop.shop_id)
    sends(cast)
    page = f"/staff/webhooks/{made['id']}/"
    assert "连续失败 1 次" in laoxu.sees("/staff/webhooks/").text
    seen = laoxu.sees(page).text
    assert "refund.opened" in seen
    assert "out of order" in seen
    assert b"<b>out" not in laoxu.client.get(page).content
    assert made["secret"] not in seen
    laoxu.client.post(f"{page}off/")
    assert "已停用" in laoxu.sees(page).text
    laoxu.client.post(f"{page}on/")
    receiver.says(200)
    laoxu.client.post(f"{page}replay/", {"since": "2026-01-01T00:00", "missed": "yes"})
    laoxu.client.post(f"{page}test/")
    cast.later(hours=1)
    sends(cast)
    assert "webhook.test" in receiver.types
    seen = laoxu.sees(f"{page}?state=delivered&before=999999").text
    assert "refund.paying" in seen
    for odd in ("?state=x&before=x", "?before=99999999999999999999", "?before=²"):
        assert laoxu.client.get(page + odd).status_code == 200
    answer = laoxu.client.post(f"{page}replay/", {"since": "yesterday"}, follow=True)
    assert "请写从什么时候起补发" in answer.content.decode()
    assert laoxu.client.post(f"{page}explode/").status_code == 404
    assert laoxu.client.get("/staff/webhooks/ep_nobody/").status_code == 404


def test_the_pages_take_as_many_statements_for_many_endpoints_as_for_one(
    cast: Cast, laoxu: Visitor, django_assert_max_num_queries
):
    shop = Program(cast, "kami")
    for _ in range(5):
        made = shop.calls("post", body={"url": "https://hooks.example.com/"}, status=201)
    for _ in range(3):
        refunds_of(cast, shop.shop_id)
    with django_assert_max_num_queries(6):
        assert laoxu.client.get("/staff/webhooks/").status_code == 200
    with django_assert_max_num_queries(8):
        assert laoxu.client.get(f"/staff/webhooks/{made['id']}/").status_code == 200
