"""The API: who may come in, how refusals are told, and the same refund as on the pages."""

import base64
import json
from dataclasses import dataclass, field
from io import BytesIO

from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import CLEAR, works
from weikameng.api.doors import api
from weikameng.domain import tus
from weikameng.services import accounts

READ, WRITE = frozenset({"refunds:read"}), frozenset({"refunds:write"})
COMPLAINT = {"kind": "complaint", "reference": "C-1", "amount_minor": 1}
ENDED = {"outcome": "lost", "note": "渠道没有支持买家。"}
# What any operation asks for; each takes its own part.
BODY = {
    "order": "1261123000000000",
    "reason": "NOT_ACTIVATED",
    "narrative": CLEAR,
    "score": 5,
    "text": CLEAR,
    "case": "2261123000000000",
    "body": "donghai",
    "conflict": False,
    "because": CLEAR,
    "seat": 1,
    "side": "buyer",
    "clauses": ["R1"],
    "reasons": CLEAR,
    "draft": 1,
    "signature": "A" * 86,
    "document": "resident",
    "name": "欧阳试样",
    "number": "11010519491231002X",
    "consent": True,
    "text_version": "identity-1",
    "applications": [{"order": "1261123000000000", "reason": "NOT_ACTIVATED"}],
    "reference": "R-1",
    "sku": "card",
    "kind": "game_card_key",
    "name_zh": "点卡",
    "name_en": "Card",
    "price": "3.00",
    "updates": [{"kind": "used", "happened_at": "2026-11-23T10:00:00+08:00", "unit": 1}],
    "why": CLEAR,
    "day": "2026-11-23",
    "lines": [],
    "orders": [{}],
    "settled": "13.75",
    "settled_currency": "USD",
    "rate": "7.2",
    "rate_on": "2026-11-18",
    "rate_rule": "locked",
    "purpose": "game",
    "payee": "Overseas Games Ltd",
    "payee_country": "HK",
    "revision": 1,
    "url": "https://hooks.example.com/",
    "since": "2026-11-17T00:00:00+08:00",
    "until": "2026-11-18T00:00:00+08:00",
    "finding": "not_arrived",
    "zh": CLEAR,
    "en": CLEAR,
    "expected_units": 1,
    "expected_minor": 1,
    "clause": "A3",
    "proposal": 1,
    "seen_state": "declared",
    **ENDED,
}
COMPLAINTS = "/api/v1/complaints"
EXCHANGE = "/api/v1/exchange"
SEES_EXCHANGE, KEEPS_EXCHANGE = frozenset({"exchange:read"}), frozenset({"exchange:write"})
UPLOADS = "/api/v1/uploads"
TALKS = "/api/v1/conversations"
DISPUTES = "/api/v1/disputes"
DISPUTE = DISPUTES + "/{dispute}"
ORDERS, PAYOUTS = "/api/v1/orders", "/api/v1/payouts"
SEES_ORDERS, PUSHES = frozenset({"orders:read"}), frozenset({"orders:write"})
PAYS = frozenset({"payouts:write"})
HOOKS, HOOK = "/api/v1/webhooks", "/api/v1/webhooks/{endpoint}"
SEES_HOOKS, HOOKS_UP = frozenset({"webhooks:read"}), frozenset({"webhooks:write"})
ORDER = {
    "external_number": "E-1",
    "buyer": "c-1",
    "units": [{"price": "3.00"}],
    "payments": [{"route": "alipay", "amount": "3.00", "reference": "A-1"}],
    "paid_at": "2026-11-23T10:00:00+08:00",
}
SEES_DISPUTES, ACTS_IN_DISPUTES = frozenset({"disputes:read"}), frozenset({"disputes:write"})
FILE = f"order {base64.b64encode(b'1261123000000000').decode()},kind b3JkZXI="
# Every operation, with the scope it needs; a new one without a line here fails the walk below.
OPERATIONS = {
    ("get", "/api/v1/refunds"): READ,
    ("post", "/api/v1/refunds"): WRITE,
    ("post", "/api/v1/refunds/bulk"): WRITE,
    ("get", "/api/v1/refunds/{number}"): READ,
    ("get", "/api/v1/refunds/{number}/evidence"): READ,
    ("get", "/api/v1/refunds/{number}/file"): READ,
    ("post", "/api/v1/refunds/{number}/amend"): WRITE,
    ("post", "/api/v1/refunds/{number}/withdraw"): WRITE,
    ("post", "/api/v1/refunds/{number}/person"): WRITE,
    ("post", "/api/v1/refunds/{number}/rating"): WRITE,
    ("get", "/api/v1/refunds/{number}/identity"): READ,
    ("post", "/api/v1/refunds/{number}/identity"): WRITE,
    ("get", "/api/v1/figures"): frozenset({"figures:read"}),
    ("get", "/api/v1/figures/shop"): frozenset({"figures:read"}),
    ("get", ORDERS): SEES_ORDERS,
    ("post", ORDERS): PUSHES,
    ("post", ORDERS + "/bulk"): PUSHES,
    ("get", ORDERS + "/{number}"): SEES_ORDERS,
    ("post", ORDERS + "/{number}/usage"): PUSHES,
    ("get", ORDERS + "/{number}/eligibility"): READ,
    ("get", "/api/v1/eligibility?external_number={number}"): READ,
    ("get", "/api/v1/products"): SEES_ORDERS,
    ("post", "/api/v1/products"): PUSHES,
    ("get", "/api/v1/products/{sku}"): SEES_ORDERS,
    ("get", PAYOUTS): frozenset({"payouts:read"}),
    ("get", PAYOUTS + "/{number}"): frozenset({"payouts:read"}),
    ("post", PAYOUTS + "/{number}/confirm"): PAYS,
    ("post", PAYOUTS + "/{number}/fail"): PAYS,
    ("post", PAYOUTS + "/reconcile"): PAYS,
    ("get", "/api/v1/policy"): READ,
    ("get", "/api/v1/standards"): READ,
    ("get", "/api/v1/standards/{code}"): READ,
    ("get", "/api/v1/proofs/checkpoint"): READ,
    ("get", "/api/v1/proofs/goods/{good}"): READ,
    ("get", "/api/v1/messages"): READ,
    ("get", TALKS): READ,
    ("post", TALKS): WRITE,
    ("get", TALKS + "/{number}"): READ,
    ("get", TALKS + "/{number}/messages"): READ,
    ("post", TALKS + "/{number}/messages"): WRITE,
    ("post", TALKS + "/{number}/person"): WRITE,
    ("get", DISPUTES): SEES_DISPUTES,
    ("post", DISPUTES): ACTS_IN_DISPUTES,
    ("get", DISPUTE): SEES_DISPUTES,
    ("get", DISPUTE + "/file"): SEES_DISPUTES,
    ("post", DISPUTE + "/statement"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/reply"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/challenge"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/declaration"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/requests"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/draft"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/signature"): ACTS_IN_DISPUTES,
    ("post", DISPUTE + "/dissent"): ACTS_IN_DISPUTES,
    ("post", UPLOADS): WRITE,
    ("get", UPLOADS + "?order={number}"): WRITE,
    ("get", UPLOADS + "/{token}"): WRITE,
    ("patch", UPLOADS + "/{token}"): WRITE,
    ("delete", UPLOADS + "/{token}"): WRITE,
    ("get", HOOKS): SEES_HOOKS,
    ("post", HOOKS): HOOKS_UP,
    ("get", HOOK): SEES_HOOKS,
    ("patch", HOOK): HOOKS_UP,
    ("delete", HOOK): HOOKS_UP,
    ("post", HOOK + "/rotate"): HOOKS_UP,
    ("post", HOOK + "/test"): HOOKS_UP,
    ("get", HOOK + "/deliveries"): SEES_HOOKS,
    ("post", HOOK + "/replay"): HOOKS_UP,
    ("get", EXCHANGE + "/orders/{number}"): SEES_EXCHANGE,
    ("put", EXCHANGE + "/orders/{number}/deal"): KEEPS_EXCHANGE,
    ("post", EXCHANGE + "/orders/{number}/confirm"): KEEPS_EXCHANGE,
    ("get", EXCHANGE + "/records?from=2026-11-01&to=2026-11-30"): SEES_EXCHANGE,
    ("get", EXCHANGE + "/file?from=2026-11-01&to=2026-11-30"): SEES_EXCHANGE,
    ("get", COMPLAINTS): frozenset({"complaints:read"}),
    ("post", COMPLAINTS): frozenset({"complaints:write"}),
    ("post", COMPLAINTS + "/{complaint_id}/close"): frozenset({"complaints:write"}),
}
OPERATIONS |= {
    ("post", "/api/v1/imports"): PUSHES,
    ("get", "/api/v1/imports/{bulk}"): SEES_ORDERS,
    ("get", "/api/v1/imports/{bulk}/problems"): SEES_ORDERS,
    ("get", "/api/v1/imports/{bulk}/errors"): SEES_ORDERS,
    ("post", "/api/v1/exports"): SEES_ORDERS,
    ("get", "/api/v1/exports"): SEES_ORDERS,
    ("get", "/api/v1/exports/{export}"): SEES_ORDERS,
    ("get", "/api/v1/exports/{export}/file"): SEES_ORDERS,
}
CUSTOMER, ERASES = "/api/v1/customers/{customer}", frozenset({"customers:erase"})
SEES_CUSTOMERS, EXPORTS = frozenset({"customers:read"}), frozenset({"customers:export"})
OPERATIONS |= {
    ("get", "/api/v1/customers"): SEES_CUSTOMERS,
    ("get", CUSTOMER): SEES_CUSTOMERS,
    ("post", CUSTOMER + "/exports"): EXPORTS,
    ("get", CUSTOMER + "/exports/{export}"): EXPORTS,
    ("get", CUSTOMER + "/exports/{export}/file"): EXPORTS,
    ("get", CUSTOMER + "/erasure"): ERASES,
    ("post", CUSTOMER + "/erasure"): ERASES,
    ("delete", CUSTOMER + "/erasure"): ERASES,
}
BODIES = ("get", "/api/v1/arbitration-bodies")
OPERATIONS |= {BODIES: SEES_DISPUTES}
INCIDENT, REVIEW = "/api/v1/incidents/{incident}", "/api/v1/reviews/{number}"
SEES_INCIDENTS, STEERS = frozenset({"incidents:read"}), frozenset({"incidents:write"})
SEES_REVIEWS, DECIDES = frozenset({"reviews:read"}), frozenset({"reviews:write"})
OPERATIONS |= {
    ("get", "/api/v1/incidents"): SEES_INCIDENTS,
    ("post", "/api/v1/incidents"): STEERS,
    ("get", INCIDENT): SEES_INCIDENTS,
    ("get", INCIDENT + "/report"): SEES_INCIDENTS,
    ("post", INCIDENT + "/take-up"): STEERS,
    ("post", INCIDENT + "/ask"): STEERS,
    ("post", INCIDENT + "/approve"): STEERS,
    ("post", INCIDENT + "/pause"): STEERS,
    ("post", INCIDENT + "/resume"): STEERS,
    ("post", INCIDENT + "/drop"): STEERS,
    ("get", "/api/v1/reviews"): SEES_REVIEWS,
    ("get", REVIEW): SEES_REVIEWS,
    ("post", REVIEW + "/approve"): DECIDES,
    ("post", REVIEW + "/reject"): DECIDES,
    ("post", REVIEW + "/ask"): DECIDES,
    ("post", REVIEW + "/reminder"): DECIDES,
    ("post", REVIEW + "/sign"): DECIDES,
    ("post", REVIEW + "/send-back"): DECIDES,
    ("post", REVIEW + "/take-back"): DECIDES,
}
NAMES = {"sku": "card", "code": "NOT_ACTIVATED", "good": "A" * 22, "endpoint": "ep_0"}
NAMES |= {"bulk": "1", "export": "1", "incident": "1", "customer": "c-1"}
# The same for everybody.
PUBLISHED = {
    ("get", "/api/v1/policy"),
    ("get", "/api/v1/standards"),
    ("get", "/api/v1/standards/{code}"),
    BODIES,
}
OWN_LISTS = {
    ("get", ORDERS),
    ("get", PAYOUTS),
    ("get", "/api/v1/refunds"),
    ("get", "/api/v1/messages"),
    ("get", TALKS),
    ("get", DISPUTES),
}


