"""The verification standards: a page for every reason, with a good and a bad example (R2.2)."""

import re

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.journeys.pages import Page, chinese_in
from tests.journeys.people import Visitor
from weikameng.domain.policy.model import Policy
from weikameng.records.reading import policies
from weikameng.web.drawn.every import EXAMPLES
from weikameng.web.drawn.pieces import Screen


@pytest.fixture
def rules(cast: Cast) -> Policy:
    """The policy in force."""
    return policies.policy(policies.in_force_at(timezone.now()).version)


def titles(page: Page) -> list[str]:
    """What the drawings say to who can't see them."""
    return re.findall(r"<title id=[^>]*>([^<]+)</title>", page.html)


def test_every_reason_has_its_examples_and_no_example_is_left_over(rules: Policy):
    assert set(EXAMPLES) == set(rules.reasons)


def test_what_asks_for_a_picture_shows_one(rules: Policy):
    for code, reason in rules.reasons.items():
        if reason.asks:
            assert isinstance(EXAMPLES[code].good, Screen), code


def test_the_list_leads_to_every_reason(rules: Policy):
    page = Visitor().sees("/policy/standards/")
    for reason in rules.reasons.values():
        assert page.where("a", href=f"/policy/standards/{reason.code}/"), reason.code
        assert reason.words.in_language("zh") in page.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_tells_all_of_it_in_the_readers_language(rules: Policy, language: str):
    visitor = Visitor().speaks(language)
    for code, reason in rules.reasons.items():
        page = visitor.sees(f"/policy/standards/{code}/")
        for words in (reason.words, reason.hint, reason.system_proof):
            assert words.in_language(language).casefold() in page.text.casefold(), code
        for item in (*reason.all_of, *reason.any_of):
            told = rules.evidence[item].in_language(language)
            assert told.casefold() in page.text.casefold(), (code, item)
        assert len(page.where("figure")) == 2, code
        if language == "en":
            assert chinese_in(page) == [], code
            assert not re.search(r"[\u4e00-\u9fff]", "".join(titles(page))), code


def test_a_drawing_says_what_it_shows(rules: Policy):
    for code in rules.reasons:
        page = Visitor().sees(f"/policy/standards/{code}/")
        drawn = page.where("svg", role="img")
        assert len(drawn) == sum(
            isinstance(shown, Screen) for shown in (EXAMPLES[code].good, EXAMPLES[code].bad)
        )
        ids = [each["aria-labelledby"] for each in drawn]
        assert len(set(ids)) == len(ids)
        for name in ids:
            assert page.where("title", id=name), code
        assert "style=" not in page.html, "the content security policy would drop it"


def test_a_code_nobody_knows_is_not_there(cast: Cast):
    for code in ("NOPE", "wrong_account", "%00", "x" * 300):
        assert Visitor().client.get(f"/policy/standards/{code}/").status_code == 404


def test_the_form_and_the_policy_lead_to_the_standards(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-60")
    page = xiaolin.sees(f"/orders/{order}/refund/?reason=KEY_INVALID")
    assert page.where("a", href="/policy/standards/KEY_INVALID/")
    assert Visitor().sees("/policy/").where("a", href="/policy/standards/")
