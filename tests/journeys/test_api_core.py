"""What every operation of the API shares: shops, keys sent twice, limits, versions, pages, ids."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import CLEAR
from tests.journeys.test_api import Caller, caller, problem
from weikameng.api.described import ROOM_WORDS, rooms_of
from weikameng.api.doors import api
from weikameng.domain.shops import SCOPES
from weikameng.domain.webhook_events import EventType
from weikameng.records.models import ApiToken, KeptAnswer, Order, RefundCase, Shop, User
from weikameng.services import kept_answers, shops, tokens
from weikameng.services.tokens import Wish

REFUNDS = "/api/v1/refunds"


def sends(who: Caller, path: str, body: object, **headers: str) -> Any:
    """Post JSON with headers of one's own."""
    given = {"Authorization": f"Bearer {who.token}", **headers}
    return who.client.post(path, json.dumps(body), "application/json", headers=given)


def reads(who: Caller, path: str, **headers: str) -> Any:
    """Get with headers of one's own."""
    return who.client.get(path, headers={"Authorization": f"Bearer {who.token}", **headers})


def wish(order: str, **more: object) -> dict[str, object]:
    """An application."""
    return {"order": order, "reason": "NOT_ACTIVATED", "narrative": CLEAR, **more}


def of_shop(cast: Cast, code: str, order: str) -> Caller:
    """A shop whose buyer has bought this order of 小林's."""
    shop_id = shops.open_shop(code, "云卡小铺", "ours", None, cast.at)
    User.objects.filter(pk=cast.xiaolin).update(shop=shop_id, customer=f"{code}-7")
    Order.objects.filter(number=order).update(shop=shop_id, external_number="A-1")
    return Caller(shops.issue_token(code, Wish("erp", SCOPES), None, cast.at))


def test_old_addresses_lead_to_the_new_ones_with_their_method_and_query(cast: Cast):
    moved = Client().post("/api/refunds?a=%E9%80%80&b=//x", {})
    assert (moved.status_code, moved.url) == (308, "/api/v1/refunds?a=%E9%80%80&b=//x")
    problem(Client().get("/api/nowhere"), 404)
    assert Client().get("/api//evil.example/").status_code == 404


def test_a_shop_acts_for_its_own_buyers_and_for_nobody_else(cast: Cast):
    mine, others = cast.buys("game-card-3"), cast.buys("game-card-3")
    who = of_shop(cast, "yunka", mine)
    number = sends(who, REFUNDS, wish(mine)).json()["number"]
    listed = reads(who, f"{REFUNDS}?external_number=A-1&customer=yunka-7").json()
    assert [(one["number"], one["customer"]) for one in listed["items"]] == [(number, "yunka-7")]
    problem(sends(who, REFUNDS, wish(others)), 404)
    User.objects.filter(pk=cast.xiaolin).update(shop=None, customer="")
    stranger = of_shop(cast, "other", others)
    problem(reads(stranger, f"{REFUNDS}/{number}"), 404)
    problem(sends(stranger, f"{REFUNDS}/{number}/withdraw", {}), 404)
    assert reads(stranger, REFUNDS).json() == {"items": [], "next": None}
    assert shops.close_shop("other", None, cast.at) == 1
    problem(reads(stranger, REFUNDS), 401)


def test_tokens_end_are_revoked_and_tell_to_the_minute_when_they_were_used(cast: Cast):
    shops.open_shop("yunka", "云卡小铺", "shop", None, timezone.now())
    now = timezone.now()
    short = Caller(shops.issue_token("yunka", Wish("a", SCOPES, days=1), None, now))
    old = now - timedelta(days=2)
    over = Caller(shops.issue_token("yunka", Wish("b", SCOPES, days=1), None, old))
    assert reads(short, REFUNDS).status_code == 200
    problem(reads(over, REFUNDS), 401)
    token = ApiToken.objects.get(name="a")
    used = token.last_used_at
    assert used is not None
    reads(short, REFUNDS)
    token.refresh_from_db()
    assert token.last_used_at == used
    assert short.token not in json.dumps([token.digest, token.name])
    tokens.revoke(token.pk, None, now)
    problem(reads(short, REFUNDS), 401)


