"""One contract for every channel: the sandbox in our process, Alipay and WeChat Pay over HTTP."""

import random
import shutil
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.gateways.sandbox_http.conftest import Letterbox, Running, letterbox  # noqa: F401
from tests.gateways.test_sandbox_bank import Always
from weikameng.domain.payout_life import Outcome, PayoutOrder

payments = pytest.importorskip("weikameng.gateways.payments.alipay", reason="not built yet")

from weikameng.domain.payout_life import (  # noqa: E402
    NoticeFault,
    NoticeRejected,
    StatementUnavailable,
)
from weikameng.gateways.payments.alipay import Alipay  # noqa: E402
from weikameng.gateways.payments.credentials import (  # noqa: E402
    alipay_credentials,
    wechatpay_credentials,
)
from weikameng.gateways.payments.sandbox import SandboxChannel  # noqa: E402
from weikameng.gateways.payments.wechatpay import WechatPay  # noqa: E402
from weikameng.gateways.sandbox.bank import SandboxBank  # noqa: E402
from weikameng.gateways.sandbox.over_http.keys import key_ring  # noqa: E402

TOTAL = 10_000
KEY = "k" * 40
# Our word for a fault → the in-process plan's.
FAULTS = {
    "cut_before": "cut_before",
    "executed_and_cut": "cut_after",
    "bad_signature": "bad_signature",
    "error_not_executed": "error_not_executed",
    "error_but_executed": "error_but_executed",
    "accepted_then_settled": "accepted",
    "no_balance": "no_balance",
}


class InProcess:
    """The sandbox channel beside its bank."""

    name = "sandbox"

    def __init__(self, _folder):
        from weikameng.services import wiring

        self.memory = wiring.sandbox_memory()
        self.memory.forget()
        self.play("")

    def play(self, fault):
        bank = SandboxBank(self.memory, KEY, Always(FAULTS.get(fault, ""), 1))
        self.channel = SandboxChannel(bank.handle, KEY)

    def stranger(self):
        return SandboxChannel(SandboxBank(self.memory, KEY).handle, "x" * 40)

    def pay(self, number):
        return self.channel.pay(number, TOTAL)

    def refunded(self):
        return sum(amount for amount, _ in self.memory.refunds().values())

    def advance(self, seconds): ...

    def stop(self):
        self.memory.close()


class OverHttp:
    """A real channel's gateway against the sandbox over HTTP."""

    def __init__(self, folder):
        self.running = Running(folder)
        self.client = httpx.Client(trust_env=False)
        self.channel = self.gateway(self.running.config["settings"])

    def play(self, fault):
        self.running.do("plan", always=fault)

    def advance(self, seconds):
        self.running.advance(seconds)

    def pay(self, number, **more):
        wish = {"provider": self.name, "number": number, "amount": TOTAL} | more
        return self.running.do("payments", **wish)["trade_no"]

    def refunded(self):
        totals = self.running.get("ledger")["totals"]
        return totals.get(self.name, {"refunded": 0})["refunded"]

    def stranger(self):
        """Somebody with another private key."""
        settings = dict(self.running.config["settings"])
        other = self.running.folder / "keys" / "stranger.private.pem"
        name = f"WEIKAMENG_{self.name.upper()}_PRIVATE_KEY_FILE"
        return self.gateway(settings | {name: str(other)})

    def stop(self):
        self.client.close()
        self.running.stop()


class AlipayOverHttp(OverHttp):
    """Alipay."""

    name = "alipay"

    def gateway(self, settings):
        checked = alipay_credentials(settings, now())
        assert checked.credentials, checked.faults
        return Alipay(checked.credentials, self.client, now)


class WechatOverHttp(OverHttp):
    """WeChat Pay."""

    name = "wechatpay"

    def gateway(self, settings):
        checked = wechatpay_credentials(settings, now())
        assert checked.credentials, checked.faults
        return WechatPay(checked.credentials, self.client, now)


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def keys_made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract") / "keys"
    key_ring(folder, time.time)
    return folder


def running(request, keys_made, tmp_path):
    shutil.copytree(keys_made, tmp_path / "sandbox" / "keys")
    return request.param(tmp_path / "sandbox")


HTTP = [
    pytest.param(AlipayOverHttp, id="alipay over HTTP"),
    pytest.param(WechatOverHttp, id="wechatpay over HTTP"),
]
ALL = [
    pytest.param(InProcess, id="sandbox in process", marks=pytest.mark.django_db(transaction=True)),
    *HTTP,
]


@pytest.fixture(params=ALL)
def side(request, keys_made, tmp_path):
    """A channel and the other side of it."""
    made = running(request, keys_made, tmp_path)
    yield made
    made.stop()


@pytest.fixture(params=HTTP)
def real(request, keys_made, tmp_path):
    """A channel with notices and statements."""
    made = running(request, keys_made, tmp_path)
    yield made
    made.stop()


def order(reference, number="R1", amount=3_000):
    return PayoutOrder(number, amount, reference, "ORDER-1", order_total_minor=TOTAL)


