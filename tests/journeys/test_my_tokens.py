"""A buyer makes a token for a program of their own, sees it once, and takes it back (P3)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.journeys.people import Visitor
from tests.journeys.test_api import Caller, problem
from tests.journeys.test_staff_accounts import has_factor
from weikameng.domain.staff_acts import Act
from weikameng.records.models import ApiToken, StaffAction
from weikameng.records.reading.staff_log import actors
from weikameng.services import accounts, own_tokens
from weikameng.services.tokens import Wish

PAGE = "/my-tokens/"
FORM = {"name": "记账", "days": "30", "scope": ["refunds:read"]}


@pytest.fixture
def xiaolin(cast: Cast) -> Visitor:
    """In the demo a password is always fresh."""
    return Visitor().enters(cast.xiaolin)


def test_a_buyers_token_is_shown_once_does_what_it_says_and_ends(cast: Cast, xiaolin: Visitor):
    shown = xiaolin.client.post(PAGE, FORM)
    assert shown.headers["Cache-Control"] == "no-store"
    found = re.search(r"wkm_[\w-]{43}", shown.content.decode())
    assert found
    assert found[0] not in xiaolin.sees(PAGE).text
    program, order = Caller(found[0]), cast.buys("game-card-3")
    assert program.calls("get", "/api/v1/refunds").status_code == 200
    wish = {"order": order, "reason": "NOT_ACTIVATED"}
    problem(program.calls("post", "/api/v1/refunds", wish), 403)
    token = ApiToken.objects.get()
    assert token.expires_at is not None
    assert token.last_used_at is not None
    assert token.expires_at - token.created_at == timedelta(days=30)
    xiaolin.client.post(f"{PAGE}{token.pk}/revoke/")
    problem(program.calls("get", "/api/v1/refunds"), 401)
    assert "已收回" in xiaolin.sees(PAGE).text
    acts = list(StaffAction.objects.values_list("person_id", "what", "about"))
    assert [act[:2] for act in acts] == [
        (cast.xiaolin, Act.TOKEN_ISSUED),
        (cast.xiaolin, Act.TOKENS_REVOKED),
    ]
    assert actors() == []  # buyers are no choice in the staff log's list of people


def test_nobody_sees_or_revokes_a_token_of_somebody_else(cast: Cast):
    own_tokens.issue(cast.xiaolin, Wish("x", frozenset({"refunds:read"}), 9), at=cast.at)
    token = ApiToken.objects.get()
    stranger = Visitor().enters(cast.xiaowu)
    assert stranger.client.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert "还没有令牌" in stranger.sees(PAGE).text
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        *({"days": ""}, {"days": "0"}, {"days": "366"}, {"days": "²"}, {"name": " "}),
        *({"scope": []}, {"scope": ["complaints:read"]}, {"scope": ["orders:write"]}),
        {"name": "长" * 61},
    ],
)
def test_odd_wishes_stay_in_the_form(xiaolin: Visitor, wrong: dict[str, object]):
    answer = xiaolin.client.post(PAGE, FORM | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert ApiToken.objects.count() == 0


def test_ten_live_tokens_are_enough(cast: Cast, xiaolin: Visitor):
    now = timezone.now()
    for n in range(own_tokens.MOST_OWN):
        own_tokens.issue(cast.xiaolin, Wish(f"{n}", frozenset({"refunds:read"}), 9), at=now)
    assert xiaolin.client.post(PAGE, FORM).status_code == 422
    own_tokens.revoke(cast.xiaolin, ApiToken.objects.order_by("id")[0].pk, at=now)
    assert xiaolin.client.post(PAGE, FORM).status_code == 200


def test_staff_see_and_revoke_their_tokens_but_make_none(cast: Cast):
    accounts.issue_token("acai", "对账", frozenset({"exchange:read"}), at=cast.at)
    acai = Visitor().enters(cast.ids["acai"])
    page = acai.sees(PAGE).text
    assert "对账" in page
    assert "系统管理员" in page
    assert acai.client.post(PAGE, FORM).status_code == 422
    token = ApiToken.objects.get()
    acai.client.post(f"{PAGE}{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_token_takes_the_password_once_more_or_a_code(cast: Cast, settings):
    settings.DEMO = False
    stale = Visitor().enters(cast.xiaolin)
    assert "accounts/reauthenticate" in stale.client.post(PAGE, FORM).url
    assert "输入密码" in stale.sees(PAGE).text
    has_factor(cast.xiaolin)
    assert "2fa/reauthenticate" in stale.client.post(PAGE, FORM).url
    assert ApiToken.objects.count() == 0
