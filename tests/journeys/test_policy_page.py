"""The published policy: every clause with the law behind it, and every version for good (R9.1)."""

import re

from django.utils import timezone

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import chinese_in
from tests.journeys.people import Visitor
from tests.services.policy_steps import publishes
from weikameng.records.reading import policies


def in_force() -> str:
    """The name of the version in force."""
    return str(policies.in_force_at(timezone.now()).version)


def test_every_clause_stands_there_with_its_law_and_an_address_of_its_own(cast: Cast):
    page, rules = Visitor().sees("/policy/"), policies.policy(in_force())
    for clause in rules.clauses.values():
        assert page.where("div", id=clause.id), clause.id
        assert clause.words.in_language("zh") in page.text, clause.id
        for key in clause.law:
            assert rules.law[key].name.in_language("zh") in page.text, key
            assert rules.law[key].gist.in_language("zh") in page.text, key
    assert len(set(re.findall(r' id="([^"]+)"', page.html))) == page.html.count(' id="')


def test_windows_numbers_and_choices_are_this_versions(cast: Cast):
    page, rules = Visitor().sees("/policy/"), policies.policy(in_force())
    for kind in rules.goods.values():
        assert page.where("tr", id=f"goods-{kind.kind}")
        assert kind.non_refundable.in_language("zh") in page.text
    for told in ("低于 50.00 元", "500.00 元以内", "最多 3 次", "30 天内 3 次"):
        assert told in page.text


def test_a_search_finds_clauses_by_number_and_by_word_and_keeps_the_rest_away(cast: Cast):
    page = Visitor().sees("/policy/?q=b1")
    assert page.where("div", id="B1")
    assert not page.where("div", id="A1")
    assert Visitor().sees("/policy/?q=卡密").where("div", id="A5")
    assert "没有找到" in Visitor().sees("/policy/?q=<script>").text
    assert "<script>alert" not in Visitor().sees("/policy/?q=<script>alert").html


def test_the_policy_speaks_english_all_the_way(cast: Cast):
    for path in ("/policy/", "/policy/?q=window", f"/policy/versions/{in_force()}/"):
        assert chinese_in(Visitor().speaks("en").sees(path)) == [], path


def test_a_version_keeps_its_address_and_drafts_have_none(cast: Cast):
    page = Visitor().sees(f"/policy/versions/{in_force()}/")
    assert "现行" in page.text
    Visitor().sees("/policy/versions/no-such-version/", status=404)


def test_a_coming_version_is_announced_and_readable_before_it_holds(cast: Cast):
    now = in_force()
    publishes(cast, "2027.1")
    page = Visitor().sees("/policy/")
    assert "规则将有变化" in page.text
    assert page.where("a", href="/policy/versions/2027.1/")
    assert "已公示，尚未生效" in Visitor().sees("/policy/versions/2027.1/").text
    assert f"版本 {now}" in page.text


def test_a_decision_leads_to_its_clause_as_it_stood(xiaolin: Visitor, zhoujie: Visitor, cast: Cast):
    case = states.too_late(cast).number
    clause = f"/policy/versions/{in_force()}/#B3"
    assert xiaolin.sees(f"/refunds/{case}/").where("a", href=clause)
    reviewed = states.reviewing(cast).number
    links = [a.get("href", "") for a in zhoujie.sees(f"/desk/{reviewed}/").where("a")]
    assert any(link.startswith("/policy/versions/") for link in links)
