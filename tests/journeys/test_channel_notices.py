"""Notices at the platform's own door: the sandbox brings them over HTTP to a running server."""
# ruff: noqa: F811 - fixtures are asked for by name

import io
import json
from collections import Counter
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import asks
from tests.gateways.sandbox_http.conftest import Letterbox, letterbox  # noqa: F401
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import State
from weikameng.domain.payout_life import PayoutOrder, PayoutState
from weikameng.gateways.sandbox.over_http.alipay_words import AlipayStationery
from weikameng.gateways.sandbox.over_http.letters import Event, Forgery
from weikameng.records.models import ChannelNotice, NoticeRefusal, Payout
from weikameng.records.reading import channel_notices as reading
from weikameng.records.reading.audit import audit
from weikameng.services import payouts, refunds, wiring
from weikameng.web.flood import REFUSALS_AT_MOST

ROUTES = ("alipay", "wechatpay")
OK = {"alipay": b"success", "wechatpay": '{"code":"SUCCESS","message":"成功"}'.encode()}
FAIL = {"alipay": b"failure", "wechatpay": '{"code":"FAIL","message":"失败"}'.encode()}
KIND = {"alipay": "text/plain", "wechatpay": "application/json"}
# The last two digits of the fen choose how notices travel (docs/sandbox.md): these are all well …
WAYS = {3031: "duplicated", 3032: "reordered", 3033: "delayed", 3039: "lost"}
# … and these bring a spoiled one first: the reason it is refused for, by channel.
SPOILED = {
    3034: ("forged", "forged"),  # tampered
    3035: ("forged", "probe"),
    3036: ("forged", "forged"),
    3037: ("stale", "stale"),
    3038: ("oversized", "oversized"),
}


@pytest.fixture(autouse=True)
def fresh_limits(transactional_db):
    """Nobody has been turned away yet: the cache outlives a test."""
    cache.clear()


@pytest.fixture
def box(letterbox: Letterbox):
    """Where letters are caught before they reach the platform."""
    return letterbox


def door(route):
    return f"/channels/{route}/notice"


def refunded(cast, rails, route, url, *, amount=3_000, **plan):
    """An order paid by this channel is refunded: sent, and told to the address; the case."""
    told = {route: url} | ({"alipay_app": url} if route == "alipay" else {})
    rails.do("plan", notify=told, **plan)
    order = rails.brings(cast, {route: amount}, name=f"{route}-{amount}")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    if cast.comes_to(case) is State.REVIEWING:  # one click after another: a person looks
        cast.approves(case)
    return case


def look(cast):
    return payouts.pay_out_due("worker-1", cast.at, wiring.gateways())


def pass_time(cast, rails, *, rounds=6, seconds=700):
    """Letters arrive, the worker looks, again and again."""
    for _ in range(rounds):
        rails.advance(seconds)
        cast.later(seconds=seconds)
        look(cast)


def letter(cast, rails, route, box, **plan):
    """One genuine letter as it travels: headers and body."""
    refunded(cast, rails, route, box.url, **plan)
    look(cast)
    rails.advance(400)
    headers, body = box.got[-1]
    return travels(headers), body


def travels(headers):
    return {k: v for k, v in headers.items() if k.lower().startswith(("wechatpay", "content"))}


def knock(route, headers, body, client=None):
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "text/plain")
    rest = {k: v for k, v in headers.items() if not k.lower().startswith("content")}
    return (client or Client()).post(door(route), body, content_type=kind, headers=rest)


def counted(route):
    rows = NoticeRefusal.objects.filter(route=route)
    return {row.reason: row.times for row in rows}


def settled_once(rails, cases):
    """Every case has one leg, settled once; the channel paid the same."""
    legs = Payout.objects.filter(case__number__in=cases)
    assert {(leg.state, leg.settlements, leg.due_at) for leg in legs} == {("settled", 1, None)}
    assert len(legs) == len(cases)
    assert rails.refunded() == {leg.number: leg.amount_minor for leg in legs}
    assert audit() == []


@pytest.mark.parametrize("route", ROUTES)
def test_however_notices_travel_each_refund_settles_once(cast, rails, route, live_server):
    url = f"{live_server.url}{door(route)}"
    cases = {
        amount: refunded(cast, rails, route, url, amount=amount, by_amount=True)
        for amount in [*WAYS, *SPOILED]
    }
    look(cast)
    pass_time(cast, rails)
    assert {cast.comes_to(case) for case in cases.values()} == {State.REFUNDED}
    settled_once(rails, list(cases.values()))
    come = {row.refund_number: row.times for row in reading.latest(route, 50)}
    for amount, case in cases.items():
        letters = rails.get("letters", number=f"{case}01")
        states = {(row["forgery"] == "genuine", row["state"]) for row in letters}
        assert states <= {(True, "taken"), (False, "refused")}, amount
        assert any(not genuine for genuine, _ in states) is (amount in SPOILED), amount
        assert bool(come.get(f"{case}01")) is (WAYS.get(amount) != "lost"), amount
    assert come[f"{cases[3031]}01"] == 3
    assert counted(route) == Counter(reasons[ROUTES.index(route)] for reasons in SPOILED.values())