def patient(side, wish, tries=12):
    """What the platform does: ask what is not known, send again only what never arrived."""
    receipt = side.channel.refund(wish)
    for _ in range(tries):
        if receipt.verified and receipt.outcome in (
            Outcome.SETTLED,
            Outcome.NEEDS_HUMAN,
            Outcome.PERMANENTLY_FAILED,
        ):
            return receipt
        side.advance(301)
        asked = side.channel.query(wish)
        lost = asked.verified and asked.outcome is Outcome.RETRY_SAME_ID
        receipt = side.channel.refund(wish) if lost else asked
    return receipt


def test_a_refund_settles_and_its_repeat_pays_nothing_more(side):
    wish = order(side.pay("ORDER-1"))
    assert side.channel.refund(wish).outcome is Outcome.SETTLED
    assert side.channel.refund(wish).outcome in (Outcome.SETTLED, Outcome.ACCEPTED)
    told = side.channel.query(wish)
    assert (told.outcome, told.verified) == (Outcome.SETTLED, True)
    assert side.refunded() == 3_000


def test_what_never_arrived_is_proven_so(side):
    told = side.channel.query(order(side.pay("ORDER-1")))
    assert (told.outcome, told.verified) == (Outcome.RETRY_SAME_ID, True)


def test_parts_add_up_to_the_payment_and_not_above(side):
    reference = side.pay("ORDER-1")
    for number, amount in (("R1", 3_000), ("R2", 6_999), ("R3", 1)):
        assert side.channel.refund(order(reference, number, amount)).outcome is Outcome.SETTLED
    assert side.channel.refund(order(reference, "R4", 1)).outcome is Outcome.NEEDS_HUMAN
    assert side.refunded() == TOTAL


def test_another_amount_for_a_known_number_needs_a_person(side):
    reference = side.pay("ORDER-1")
    side.channel.refund(order(reference))
    again = side.channel.refund(order(reference, amount=2_000))
    assert again.outcome is Outcome.NEEDS_HUMAN
    assert side.refunded() == 3_000


def test_a_payment_nobody_knows_needs_a_person(side):
    side.pay("ORDER-1")
    assert side.channel.refund(order("no-such-payment")).outcome is Outcome.NEEDS_HUMAN
    assert side.refunded() == 0


def test_a_stranger_moves_nothing(side):
    reference = side.pay("ORDER-1")
    said = side.stranger().refund(order(reference))
    assert said.outcome is not Outcome.SETTLED
    assert side.refunded() == 0


@pytest.mark.parametrize(
    ("fault", "outcome", "moved"),
    [
        ("cut_before", Outcome.RETRY_SAME_ID, 0),
        ("executed_and_cut", Outcome.RETRY_SAME_ID, 3_000),
        ("bad_signature", Outcome.RETRY_SAME_ID, 3_000),
        ("error_not_executed", Outcome.RETRY_SAME_ID, 0),
        ("error_but_executed", Outcome.RETRY_SAME_ID, 3_000),
        ("no_balance", Outcome.RETRY_LATER, 0),
    ],
)
def test_after_a_fault_one_number_pays_once(side, fault, outcome, moved):
    wish = order(side.pay("ORDER-1"))
    side.play(fault)
    first = side.channel.refund(wish)
    assert first.outcome is outcome
    assert side.refunded() == moved
    side.play("")
    assert patient(side, wish).outcome is Outcome.SETTLED
    assert side.refunded() == 3_000


def test_accepted_is_not_settled_until_it_is(side):
    wish = order(side.pay("ORDER-1"))
    side.play("accepted_then_settled")
    assert side.channel.refund(wish).outcome is Outcome.ACCEPTED
    side.play("")
    assert patient(side, wish).outcome is Outcome.SETTLED
    assert side.refunded() == 3_000


@pytest.mark.parametrize("seed", range(5))
def test_drawn_faults_never_pay_twice_and_lose_nothing(real, seed):
    dice = random.Random(seed)
    real.running.do("plan", percent=50, seed=seed)
    wanted = 0
    for number in range(8):
        reference = real.pay(f"ORDER-{seed}-{number}")
        wish = order(reference, f"R{number}", dice.randint(1, TOTAL))
        assert patient(real, wish, tries=40).outcome is Outcome.SETTLED, f"seed {seed}"
        wanted += wish.amount_minor
    assert real.refunded() == wanted, f"seed {seed}"


