"""Every role at every page and endpoint: what the table says is there, everything else is not."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.cast import Cast
from tests.journeys.every import DESK, FOR_ALL, LISTS, MONEY, NAMES, ROOM, Scene, scene
from tests.journeys.people import Visitor
from weikameng.api.doors import api
from weikameng.domain.roles import Right, Role, allowed
from weikameng.records.models import StaffAction
from weikameng.services import accounts

# Which right opens a page. A page in none of these sets belongs to one buyer and to nobody else.
PAGES: dict[str, Right] = {
    **dict.fromkeys(DESK, Right.SEE_DESK),
    **dict.fromkeys(ROOM, Right.SEE_POLICY),
    **dict.fromkeys(MONEY, Right.SEE_MONEY),
    "staff_log": Right.SEE_LOG,
    "notices_sent": Right.SEE_LOG,
}
OWN = frozenset(
    {
        *("cashier", "cancel", "order", "order_live", "reveal", "apply", "narrative_check"),
        *("apply_checklist", "uploads", "upload", "upload_picture", "refund", "refund_live"),
        *("amend", "ask_person", "withdraw", "picture", "chain", "chain_file"),
    }
)
# What whoever looks after cases may see of a buyer's page.
AT_DESK = frozenset({"picture"})
# Acts of a room, and the right each takes beyond entering it. (A form that says nothing right is
# refused all the same; whoever lacks the right is refused whatever it says.)
ACTS = {
    "ask_again": Right.MOVE_MONEY,
    "judge_reading": Right.REVIEW,
    "desk_case": Right.REVIEW,
    "money_payout_do": Right.MOVE_MONEY,
    "money_channel_resume": Right.MOVE_MONEY,
    "money_balance": Right.MOVE_MONEY,
    "money_difference": Right.MOVE_MONEY,
    "money_recovery_note": Right.MOVE_MONEY,
    "money_books_case": Right.MOVE_MONEY,
    "money_complaint_do": Right.KEEP_COMPLAINTS,
    "money_transfer_do": Right.SECOND_MONEY,
    "room_step": Right.WRITE_POLICY,
    "room_text": Right.WRITE_POLICY,
}
FORM = {"verdict": "approve", "because": "好的好的好的", "note": "好的好的好的", "outcome": "won"}


def as_role(cast: Cast, role: Role) -> Visitor:
    """小吴, who owns nothing here, in one role after another."""
    get_user_model().objects.filter(pk=cast.xiaowu).update(role=role)
    return Visitor().enters(cast.xiaowu)


def test_every_page_stands_in_the_table():
    known = FOR_ALL | LISTS | OWN | set(PAGES)
    assert set(NAMES) == known, set(NAMES) ^ known


def test_every_role_finds_the_pages_of_its_rights_and_no_other(cast: Cast):
    things, wrong = scene(cast), []
    for role in Role:
        visitor = as_role(cast, role)
        for name in sorted(OWN | set(PAGES)):
            status = visitor.client.get(things.address(name)).status_code
            if name in PAGES:
                # What takes a form alone says 405 to who may send it, never to others.
                found, expected = status != 404, allowed(role, PAGES[name])
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
    ):
        assert (page in links) is allowed(role, right), (role, page)


def test_a_token_finds_another_buyers_things_in_no_role(cast: Cast):
    things, wrong = scene(cast), []
    token = accounts.issue_token("xiaowu", "all", accounts.SCOPES, at=cast.at)
    caller = Client(headers={"Authorization": f"Bearer {token}"})
    for role in Role:
        as_role(cast, role)
        for path, verbs in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
            for verb in sorted(set(verbs) & {"get", "post"}):
                status = _calls(caller, verb, path, things)
                keeps = "complaints" in path and allowed(role, Right.KEEP_COMPLAINTS)
                empty = verb == "get" and "{" not in path and "complaints" not in path
                expected = {200} if keeps and verb == "get" else {404, 422}
                if empty:
                    expected |= {200}
                if status not in expected:
                    wrong.append((role.value, verb, path, status))
    assert wrong == []


def _calls(caller: Client, verb: str, path: str, things: Scene) -> int:
    number = things.order if "/orders/" in path else things.case
    address = path.replace("{number}", number).replace("{token}", things.upload)
    address = address.replace("{complaint_id}", "99")
    send = caller.get if verb == "get" else caller.post
    return send(
        address, **({"data": "{}", "content_type": "application/json"} if verb == "post" else {})
    ).status_code
