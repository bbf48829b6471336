"""Promised against attained: what is counted, over which days, and how late is late (R9.1)."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tests.cast import Cast, asks
from tests.journeys.pages import chinese_in
from tests.journeys.people import Visitor
from tests.services import transfer_steps as steps
from weikameng.cli.arrivals import arrivals
from weikameng.domain import clock_words
from weikameng.records.models import Payout, RefundCase, Tender
from weikameng.records.reading.arrivals import Kept, kept
from weikameng.services import refunds, transfers, wiring
from weikameng.web import kept_promises

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def counted_anew(own_files):
    """Nothing counted by another test."""
    kept_promises.forget()
    yield
    kept_promises.forget()


@pytest.fixture
def case(cast: Cast) -> RefundCase:
    """A case whose legs the tests make up."""
    number = refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number
    return RefundCase.objects.get(number=number)


def leg(case: RefundCase, route: str, hours: float | None, **more: object) -> Payout:
    """A leg approved 20 days ago, promised within two days, arrived after so many hours."""
    tender = Tender.objects.get(order=case.order)
    created = case.applied_at - timedelta(days=20)
    wish = {
        "number": f"{case.number}{Payout.objects.count() + 1:02d}",
        "case": case,
        "tender": tender,
        "route": route,
        "amount_minor": 1,
        "state": "accepted" if hours is None else "settled",
        "created_at": created,
        "promised_at": created + timedelta(days=2),
        "settled_at": None if hours is None else created + hours * HOUR,
    }
    return Payout.objects.create(**wish | more)


def of(rows: list[Kept], route: str, days: int = 30) -> Kept:
    """The row of a route and a span."""
    (found,) = [row for row in rows if (row.route, row.days) == (route, days)]
    return found


def test_hours_from_approval_to_settlement_half_and_nine_in_ten(cast, case):
    for hours in (1, 2, 3, 4, 100):
        leg(case, "alipay", hours)
    row = of(kept(cast.at), "alipay")
    assert (row.count, row.on_time, row.overdue) == (5, 4, 0)
    assert (row.median_hours, round(row.ninth_hours or 0, 1)) == (3.0, 61.6)
    assert row.per_mille == 800
    assert of(kept(cast.at), "alipay", 90) == Kept(90, *_rest(row))


def test_the_promised_moment_itself_is_too_late(cast, case):
    leg(case, "alipay", 48)
    leg(case, "alipay", 47.999)
    row = of(kept(cast.at), "alipay")
    assert (row.count, row.on_time) == (2, 1)


def test_what_is_overdue_counts_as_late_and_has_no_hours(cast, case):
    leg(case, "wechatpay", None)
    row = of(kept(cast.at), "wechatpay")
    assert (row.count, row.on_time, row.overdue) == (1, 0, 1)
    assert row.median_hours is None
    assert row.per_mille == 0


def test_what_is_still_within_its_promise_says_nothing_yet(cast, case):
    leg(case, "wechatpay", None, promised_at=cast.at + HOUR)
    assert [row.route for row in kept(cast.at)] == []


def test_a_span_counts_what_arrived_in_it(cast, case):
    leg(case, "alipay", 1)
    leg(case, "alipay", 24, created_at=cast.at - timedelta(days=60))
    Payout.objects.filter(created_at__lt=cast.at - timedelta(days=50)).update(
        settled_at=cast.at - timedelta(days=59)
    )
    leg(case, "alipay", 1, settled_at=cast.at - timedelta(days=91))
    rows = kept(cast.at)
    assert of(rows, "alipay", 30).count == 1
    assert of(rows, "alipay", 90).count == 2


def test_money_that_came_back_is_not_attained(cast, case):
    leg(case, "alipay", 1, state="reversed")
    row = of(kept(cast.at), "alipay")
    assert (row.on_time, row.overdue) == (0, 1)


def test_another_way_keeps_the_first_promise_of_the_first_route(cast, case):
    dead = leg(case, "alipay", None, state="replaced")
    later = dead.created_at + 72 * HOUR
    leg(case, "offline", 96, replaces=dead, created_at=later, promised_at=later + 240 * HOUR)
    (row,) = [row for row in kept(cast.at) if row.days == 30]
    assert (row.route, row.count, row.on_time, row.median_hours) == ("alipay", 1, 0, 96.0)


def test_one_of_two_legs_in_anothers_place_is_not_all_of_it(cast, case):
    dead = leg(case, "alipay", None, state="replaced")
    leg(case, "chargeback", 10, replaces=dead)
    leg(case, "alipay", None, replaces=dead)
    (row,) = [row for row in kept(cast.at) if row.days == 30]
    assert (row.route, row.count, row.overdue) == ("alipay", 1, 1)


def test_the_whole_way_of_a_transfer_is_one_broken_promise(cast):
    dead = steps.refuses(cast)
    cast.later(days=3)
    transfer = steps.pays(cast, dead)
    seen = steps.row_of(transfer).proof_digest
    transfers.confirm(transfer, seen, steps.laochen(cast), at=cast.at)
    (row,) = [row for row in kept(cast.at) if row.days == 30]
    assert (row.route, row.count, row.on_time, row.median_hours) == (wiring.SANDBOX, 1, 0, 72.0)


def test_it_is_one_statement_however_much_there_is(cast, case, django_assert_num_queries):
    for _ in range(20):
        leg(case, "alipay", 1)
    with django_assert_num_queries(1):
        kept(cast.at)


def test_the_command_prints_a_line_a_route_and_span(cast, case):
    now = timezone.now()
    leg(case, "alipay", 1, created_at=now - 2 * HOUR, promised_at=now, settled_at=now - HOUR)
    done = CliRunner().invoke(arrivals)
    assert done.exit_code == 0, done.output
    head, *lines = done.output.splitlines()
    assert head.split()[:3] == ["route", "days", "count"]
    mine = [line.split() for line in lines if line.split()[0] == "alipay"]
    assert [line[1:] for line in mine] == [
        ["30", "1", "1", "(100.0", "%)", "0", "1.00", "1.00"],
        ["90", "1", "1", "(100.0", "%)", "0", "1.00", "1.00"],
    ]


def test_the_policy_page_shows_it_and_says_where_there_is_too_little(cast, case):
    at = kept_promises.as_of(cast.at)
    for _ in range(19):
        leg(case, "alipay", 1)
    rows = _by_route(kept_promises.table(at))
    assert list(rows) == ["平台余额", "支付宝", "微信支付"]
    assert [words.zh for words in rows["支付宝"]][1:] == ["数据还不够", "数据还不够"]
    leg(case, "alipay", 100)
    kept_promises.forget()
    rows = _by_route(kept_promises.table(at))
    said = rows["支付宝"][1]
    assert said.zh == "95.0% 按时(20 笔);一半在 1.0 小时内,九成在 1.0 小时内"
    assert said.en.startswith("95.0% on time (20 payouts); half within 1.0 h")
    assert rows["支付宝"][0].zh.startswith("一般当天")


def test_the_table_is_counted_once_an_hour(cast, case, django_assert_num_queries):
    kept_promises.table(cast.at)
    with django_assert_num_queries(0):
        kept_promises.table(cast.at + timedelta(minutes=59))
    with django_assert_num_queries(1):
        kept_promises.table(cast.at + timedelta(minutes=60))


def test_only_the_policy_in_force_shows_it_in_both_languages(cast, settings):
    settings.DEMO = True
    page = Visitor().sees("/policy/")
    assert "到账时间：承诺的和做到的" in page.text
    assert "数据还不够" in page.text
    english = Visitor().speaks("en").sees("/policy/")
    assert "Arrival: promised and attained" in english.text
    assert chinese_in(english) == []
    assert "到账时间" not in Visitor().sees("/policy/?q=B1").text


@pytest.mark.parametrize(
    ("hours", "zh"),
    [(0.001, "1 分钟"), (0.5, "30 分钟"), (1, "1.0 小时"), (47.9, "47.9 小时"), (72, "3.0 天")],
)
def test_a_span_is_said_as_people_say_it(hours, zh):
    assert clock_words.span(hours).zh == zh


def _by_route(rows):
    return {row[0][1].zh: [cell for _, cell in row[1:]] for row in rows}


def _rest(row: Kept) -> tuple[object, ...]:
    names = ("route", "count", "on_time", "overdue", "median_hours", "ninth_hours")
    return tuple(getattr(row, name) for name in names)
