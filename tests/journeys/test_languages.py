"""Both languages: Chinese unless English is chosen or asked for, and no page half of each."""

import pytest

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.every import NAMES, PARTS, PICTURES, SENT, insider, scene
from tests.journeys.pages import Page, chinese_in
from tests.journeys.people import CLEAR, VAGUE, Visitor
from tests.services.dispute_steps import ARBITERS, MINE, REASONS, THEIRS
from tests.services.transfer_steps import PAYEE, WHY

# Names of people, shops and zones, and what people wrote.
WRITTEN = (
    CLEAR,
    VAGUE,
    states.WORDS,
    states.NO,
    "小林",
    "周姐",
    "小郑",
    "老陈",
    "阿财",
    "老徐",
    "小满",
    "阿兰",
    "老严",
    "云卡小铺",
    *ARBITERS,
    MINE,
    THEIRS,
    REASONS,
    PAYEE,
    WHY,
    "电信一区",
    "电信二区",
    "联通一区",
)
FOLDED = tuple(words.replace("\n", " ") for words in WRITTEN)


def test_chinese_is_spoken_until_english_is_chosen_and_back(xiaolin: Visitor):
    assert "买得放心" in xiaolin.sees("/").text
    page = xiaolin.speaks("en").sees("/")
    assert 'lang="en"' in page.html
    assert "Buy with ease" in page.text
    assert xiaolin.client.get("/").headers["Content-Language"] == "en"
    assert "买得放心" in xiaolin.speaks("zh-hans").sees("/").text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-GB,en;q=0.9", "en"), ("en,zh;q=0.5", "zh-CN"), ("fr", "zh-CN"), ("", "zh-CN")],
)
def test_the_browsers_wish_is_heard(cast: Cast, accepted: str, language: str):
    html = Visitor().client.get("/", headers={"Accept-Language": accepted}).content.decode()
    assert f'<html lang="{language}">' in html


def test_the_switch_leads_back_to_the_page_and_nowhere_else(xiaolin: Visitor):
    for wanted, lands in (("/policy/?a=1", "/policy/?a=1"), ("https://evil.example/", "/")):
        answer = xiaolin.client.post("/language/", {"language": "en", "next": wanted})
        assert answer.url == lands


def test_no_english_page_has_chinese_left_in_it(cast: Cast):
    things = scene(cast)
    for name in NAMES:
        if name not in SENT | PICTURES | {"health"}:
            page = Visitor().enters(insider(cast, name)).speaks("en").sees(things.address(name))
            assert chinese_in(page, but=FOLDED) == [], name
            if name not in PARTS:
                assert page.where("html", lang="en"), name


def test_no_state_of_a_case_has_chinese_left_in_english(cast: Cast, xiaolin: Visitor):
    xiaolin.speaks("en")
    for name, brought in states.EVERY.items():
        page = xiaolin.sees(f"/refunds/{brought(cast).number}/")
        assert chinese_in(page, but=FOLDED) == [], name


@pytest.mark.parametrize("path", ["login/", "signup/", "logout/", "2fa/", "password/change/"])
def test_the_account_pages_speak_english_too(xiaolin: Visitor, path: str):
    visitor = Visitor() if path in {"login/", "signup/"} else xiaolin
    page = visitor.speaks("en").sees(f"/accounts/{path}")
    assert chinese_in(page, but=FOLDED) == []


def test_refusals_and_errors_are_told_in_english_too(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-topup-100", account="player-0000")
    xiaolin.speaks("en")
    page = xiaolin.sends("/goods/game-topup-100/", {"quantity": "99"}, status=422)
    assert chinese_in(page, but=FOLDED) == []
    form = {"reason": "WRONG_ACCOUNT", "narrative": "x" * 3000}
    page = xiaolin.sends(f"/orders/{order}/refund/", form, status=422)
    assert chinese_in(page, but=FOLDED) == []


def test_the_ready_sentence_is_offered_in_the_readers_language(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-topup-100", account="player-5555")
    for language, asks in (("zh-hans", "再具体一点"), ("en", "A little more")):
        xiaolin.speaks(language)
        answer = xiaolin.client.post(f"/orders/{order}/refund/check/", {"narrative": VAGUE})
        page = Page(answer.content.decode())
        assert asks in page.text
        assert page.where("p", id="suggestion")
