"""Every scenario, on both channels: what the caller sees, and what the books say afterwards."""

import httpx
import pytest

from tests.gateways.sandbox_http.clients import REFUNDS, refund_content, wechat_refund
from weikameng.gateways.sandbox.over_http.scenarios import BY_AMOUNT, SCENARIOS

REFUND = "alipay.trade.refund"
TOTAL = 100_000


class Alipay:
    """One refund by Alipay, as a naive caller sees it."""

    name = "alipay"

    def __init__(self, sandbox):
        self.client = sandbox.alipay()
        self.client.pay("ORDER-1", TOTAL)

    def refund(self, number, fen):
        content = refund_content("ORDER-1", number, fen)
        try:
            answer = self.client.post(self.client.params(REFUND, content))
        except httpx.TransportError:
            return "cut"
        if answer.status_code != 200:
            return str(answer.status_code)
        node, verified = self.client.opened(REFUND, answer.text)
        if node["code"] != "10000":
            return node["sub_code"]
        if not verified:
            return "unverified"
        return "settled" if node["fund_change"] == "Y" else "accepted"

    def settled(self, number):
        return "refund_status" in self.client.query("ORDER-1", number)


class Wechat:
    """The same by WeChat Pay."""

    name = "wechatpay"

    def __init__(self, sandbox):
        self.client = sandbox.wechat()
        self.client.pay("ORDER-1", TOTAL)

    def refund(self, number, fen):
        content = wechat_refund("ORDER-1", number, fen, TOTAL)
        try:
            answer = self.client.send("POST", REFUNDS, content)
        except httpx.TransportError:
            return "cut"
        if answer.status_code == 502:
            return "502"
        if answer.status_code != 200:
            return answer.json()["code"]
        if not self.client.verified(answer.headers, answer.text):
            return "unverified"
        return {"SUCCESS": "settled", "PROCESSING": "accepted"}[answer.json()["status"]]

    def settled(self, number):
        status, said = self.client.query(number)
        return status == 200 and said["status"] == "SUCCESS"


@pytest.fixture(params=[Alipay, Wechat])
def channel(request, sandbox):
    return request.param(sandbox)


# scenario → (Alipay's first answer, WeChat's first answer, was it executed)
FIRST = {
    "ok": ("settled", "settled", True),
    "accepted_then_settled": ("accepted", "accepted", False),
    "no_balance": ("ACQ.SELLER_BALANCE_NOT_ENOUGH", "NOT_ENOUGH", False),
    "error_not_executed": ("ACQ.SYSTEM_ERROR", "SYSTEM_ERROR", False),
    "error_but_executed": ("ACQ.SYSTEM_ERROR", "SYSTEM_ERROR", True),
    "executed_and_cut": ("cut", "cut", True),
    "cut_before": ("cut", "cut", False),
    "bad_signature": ("unverified", "unverified", True),
    "unsigned": ("unverified", "unverified", True),
    "bad_gateway": ("502", "502", False),
    "closed": ("ACQ.TRADE_HAS_CLOSE", "accepted", False),
    "abnormal": ("ACQ.REASON_TRADE_BEEN_FREEZEN", "accepted", False),
    "frequency_limited": ("isv.app-call-limited", "FREQUENCY_LIMITED", False),
    "period_over": ("ACQ.TRADE_HAS_FINISHED", "INVALID_REQUEST", False),
    "wrong_serial": ("unverified", "unverified", True),
    "reversed": ("settled", "settled", True),
    "statement_missing": ("settled", "settled", True),
    "statement_extra": ("settled", "settled", True),
    "statement_unequal": ("settled", "settled", True),
} | {name: ("accepted", "accepted", False) for name in SCENARIOS if name.startswith("notice_")}
NEVER = {"period_over", "closed", "abnormal"}


def test_every_scenario_is_tried():
    assert set(FIRST) == set(SCENARIOS)


