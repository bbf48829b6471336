"""``weikameng suppliers``: who is on, who is off and why, and asking about one case."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tests.cast import asks, enter
from weikameng.cli.suppliers import suppliers
from weikameng.domain.reports import ReportFault, ReportRejected
from weikameng.services import refunds, reports, wiring

FULU = {"WEIKAMENG_FULU_APP_KEY": "app", "WEIKAMENG_FULU_APP_SECRET": "s3cret"}


@pytest.fixture(autouse=True)
def fresh(transactional_db):
    yield
    wiring.forget_suppliers()
    wiring.sandbox_memory().close()


def listed(settings, found):
    settings.SUPPLIERS = found
    wiring.forget_suppliers()
    return CliRunner().invoke(suppliers)


def test_it_lists_who_is_on_and_who_is_off_and_why(settings):
    said = listed(settings, FULU)
    assert said.exit_code == 0
    assert [line.split("  ")[:2] for line in said.output.splitlines()] == [
        ["sandbox", "on"],
        ["fulu", "on"],
        ["xingquanyi", "off: not set up"],
    ]
    assert "s3cret" not in said.output


def test_bad_settings_are_told_one_by_one_and_switch_only_that_supplier_off(settings):
    said = listed(settings, FULU | {"WEIKAMENG_XINGQUANYI_KEY": "k3y"})
    assert said.exit_code == 1
    assert "xingquanyi  off: settings" in said.output
    assert "WEIKAMENG_XINGQUANYI_MERCHANT" in said.output
    assert "fulu  on" in said.output
    assert "k3y" not in said.output


def test_asking_shows_what_came_to_who_reviews_and_to_nobody_else(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    wiring.files.cache_clear()
    cast = enter()
    order = cast.buys("game-topup-100", account="player-5555")
    number = refunds.apply(
        asks(order, "NOT_ARRIVED", "没有到账"), buyer_id=cast.xiaolin, at=cast.at
    ).number
    cast.supplier_speaks(number)
    ask = CliRunner()
    said = ask.invoke(suppliers, ["ask", number, "--as", "zhoujie"])
    assert said.exit_code == 0, said.output
    assert "没有说是否到账" in said.output
    assert ask.invoke(suppliers, ["ask", number, "--as", "xiaowu"]).exit_code == 1
    assert ask.invoke(suppliers, ["ask", "404", "--as", "zhoujie"]).exit_code == 1
    wiring.files.cache_clear()


def test_it_tells_who_reports_use_and_how_often_a_report_was_refused(settings):
    at = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    for _ in range(2):
        reports.refuse("fulu", ReportRejected(ReportFault.FORGED), at=at)
    said = listed(settings, FULU | {"WEIKAMENG_FULU_REPORT_KEY": "k" * 32})
    lines = said.output.splitlines()
    assert lines[0].endswith("reports use by ed25519")
    assert lines[1].endswith("reports use by hmac-sha256")
    assert lines[3] == "refused reports: 2026-11-18  fulu  forged  2"
    assert "k" * 32 not in said.output
