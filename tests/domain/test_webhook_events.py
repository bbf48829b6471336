"""The catalogue of events: every line of a case's history is one, in both languages (P2)."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from weikameng.domain.case_life import Event
from weikameng.domain.webhook_events import (
    OF_ENDPOINT,
    OF_LINE,
    EventType,
    Happened,
    Off,
    OrderSeen,
    PayoutSeen,
    RefundSeen,
    body_of,
    document_of,
)
from weikameng.domain.webhook_life import (
    RESTS,
    RETRIES,
    Answer,
    Health,
    Standing,
    after,
    health_after,
    retry_after,
)

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
DAYS = timedelta(days=5)


def happened(kind: EventType) -> Happened:
    if kind in OF_ENDPOINT:
        why = Off.FAILING if kind is EventType.OFF else ""
        return Happened("msg_1", kind, AT, endpoint="ep_1", why=why)
    return Happened(
        "msg_1",
        kind,
        AT,
        OrderSeen("2026111800000017", "E-1"),
        "u-77",
        RefundSeen("2026111800000114", "approved", 2, 5, 1230, "NOT_ACTIVATED"),
        PayoutSeen("202611180000011401", "alipay", "sent", 1230, "2026-11-20T16:00:00+00:00"),
    )


@pytest.mark.parametrize("kind", list(EventType))
def test_every_event_speaks_both_languages(kind):
    words = document_of(happened(kind))["data"]["words"]
    for said in words.values():
        assert "{" not in said
        assert said[-1] in "。."
        assert "  " not in said
    assert "," not in words["zh"]


def test_every_line_of_history_is_an_event():
    assert set(OF_LINE) == set(Event)


def test_the_trigger_tells_the_same_types_as_the_catalogue():
    text = (ROOT / "weikameng/records/migrations/0047_webhooks.sql").read_text(encoding="utf-8")
    pairs = dict(re.findall(r"\('(\w+)', '(refund\.\w+)'\)", text))
    assert pairs == {line.value: kind.value for line, kind in OF_LINE.items()}
    named = set(re.findall(r"'((?:refund|payout|webhook)\.\w+)'", text))
    assert named == {kind.value for kind in EventType} - {"webhook.test"}


def test_every_event_is_in_the_docs_and_no_other():
    page = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    told = set(re.findall(r"(?m)^\| `((?:refund|payout|webhook)\.\w+)` \|", page))
    assert told == {kind.value for kind in EventType}


def test_the_body_of_an_event_is_always_the_same_bytes():
    body = body_of(happened(EventType.SENT))
    assert body == body_of(happened(EventType.SENT))
    assert json.loads(body) == {
        "id": "msg_1",
        "type": "payout.sent",
        "version": 1,
        "timestamp": "2026-11-18T02:00:00.000Z",
        "data": {
            "order": {"number": "2026111800000017", "external_number": "E-1"},
            "customer": "u-77",
            "refund": {
                "number": "2026111800000114",
                "state": "approved",
                "round": 2,
                "revision": 5,
                "amount_minor": 1230,
                "reason": "NOT_ACTIVATED",
            },
            "payout": {
                "number": "202611180000011401",
                "route": "alipay",
                "state": "sent",
                "amount_minor": 1230,
                "arrives_by": "2026-11-20T16:00:00+00:00",
            },
            "words": {
                "zh": "支付宝已受理 12.30 元的退款 202611180000011401。",
                "en": "Alipay has taken payout 202611180000011401 of 12.30 CNY.",
            },
            "see": "/api/v1/refunds/2026111800000114",
        },
    }


def test_a_failure_is_sent_again_later_and_later_for_days_then_given_up():
    at, waits = AT, []
    for tries in range(1, len(RETRIES) + 1):
        following = after(Answer(500), tries, at)
        assert following.due_at
        waits.append(following.due_at - at)
        at = following.due_at
    assert waits == sorted(waits) == list(RETRIES)
    assert timedelta(days=3) < at - AT < timedelta(days=4)
    assert after(Answer(500), len(RETRIES) + 1, at).standing is Standing.GIVEN_UP


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_success_is_one(status):
    assert after(Answer(status), 3, AT).standing is Standing.DELIVERED


@pytest.mark.parametrize("status", [0, 100, 301, 302, 308, 400, 401, 404, 429, 500, 503])
def test_anything_else_is_sent_again(status):
    assert after(Answer(status), 1, AT).standing is Standing.WAITING


def test_gone_ends_it_and_switches_the_endpoint_off():
    assert after(Answer(410), 1, AT).standing is Standing.GIVEN_UP
    assert health_after(Answer(410), Health(0, None), AT, DAYS).off is Off.GONE


def test_a_failing_endpoint_rests_longer_and_longer_and_is_off_after_days():
    rests = [
        health_after(Answer(500), Health(failures, AT), AT, DAYS).rest_until
        for failures in range(len(RESTS) + 2)
    ]
    assert rests == [AT + rest for rest in (*RESTS, RESTS[-1], RESTS[-1])]
    assert health_after(Answer(500), Health(9, AT - DAYS), AT, DAYS).off is Off.FAILING
    assert health_after(Answer(200), Health(9, AT - DAYS), AT, DAYS).off is None


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("Wed, 18 Nov 2026 02:10:00 GMT", 600),
        ("999999", 24 * 3600),
        ("99999999999999999999", None),
        ("0", None),
        ("-3", None),
        ("Wed, 18 Nov 2026 01:00:00 GMT", None),
        ("soon", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(text, wait):
    found = retry_after(text, AT)
    assert found == (None if wait is None else timedelta(seconds=wait))


def test_only_who_is_asked_to_slow_down_waits_as_long():
    wait = timedelta(hours=3)
    assert after(Answer(503, retry_after=wait), 1, AT).due_at == AT + wait
    assert after(Answer(500, retry_after=wait), 1, AT).due_at == AT + RETRIES[0]
    assert health_after(Answer(429, retry_after=wait), Health(0, None), AT, DAYS).rest_until == (
        AT + wait
    )
