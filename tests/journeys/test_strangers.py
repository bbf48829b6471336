"""小吴 and a visitor at every page: they see nothing of 小林's, and nothing falls over."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.journeys.every import DESK, FOR_ALL, LISTS, NAMES, SENT, Scene, scene
from tests.journeys.people import Visitor
from weikameng.services import accounts


def asked(visitor: Visitor, things: Scene, name: str) -> HttpResponse:
    """Open the page, or send its form."""
    address = things.address(name)
    if name in SENT:
        return visitor.client.post(address, {"narrative": "没到账", "language": "en"})
    return visitor.client.get(address)


def secrets(things: Scene) -> tuple[str, ...]:
    """What must not be read by anyone else."""
    return (things.unpaid, things.order, things.case, things.sent_back, things.rejected)


def told(answer: HttpResponse) -> str:
    """Everything an answer says."""
    body = b"" if answer.streaming else answer.content
    return body.decode() + str(answer.headers)


def test_every_page_has_a_case_in_the_table(cast: Cast):
    things = scene(cast)
    assert [name for name in NAMES if not things.address(name)] == []
    assert set(NAMES) >= SENT | FOR_ALL | LISTS | DESK


def test_a_stranger_finds_nothing_on_any_page(cast: Cast, xiaowu: Visitor):
    things = scene(cast)
    for name in NAMES:
        answer = asked(xiaowu, things, name)
        if name not in FOR_ALL | LISTS | {"cashier"}:
            assert answer.status_code == 404, name
        if name == "cashier":  # leads to the order page, which is not there for a stranger
            assert xiaowu.client.get(answer.url).status_code == 404
            continue
        assert answer.status_code < 500, name
        assert not [secret for secret in secrets(things) if secret in told(answer)], name


def test_a_stranger_changes_nothing_by_sending_forms(cast: Cast, xiaowu: Visitor):
    things = scene(cast)
    form = {
        "reason": "NOT_ACTIVATED",
        "narrative": "退款",
        "verdict": "approve",
        "because": "好的好的",
    }
    for name in ("cashier", "apply", "amend", "desk_case"):
        answer = xiaowu.client.post(things.address(name), form, follow=True)
        assert answer.status_code == 404, name


def test_a_visitor_is_led_to_sign_in_and_back(cast: Cast):
    things, visitor = scene(cast), Visitor()
    for name in NAMES:
        answer = asked(visitor, things, name)
        if name in FOR_ALL:
            assert answer.status_code in {200, 302}, name
        else:
            assert answer.status_code == 302, name
            assert answer.url.startswith("/accounts/login/?next=/"), name


def test_what_is_not_there_looks_like_what_is_someone_elses(cast: Cast, xiaowu: Visitor):
    things = scene(cast)
    pages = [f"/refunds/{number}/" for number in (things.case, "2261123000000000", "x" * 200)]
    seen = {xiaowu.client.get(page).content for page in pages}
    assert len(seen) == 1


def test_a_buyer_finds_no_desk(cast: Cast, xiaolin: Visitor):
    things = scene(cast)
    for name in DESK:
        assert asked(xiaolin, things, name).status_code == 404, name
    assert "工作台" not in xiaolin.sees("/").text


def test_finance_looks_at_the_desk_and_decides_nothing(cast: Cast):
    things, acai = scene(cast), Visitor().enters(cast.ids["acai"])
    page = acai.sees(things.address("desk_case"))
    assert not page.where("button", name="verdict")
    form = {"verdict": "approve", "because": "可以退，原路退回。"}
    acai.sends(things.address("desk_case"), form, status=404)


@pytest.mark.parametrize("page", ["/desk/", "/desk/2261123000000000/"])
def test_staff_without_a_second_factor_are_sent_to_set_it_up(cast: Cast, settings, page):
    settings.DEMO = False
    answer = Visitor().enters(cast.zhoujie).client.get(page)
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/totp/activate/")


def test_a_form_without_its_token_is_refused(cast: Cast):
    things = scene(cast)
    careful = Visitor(Client(enforce_csrf_checks=True)).enters(cast.xiaolin)
    posts = SENT | {"product", "cashier", "apply", "amend"}
    for name in posts:
        answer = careful.client.post(things.address(name), {"language": "en"})
        assert answer.status_code == 403, name
        assert "为了安全，这次提交没有保存" in answer.content.decode(), name


def test_signing_in_is_limited_and_says_so(cast: Cast):
    """allauth counts failures by person and by address, in the shared cache."""
    visitor = Visitor()
    form = {"login": "xiaolin", "password": "guess"}
    answers = [visitor.client.post("/accounts/login/", form) for _ in range(12)]
    assert answers[0].status_code == 200
    said = answers[-1].content.decode()
    assert answers[-1].status_code == 429 or "登录失败次数过多" in said


def test_tokens_are_kept_as_digests_and_work_only_for_their_owner(cast: Cast):
    things = scene(cast)
    token = accounts.issue_token("xiaowu", "test", accounts.SCOPES, at=cast.at)
    answer = Client().get(
        f"/api/v1/refunds/{things.case}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 404
