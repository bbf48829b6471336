"""One contract for both SMS carriers, against the sandbox that checks their signatures."""

import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.gateways.sandbox_http.conftest import Letterbox, Running, letterbox  # noqa: F401
from weikameng.domain.delivery import BadReport, Cause, Fate, Sms, SmsGateway
from weikameng.gateways.messages.aliyun_sms import AliyunSms
from weikameng.gateways.messages.credentials import AliyunSmsCredentials, TencentSmsCredentials
from weikameng.gateways.messages.tencent_sms import TencentSms
from weikameng.gateways.payments.line import new_client
from weikameng.gateways.sandbox.over_http.keys import key_ring

RECEIPT_SECONDS = 6


@dataclass
class Carrier:
    """A carrier's gateway beside the sandbox it talks to."""

    name: str
    sandbox: Running

    def gateway(self, *, secret: str = "", clock=lambda: datetime.now(UTC)) -> SmsGateway:
        said, client = self.sandbox.secrets, new_client()
        address = self.sandbox.server.address
        if self.name == "aliyun_sms":
            key = secret or said["aliyun_access_key_secret"]
            who = AliyunSmsCredentials(said["aliyun_access_key_id"], key, "微卡盟", address)
            return AliyunSms(who, client, clock)
        key = secret or said["tencent_secret_key"]
        who = TencentSmsCredentials(said["tencent_secret_id"], key, "1400000000", "微卡盟", address)
        return TencentSms(who, client, clock)

    @property
    def went(self) -> int:
        """How many messages really set out."""
        return len(self.sandbox.get("messages"))


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sms") / "keys"
    key_ring(folder, time.time)
    return folder


@pytest.fixture(params=["aliyun_sms", "tencent_sms"])
def carrier(request, tmp_path, made_keys):
    shutil.copytree(made_keys, tmp_path / "sandbox" / "keys")
    running = Running(tmp_path / "sandbox")
    yield Carrier(request.param, running)
    running.stop()


@pytest.fixture
def gateway(carrier):
    return carrier.gateway()


def sms(ending: str = "8001", reference: str = "N-1") -> Sms:
    places = (("number", "2261122000012349"), ("amount", "12.30"))
    return Sms(f"1380013{ending}", "SMS_1", places, reference)


def now() -> datetime:
    return datetime.now(UTC)


def test_a_message_is_sent_and_its_receipt_found_by_our_reference(carrier, gateway) -> None:
    sent = gateway.send(sms())
    assert (sent.fate, sent.cause) == (Fate.SENT, Cause.NONE)
    assert sent.theirs
    carrier.sandbox.advance(RECEIPT_SECONDS)
    assert gateway.ask(sms(), now()).fate is Fate.DELIVERED
    assert carrier.went == 1


def test_template_and_values_arrive_as_they_were_given(carrier, gateway) -> None:
    gateway.send(Sms("+8613800138001", "T 1&=微", (("a", '卡{}"%+ '),), "N-1"))
    (row,) = carrier.sandbox.get("messages")
    assert "卡{}" in row["content"]
    assert "T 1&=微" in row["content"]
    assert row["phone"].endswith("13800138001")


@pytest.mark.parametrize(
    ("ending", "cause"),
    [
        ("0000", Cause.ADDRESS),
        ("1111", Cause.LATER),  # throttled
        ("3333", Cause.BALANCE),
        ("7777", Cause.SETTINGS),
    ],
)
def test_a_refusal_says_what_is_to_be_done(carrier, gateway, ending, cause) -> None:
    refused = gateway.send(sms(ending))
    assert (refused.fate, refused.cause) == (Fate.REFUSED, cause)
    assert refused.code
    assert carrier.went == 0


@pytest.mark.parametrize("ending", ["4444", "5555"])  # an error though it went; no answer at all
def test_a_lost_answer_is_unknown_and_asking_finds_the_message(carrier, gateway, ending) -> None:
    handed_at = now()
    assert gateway.send(sms(ending)).fate is Fate.UNKNOWN
    carrier.sandbox.advance(RECEIPT_SECONDS)
    assert gateway.ask(sms(ending), handed_at).fate is Fate.DELIVERED
    assert carrier.went == 1


