"""The API: who may come in, how refusals are told, and the same refund as on the pages."""

import base64
import json
from dataclasses import dataclass, field

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
    **COMPLAINT,
    **ENDED,
}
COMPLAINTS = "/api/complaints"
UPLOADS = "/api/uploads"
FILE = f"order {base64.b64encode(b'1261123000000000').decode()},kind b3JkZXI="
# Every operation, with the scope it needs; a new one without a line here fails the walk below.
OPERATIONS = {
    ("post", "/api/refunds"): WRITE,
    ("get", "/api/refunds/{number}"): READ,
    ("get", "/api/refunds/{number}/evidence"): READ,
    ("post", "/api/refunds/{number}/amend"): WRITE,
    ("post", "/api/refunds/{number}/withdraw"): WRITE,
    ("post", "/api/refunds/{number}/person"): WRITE,
    ("post", "/api/refunds/{number}/rating"): WRITE,
    ("get", "/api/figures"): frozenset({"figures:read"}),
    ("get", "/api/orders/{number}/eligibility"): READ,
    ("get", "/api/messages"): READ,
    ("post", UPLOADS): WRITE,
    ("get", UPLOADS + "?order={number}"): WRITE,
    ("get", UPLOADS + "/{token}"): WRITE,
    ("patch", UPLOADS + "/{token}"): WRITE,
    ("delete", UPLOADS + "/{token}"): WRITE,
    ("get", COMPLAINTS): frozenset({"complaints:read"}),
    ("post", COMPLAINTS): frozenset({"complaints:write"}),
    ("post", COMPLAINTS + "/{complaint_id}/close"): frozenset({"complaints:write"}),
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
        if verb == "patch":
            part = {"content_type": tus.PART_TYPE, "headers": headers | {"Upload-Offset": "0"}}
            return self.client.patch(path, b"x", **part)
        about = {"Upload-Length": "100", "Upload-Metadata": FILE}
        return self.client.post(
            path, json.dumps(body), content_type="application/json", headers=headers | about
        )


def caller(cast: Cast, name: str, scopes: frozenset[str] = accounts.SCOPES) -> Caller:
    """Give somebody a token."""
    return Caller(accounts.issue_token(name, "test", scopes, at=cast.at))


def knocks(who: Caller, number: str) -> dict[tuple[str, str], HttpResponse]:
    """Try every operation on one case."""
    return {
        (verb, path): who.calls(
            verb, path.format(number=number, complaint_id=1, token="A" * 43), BODY
        )
        for verb, path in OPERATIONS
    }


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
    assert who.calls("get", f"/api/refunds/{number}").status_code == 200
    django_user_model.objects.get(pk=cast.xiaolin).apitoken_set.update(revoked_at=cast.at)
    problem(who.calls("get", f"/api/refunds/{number}"), 401)


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
        if operation == ("get", "/api/messages"):  # one's own, which are none
            assert answer.json() == {"messages": [], "next_page": None}
        else:
            assert number not in json.dumps(problem(answer, 404))


def test_a_refund_by_the_api_is_the_one_the_page_shows(cast: Cast, xiaolin):
    order, who = cast.buys("game-card-3"), caller(cast, "xiaolin")
    applied = who.calls("post", "/api/refunds", BODY | {"order": order})
    assert (applied.status_code, applied.json()["joined"]) == (201, False)
    again = who.calls("post", "/api/refunds", BODY | {"order": order})
    assert (again.status_code, again.json()["joined"]) == (200, True)
    number = applied.json()["number"]
    works(cast)
    case = who.calls("get", f"/api/refunds/{number}").json()
    assert (case["state"], case["amount_minor"], case["order"]) == ("refunded", 300, order)
    assert [leg["state"] for leg in case["payouts"]] == ["settled"]
    decided = next(clause for clause in case["clauses"] if clause["verdict"] == "decides")
    assert decided["clause"] == "E1"
    assert decided["zh"] in xiaolin.sees(f"/refunds/{number}/").text


def test_what_can_not_be_done_now_is_a_conflict_with_a_sentence(cast: Cast):
    number, who = states.refunded(cast).number, caller(cast, "xiaolin")
    told = problem(who.calls("post", f"/api/refunds/{number}/withdraw"), 409)
    assert "刷新" in str(told["detail"])
    problem(who.calls("post", f"/api/refunds/{number}/amend", BODY), 409)
    problem(who.calls("post", f"/api/refunds/{number}/person"), 409)


def test_a_rejected_case_goes_to_a_person_on_request(cast: Cast):
    number, who = states.too_late(cast).number, caller(cast, "xiaolin")
    answer = who.calls("post", f"/api/refunds/{number}/person")
    assert answer.json() == {"number": number, "state": "reviewing", "joined": False}


def test_the_description_of_the_api_is_open_to_all():
    schema = Client().get("/api/openapi.json").json()
    assert schema["info"]["title"] == "weikameng"
