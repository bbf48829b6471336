"""Staff and their second factor: set up before anything else, recovery codes, the people's page."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.journeys.every import FOR_ALL, NAMES, SENT, scene
from tests.journeys.people import Visitor
from weikameng.domain.roles import Role
from weikameng.records.models import StaffAction, StaffNotice, User
from weikameng.services import demo_data
from weikameng.web.second_factor import OPEN

SETUP = "/accounts/2fa/totp/activate/"
BECAUSE = "调到财务组，从今天起"


@pytest.fixture
def strict(cast: Cast, settings) -> Cast:
    """As it is outside the demo. What rate limits count lives in the shared cache."""
    settings.DEMO = False
    cache.clear()
    return cast


@pytest.fixture
def laoxu(cast: Cast) -> Visitor:
    """The system administrator."""
    return Visitor().enters(cast.ids["laoxu"])


def code_for(secret: str) -> str:
    """What the phone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def has_factor(person: int) -> str:
    """Give somebody a second factor; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(pk=person), secret)
    return secret


def test_without_a_second_factor_staff_see_what_everybody_sees_and_nothing_else(strict: Cast):
    things, wrong = scene(strict), []
    visitor = Visitor().enters(strict.zhoujie)
    for name in NAMES:
        send = visitor.client.post if name in SENT else visitor.client.get
        answer = send(things.address(name))
        led = answer.status_code == 302 and answer.url == SETUP
        if led is (name in FOR_ALL):
            wrong.append((name, answer.status_code))
    for name in ("usersessions_list", "account_change_password"):
        answer = visitor.client.get(reverse(name))
        if answer.status_code != 302 or answer.url != SETUP:
            wrong.append((name, answer.status_code))
    assert wrong == []
    assert FOR_ALL <= OPEN
    assert visitor.client.get("/accounts/logout/").status_code == 200


def test_buyers_need_no_second_factor(strict: Cast):
    assert Visitor().enters(strict.xiaolin).client.get("/orders/").status_code == 200


def test_setting_it_up_shows_recovery_codes_once_and_gives_them_as_a_file(strict: Cast):
    visitor = Visitor()
    visitor.client.post("/accounts/login/", {"login": "zhoujie", "password": demo_data.PASSWORD})
    visitor.client.post("/accounts/reauthenticate/", {"password": demo_data.PASSWORD})
    page = visitor.sees(SETUP)
    assert "装一个验证器应用" in page.text
    secret = page.where("input", id="authenticator_secret")[0]["value"]
    page = visitor.sends(SETUP, {"code": code_for(secret)})
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "sealed:" in kept
    assert secret not in kept
    codes = re.findall(r"<li>(\d{8})</li>", page.html)
    assert len(codes) == 10
    assert "恢复码只显示这一次" in page.text
    file = visitor.client.get("/accounts/2fa/recovery-codes/download/")
    assert file.content.decode().split() == codes
    assert visitor.client.get("/accounts/2fa/recovery-codes/download/").status_code == 302
    again = visitor.sees("/accounts/2fa/recovery-codes/")
    assert "不能再看" in again.text
    assert "还剩 10 个" in again.text
    assert not [code for code in codes if code in again.html]
    assert visitor.client.get("/desk/").status_code == 200


def test_a_recovery_code_works_once_and_says_how_many_are_left(strict: Cast):
    has_factor(strict.zhoujie)
    codes = RecoveryCodes.activate(User.objects.get(pk=strict.zhoujie)).get_unused_codes()
    form = {"login": "zhoujie", "password": demo_data.PASSWORD}
    first = Visitor()
    first.client.post("/accounts/login/", form)
    assert first.client.get("/desk/").status_code == 302  # a password alone is not enough
    page = first.sends("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert "你用掉了一个恢复码，还剩 9 个" in page.text
    assert first.client.get("/desk/").status_code == 200
    second = Visitor()
    second.client.post("/accounts/login/", form)
    second.sends("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert second.client.get("/desk/").status_code == 302
    Authenticator.objects.filter(type="recovery_codes").update(
        data={**Authenticator.objects.get(type="recovery_codes").data, "used_mask": 2**9 - 1}
    )
    page = second.sends("/accounts/2fa/authenticate/", {"code": codes[9]})
    assert "最后一个恢复码" in page.text


def test_after_five_wrong_codes_even_the_right_one_waits(strict: Cast):
    secret, visitor = has_factor(strict.zhoujie), Visitor()
    form = {"login": "zhoujie", "password": demo_data.PASSWORD}
    visitor.client.post("/accounts/login/", form)
    right = code_for(secret)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        visitor.client.post("/accounts/2fa/authenticate/", {"code": wrong})
    answer = visitor.client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert "登录失败次数过多" in answer.content.decode()
    assert visitor.client.get("/desk/").status_code == 302


def test_the_people_page_says_who_works_here_with_what(
    cast: Cast, laoxu: Visitor, django_assert_num_queries
):
    has_factor(cast.zhoujie)
    User.objects.filter(pk=cast.ids["acai"]).update(is_active=False)
    laoxu.sees("/staff/people/")
    with django_assert_num_queries(4):  # the session, the person, new notices, the people
        page = laoxu.sees("/staff/people/")
    for said in ("周姐", "复核员", "已停用", "没有登录过"):
        assert said in page.text
    assert "小林" not in page.text
    assert "没有这样的人" in laoxu.sees("/staff/people/?q=xiaolin").text


def test_a_role_is_changed_noted_and_told(cast: Cast, laoxu: Visitor):
    form = {"role": "finance", "because": BECAUSE}
    page = laoxu.sends("/staff/people/zhoujie/role/", form)
    assert "已更改" in page.text
    assert User.objects.get(pk=cast.zhoujie).role == Role.FINANCE
    line = StaffAction.objects.get()
    assert (line.what, line.about) == ("role_changed", "person zhoujie")
    assert line.because == f"reviewer -> finance: {BECAUSE}"
    told = Visitor().enters(cast.zhoujie).sees("/staff/notices/")
    assert "老徐把你的角色改为：财务" in told.text
    assert "原因" not in laoxu.sends("/staff/people/zhoujie/role/", form).text
    assert StaffAction.objects.count() == 1  # it is that role already


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("laoxu/role/", {"role": "supervisor", "because": BECAUSE}, "不能改自己的账号"),
        ("laoxu/off/", {"because": BECAUSE}, "不能改自己的账号"),
        ("zhoujie/role/", {"role": "buyer", "because": BECAUSE}, "请从列表里选一个角色"),
        ("zhoujie/off/", {"because": "走"}, "请写明原因"),
        ("zhoujie/reset/", {"because": BECAUSE}, "没有两步验证可以重置"),
    ],
)
def test_what_may_not_be_changed_is_told(cast: Cast, laoxu: Visitor, path, form, said):
    assert said in laoxu.sends(f"/staff/people/{path}", form).text
    assert not StaffAction.objects.exists()
    assert laoxu.client.post("/staff/people/xiaolin/off/", form).status_code == 404


def test_who_is_switched_off_is_out_at_once_and_may_come_back(cast: Cast, laoxu: Visitor):
    zhoujie = Visitor().enters(cast.zhoujie)
    assert zhoujie.client.get("/desk/").status_code == 200
    laoxu.sends("/staff/people/zhoujie/off/", {"because": BECAUSE})
    assert zhoujie.client.get("/desk/").status_code == 302
    laoxu.sends("/staff/people/zhoujie/on/", {"because": BECAUSE})
    assert User.objects.get(pk=cast.zhoujie).is_active
    assert [row.because[:4] for row in StaffAction.objects.order_by("id")] == ["off:", "on: "]


def test_a_lost_second_factor_is_reset_and_its_owner_sees_by_whom(cast: Cast, laoxu: Visitor):
    has_factor(cast.zhoujie)
    laoxu.sends("/staff/people/zhoujie/reset/", {"because": "电话核对过工号和手机尾号"})
    assert not Authenticator.objects.exists()
    assert StaffNotice.objects.get(person_id=cast.zhoujie).kind == "factor_reset"
    told = Visitor().enters(cast.zhoujie).sees("/staff/notices/").text
    assert "老徐重置了你的两步验证" in told


def test_accounts_change_only_after_a_code_was_typed_just_now(strict: Cast):
    secret = has_factor(strict.ids["laoxu"])
    visitor = Visitor()
    visitor.client.post("/accounts/login/", {"login": "laoxu", "password": demo_data.PASSWORD})
    visitor.sends("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert "更改角色" in visitor.sees("/staff/people/zhoujie/").text
    session = visitor.client.session
    session["account_authentication_methods"] = [
        one | {"at": time.time() - 600} for one in session["account_authentication_methods"]
    ]
    session.save()
    assert "再输一次验证码" in visitor.sees("/staff/people/zhoujie/").text
    answer = visitor.client.post("/staff/people/zhoujie/off/", {"because": BECAUSE})
    assert answer.url == "/accounts/2fa/reauthenticate/?next=%2Fstaff%2Fpeople%2Fzhoujie%2F"
    assert User.objects.get(pk=strict.zhoujie).is_active


def test_nobody_else_finds_the_people_page(cast: Cast, xiaolin: Visitor, zhoujie: Visitor):
    for visitor in (xiaolin, zhoujie):
        assert visitor.client.get("/staff/people/").status_code == 404
        assert visitor.client.post("/staff/people/zhoujie/off/", {}).status_code == 404
    assert Client().get("/staff/people/").status_code == 302


def test_the_bell_counts_what_is_new_until_it_is_marked_read(cast: Cast, laoxu: Visitor):
    laoxu.sends("/staff/people/zhoujie/role/", {"role": "risk", "because": BECAUSE})
    zhoujie = Visitor().enters(cast.zhoujie)
    assert "（1 条未读）" in zhoujie.sees("/desk/").text
    page = zhoujie.sees("/staff/notices/")
    newest = page.where("input", name="newest")[0]["value"]
    page = zhoujie.sends("/staff/notices/", {"newest": newest})
    assert "未读" not in page.text
    assert "老徐" in page.text
    for odd in ("", "x", "9" * 30, "-1"):
        assert zhoujie.client.post("/staff/notices/", {"newest": odd}).status_code == 302
