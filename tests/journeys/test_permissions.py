"""Every role at every page and endpoint: what the table says is there, everything else is not."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.cast import Cast
from tests.journeys.every import (
    DESK,
    DISPUTES,
    FIGURES,
    FOR_ALL,
    LISTS,
    MONEY,
    NAMES,
    PEOPLE,
    PHONE,
    ROOM,
    SAMPLES,
    TALK,
    Scene,
    scene,
)
from tests.journeys.people import Visitor
from weikameng.api.doors import api
from weikameng.domain.roles import Right, Role, allowed, is_staff
from weikameng.records.models import StaffAction
from weikameng.services import accounts

# Which right opens a page. A page in none of these sets belongs to one buyer and to nobody else.
PAGES: dict[str, Right] = {
    **dict.fromkeys(DESK, Right.SEE_DESK),
    **dict.fromkeys(ROOM, Right.SEE_POLICY),
    **dict.fromkeys(MONEY, Right.SEE_MONEY),
    **dict.fromkeys(("money_incident_new", "money_incident_do"), Right.SECOND_MONEY),
    **dict.fromkeys(FIGURES, Right.SEE_FIGURES),
    **dict.fromkeys(SAMPLES, Right.REVIEW),
    **dict.fromkeys(PEOPLE, Right.MANAGE_ACCOUNTS),
    **dict.fromkeys(TALK, Right.SEE_TALK),
    **dict.fromkeys(PHONE, Right.CALL),
    **dict.fromkeys(DISPUTES, Right.SEE_DISPUTES),
    "arbitration": Right.RULE,
    "staff_log": Right.SEE_LOG,
    "notices_sent": Right.SEE_LOG,
}
# What is there for everybody who works here, whatever their rights.
HOUSE = frozenset({"staff_notices"})
OWN = frozenset(
    {
        *("cashier", "cancel", "order", "order_live", "reveal", "apply", "narrative_check"),
        *("apply_checklist", "uploads", "upload", "upload_picture", "refund", "refund_live"),
        *("amend", "ask_person", "withdraw", "rate", "picture", "chain", "chain_file"),
        *("identity", "order_identity", "my_data_file", "my_token_revoke"),
        "dispute_open",
        *("case_file", "conversation", "conversation_live", "conversation_person"),
        *("conversation_order", "conversation_close", "conversation_rate"),
        *("conversation_typing", "conversation_picture"),
    }
)
# What whoever looks after cases may see of a buyer's page.
AT_DESK = frozenset({"picture"})
# Acts of a room, and the right each takes beyond entering it. (A form that says nothing right is
# refused all the same; whoever lacks the right is refused whatever it says.)
ACTS = {
    "ask_again": Right.MOVE_MONEY,
    "dispute_do": Right.ANSWER_DISPUTES,
    "judge_reading": Right.REVIEW,
    "sample_judge": Right.REVIEW,
    "desk_case": Right.REVIEW,
    "money_payout_do": Right.MOVE_MONEY,
    "money_channel_resume": Right.MOVE_MONEY,
    "money_balance": Right.MOVE_MONEY,
    "money_difference": Right.MOVE_MONEY,
    "money_recovery_note": Right.MOVE_MONEY,
    "money_books_case": Right.MOVE_MONEY,
    "money_complaint_do": Right.KEEP_COMPLAINTS,
    "money_incident_new": Right.SECOND_MONEY,
    "money_incident_do": Right.SECOND_MONEY,
    "money_transfer_do": Right.SECOND_MONEY,
    "room_step": Right.WRITE_POLICY,
    "room_text": Right.WRITE_POLICY,
    "person_do": Right.MANAGE_ACCOUNTS,
    "shop_do": Right.MANAGE_ACCOUNTS,
    "token_revoke": Right.MANAGE_ACCOUNTS,
    "webhooks": Right.MANAGE_ACCOUNTS,
    "webhook_do": Right.MANAGE_ACCOUNTS,
    "talk_next": Right.TALK,
    "talk_say": Right.TALK,
    "talk_do": Right.TALK,
    "replies": Right.WRITE_REPLIES,
    "caller_note": Right.CALL,
    "caller_apply": Right.CALL,
}
# Endpoints of the API: one owner's thing, a list of one's own, or what takes a right.
ENDPOINTS: dict[tuple[str, str], str | Right] = {
    ("get", "/api/v1/refunds"): "list",
    ("post", "/api/v1/refunds"): "own",
    ("post", "/api/v1/refunds/bulk"): "own",
    ("get", "/api/v1/refunds/{number}"): "own",
    ("post", "/api/v1/refunds/{number}/amend"): "own",
    ("post", "/api/v1/refunds/{number}/withdraw"): "own",
    ("post", "/api/v1/refunds/{number}/person"): "own",
    ("post", "/api/v1/refunds/{number}/rating"): "own",
    ("get", "/api/v1/refunds/{number}/identity"): "shop",
    ("post", "/api/v1/refunds/{number}/identity"): "own",
    ("get", "/api/v1/refunds/{number}/evidence"): "own",
    ("get", "/api/v1/refunds/{number}/file"): "own",
    ("get", "/api/v1/orders/{number}/eligibility"): "own",
    ("post", "/api/v1/disputes"): "own",
    ("get", "/api/v1/disputes"): "list",
    ("get", "/api/v1/disputes/{dispute}"): Right.SEE_DISPUTES,
    ("get", "/api/v1/disputes/{dispute}/file"): Right.SEE_DISPUTES,
    ("post", "/api/v1/disputes/{dispute}/statement"): "own",
    ("post", "/api/v1/disputes/{dispute}/reply"): "own",
    ("post", "/api/v1/disputes/{dispute}/challenge"): "own",
    ("post", "/api/v1/disputes/{dispute}/declaration"): "own",
    ("post", "/api/v1/disputes/{dispute}/requests"): "own",
    ("post", "/api/v1/disputes/{dispute}/draft"): "own",
    ("post", "/api/v1/disputes/{dispute}/signature"): "own",
    ("post", "/api/v1/disputes/{dispute}/dissent"): "own",
    ("get", "/api/v1/complaints"): Right.KEEP_COMPLAINTS,
    ("post", "/api/v1/complaints"): Right.KEEP_COMPLAINTS,
    ("post", "/api/v1/complaints/{complaint_id}/close"): Right.KEEP_COMPLAINTS,
    ("get", "/api/v1/figures"): Right.SEE_FIGURES,
    ("get", "/api/v1/messages"): "list",
    # A shop's program alone, or what an empty request is not enough for.
    ("get", "/api/v1/orders"): "list",
    ("get", "/api/v1/payouts"): "list",
    ("get", "/api/v1/policy"): "list",
    ("get", "/api/v1/standards"): "list",
    ("get", "/api/v1/orders/{number}"): "own",
    ("get", "/api/v1/eligibility"): "shop",
    ("get", "/api/v1/exchange/file"): Right.SEE_MONEY,
    ("get", "/api/v1/exchange/orders/{number}"): Right.SEE_MONEY,
    ("get", "/api/v1/exchange/records"): Right.SEE_MONEY,
    ("get", "/api/v1/exports"): "shop",
    ("get", "/api/v1/exports/{export}"): "shop",
    ("get", "/api/v1/exports/{export}/file"): "shop",
    ("get", "/api/v1/customers"): "shop",
    ("get", "/api/v1/customers/{customer}"): "shop",
    ("post", "/api/v1/customers/{customer}/exports"): "shop",
    ("get", "/api/v1/customers/{customer}/exports/{export}"): "shop",
    ("get", "/api/v1/customers/{customer}/exports/{export}/file"): "shop",
    ("get", "/api/v1/customers/{customer}/erasure"): "shop",
    ("post", "/api/v1/customers/{customer}/erasure"): "shop",
    ("delete", "/api/v1/customers/{customer}/erasure"): "shop",
    ("get", "/api/v1/figures/shop"): "shop",
    ("get", "/api/v1/imports/{bulk}"): "shop",
    ("get", "/api/v1/imports/{bulk}/errors"): "shop",
    ("get", "/api/v1/imports/{bulk}/problems"): "shop",
    ("get", "/api/v1/payouts/{number}"): "shop",
    ("get", "/api/v1/products"): "shop",
    ("get", "/api/v1/products/{sku}"): "shop",
    ("get", "/api/v1/proofs/checkpoint"): "shop",
    ("get", "/api/v1/proofs/goods/{good}"): "shop",
    ("get", "/api/v1/standards/{code}"): "shop",
    ("post", "/api/v1/exchange/orders/{number}/confirm"): Right.SECOND_MONEY,
    ("post", "/api/v1/exports"): "shop",
    ("post", "/api/v1/imports"): "shop",
    ("post", "/api/v1/orders"): "shop",
    ("post", "/api/v1/orders/bulk"): "shop",
    ("post", "/api/v1/orders/{number}/usage"): "shop",
    ("post", "/api/v1/payouts/reconcile"): "shop",
    ("post", "/api/v1/payouts/{number}/confirm"): "shop",
    ("post", "/api/v1/payouts/{number}/fail"): "shop",
    ("post", "/api/v1/products"): "shop",
    ("put", "/api/v1/exchange/orders/{number}/deal"): Right.MOVE_MONEY,
    ("get", "/api/v1/webhooks"): "shop",
    ("post", "/api/v1/webhooks"): "shop",
    ("get", "/api/v1/webhooks/{endpoint}"): "shop",
    ("patch", "/api/v1/webhooks/{endpoint}"): "shop",
    ("delete", "/api/v1/webhooks/{endpoint}"): "shop",
    ("post", "/api/v1/webhooks/{endpoint}/rotate"): "shop",
    ("post", "/api/v1/webhooks/{endpoint}/test"): "shop",
    ("get", "/api/v1/webhooks/{endpoint}/deliveries"): "shop",
    ("post", "/api/v1/webhooks/{endpoint}/replay"): "shop",
    ("get", "/api/v1/arbitration-bodies"): "list",
    ("get", "/api/v1/incidents"): Right.SEE_MONEY,
    ("post", "/api/v1/incidents"): Right.SECOND_MONEY,
    ("get", "/api/v1/incidents/{incident}"): Right.SEE_MONEY,
    ("get", "/api/v1/incidents/{incident}/report"): Right.SEE_MONEY,
    ("post", "/api/v1/incidents/{incident}/take-up"): Right.SECOND_MONEY,
    ("post", "/api/v1/incidents/{incident}/ask"): Right.SECOND_MONEY,
    ("post", "/api/v1/incidents/{incident}/approve"): Right.SECOND_MONEY,
    ("post", "/api/v1/incidents/{incident}/pause"): Right.SECOND_MONEY,
    ("post", "/api/v1/incidents/{incident}/resume"): Right.SECOND_MONEY,
    ("post", "/api/v1/incidents/{incident}/drop"): Right.SECOND_MONEY,
    ("get", "/api/v1/reviews"): Right.REVIEW,
    ("get", "/api/v1/reviews/{number}"): Right.REVIEW,
    ("post", "/api/v1/reviews/{number}/approve"): Right.REVIEW,
    ("post", "/api/v1/reviews/{number}/reject"): Right.REVIEW,
    ("post", "/api/v1/reviews/{number}/ask"): Right.REVIEW,
    ("post", "/api/v1/reviews/{number}/reminder"): Right.REVIEW,
    ("post", "/api/v1/reviews/{number}/sign"): Right.APPROVE_LARGE,
    ("post", "/api/v1/reviews/{number}/send-back"): Right.APPROVE_LARGE,
    ("post", "/api/v1/reviews/{number}/take-back"): Right.REVIEW,
    ("get", "/api/v1/conversations"): "list",
    ("post", "/api/v1/conversations"): "own",
    ("get", "/api/v1/conversations/{number}"): "own",
    ("get", "/api/v1/conversations/{number}/messages"): "own",
    ("post", "/api/v1/conversations/{number}/messages"): "own",
    ("post", "/api/v1/conversations/{number}/person"): "own",
    ("get", "/api/v1/uploads"): "own",
    ("post", "/api/v1/uploads"): "own",
    ("get", "/api/v1/uploads/{token}"): "own",
    ("patch", "/api/v1/uploads/{token}"): "own",
    ("delete", "/api/v1/uploads/{token}"): "own",
}
# Addresses outside the pages: the way in, one's own account, and what others push to us.
ENTRANCE = frozenset(
    {
        *("account_login", "account_logout", "account_signup", "account_inactive"),
        "mfa_authenticate",
    }
)
ACCOUNT = frozenset(
    {
        *("account_reauthenticate", "account_change_password", "usersessions_list"),
        *("mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes"),
    }
)
MACHINES = frozenset({"channel_notice", "sms_receipt", "supplier_reports", "api_docs"})
# The public log: files for whoever follows it, the same for all.
LOG = frozenset(
    {
        *("log_checkpoint", "log_tile", "log_vkey", "log_proof", "log_bundle", "log_anchors"),
    }
)
PART = {"Upload-Offset": "0", "Tus-Resumable": "1.0.0", "Content-Length": "4"}
FORM = {"verdict": "approve", "because": "好的好的好的", "note": "好的好的好的", "outcome": "won"}


def as_role(cast: Cast, role: Role) -> Visitor:
    """小吴, who owns nothing here, in one role after another."""
    get_user_model().objects.filter(pk=cast.xiaowu).update(role=role)
    return Visitor().enters(cast.xiaowu)


def test_every_page_stands_in_the_table():
    known = FOR_ALL | LISTS | OWN | HOUSE | set(PAGES)
    assert set(NAMES) == known, set(NAMES) ^ known


def test_every_role_finds_the_pages_of_its_rights_and_no_other(cast: Cast):
    things, wrong = scene(cast), []
    for role in Role:
        visitor = as_role(cast, role)
        for name in sorted(OWN | HOUSE | set(PAGES)):
            status = visitor.client.get(things.address(name)).status_code
            if name in PAGES:
                # What takes a form alone says 405 to who may send it, never to others.
                found, expected = status != 404, allowed(role, PAGES[name])
            elif name in HOUSE:
                found, expected = status == 200, is_staff(role)
            else:
                # Pictures open by the page's signed link alone, so the desk is led to that page.
                expected = name in AT_DESK and allowed(role, Right.SEE_DESK)
                found = status not in ({404} if name in AT_DESK else {302, 404, 405})
            if found is not expected:
                wrong.append((role.value, name, found))
    assert wrong == []


def test_who_only_looks_changes_nothing_by_sending_forms(cast: Cast):
    things, wrong = scene(cast), []
    before = StaffAction.objects.count()
    for role in Role:
        visitor = as_role(cast, role)
        for name, right in ACTS.items():
            if not allowed(role, right):
                status = visitor.client.post(things.address(name), FORM).status_code
                if status not in {302, 404, 422}:
                    wrong.append((role.value, name, status))
    assert wrong == []
    assert StaffAction.objects.count() == before


@pytest.mark.parametrize("role", [Role.BUYER, Role.SYSADMIN, Role.AGENT, Role.AUDITOR])
def test_nobody_sees_navigation_they_cannot_use(cast: Cast, role: Role):
    visitor = as_role(cast, role)
    links = {link["href"] for link in visitor.sees("/").where("a") if link.get("href")}
    for page, right in (
        ("/desk/", Right.SEE_DESK),
        ("/policy/room/", Right.SEE_POLICY),
        ("/money/", Right.SEE_MONEY),
        ("/staff/log/", Right.SEE_LOG),
        ("/staff/people/", Right.MANAGE_ACCOUNTS),
        ("/desk/talk/", Right.SEE_TALK),
        ("/desk/calls/", Right.CALL),
    ):
        assert (page in links) is allowed(role, right), (role, page)


def test_every_address_of_the_house_is_known(cast: Cast):
    """An address that nobody thought of fails here, whichever list it was put into."""
    known = set(NAMES) | ENTRANCE | ACCOUNT | MACHINES | LOG
    found = {name for name in _names(get_resolver().url_patterns) if name}
    assert found == known, found ^ known


def test_account_pages_lead_strangers_to_the_entrance(cast: Cast):
    for name in sorted(ACCOUNT):
        answer = Client().get(reverse(name))
        assert answer.status_code == 302, name
        assert answer.url.startswith("/accounts/login/"), name


def test_every_endpoint_stands_in_the_table():
    assert set(_endpoints()) == set(ENDPOINTS), set(_endpoints()) ^ set(ENDPOINTS)


def test_a_token_finds_another_buyers_things_in_no_role(cast: Cast):
    things, wrong = scene(cast), []
    caller = _caller("xiaowu", cast)
    for role in Role:
        as_role(cast, role)
        for (verb, path), opens in ENDPOINTS.items():
            status = _calls(caller, verb, path, things)
            there = allowed(role, opens) if isinstance(opens, Right) else opens == "list"
            # What writes refuses the empty body; whoever may not is told that nothing is there.
            expected = ({200} if verb == "get" else {404, 422}) if there else {404, 422}
            if status not in expected:
                wrong.append((role.value, verb, path, status))
    assert wrong == []


def test_a_token_finds_its_owners_things(cast: Cast):
    things, caller, wrong = scene(cast), _caller("xiaolin", cast), []
    for (verb, path), opens in ENDPOINTS.items():
        if verb == "get" and opens in {"own", "list"}:
            status = _calls(caller, verb, path, things)
            if status != 200:
                wrong.append((path, status))
    assert wrong == []


def test_no_endpoint_answers_without_a_token(cast: Cast):
    things = scene(cast)
    for verb, path in ENDPOINTS:
        for caller in (Client(), Client(headers={"Authorization": "Bearer wkm_guessed"})):
            assert _calls(caller, verb, path, things) == 401, (verb, path)


def _caller(username: str, cast: Cast) -> Client:
    token = accounts.issue_token(username, "all", accounts.SCOPES, at=cast.at)
    return Client(headers={"Authorization": f"Bearer {token}"})


def _endpoints() -> Iterator[tuple[str, str]]:
    for path, verbs in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for verb in verbs:
            yield verb, path


def _names(patterns: Iterable[Any], space: str = "") -> Iterator[str]:
    """Every named address, the API's left out: its endpoints have a table of their own."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if not one.namespace:
                yield from _names(one.url_patterns)
        elif one.name:
            yield one.name


def _calls(caller: Client, verb: str, path: str, things: Scene) -> int:
    number = things.order if "/orders/" in path else things.case
    number = things.abroad.order if "/exchange/" in path else number
    number = things.ticket if "/conversations/" in path else number
    address = path.replace("{number}", number).replace("{token}", things.upload)
    address = address.replace("{complaint_id}", "99").replace("{dispute}", things.dispute)
    address = address.replace("{endpoint}", things.hook)
    address = address.replace("{incident}", str(things.incident))
    address = re.sub(r"\{\w+\}", "1", address)
    if verb == "get":
        asked = {"order": things.order, "from": "2026-11-01", "to": "2026-11-30"}
        return caller.get(address, asked).status_code
    if verb == "patch" and "/uploads/" in path:
        part = {"content_type": "application/offset+octet-stream", "headers": PART}
        return caller.patch(address, b"more", **part).status_code
    body = {"data": "{}", "content_type": "application/json"}
    return getattr(caller, verb)(address, **body).status_code