def test_a_notice_makes_the_worker_ask_at_once(cast, rails, live_server):
    """Accepted by the channel and asked later and later: the notice spares the buyer the wait."""
    url = f"{live_server.url}{door('wechatpay')}"
    case = refunded(cast, rails, "wechatpay", url, always="accepted_then_settled")
    look(cast)
    for _ in range(3):  # asked in vain: the next question is far away
        cast.later(minutes=10)
        look(cast)
    leg = Payout.objects.get()
    assert leg.state == "accepted"
    assert leg.due_at > cast.at + timedelta(minutes=4)
    rails.advance(301)
    leg.refresh_from_db()
    assert (leg.state, leg.due_at <= cast.at) == ("accepted", True), "asked, and nothing believed"
    look(cast)
    settled_once(rails, [case])


def test_a_deposit_the_bank_sent_back_is_asked_about(cast, rails, live_server):
    url = f"{live_server.url}{door('alipay')}"
    case = refunded(cast, rails, "alipay", url, always="reversed")
    pass_time(cast, rails, rounds=2)
    assert Payout.objects.get().state == "settled"
    rails.advance(2 * 86_400)
    told = {row.told for row in reading.latest("alipay")}
    assert told == {"accepted", "settled"}, "the refund, then where the money went instead"
    cast.later(days=2)
    look(cast)
    settled_once(rails, [case])


@pytest.mark.parametrize("route", ROUTES)
def test_a_genuine_notice_is_answered_in_the_providers_words(cast, rails, route, box):
    headers, body = letter(cast, rails, route, box)
    calls = len(rails.get("calls"))
    with CaptureQueriesContext(connection) as meter:
        answer = knock(route, headers, body, Client(enforce_csrf_checks=True))
    assert (answer.status_code, answer.content) == (200, OK[route])
    assert answer.headers["Content-Type"] == KIND[route]
    assert len(meter) <= 2, "the notice with its hint, and the worker's call"
    assert len(rails.get("calls")) == calls, "nobody is called"
    (kept,) = reading.latest(route)
    assert (kept.times, kept.refund_number) == (1, kept.payout.number)


@pytest.mark.parametrize("route", ROUTES)
def test_a_replay_changes_nothing_and_is_counted(cast, rails, route, box):
    headers, body = letter(cast, rails, route, box)
    said = at_once([lambda: knock(route, headers, body)] * 20)
    assert {answer.status_code for answer in said} == {200}
    look(cast)
    before = list(Payout.objects.values())
    assert knock(route, headers, body).status_code == 200
    assert list(Payout.objects.values()) == before
    (kept,) = reading.latest(route)
    assert (kept.times, counted(route)) == (21, {})
    assert audit() == []


def test_an_id_seen_before_changes_nothing_whatever_it_says_now(cast, rails, box):
    """Two genuine notices of different refunds under one id: only the first is a hint."""
    first = letter(cast, rails, "wechatpay", box)
    knock("wechatpay", *first)
    other = letter(cast, rails, "wechatpay", box, amount=500, always="accepted_then_settled")
    assert other != first
    ChannelNotice.objects.update(notice_id=json.loads(other[1])["id"])
    before = list(Payout.objects.values())
    assert Payout.objects.filter(state="accepted").exists()
    assert knock("wechatpay", *other).status_code == 200
    assert list(Payout.objects.values()) == before
    assert ChannelNotice.objects.get().times == 2


def test_a_notice_about_no_refund_is_acknowledged_and_forgotten(cast, rails, box):
    """The payment itself is told at the same address, signed alike."""
    _, body = letter(cast, rails, "alipay", box)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    paid = {k: v for k, v in form.items() if k not in {"refund_fee", "gmt_refund", "out_biz_no"}}
    event = Event("alipay", "paid", "", "", paid, 0)
    style = AlipayStationery(rails.room.keys, rails.room.desk.clock)
    answer = knock("alipay", *style.dressed(event, Forgery.GENUINE))
    assert (answer.status_code, answer.content) == (200, OK["alipay"])
    assert (reading.latest("alipay"), counted("alipay")) == ([], {})


def test_only_legs_under_way_are_asked_about(cast, rails, box):
    headers, body = letter(cast, rails, "alipay", box)
    leg = Payout.objects.filter(route="alipay")
    later = cast.later(days=1)
    asked = {}
    for state in PayoutState:
        ChannelNotice.objects.all().delete()
        leg.update(state=state, due_at=later)
        assert knock("alipay", headers, body).status_code == 200
        asked[state] = leg.get().due_at < later
        assert leg.get().state == state, "the state is not the notice's to change"
        assert reading.latest("alipay")[0].payout == leg.get(), "it is shown with its leg"
    assert {state for state, now in asked.items() if now} == {
        PayoutState.SENT,
        PayoutState.ACCEPTED,
        PayoutState.UNKNOWN,
        PayoutState.SETTLED,  # told of something else than settled: it may have come back
    }


