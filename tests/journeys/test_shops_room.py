"""The system administrator opens a shop, hands out a token once and takes it back."""

import re

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.journeys.people import Visitor
from tests.journeys.test_api import Caller
from tests.journeys.test_staff_accounts import has_factor
from weikameng.domain.staff_acts import Act
from weikameng.records.models import ApiToken, StaffAction
from weikameng.services import shops
from weikameng.services.tokens import Wish

FORM = {"code": "yunka", "name": "云卡小铺", "money": "shop"}
TOKEN = {"name": "ERP", "days": "30", "scope": ["orders:read", "refunds:read"]}


@pytest.fixture
def laoxu(cast: Cast) -> Visitor:
    """In the demo a code of the second factor is always fresh."""
    return Visitor().enters(cast.ids["laoxu"])


def test_a_shop_is_opened_and_its_token_shown_once(laoxu: Visitor):
    laoxu.client.post("/staff/shops/", FORM)
    shown = laoxu.client.post("/staff/shops/yunka/token/", TOKEN)
    found = re.search(r"wkm_[\w-]{43}", shown.content.decode())
    assert found
    assert shown.headers["Cache-Control"] == "no-store"
    later = laoxu.sees("/staff/shops/yunka/")
    assert found[0] not in later.text
    assert "orders:read refunds:read" in later.text
    assert Caller(found[0]).calls("get", "/api/v1/refunds").status_code == 200
    token = ApiToken.objects.get()
    assert token.expires_at is not None
    laoxu.client.post(f"/staff/tokens/{token.pk}/revoke/")
    assert Caller(found[0]).calls("get", "/api/v1/refunds").status_code == 401
    acts = set(StaffAction.objects.values_list("what", flat=True))
    assert {Act.SHOP_OPENED, Act.TOKEN_ISSUED, Act.TOKENS_REVOKED} <= acts
    kept = StaffAction.objects.values_list("because", flat=True)
    assert not [because for because in kept if "wkm_" in because]


@pytest.mark.parametrize(
    "wrong", [{"code": "Yun Ka"}, {"name": " "}, {"money": "theirs"}, {"code": "a" * 41}]
)
def test_what_is_wrong_with_a_shop_stays_in_the_form(laoxu: Visitor, wrong: dict[str, str]):
    answer = laoxu.client.post("/staff/shops/", FORM | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "x"}, {"name": ""}, {"scope": ["all"]}])
def test_odd_tokens_are_not_issued(laoxu: Visitor, wrong: dict[str, object]):
    shops.open_shop("yunka", "云卡小铺", "ours", None, timezone.now())
    assert laoxu.client.post("/staff/shops/yunka/token/", TOKEN | wrong).status_code == 422
    assert ApiToken.objects.count() == 0


def test_without_a_fresh_code_nothing_is_opened_or_issued(cast: Cast, settings):
    settings.DEMO = False
    has_factor(cast.ids["laoxu"])
    shops.open_shop("yunka", "云卡小铺", "ours", None, timezone.now())
    stale = Visitor().enters(cast.ids["laoxu"])
    for path, form in (
        ("/staff/shops/", FORM | {"code": "two"}),
        ("/staff/shops/yunka/token/", TOKEN),
    ):
        assert "reauthenticate" in stale.client.post(path, form).url
    assert ApiToken.objects.count() == 0


def test_a_closed_shop_opens_nothing_and_stays_closed(laoxu: Visitor):
    shops.open_shop("yunka", "云卡小铺", "ours", None, timezone.now())
    wish = Wish("ERP", frozenset({"refunds:read"}))
    token = shops.issue_token("yunka", wish, None, timezone.now())
    laoxu.client.post("/staff/shops/yunka/close/")
    assert Caller(token).calls("get", "/api/v1/refunds").status_code == 401
    page = laoxu.speaks("en").sees("/staff/shops/yunka/").text
    assert "Issue a token" not in page
    answer = laoxu.client.post("/staff/shops/", FORM)
    assert "there already" in answer.content.decode()