def test_what_never_arrived_there_is_not_in_their_list(carrier, gateway) -> None:
    gateway.send(sms(reference="N-1"))
    carrier.sandbox.advance(RECEIPT_SECONDS)
    assert gateway.ask(sms(reference="N-2"), now()).fate is Fate.UNSEEN
    assert gateway.ask(sms("9999", reference="N-1"), now()).fate is Fate.UNSEEN


def test_the_same_reference_is_sent_twice_so_only_asking_prevents_it(carrier, gateway) -> None:
    assert gateway.send(sms()).theirs != gateway.send(sms()).theirs
    assert carrier.went == 2
    carrier.sandbox.advance(RECEIPT_SECONDS)
    assert gateway.ask(sms(), now()).fate is Fate.DELIVERED


def test_an_operator_that_turns_it_away_is_told(carrier, gateway) -> None:
    assert gateway.send(sms("2222")).fate is Fate.SENT
    carrier.sandbox.advance(RECEIPT_SECONDS)
    assert gateway.ask(sms("2222"), now()).fate is Fate.UNDELIVERED


def test_without_a_receipt_nobody_says_that_it_arrived(carrier, gateway) -> None:
    gateway.send(sms("6666"))
    carrier.sandbox.advance(RECEIPT_SECONDS)
    listed = gateway.ask(sms("6666"), now()).fate
    # One lists what it took, the other only receipts; so absence there proves nothing.
    assert listed is (Fate.SENT if gateway.unseen_is_unsent else Fate.UNSEEN)


def test_a_wrong_key_is_refused_and_nothing_goes(carrier) -> None:
    refused = carrier.gateway(secret="of somebody else").send(sms())
    assert (refused.fate, refused.cause) == (Fate.REFUSED, Cause.SETTINGS)
    assert "ignature" in refused.code
    assert carrier.went == 0


def test_a_clock_that_is_wrong_is_refused_and_nothing_goes(carrier) -> None:
    refused = carrier.gateway(clock=lambda: now() - timedelta(hours=2)).send(sms())
    assert (refused.fate, refused.cause) == (Fate.REFUSED, Cause.SETTINGS)
    assert carrier.went == 0


def test_asking_with_a_wrong_key_proves_nothing(carrier, gateway) -> None:
    gateway.send(sms())
    carrier.sandbox.advance(RECEIPT_SECONDS)
    assert carrier.gateway(secret="other").ask(sms(), now()).fate is Fate.UNKNOWN


def test_what_no_phone_can_take_is_refused_without_a_call(carrier, gateway) -> None:
    for number in ("", "12345", "02088886666", "1380013800", "138001380012", "+85291234567"):
        refused = gateway.send(Sms(number, "SMS_1", (), "N-1"))
        assert (refused.fate, refused.cause) == (Fate.REFUSED, Cause.ADDRESS), number
    assert gateway.send(Sms("13800138001", "SMS_1", (), "N 1")).cause is Cause.SETTINGS
    assert carrier.went == 0


def test_pushed_receipts_are_understood(carrier, gateway, letterbox: Letterbox) -> None:  # noqa: F811
    carrier.sandbox.do("plan", notify={carrier.name: letterbox.url})
    letterbox.answers[:] = [(200, gateway.report_answer)] * 2
    sent = [gateway.send(sms()), gateway.send(sms("2222", "N-2"))]
    carrier.sandbox.advance(RECEIPT_SECONDS)
    told = [report for _, body in letterbox.got for report in gateway.parse_report(body)]
    assert [(report.theirs, report.fate) for report in told] == [
        (sent[0].theirs, Fate.DELIVERED),
        (sent[1].theirs, Fate.UNDELIVERED),
    ]
    assert {report.reference for report in told} <= {"N-1", "N-2", ""}
    assert {row["state"] for row in carrier.sandbox.get("letters")} == {"taken"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[1]", b"[{}]", b"\xff", b"[", b'[], "x": 1', b"[" * 9999, b"[1]" * 400_000],
)
def test_what_is_no_receipt_is_refused(gateway, body) -> None:
    with pytest.raises(BadReport):
        gateway.parse_report(body)