@dataclass
class Caller:
    """A program with a token."""

    token: str
    client: Client = field(default_factory=Client)

    def calls(self, verb: str, path: str, body: object = None) -> HttpResponse:
        """Send one request."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if verb in {"get", "delete"}:
            return getattr(self.client, verb)(path, headers=headers)
        if verb == "patch" and path.startswith(UPLOADS):
            part = {"content_type": tus.PART_TYPE, "headers": headers | {"Upload-Offset": "0"}}
            return self.client.patch(path, b"x", **part)
        if path == "/api/v1/imports":
            return self.client.post(path, {"file": BytesIO(b"{}\n")}, headers=headers)
        about = {"Upload-Length": "100", "Upload-Metadata": FILE}
        call, kind = getattr(self.client, verb), "application/json"
        return call(path, json.dumps(body), content_type=kind, headers=headers | about)


def caller(cast: Cast, name: str, scopes: frozenset[str] = accounts.SCOPES) -> Caller:
    """Give somebody a token."""
    return Caller(accounts.issue_token(name, "test", scopes, at=cast.at))


def knocks(who: Caller, number: str) -> dict[tuple[str, str], HttpResponse]:
    """Try every operation on one case."""
    return {
        (verb, path): who.calls(
            verb,
            path.format(number=number, dispute=number, complaint_id=1, token="A" * 43, **NAMES),
            _body_of(path),
        )
        for verb, path in OPERATIONS
    }


def _body_of(path: str) -> dict[str, object]:
    """An outcome is another thing for a ruling than for a complaint, and so is what else shares a
    name."""
    if path == ORDERS:
        return BODY | ORDER
    if path == COMPLAINTS:
        return BODY | COMPLAINT
    return BODY | {"outcome": "none"} if path.endswith("/draft") else BODY


def problem(answer: HttpResponse, status: int) -> dict[str, object]:
    """Read a problem as RFC 9457 has it."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, object] = answer.json()
    assert {"type", "title", "detail", "status"} <= told.keys()
    assert told["status"] == status
    assert str(told["type"]).startswith("urn:weikameng:problem:")
    return told