def test_a_refund_we_never_made_is_kept_and_moves_nothing(cast, rails, box):
    """Another system of the same merchant refunds too."""
    rails.do("plan", always="ok", notify={"alipay": box.url})
    reference = rails.pays("alipay", "ELSEWHERE-1", 500)
    wiring.gateways()["alipay"].refund(PayoutOrder("ELSEWHERE-R1", 500, reference, "ELSEWHERE-1"))
    rails.advance(60)
    headers, body = box.got[-1]
    assert knock("alipay", travels(headers), body).status_code == 200
    (kept,) = reading.latest("alipay")
    assert (kept.payout, kept.refund_number) == (None, "ELSEWHERE-R1")


def test_strangers_are_shown_nothing(cast, rails):
    visitor = Client()
    for verb in ("get", "head", "put", "delete", "options", "patch"):
        answer = getattr(visitor, verb)(door("alipay"))
        assert (answer.status_code, answer.content) == (405, b""), verb
    for other in ("wallet", "offline", "paypal", "alipay2"):
        answer = visitor.post(door(other), b"x" * 70_000, content_type="text/plain")
        assert (answer.status_code, answer.content) == (404, b""), other
    assert NoticeRefusal.objects.count() == 0


def test_a_channel_that_is_switched_off_takes_nothing(cast, settings):
    settings.CHANNELS = {}
    wiring.forget_channels()
    try:
        assert Client().post(door("alipay"), b"x", content_type="text/plain").status_code == 404
    finally:
        wiring.forget_channels()


GARBAGE = [b"", b"x", b"\xff\xfe", b"a=1&a=2", b"{}", b'{"id":', b"sign_type=RSA2", b"%00=%ff"]


def test_garbage_is_refused_and_says_no_more(cast, rails):
    for route in ROUTES:
        for body in [*GARBAGE, b"x" * 65_536]:
            form = "application/x-www-form-urlencoded"
            answer = Client().post(door(route), body, content_type=form)
            assert answer.status_code in (400, 401), body
            assert (answer.content, answer.headers["Content-Type"]) == (FAIL[route], KIND[route])
        assert sum(counted(route).values()) == len(GARBAGE) + 1
        assert set(counted(route)) <= {"malformed", "forged"}


class Endless(io.RawIOBase):
    """A body that never ends, and remembers how much of it was taken."""

    taken = 0

    def read(self, size=-1):
        assert size >= 0, "asked for all of it"
        self.taken += size
        return b"x" * size


def test_an_oversized_body_is_refused_unread(cast, rails):
    for route in ROUTES:
        for announced in ("65537", "2000000", "9" * 400):
            stream = Endless()
            wire = {"wsgi.input": stream, "CONTENT_LENGTH": announced}
            answer = Client().post(door(route), b"", content_type="text/plain", **wire)
            assert (answer.status_code, answer.content) == (413, FAIL[route])
            assert stream.taken == 0
        assert counted(route) == {"oversized": 3}


def test_a_flood_of_forgeries_is_not_counted_for_ever(cast, rails, box):
    headers, body = letter(cast, rails, "alipay", box)
    flood = Client(REMOTE_ADDR="203.0.113.9")
    said = [knock("alipay", {}, b"x", flood).status_code for _ in range(63)]
    assert said == [400] * REFUSALS_AT_MOST + [429] * 3
    assert counted("alipay") == {"malformed": REFUSALS_AT_MOST}
    assert knock("alipay", headers, body, flood).status_code == 200, "genuine ones are taken"


def test_behind_a_proxy_each_visitor_has_a_limit_of_their_own(cast, rails, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    flood, other = ({"X-Forwarded-For": f"1.1.1.1, 203.0.113.{n}"} for n in (9, 10))
    for _ in range(REFUSALS_AT_MOST):
        knock("alipay", flood, b"x")
    assert knock("alipay", flood, b"x").status_code == 429
    assert knock("alipay", other, b"x").status_code == 400


def test_without_the_database_the_provider_is_asked_to_come_again(cast, rails, box):
    headers, body = letter(cast, rails, "wechatpay", box)

    def down(execute, sql, params, many, context):
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(down):
        answers = [knock("wechatpay", headers, body), knock("wechatpay", {}, b"x")]
    for answer in answers:
        assert (answer.status_code, answer.content) == (503, FAIL["wechatpay"])
    assert knock("wechatpay", headers, body).status_code == 200
    assert reading.latest("wechatpay")[0].times == 1


def test_refusals_are_told_by_day_channel_and_reason(cast, rails):
    for _ in range(3):
        knock("wechatpay", {}, b"x")
    knock("alipay", {}, b"x")
    rows = [(r.route, r.reason, r.times) for r in reading.refusals(1, timezone.now())]
    assert rows == [("alipay", "malformed", 1), ("wechatpay", "forged", 3)]
    assert reading.refusals(7, timezone.now() + timedelta(days=7)) == []