def test_what_is_sent_twice_with_a_key_is_done_once_and_answered_the_same(cast: Cast):
    who, order = caller(cast, "xiaolin"), cast.buys("game-card-3")
    key = {"Idempotency-Key": "a-1"}
    first = sends(who, REFUNDS, wish(order), **key)
    again = sends(who, REFUNDS, wish(order), **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    told = problem(sends(who, REFUNDS, wish(order, person=True), **key), 422)
    assert str(told["type"]).endswith("idempotency_reused")
    other = caller(cast, "xiaowu")
    problem(sends(other, REFUNDS, wish(order), **key), 404)  # keys belong to tokens
    assert KeptAnswer.objects.count() == 1  # a refusal frees its key
    assert kept_answers.forget(timezone.now() + timedelta(hours=25)) == 1
    assert sends(who, REFUNDS, wish(order), **key).json()["joined"] is True


def test_a_key_under_way_is_a_conflict_until_who_took_it_is_lost(cast: Cast):
    who, order = caller(cast, "xiaolin"), cast.buys("game-card-3")
    sends(who, REFUNDS, wish(order), **{"Idempotency-Key": "k"})
    row = KeptAnswer.objects.get()
    KeptAnswer.objects.update(status=None, content="", headers={})
    told = sends(who, REFUNDS, wish(order), **{"Idempotency-Key": "k"})
    assert str(problem(told, 409)["type"]).endswith("idempotency_in_flight")
    assert told.headers["Retry-After"] == "1"
    KeptAnswer.objects.update(started_at=row.started_at - timedelta(minutes=2))
    assert sends(who, REFUNDS, wish(order), **{"Idempotency-Key": "k"}).status_code == 200


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_a_key_of_another_form_is_refused(cast: Cast, key: str):
    problem(sends(caller(cast, "xiaolin"), REFUNDS, {}, **{"Idempotency-Key": key}), 400)


def test_an_answer_that_shows_a_secret_once_is_not_kept(cast: Cast):
    shops.open_shop("yunka", "云卡小铺", "shop", None, cast.at)
    who = Caller(shops.issue_token("yunka", Wish("erp", SCOPES), None, timezone.now()))
    key, hook = {"Idempotency-Key": "once"}, {"url": "https://example.com/hook"}
    made = sends(who, "/api/v1/webhooks", hook, **key)
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    told = problem(sends(who, "/api/v1/webhooks", hook, **key), 409)
    assert str(told["type"]).endswith("idempotency_sealed")
    assert KeptAnswer.objects.get().content == ""


def test_the_page_of_the_specification_needs_no_script_and_no_token(client: Client):
    page = client.get("/api/v1/docs", headers={"Accept-Language": "en"})
    told = page.content.decode()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "/api/v1/refunds/{number}" in told
    assert 'id="shape-Problem"' in told
    assert "curl http://testserver/api/v1/refunds" in told
    assert {kind.value for kind in EventType} <= set(re.findall(r"<code>([a-z_.]+)</code>", told))
    assert "``" not in told


def test_every_room_of_the_page_has_its_name_in_both_languages():
    rooms = rooms_of(json.loads(json.dumps(api.get_openapi_schema())))
    assert [tag for tag, _, _ in rooms if tag not in ROOM_WORDS] == []


def test_past_the_limit_of_a_minute_the_headers_say_when_to_come_back(cast: Cast, settings):
    settings.API_CALLS_A_MINUTE = 2
    who, path = caller(cast, "xiaolin"), REFUNDS
    first = reads(who, path)
    assert first.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"minute";r=1;t=')
    answers = [reads(who, path) for _ in range(4)]
    late = [one for one in answers if one.status_code == 429]
    assert late, "more than two in a minute, or a minute ended between: then two of four"
    assert 1 <= int(late[0].headers["Retry-After"]) <= 61
    assert str(problem(late[0], 429)["type"]).endswith("too_often")


def test_a_call_costs_one_statement_for_its_token(cast: Cast, django_assert_num_queries):
    who = caller(cast, "xiaolin")
    reads(who, REFUNDS)
    with django_assert_num_queries(2):
        reads(who, REFUNDS)


def test_request_ids_go_in_and_come_out_and_stand_in_problems(cast: Cast):
    who = caller(cast, "xiaolin")
    told = reads(who, f"{REFUNDS}/1", **{"X-Request-Id": "erp-2026-0001"})
    assert told.headers["X-Request-Id"] == problem(told, 404)["request"] == "erp-2026-0001"
    made = reads(who, f"{REFUNDS}/1", **{"X-Request-Id": "a b\n"}).headers["X-Request-Id"]
    assert len(made) == 32
    assert len(Client().get("/").headers["X-Request-Id"]) == 32


def test_sentences_come_in_the_language_asked_for_or_in_both(cast: Cast):
    who, number = caller(cast, "xiaolin"), states.rejected(cast).number
    path = f"{REFUNDS}/{number}"
    both, english = reads(who, path), reads(who, path, **{"Accept-Language": "en;q=0.9,zh;q=0.1"})
    assert {"zh", "en"} <= both.json()["clauses"][0].keys()
    assert "zh" not in english.json()["clauses"][0]
    assert english.headers["Content-Language"] == "en"
    chinese = reads(who, f"{REFUNDS}/1", **{"Accept-Language": "zh-CN"})
    assert chinese.json()["title"] == chinese.json()["detail"]
    assert "没有找到" in chinese.json()["title"]


def test_a_change_to_another_version_than_was_read_is_refused(cast: Cast):
    who, number = caller(cast, "xiaolin"), states.reviewing(cast).number
    seen = reads(who, f"{REFUNDS}/{number}")
    tag = seen.headers["ETag"]
    assert reads(who, f"{REFUNDS}/{number}", **{"If-None-Match": tag}).status_code == 304
    RefundCase.objects.filter(number=number).update(revision=99)
    told = sends(who, f"{REFUNDS}/{number}/withdraw", {}, **{"If-Match": tag})
    assert str(problem(told, 412)["type"]).endswith("changed")
    now = reads(who, f"{REFUNDS}/{number}").headers["ETag"]
    answer = sends(who, f"{REFUNDS}/{number}/withdraw", {}, **{"If-Match": f'"old", {now}'})
    assert answer.status_code == 204


def test_applying_for_another_amount_than_is_there_says_which_it_is(cast: Cast):
    who, order = caller(cast, "xiaolin"), cast.buys("game-card-3")
    told = problem(sends(who, REFUNDS, wish(order, refundable_amount_minor=301)), 409)
    assert (told["refundable_amount_minor"], RefundCase.objects.count()) == (300, 0)
    assert sends(who, REFUNDS, wish(order, refundable_amount_minor=300)).status_code == 201


def test_many_are_applied_for_each_with_its_own_answer(cast: Cast):
    orders = [cast.buys("game-card-3"), "1261123000000000", cast.buys("game-card-3")]
    who = caller(cast, "xiaolin")
    results = sends(who, f"{REFUNDS}/bulk", {"applications": [wish(o) for o in orders]}).json()
    found = results["results"]
    assert [one["status"] for one in found] == [201, 404, 201]
    assert found[1]["problem"]["type"] == "urn:weikameng:problem:not_found"
    pages, cursor = [], ""
    while cursor is not None:
        page = reads(who, f"{REFUNDS}?limit=1&cursor={cursor}").json()
        pages += [one["order"] for one in page["items"]]
        cursor = page["next"]
    assert pages == [orders[2], orders[0]]


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "WzFd" * 40, "W10", "WzEsMl0", "é", "bnVsbA"])
def test_a_cursor_that_is_none_is_refused(cast: Cast, cursor: str):
    assert reads(caller(cast, "xiaolin"), f"{REFUNDS}?cursor={cursor}").status_code in {400, 422}