def test_every_operation_of_the_openapi_page_has_a_case_here():
    paths = api.get_openapi_schema()["paths"]
    walked = {(verb, path.partition("?")[0]) for verb, path in OPERATIONS}
    assert {(verb, path) for path, verbs in paths.items() for verb in verbs} == walked


def test_without_a_token_nothing_opens(cast: Cast):
    number = states.refunded(cast).number
    for token in ("", "wkm_" + "a" * 43, "wkm_\x00", "退款"):
        who = Caller(token.encode().decode("latin-1"))
        for answer in knocks(who, number).values():
            assert number not in json.dumps(problem(answer, 401))


def test_a_revoked_token_opens_nothing(cast: Cast, django_user_model):
    who, number = caller(cast, "xiaolin"), states.refunded(cast).number
    assert who.calls("get", f"/api/v1/refunds/{number}").status_code == 200
    django_user_model.objects.get(pk=cast.xiaolin).apitoken_set.update(revoked_at=cast.at)
    problem(who.calls("get", f"/api/v1/refunds/{number}"), 401)


def test_a_token_without_the_scope_is_told_which_one(cast: Cast):
    number = states.refunded(cast).number
    for needed in set(OPERATIONS.values()):
        other = caller(cast, "xiaolin", accounts.SCOPES - needed)
        for operation, answer in knocks(other, number).items():
            if OPERATIONS[operation] == needed:
                assert next(iter(needed)) in str(problem(answer, 403)["detail"]), operation


