"""``weikameng reconcile`` and ``weikameng funds`` as an operator types them."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.cast import asks, enter
from tests.services.statement_files import alipay_file, line, wechatpay_file
from weikameng.cli import errands
from weikameng.cli.main import cli
from weikameng.domain.statements import bounds, day_of
from weikameng.records.models import ChannelBalance, Difference
from weikameng.services import refunds, wiring

YESTERDAY = day_of(timezone.now()) - timedelta(days=1)
NOON = bounds(YESTERDAY)[0] + timedelta(hours=12)


def runs(*words, code=0):
    """Run one command; returns what it prints."""
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def cast(settings, transactional_db):
    """Everyone on stage in a database, now."""
    people = enter()
    people.at = timezone.now()
    yield people
    wiring.sandbox_memory().close()


@pytest.fixture
def sent(tmp_path):
    """Write a statement file; returns its path."""

    def write(content: bytes):
        path = tmp_path / "statement"
        path.write_bytes(content)
        return path

    return write


def test_a_statement_from_a_file_tells_each_difference_with_cause_and_next_step(cast, sent):
    path = sent(alipay_file(line("X1", 500, NOON)))
    said = runs("reconcile", "yesterday", "--route", "alipay", "--file", path, code=1)
    assert "extra: X1  ours -, theirs 5.00  [unknown_number]" in said
    assert "不是我们发出的退款 / Not a refund of ours" in said
    assert "→ 查是谁" in said
    assert "lines 1, matched 0, waiting 1" in said
    again = runs("reconcile", YESTERDAY, "--route", "alipay", "--file", path, "--json", code=1)
    (told,) = json.loads(again)
    assert (told["state"], told["lines"], told["day"]) == ("different", 1, YESTERDAY.isoformat())
    (row,) = told["differences"]
    assert (row["kind"], row["cause"], row["theirs_minor"]) == ("extra", "unknown_number", 500)
    assert Difference.objects.count() == 1


def test_a_clean_day_ends_with_zero(cast, sent):
    path = sent(wechatpay_file())
    said = runs("reconcile", "yesterday", "--route", "wechatpay", "--file", path)
    assert "已对平 / Clean" in said


def test_a_channel_that_is_not_set_up_has_no_statement(cast):
    said = runs("reconcile", YESTERDAY - timedelta(days=3), "--route", "alipay", code=2)
    assert "这个渠道没有配置好 / this channel is not set up" in said


def test_days_are_read_one_after_the_other(cast):
    first = YESTERDAY - timedelta(days=2)
    span = ("reconcile", first, "--to", YESTERDAY, "--route", "wechatpay", "--json")
    told = json.loads(runs(*span, code=2))
    assert [one["day"] for one in told] == [
        (first + timedelta(days=n)).isoformat() for n in range(3)
    ]


NOT_RUN = [
    ("2026-13-01",),
    ("tomorrow",),
    ("yesterday",),  # no channel is set up
    (day_of(timezone.now()).isoformat(), "--route", "alipay"),
    ("2026-11-02", "--to", "2026-11-01", "--route", "alipay"),
    ("2020-11-02", "--to", "2026-11-01", "--route", "alipay"),
    ("yesterday", "--file", __file__),
    ("2026-11-01", "--to", "2026-11-02", "--route", "alipay", "--file", __file__),
    ("yesterday", "--route", "alipay", "--file", __file__),
]


def test_what_can_not_be_run_is_told_in_both_languages_and_is_no_finding(cast):
    for words in NOT_RUN:
        assert " / " in runs("reconcile", *words, code=3), words
    assert Difference.objects.count() == 0


def test_funds_are_recorded_by_finance_and_told(cast):
    order = cast.buys("game-card-3")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert "没有登记余额 / no balance recorded" in runs("funds")
    runs("funds", "set", "sandbox", "2.99", "--as", "acai")
    assert f"short by 0.01 from {day_of(cast.at)}" in runs("funds")
    runs("funds", "set", "sandbox", "3.00", "--as", "laochen", code=1)  # who reviews pays not
    runs("funds", "set", "sandbox", "3.00", "--as", "acai")
    assert "够用 / enough" in runs("funds")
    told = next(one for one in json.loads(runs("funds", "--json")) if one["route"] == "sandbox")
    assert (told["pending_minor"], told["short"], told["balance"]["by"]) == (300, None, "阿财")


NO_BALANCE = [
    (("sandbox", "3.00", "--as", "nobody"), 1),
    (("sandbox", "3.00", "--as", "zhoujie"), 1),
    (("wallet", "3.00", "--as", "acai"), 1),
    (("sandbox", "-1", "--as", "acai"), 2),
    (("sandbox", "3.001", "--as", "acai"), 2),
    (("sandbox", "三元", "--as", "acai"), 2),
    (("sandbox", "99999999999999", "--as", "acai"), 1),
]


def test_a_balance_that_can_not_be_is_refused(cast):
    for words, code in NO_BALANCE:
        runs("funds", "set", *words, code=code)
    assert ChannelBalance.objects.count() == 0


def test_the_clock_matches_again_every_hour_what_is_still_different(cast, sent):
    path = sent(alipay_file())
    runs("reconcile", "yesterday", "--route", "alipay", "--file", path)
    Difference.objects.create(
        route="alipay",
        day=YESTERDAY,
        kind="missing",
        refund_number="GONE",
        cause="no_line",
        state="open",
        found_at=cast.at,
    )
    task = app.periodic_registry.periodic_tasks["reconcile", ""]
    assert task.cron == "30 * * * *"
    errands.reconcile(timestamp=0)
    assert Difference.objects.get().state == "settled"
