"""``weikameng clock calendar``: a year by two people; ``attained``: promised and attained."""

import json

import pytest
from click.testing import CliRunner

from tests.cast import enter
from tests.services.test_calendars import _as_shipped, year_2027  # noqa: F401
from weikameng.cli.clock import clock


@pytest.fixture
def cast(transactional_db):
    """Everyone on stage."""
    return enter()


def says(*args: str, code: int = 0) -> str:
    done = CliRunner().invoke(clock, args)
    assert done.exit_code == code, done.output
    return done.output


def test_a_year_is_proposed_shown_and_adopted_by_two_people(cast, tmp_path):
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(year_2027()), encoding="utf-8")
    proposed = says("calendar", "propose", "2027", str(file), "--as", "xiaozheng")
    assert "open promises move" in proposed
    notice = proposed.split(":")[0]
    assert "proposed" in says("calendar", "show")
    says("calendar", "approve", notice, "--as", "xiaozheng", code=1)
    says("calendar", "approve", notice, "--as", "zhoujie", code=1)
    assert "adopted" in says("calendar", "approve", notice, "--as", "laochen")
    assert "2027  off" in says("calendar", "show")
    assert "有人处理过" in says("calendar", "decline", notice, "--as", "laochen", code=1)


def test_attained_lists_every_clock_even_when_nothing_was_measured(cast):
    said = says("attained", "--from", "2026-11-01", "--to", "2026-11-30")
    for code in ("first_review", "human_review", "urgent_review", "refund_submit", "arrival"):
        assert code in said
