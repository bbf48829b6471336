"""What stops a request outside of the API's operations is a problem too; keys under a crowd."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.cast import Cast
from tests.journeys.test_api import Caller, caller, problem
from tests.journeys.test_api_core import REFUNDS, sends, wish
from tests.services.test_concurrency import at_once
from weikameng.api.request_ids import WithRequestId
from weikameng.domain.shops import SCOPES
from weikameng.records.models import CaseRound, KeptAnswer, RefundCase, WebhookEndpoint
from weikameng.services import shops
from weikameng.services.tokens import Wish

HOOKS = "/api/v1/webhooks"


def code_of(answer: Any) -> str:
    """What a problem ends in."""
    return str(answer.json()["type"]).rpartition(":")[2]


def failing(words: str) -> Callable[..., Any]:
    """A database that fails at statements that say this."""

    def execute(go_on: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if words in sql:
            raise OperationalError("the line broke")
        return go_on(sql, params, many, context)

    return execute


@pytest.mark.parametrize("path", [REFUNDS, "/api/refunds", "/api/v1/nowhere"])
def test_a_strange_host_is_told_so_as_a_problem(cast: Cast, path: str):
    told = Client().get(path, headers={"Host": "evil.example", "Accept-Language": "zh"})
    assert problem(told, 400)["title"] == told.json()["detail"]
    assert code_of(told) == "unreadable"
    assert told.headers["X-Request-Id"] == told.json()["request"]


@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"]
)
def test_a_body_that_is_too_large_is_so_whatever_it_calls_itself(cast: Cast, kind: str):
    headers = {"Authorization": f"Bearer {caller(cast, 'xiaolin').token}"}
    answer = Client().post(REFUNDS, b"x" * (1024 * 1024 + 1), kind, headers=headers)
    problem(answer, 413)
    assert code_of(answer) == "too_large_body"


def test_a_body_in_chunks_is_told_to_come_with_its_length(cast: Cast):
    headers = {
        "Authorization": f"Bearer {caller(cast, 'xiaolin').token}",
        "Transfer-Encoding": "chunked",
    }
    answer = Client().post(REFUNDS, b"{}", "application/json", headers=headers)
    problem(answer, 411)
    assert code_of(answer) == "length"


def test_a_body_that_is_packed_is_not_taken(cast: Cast):
    headers = {
        "Authorization": f"Bearer {caller(cast, 'xiaolin').token}",
        "Content-Encoding": "gzip",
    }
    answer = Client().post(REFUNDS, gzip.compress(b"{}"), "application/json", headers=headers)
    problem(answer, 415)
    assert (code_of(answer), answer.headers["Content-Language"]) == ("encoding", "zh, en")


def test_the_head_of_a_read_is_asked_for_as_anywhere(cast: Cast):
    who, order = caller(cast, "xiaolin"), cast.buys("game-card-3")
    headers = {"Authorization": f"Bearer {who.token}"}
    for path in (REFUNDS, f"/api/v1/orders/{order}"):
        whole = Client().get(path, headers=headers)
        head = Client().head(path, headers=headers)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    for path in ("/api/v1/nowhere", f"{REFUNDS}/1", f"{REFUNDS}/bulk"):
        status = Client().get(path, headers=headers).status_code
        assert Client().head(path, headers=headers).status_code == status, path


def test_log_lines_of_a_refused_request_carry_its_id(cast: Cast, caplog: pytest.LogCaptureFixture):
    named = WithRequestId()
    caplog.handler.addFilter(named)
    headers = {"X-Request-Id": "erp-2026-0009"}
    Client().get(REFUNDS, headers=headers)
    caplog.handler.removeFilter(named)
    lines = [line for line in caplog.records if line.name == "django.request"]
    assert [vars(line)["request_id"] for line in lines] == ["erp-2026-0009"]


@pytest.mark.parametrize("verb", ["options", "put", "trace"])
def test_a_method_that_is_none_names_those_there_are(cast: Cast, verb: str):
    headers = {"Authorization": f"Bearer {caller(cast, 'xiaolin').token}"}
    answer = Client().generic(verb.upper(), REFUNDS, headers=headers)
    problem(answer, 405)
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) >= {"GET", "POST"}


@pytest.mark.parametrize("accept", ["text/xml", "application/json;q=0", "*/*;q=0"])
def test_who_accepts_no_json_is_answered_in_json(cast: Cast, accept: str):
    who = caller(cast, "xiaolin")
    headers = {"Authorization": f"Bearer {who.token}", "Accept": accept}
    answer = Client().get(REFUNDS, headers=headers)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_our_own_faults_are_problems_with_the_id_to_quote(cast: Cast):
    who = Caller(caller(cast, "xiaolin").token, Client(raise_request_exception=False))
    with connection.execute_wrapper(failing("refund_case")):
        told = who.calls("get", REFUNDS)
    assert problem(told, 500)["request"] == told.headers["X-Request-Id"]
    assert code_of(told) == "broken"


def test_what_falls_between_the_work_and_its_answer_is_not_done_twice(cast: Cast):
    who = Caller(caller(cast, "xiaolin").token, Client(raise_request_exception=False))
    order, key = cast.buys("game-card-3"), {"Idempotency-Key": "k-1"}
    with connection.execute_wrapper(failing('UPDATE "kept_answer"')):
        told = sends(who, REFUNDS, wish(order), **key)
    problem(told, 500)
    assert RefundCase.objects.count() == 1  # done, and not told
    problem(sends(who, REFUNDS, wish(order), **key), 409)
    row = KeptAnswer.objects.get()
    KeptAnswer.objects.update(started_at=row.started_at.replace(year=row.started_at.year - 1))
    again = sends(who, REFUNDS, wish(order), **key)
    assert (again.status_code, again.json()["joined"]) == (200, True)
    replayed = sends(who, REFUNDS, wish(order), **key)
    assert (replayed.content, replayed.headers["Idempotency-Replayed"]) == (again.content, "true")
    assert (RefundCase.objects.count(), CaseRound.objects.count()) == (1, 1)


def test_a_crowd_with_one_key_does_it_once(cast: Cast):
    shops.open_shop("yunka", "云卡小铺", "shop", None, cast.at)
    token = shops.issue_token("yunka", Wish("erp", SCOPES), None, cast.at)
    hook, key = {"url": "https://example.com/hook"}, {"Idempotency-Key": "crowd"}
    answers: list[Any] = at_once([lambda: sends(Caller(token), HOOKS, hook, **key)] * 8)
    assert WebhookEndpoint.objects.count() == 1
    assert sorted(one.status_code for one in answers) == [201] + [409] * 7
    late = {code_of(one) for one in answers if one.status_code == 409}
    assert late <= {"idempotency_in_flight", "idempotency_sealed"}


def test_of_a_crowd_with_one_key_and_many_bodies_one_is_heard(cast: Cast):
    token = caller(cast, "xiaolin").token
    orders = [cast.buys("game-card-3") for _ in range(4)]
    key = {"Idempotency-Key": "crowd"}
    answers: list[Any] = at_once(
        [lambda order=order: sends(Caller(token), REFUNDS, wish(order), **key) for order in orders]
    )
    assert RefundCase.objects.count() == 1
    assert sorted(one.status_code for one in answers) == [201, 422, 422, 422]
    refused = {code_of(one) for one in answers if one.status_code == 422}
    assert refused == {"idempotency_reused"}