@pytest.mark.parametrize(
    ("scenario", "alipay", "wechatpay"),
    [
        ("unsigned", Outcome.RETRY_SAME_ID, Outcome.RETRY_SAME_ID),
        ("wrong_serial", Outcome.RETRY_SAME_ID, Outcome.RETRY_SAME_ID),
        ("bad_gateway", Outcome.RETRY_SAME_ID, Outcome.RETRY_SAME_ID),
        ("frequency_limited", Outcome.RETRY_SAME_ID, Outcome.RETRY_SAME_ID),
        ("period_over", Outcome.PERMANENTLY_FAILED, Outcome.PERMANENTLY_FAILED),
        ("closed", Outcome.NEEDS_HUMAN, Outcome.ACCEPTED),
        ("abnormal", Outcome.NEEDS_HUMAN, Outcome.ACCEPTED),
    ],
)
def test_what_only_real_channels_say(real, scenario, alipay, wechatpay):
    wish = order(real.pay("ORDER-1"))
    real.play(scenario)
    said = real.channel.refund(wish)
    assert said.outcome is (alipay if real.name == "alipay" else wechatpay)


@pytest.mark.parametrize(
    ("scenario", "ending"),
    [("closed", Outcome.PERMANENTLY_FAILED), ("abnormal", Outcome.NEEDS_HUMAN)],
)
def test_an_accepted_refund_may_end_badly(keys_made, tmp_path, scenario, ending):
    shutil.copytree(keys_made, tmp_path / "sandbox" / "keys")
    side = WechatOverHttp(tmp_path / "sandbox")
    try:
        wish = order(side.pay("ORDER-1"))
        side.play(scenario)
        assert side.channel.refund(wish).outcome is Outcome.ACCEPTED
        side.advance(61)
        assert side.channel.query(wish).outcome is ending
        assert side.refunded() == 0
    finally:
        side.stop()


def told(real, box, prefix=""):
    """A refund that is told to the letterbox."""
    real.running.do("plan", notify={real.name: box.url}, settle_seconds=0)
    wish = order(real.pay("ORDER-1"), f"{prefix}R1")
    real.channel.refund(wish)
    real.advance(1)
    real.advance(60)
    return wish


def test_a_genuine_notice_is_understood(real, letterbox: Letterbox):  # noqa: F811
    wish = told(real, letterbox)
    headers, body = letterbox.got[0]
    notice = real.channel.parse_notification(headers, body)
    assert notice.refund_number == wish.number
    assert notice.notice_id


@pytest.mark.parametrize("name", ["tampered", "forged", "probe", "stale", "oversized"])
def test_a_spoiled_notice_is_refused(real, letterbox: Letterbox, name):  # noqa: F811
    told(real, letterbox, f"notice-{name}-")
    headers, body = letterbox.got[0]
    with pytest.raises(NoticeRejected) as refusal:
        real.channel.parse_notification(headers, body)
    spoiled = {
        "stale": {NoticeFault.STALE},
        "oversized": {NoticeFault.OVERSIZED},
        "probe": {NoticeFault.PROBE, NoticeFault.FORGED},
    }
    assert refusal.value.reason in spoiled.get(name, {NoticeFault.FORGED})


def test_repetitions_of_a_notice_have_one_id(real, letterbox: Letterbox):  # noqa: F811
    told(real, letterbox, "notice-duplicated-")
    real.advance(60)
    ids = {real.channel.parse_notification(*letter).notice_id for letter in letterbox.got}
    assert (len(letterbox.got), len(ids)) == (3, 1)


def test_a_days_statement_has_every_refund_once(real):
    wish = order(real.pay("ORDER-1"))
    real.channel.refund(wish)
    real.channel.refund(order(wish.payment_reference, "R2", 1))
    moment = datetime.fromtimestamp(real.running.get("clock")["now"], UTC) + timedelta(hours=8)
    day = moment.date()
    with pytest.raises(StatementUnavailable):
        real.channel.fetch_statement(day)
    real.advance(34 * 3600)
    lines = {line.refund_number: line.amount_minor for line in real.channel.fetch_statement(day)}
    assert lines == {"R1": 3_000, "R2": 1}


@pytest.mark.parametrize(
    ("scenario", "amounts"),
    [
        ("statement_missing", []),
        ("statement_extra", [3_000, 3_000]),
        ("statement_unequal", [3_001]),
    ],
)
def test_a_spoiled_statement_is_read_as_it_is(real, scenario, amounts):
    wish = order(real.pay("ORDER-1"))
    real.running.do("payments", provider=real.name, number="OTHER-1", amount=5)
    real.play(scenario)
    real.channel.refund(wish)
    real.play("")
    real.channel.refund(order(wish.payment_reference, "R2", 7))
    moment = datetime.fromtimestamp(real.running.get("clock")["now"], UTC) + timedelta(hours=8)
    real.advance(34 * 3600)
    lines = list(real.channel.fetch_statement(moment.date()))
    assert [line.amount_minor for line in lines if line.refund_number != "R2"] == amounts


def test_forms_keep_their_plus_signs(keys_made, tmp_path, letterbox: Letterbox):  # noqa: F811
    """A signature in base64 holds ``+``; the form must carry it as such."""
    shutil.copytree(keys_made, tmp_path / "sandbox" / "keys")
    side = AlipayOverHttp(tmp_path / "sandbox")
    try:
        told(side, letterbox)
        form = dict(parse_qsl(letterbox.got[0][1].decode()))
        assert " " not in form["sign"]
    finally:
        side.stop()
