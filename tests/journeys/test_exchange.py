"""小林's order crossed a border: 阿财 and 老陈 complete its record, the money goes back in its
currency, the record is exported; strangers find nothing (R6.1, R6.2)."""

import csv
import io

from click.testing import CliRunner

from tests.cast import Cast
from tests.journeys.people import Visitor
from tests.journeys.test_api import caller
from tests.services.exchange_steps import (
    applies,
    brings_abroad,
    confirms,
    deal,
    fills,
    is_known,
    pays_until_quiet,
)
from weikameng.cli.exchange import exchange as commands
from weikameng.domain.case_life import State
from weikameng.domain.exchange_file import COLUMNS
from weikameng.domain.policy.publishing import beijing_day
from weikameng.records.reading.refunds import revision_of

READ, WRITE = "exchange:read", "exchange:write"


def test_a_record_is_completed_by_two_paid_in_its_currency_and_exported(
    cast: Cast, xiaolin: Visitor
):
    order = brings_abroad(cast)
    case = applies(cast, order)
    page = xiaolin.sees(f"/refunds/{case}/")
    for words in ("同时在办", "身份核验", "外汇登记", "人工复核", "等你", "去核验"):
        assert words in page.text, words
    seen = revision_of(case, buyer_id=cast.xiaolin)
    desk = Visitor().enters(cast.zhoujie).sees(f"/desk/{case}/")
    assert "等买家完成身份核验" in desk.text
    acai, laochen = Visitor().enters(cast.ids["acai"]), Visitor().enters(cast.laochen)
    assert "待登记" in acai.sees("/money/exchange/").text
    here = f"/money/exchange/{order}/"
    wrong = acai.sends(f"{here}do/fill/", deal(cast, rate="9") | {"seen": "0"}, 422)
    assert "对不上" in wrong.text
    assert wrong.where("input", name="payee")[0]["value"] == "Overseas Games Ltd"
    assert "是你登记的" in acai.sends(f"{here}do/fill/", deal(cast) | {"seen": "0"}).text
    assert "要两个人" in acai.sends(f"{here}do/confirm/", {"seen": "1"}, 422).text
    assert "已核对" in laochen.sends(f"{here}do/confirm/", {"seen": "1"}).text
    is_known(cast, order)
    assert revision_of(case, buyer_id=cast.xiaolin) != seen
    cast.approves(case)
    pays_until_quiet(cast)
    assert cast.comes_to(case) is State.REFUNDED
    assert "已登记" in acai.sees(here).text
    today = beijing_day(cast.at).isoformat()
    file = acai.client.get(f"/money/exchange/file/?from={today}&to={today}").content.decode()
    (line,) = csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))
    assert tuple(line) == COLUMNS
    assert (line["order_number"], line["refund_currency"]) == (order, "CNY")
    assert (line["filled_by"], line["confirmed_by"]) == ("acai", "laochen")
    done = CliRunner().invoke(commands, ["export", "--from", today, "--to", today])
    # The command line keeps its own trace, so only the line of the refund is the same.
    assert line["refund_number"] in done.output


def test_a_refund_that_stopped_tells_the_buyer_why_and_finance_what_is_missing(
    cast: Cast, xiaolin: Visitor
):
    order = brings_abroad(cast)
    case = applies(cast, order)
    is_known(cast, order)
    cast.approves(case)
    cast.pays_out()
    page = xiaolin.sees(f"/refunds/{case}/")
    for words in ("等外汇登记补全", "不是渠道的问题", "财务登记原交易", "登记最晚补全"):
        assert words in page.text, words
    assert "没有退成" not in page.text
    inbox = xiaolin.sees("/messages/").text
    assert "退款已通过，等外汇登记补全" in inbox
    assert "还没有退成" not in inbox
    told = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()
    held = told["held_up"]
    assert (held["waits_for"], held["owner"]) == ("exchange_record", "finance")
    assert held["missing"] == ["deal", "confirmed"]
    assert held["by"] == next(one for one in told["lanes"] if one["name"] == "exchange")["due_at"]
    assert [leg["waits_for"] for leg in told["payouts"]] == ["exchange_record"]
    (leg,) = caller(cast, "xiaolin").calls("get", "/api/v1/payouts").json()["items"]
    assert leg["waits_for"] == "exchange_record"
    acai = Visitor().enters(cast.ids["acai"])
    desk = acai.sees(f"/desk/{case}/")
    for words in ("渠道没有收到过", "原交易还没登记", "下一步：财务"):
        assert words in desk.text, words
    assert "渠道没有退成" not in desk.text
    payouts = acai.sees("/money/payouts/")
    assert "等外汇登记补全" in payouts.text
    assert "补全并由另一个人核对后自动发出" in acai.sees(f"/money/payouts/{leg['number']}/").text
    page = acai.sees(f"/money/exchange/{order}/")
    assert "原交易还没登记" in page.text
    fills(cast, order)
    assert confirms(cast, order) == 1
    assert cast.comes_to(case) is State.PAYING


def test_the_api_tells_lanes_and_lets_finance_fill_in_and_export(cast: Cast):
    order = brings_abroad(cast)
    case = applies(cast, order)
    told = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()
    owners = {lane["name"]: lane["owner"] for lane in told["lanes"]}
    assert owners == {"identity": "buyer", "exchange": "finance", "review": "reviewer"}
    assert told["currency"] == "CNY"
    acai = caller(cast, "acai", frozenset({READ, WRITE}))
    there = f"/api/v1/exchange/orders/{order}"
    assert acai.calls("get", there).json()["deal"] is None
    kept = acai.calls("put", f"{there}/deal", deal(cast)).json()
    assert (kept["revision"], kept["deal"]["rate"]) == (1, "7.2")
    own = acai.calls("post", f"{there}/confirm", {"revision": 1})
    assert own.json()["type"].endswith("same_person")
    laochen = caller(cast, "laochen", frozenset({READ, WRITE}))
    assert laochen.calls("post", f"{there}/confirm", {"revision": 1}).json()["confirmed_at"]
    today = beijing_day(cast.at).isoformat()
    found = acai.calls("get", f"/api/v1/exchange/records?from={today}&to={today}").json()
    assert found == {"columns": list(COLUMNS), "items": [], "next": None}
    far = acai.calls("get", "/api/v1/exchange/file?from=9999-12-31&to=9999-12-31")
    assert far.status_code == 422


def test_strangers_find_nothing_of_it(cast: Cast):
    order = brings_abroad(cast)
    applies(cast, order)
    for who in (cast.xiaolin, cast.xiaowu, cast.zhoujie):
        visitor = Visitor().enters(who)
        for path in ("", f"{order}/", "file/?from=2026-11-01&to=2026-11-30"):
            assert visitor.client.get(f"/money/exchange/{path}").status_code == 404, path
    auditor = Visitor().enters(cast.laochen)
    auditor.sends(f"/money/exchange/{order}/do/fill/", deal(cast) | {"seen": "0"}, 404)
    stranger = caller(cast, "xiaowu", frozenset({READ, WRITE}))
    assert stranger.calls("get", f"/api/v1/exchange/orders/{order}").status_code == 404