@pytest.mark.parametrize("name", sorted(FIRST))
def test_a_prefix_of_the_refund_number_chooses_the_scenario(channel, sandbox, name):
    number = f"{name.replace('_', '-')}-1"
    *said, executed = FIRST[name]
    assert channel.refund(number, 1_000) == said[channel.name == "wechatpay"]
    assert channel.settled(number) is executed
    channel.refund(number, 1_000)
    channel.refund(number, 1_000)
    sandbox.advance(301)
    assert channel.settled(number) is (name not in NEVER), "patience with one number ends well"
    totals = sandbox.get("ledger")["totals"][channel.name]
    assert totals["refunded"] == (0 if name in NEVER else 1_000)


@pytest.mark.parametrize("ending", sorted(BY_AMOUNT))
def test_the_last_two_digits_choose_it_when_the_plan_says_so(channel, sandbox, ending):
    sandbox.do("plan", by_amount=True)
    *said, _ = FIRST[BY_AMOUNT[ending].name]
    assert channel.refund("R1", 1_000 + ending) == said[channel.name == "wechatpay"]


def test_amounts_choose_nothing_unless_asked(channel):
    assert channel.refund("R1", 1_012) == "settled"


def test_a_prefix_of_the_plans_own_may_name_any_code(channel, sandbox):
    code = "ACQ.BUYER_NOT_EXIST" if channel.name == "alipay" else "USER_ACCOUNT_ABNORMAL"
    sandbox.do("plan", prefixes={"GONE": f"code:{code}"})
    assert [channel.refund("GONE1", 500) for _ in range(3)] == [code] * 3
    assert channel.refund("R1", 500) == "settled"


def test_one_scenario_may_be_for_all(channel, sandbox):
    sandbox.do("plan", always="executed_and_cut")
    assert [channel.refund("R1", 500), channel.refund("R2", 500)] == ["cut", "cut"]
    assert channel.settled("R1")
    sandbox.do("plan", always="")
    assert channel.refund("R3", 500) == "settled"


def test_the_same_seed_draws_the_same_faults(channel, sandbox):
    def drawn(seed):
        sandbox.do("plan", percent=60, seed=seed, among=["cut_before", "error_not_executed"])
        return [channel.refund(f"R{n}", 500) for n in range(12)]

    first = drawn(1)
    sandbox.do("plan", percent=0)
    sandbox.do("forget")
    channel.__init__(sandbox)
    assert drawn(1) == first
    assert len(set(first)) == 3


def test_drawn_faults_meet_queries_too(sandbox):
    channel = Wechat(sandbox)
    channel.refund("R1", 500)
    sandbox.do("plan", percent=100, among=["bad_gateway"])
    assert channel.client.send("GET", f"{REFUNDS}/R1").status_code == 502


def test_a_settled_refund_may_come_back_from_the_bank(sandbox):
    channel = Wechat(sandbox)
    channel.refund("reversed-1", 1_000)
    assert channel.settled("reversed-1")
    sandbox.advance(86_401)
    assert channel.client.query("reversed-1")[1]["status"] == "ABNORMAL"
    assert sandbox.get("ledger")["totals"]["wechatpay"]["sent_back"] == 1_000


def test_alipay_credits_the_balance_when_the_bank_refuses(sandbox):
    channel = Alipay(sandbox)
    channel.refund("reversed-1", 1_000)
    sandbox.advance(86_401)
    said = channel.client.query("ORDER-1", "reversed-1", query_options=["deposit_back_info"])
    assert (said["refund_status"], said["deposit_back_info"]["dback_status"]) == (
        "REFUND_SUCCESS",
        "F",
    )


def test_a_closed_refund_gives_its_amount_back_to_the_order(sandbox):
    channel = Wechat(sandbox)
    channel.refund("closed-1", TOTAL)
    assert channel.refund("R2", TOTAL) == "INVALID_REQUEST"
    sandbox.advance(61)
    assert channel.client.query("closed-1")[1]["status"] == "CLOSED"
    assert channel.refund("R2", TOTAL) == "settled"


def test_a_plan_that_can_not_be_played_is_refused_in_words(sandbox):
    for wish in (
        {"always": "no_such"},
        {"percent": 101},
        {"weather": "rain"},
        {"notify": {"x": ""}},
    ):
        answer = sandbox.line.post("/_control/plan", json=wish)
        assert answer.status_code == 400
        assert answer.json()["problem"]