def test_faults_name_the_field_by_pointer_in_words(cast: Cast):
    body = {"order": "12", "units": [0, "x"], "uploads": ["a" * 65]}
    told = problem(sends(caller(cast, "xiaolin"), REFUNDS, body), 422)
    faults: Any = told["errors"]
    found = {one["pointer"]: one["zh"] for one in faults}
    assert found.keys() == {"#/order", "#/reason", "#/units/0", "#/units/1", "#/uploads/0"}
    assert found["#/reason"] == "必填"


@pytest.mark.parametrize(
    "body", [b'{"order": "\\u0000"}', b'{"order": "\\ud800"}', b"[NaN]", b"\xff", b"[" * 5000]
)
def test_what_no_column_can_keep_is_unreadable(cast: Cast, body: bytes):
    who = caller(cast, "xiaolin")
    headers = {"Authorization": f"Bearer {who.token}"}
    answer = who.client.post(REFUNDS, body, "application/json", headers=headers)
    problem(answer, 400)


def test_bare_refusals_are_problems_too(cast: Cast):
    who = caller(cast, "xiaolin")
    answer = who.client.put(REFUNDS, headers={"Authorization": f"Bearer {who.token}"})
    assert "POST" in answer.headers["Allow"]
    problem(answer, 405)
    big = {"order": "x" * (1024 * 1024 + 1)}
    problem(sends(who, REFUNDS, big), 413)
    problem(reads(who, f"{REFUNDS}/a%00b"), 404)
    problem(reads(who, f"{REFUNDS}?order=a%00b"), 400)


def test_the_specification_names_problems_and_every_shape_once():
    found = json.loads(json.dumps(api.get_openapi_schema()))
    assert found["openapi"].startswith("3.1")
    for path, verbs in found["paths"].items():
        for verb, operation in verbs.items():
            assert {"401", "403", "404", "422", "429"} <= operation["responses"].keys(), path
            names = json.dumps(operation["parameters"])
            assert ("IdempotencyKey" in names) is (verb != "get"), path


def test_shapes_of_two_rooms_have_two_names():
    names = [schema.__name__ for schema in _shapes(api)]
    assert len(names) == len(set(names)), sorted(n for n in set(names) if names.count(n) > 1)


def _shapes(_api: object) -> list[type]:
    from ninja import Schema

    found: list[type] = []
    waiting: list[Any] = [Schema]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("weikameng.api"):
            found.append(one)
    return found


def test_the_table_of_counts_is_unlogged_and_codes_are_unique(cast: Cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'api_call_count'")
        assert cursor.fetchone() == ("u",)
    shops.open_shop("yunka", "一", "ours", None, cast.at)
    assert Shop.objects.count() == 1
