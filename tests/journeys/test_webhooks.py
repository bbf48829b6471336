"""Webhooks at the doors: a shop's program by the API, the administrator's page (P2)."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from tests.cast import Cast, asks
from tests.journeys.people import Visitor
from tests.journeys.test_staff_accounts import has_factor
from tests.receiver import Receiver, receiving
from weikameng.domain.shops import SCOPES
from weikameng.domain.staff_acts import Act
from weikameng.domain.webhook_addresses import networks_from
from weikameng.records.models import Order, StaffAction, WebhookEndpoint
from weikameng.services import refunds, shops, webhook_sending, webhooks
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

    def applies(self, order: str, request_id: str) -> int:
        """Apply for an order under an id of one's own; returns the status."""
        asked, named = {"order": order, "reason": "NOT_ACTIVATED"}, {"X-Request-Id": request_id}
        headers = named if request_id else {}
        path = "/api/v1/refunds"
        return self._client.post(path, json.dumps(asked), JSON, headers=headers).status_code


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


def test_an_event_names_the_call_that_brought_it_about_and_no_other(cast: Cast, receiver: Receiver):
    shop = Program(cast, "kami")
    shop.calls("post", body={"url": receiver.url}, status=201)
    orders = [cast.buys("game-card-3") for _ in range(3)]
    for n, order in enumerate(orders):
        Order.objects.filter(number=order).update(shop_id=shop.shop_id, external_number=f"E-{n}")
    for order, name in zip(orders, ("erp-2026-0001", "", "not an id"), strict=True):
        assert shop.applies(order, name) == 201
    made = shop.calls("get")["items"][0]["id"]
    shop.calls("post", f"/{made}/test", {}, 202)
    assert sends(cast) == 10
    told = {
        (event["data"].get("order") or {}).get("external_number"): event["data"].get("request")
        for event in receiver.events
    }
    assert told == {"E-0": "erp-2026-0001", "E-1": None, "E-2": None, None: None}
    cast.at = timezone.now()
    cast.pays_out()
    cast.later(minutes=1)
    sends(cast)
    paid = [one for one in receiver.events if one["type"] == "payout.settled"]
    assert len(paid) == 3
    assert not [one for one in paid if "request" in one["data"]]  # the worker's own doing


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


def test_the_administrator_makes_one_for_a_shop_and_its_secret_is_shown_once(
    cast: Cast, receiver: Receiver, laoxu: Visitor
):
    shop = Program(cast, "kami")
    wanted = {"shop": "kami", "url": receiver.url, "note": "ERP", "event": ["refund.opened"]}
    shown = laoxu.client.post("/staff/webhooks/", wanted)
    assert shown.headers["Cache-Control"] == "no-store"
    (made,) = shop.calls("get")["items"]
    assert (made["url"], made["events"], made["note"]) == (receiver.url, ["refund.opened"], "ERP")
    page = f"/staff/webhooks/{made['id']}/"
    first = _secret(shown.content.decode())
    assert first not in laoxu.sees(page).text
    refunds_of(cast, shop.shop_id)
    assert sends(cast) == 1
    assert is_signed(receiver, 0, first)
    rotated = laoxu.client.post(f"{page}rotate/", {"hours": "0"})
    assert rotated.headers["Cache-Control"] == "no-store"
    second = _secret(rotated.content.decode())
    assert second != first
    laoxu.client.post(f"{page}test/")
    assert sends(cast) == 1
    assert is_signed(receiver, 1, second)
    assert not is_signed(receiver, 1, first)
    laoxu.client.post(f"{page}delete/")
    assert shop.calls("get")["items"] == []
    acts = StaffAction.objects.filter(what=Act.WEBHOOK_STEP).order_by("id")
    because = list(acts.values_list("person_id", "because"))
    assert [who for who, _ in because] == [cast.ids["laoxu"]] * 3
    assert [told.split()[0] for _, told in because] == ["create", "rotate", "delete"]


def is_signed(receiver: Receiver, place: int, secret: str) -> bool:
    """Whether a receiver's library finds that what came was signed by this secret."""
    headers, body = receiver.came[place]
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def _secret(page: str) -> str:
    found = re.search(r"whsec_[\w+/=]+", page)
    assert found
    return found[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://10.0.0.1/"},
        {"shop": "nobody"},
        {"event": ["refund.exploded"]},
        {"url": "https://me@hooks.example.com/"},
    ],
)
def test_what_can_not_be_made_stays_in_the_administrators_form(
    cast: Cast, laoxu: Visitor, wrong: dict[str, object]
):
    wanted = {"shop": "", "url": "https://hooks.example.com/", "note": "仓库"} | wrong
    answer = laoxu.client.post("/staff/webhooks/", wanted)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "仓库" in answer.content.decode()
    assert WebhookEndpoint.objects.count() == 0


def test_without_a_fresh_code_the_administrator_makes_and_rotates_nothing(cast: Cast, settings):
    made = webhooks.create(webhooks.Hand(), "https://hooks.example.com/", at=cast.at)
    kept = WebhookEndpoint.objects.get().secret
    settings.DEMO = False
    has_factor(cast.ids["laoxu"])
    stale = Visitor().enters(cast.ids["laoxu"])
    page = f"/staff/webhooks/{made.code}/"
    for path, form in (
        ("/staff/webhooks/", {"url": "https://other.example.com/"}),
        (f"{page}rotate/", {"hours": "24"}),
        (f"{page}delete/", {}),
    ):
        assert "reauthenticate" in stale.client.post(path, form).url
    row = WebhookEndpoint.objects.get()
    assert (row.state, row.secret) == ("on", kept)


def test_what_a_shops_program_does_stands_in_the_staff_log_under_its_own_name(cast: Cast):
    shop = Program(cast, "kami")
    made = shop.calls("post", body={"url": "https://hooks.example.com/"}, status=201)
    shop.calls("post", f"/{made['id']}/rotate", {})
    acts = StaffAction.objects.filter(what=Act.WEBHOOK_STEP).select_related("person")
    assert {act.person.username for act in acts if act.person} == {"kami:"}
    assert len(acts) == 2


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