def test_someone_elses_case_is_not_there(cast: Cast):
    number, who = states.rejected(cast).number, caller(cast, "xiaowu")
    for operation, answer in knocks(who, number).items():
        if operation in PUBLISHED:
            assert answer.status_code == 200
        elif operation in OWN_LISTS:  # one's own, which are none
            assert [] in answer.json().values(), operation
            assert number not in answer.content.decode()
        elif operation[1].endswith("/refunds/bulk"):
            assert {one["status"] for one in answer.json()["results"]} <= {404, 422}, operation
        else:
            assert number not in json.dumps(problem(answer, 404))


def test_a_refund_by_the_api_is_the_one_the_page_shows(cast: Cast, xiaolin):
    order, who = cast.buys("game-card-3"), caller(cast, "xiaolin")
    applied = who.calls("post", "/api/v1/refunds", BODY | {"order": order})
    assert (applied.status_code, applied.json()["joined"]) == (201, False)
    again = who.calls("post", "/api/v1/refunds", BODY | {"order": order})
    assert (again.status_code, again.json()["joined"]) == (200, True)
    number = applied.json()["number"]
    works(cast)
    case = who.calls("get", f"/api/v1/refunds/{number}").json()
    assert (case["state"], case["amount_minor"], case["order"]) == ("refunded", 300, order)
    assert [leg["state"] for leg in case["payouts"]] == ["settled"]
    decided = next(clause for clause in case["clauses"] if clause["verdict"] == "decides")
    assert decided["clause"] == "E1"
    assert decided["zh"] in xiaolin.sees(f"/refunds/{number}/").text


def test_what_can_not_be_done_now_is_a_conflict_with_a_sentence(cast: Cast):
    number, who = states.refunded(cast).number, caller(cast, "xiaolin")
    told = problem(who.calls("post", f"/api/v1/refunds/{number}/withdraw"), 409)
    assert "刷新" in str(told["detail"])
    problem(who.calls("post", f"/api/v1/refunds/{number}/amend", BODY), 409)
    problem(who.calls("post", f"/api/v1/refunds/{number}/person"), 409)


def test_a_rejected_case_goes_to_a_person_on_request(cast: Cast):
    number, who = states.too_late(cast).number, caller(cast, "xiaolin")
    answer = who.calls("post", f"/api/v1/refunds/{number}/person")
    assert answer.json() == {"number": number, "state": "reviewing", "joined": False}


def test_the_description_of_the_api_is_open_to_all():
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["info"]["title"] == "weikameng"
