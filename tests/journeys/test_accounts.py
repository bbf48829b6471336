"""Signing in, devices and the staff log, by the pages."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.cast import Cast
from tests.journeys.people import Visitor
from weikameng.domain.roles import Role, is_staff
from weikameng.domain.staff_acts import Act
from weikameng.records.models import User
from weikameng.services import demo_data
from weikameng.services.staff_log import noted


@pytest.fixture(autouse=True)
def nobody_has_guessed(transactional_db: None) -> None:
    """What rate limits count lives in the shared cache, which no test empties by itself."""
    cache.clear()


def signs_in(username: str, password: str = demo_data.PASSWORD, agent: str = "phone") -> Visitor:
    visitor = Visitor(Client(headers={"user-agent": agent}))
    visitor.client.post("/accounts/login/", {"login": username, "password": password})
    return visitor


@pytest.mark.parametrize(
    ("username", "room"),
    [
        ("xiaolin", "/"),
        ("zhoujie", "/desk/"),
        ("xiaoman", "/desk/talk/"),
        ("alan", "/desk/talk/"),
        ("acai", "/desk/"),
        ("xiaozheng", "/policy/room/"),
        ("laoyan", "/desk/disputes/"),
        ("helv", "/arbitration/"),
        ("laoxu", "/staff/people/"),
    ],
)
def test_who_signs_in_lands_in_their_own_room(cast: Cast, username: str, room: str):
    form = {"login": username, "password": demo_data.PASSWORD}
    assert Client().post("/accounts/login/", form).headers["Location"] == room
    asked = Client().post("/accounts/login/?next=/policy/", form | {"next": "/policy/"})
    assert asked.headers["Location"] == "/policy/"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "登录失败次数过多"), ("en", "Too many failed login")],
)
def test_after_five_wrong_passwords_even_the_right_one_waits(cast: Cast, language, said):
    visitor = Visitor().speaks(language)
    form = {"login": "xiaolin", "password": "guess"}
    for _ in range(5):
        visitor.client.post("/accounts/login/", form)
    answer = visitor.client.post("/accounts/login/", form | {"password": demo_data.PASSWORD})
    assert said in answer.content.decode()
    assert visitor.client.get("/orders/").status_code == 302


def test_somebody_sees_their_devices_and_signs_the_others_out(cast: Cast):
    here, there = signs_in("xiaolin", agent="Firefox-here"), signs_in("xiaolin", agent="old-phone")
    other = signs_in("xiaowu", agent="wu-phone")
    page = here.sees("/accounts/sessions/").text
    assert "Firefox-here" in page
    assert "old-phone" in page
    assert "wu-phone" not in page
    here.sends("/accounts/sessions/", {})
    assert there.client.get("/orders/").status_code == 302
    assert here.client.get("/orders/").status_code == 200
    assert other.client.get("/orders/").status_code == 200
    assert "old-phone" not in here.sees("/accounts/sessions/").text


def test_devices_are_told_in_english_too(cast: Cast):
    page = signs_in("xiaolin").speaks("en").sees("/accounts/sessions/").text
    assert "No other device is signed in." in page


@pytest.mark.parametrize("role", [role for role in Role if is_staff(role)])
def test_every_staff_page_asks_for_a_second_factor(cast: Cast, settings, role):
    settings.DEMO = False
    User.objects.filter(pk=cast.xiaowu).update(role=role)
    client = Visitor().enters(cast.xiaowu).client
    for page in ("/desk/", "/money/", "/policy/room/", "/staff/log/"):
        answer = client.get(page)
        assert answer.status_code == 404 or answer.url == "/accounts/2fa/totp/activate/", page


def test_the_staff_log_is_filtered_and_told_in_words(cast: Cast):
    with transaction.atomic():
        noted(cast.zhoujie, Act.CASE_CLAIMED, "case 1", "先看这一单", cast.at)
        noted(cast.laochen, Act.CASE_RELEASED, "case 2", "", cast.at)
    page = Visitor().enters(cast.laochen).sees("/staff/log/?person=zhoujie&day=x&what=nonsense")
    assert "先看这一单" in page.text
    assert "复核员" in page.text
    assert "退款 1" in page.text
    assert "退款 2" not in page.text
    assert "没有记录" in Visitor().enters(cast.laochen).sees("/staff/log/?day=2020-01-01").text


def test_the_staff_logs_page_asks_the_database_as_often_for_many_lines(
    cast: Cast, django_assert_max_num_queries
):
    with transaction.atomic():
        for number in range(60):
            noted(cast.zhoujie, Act.CASE_CLAIMED, f"case {number}", "", cast.at)
    visitor = Visitor().enters(cast.laochen)
    with django_assert_max_num_queries(6):
        page = visitor.sees("/staff/log/")
    assert page.where("a", rel="next")
