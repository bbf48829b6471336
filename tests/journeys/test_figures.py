"""The supervisor's page, its files, the command and the API: the same figures at every door."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import Page
from tests.journeys.people import Visitor
from tests.journeys.test_api import Caller
from weikameng.cli.main import cli
from weikameng.services import accounts, figures

PAGE = "/desk/figures/"
STATEMENTS = 15  # eleven for the figures, the rest for who looks and the policy


@pytest.fixture
def laochen(cast: Cast) -> Visitor:
    """The supervisor."""
    return Visitor().enters(cast.laochen)


def days_of(page: Page) -> str:
    first, last = (page.where("input", name=name)[0]["value"] for name in ("from", "to"))
    return f"from={first}&to={last}"


def test_the_supervisor_reads_every_figure_said_drawn_and_laid_out(cast: Cast, laochen: Visitor):
    states.refunded(cast)
    states.reviewing(cast)
    states.rejected(cast)
    page = laochen.sees(PAGE)
    for code in figures.CODES:
        assert page.where("section", id=code), code
    assert "收到 3 件申请，1 件已到账，占 33.3%" in page.text
    charts = page.where("svg", role="img")
    assert len(charts) > 5
    for chart in charts:
        title, about = chart["aria-labelledby"].split()
        assert page.where("title", id=title)
        assert page.where("desc", id=about)
    assert page.where("a", href=f"{PAGE}funnel/file/?{days_of(page)}")
    assert laochen.sees("/desk/").where("a", href=PAGE)


def test_the_page_costs_the_same_however_many_cases(
    cast: Cast, laochen: Visitor, django_assert_max_num_queries
):
    for _ in range(3):
        states.refunded(cast)
        states.reviewing(cast)
    laochen.sees(PAGE)
    with django_assert_max_num_queries(STATEMENTS):
        laochen.sees(f"{PAGE}?days=90")


def test_a_period_that_makes_no_sense_is_brought_into_reach(cast: Cast, laochen: Visitor):
    for query in (
        "from=2026-11-01&to=2026-10-01",
        "from=x&to=%00",
        "days=9999",
        "from=0001-01-01",
        "to=0001-01-01",
        "to=9999-12-31",
    ):
        assert "北京时间" in laochen.sees(f"{PAGE}?{query}").text, query


def test_a_table_is_filed_as_csv_and_a_buyers_formula_stays_text(
    cast: Cast, xiaolin: Visitor, laochen: Visitor
):
    case = states.refunded(cast).number
    xiaolin.sends(f"/refunds/{case}/rating/", {"score": "2", "said": '=HYPERLINK("http://a")'})
    answer = laochen.client.get(f"{PAGE}comments/file/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[0] == "退款编号 Refund"
    assert row[:3] == [f"{case}\t", "2", '\'=HYPERLINK("http://a")']
    laochen.sees(f"{PAGE}nothing/file/", status=404)


def test_the_command_and_the_api_tell_the_same(cast: Cast):
    states.refunded(cast)
    states.rejected(cast)
    told = CliRunner().invoke(cli, ["figures"])
    assert told.exit_code == 0, told.output
    assert "从申请到到账 / From application to arrival" in told.output
    printed = CliRunner().invoke(cli, ["figures", "--json"])
    document = json.loads(printed.output)
    assert list(document["figures"]) == list(figures.CODES)
    scopes = frozenset({"figures:read"})
    caller = Caller(accounts.issue_token("laochen", "figures", scopes, at=cast.at))
    answer = caller.calls("get", f"/api/v1/figures?from={document['first']}&to={document['last']}")
    assert answer.json() == document
    arrived = document["figures"]["funnel"]["rows"][-1]
    assert (arrived["cases"], arrived["share"]) == (1, 500)
    assert caller.calls("get", "/api/v1/figures?from=nonsense").status_code == 422


def test_a_reviewers_token_finds_no_figures(cast: Cast):
    caller = Caller(accounts.issue_token("zhoujie", "figures", accounts.SCOPES, at=cast.at))
    assert caller.calls("get", "/api/v1/figures").status_code == 404
    buyers = Caller(accounts.issue_token("xiaolin", "mine", accounts.BUYERS_SCOPES, at=cast.at))
    assert buyers.calls("get", "/api/v1/figures").status_code == 403
