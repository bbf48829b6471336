"""WeChat Pay's wire: signatures, hosts, notices, bills, abnormal refunds."""

import base64
import gzip
import hashlib
import json
import re
from datetime import date, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.gateways.payments.counterparts import (
    MCHID,
    NOW,
    PUBLIC_KEY_ID,
    TRANSACTION_ID,
    Wire,
    key,
    noticed_refund,
    order,
    sealed_notice,
    serial,
    wechat_error,
    wechat_headers,
    wechat_refund,
    wechat_says,
    wechatpay,
    wechatpay_credentials,
)
from weikameng.domain.payout_life import (
    Concern,
    NoticeFault,
    NoticeRejected,
    Outcome,
    StatementUnavailable,
)
from weikameng.gateways.payments import wechatpay_bills
from weikameng.gateways.payments.signatures import holds
from weikameng.gateways.payments.wechatpay_abnormal import AbnormalRefunds, BuyersCard

PROCESSING = wechat_says(wechat_refund(status="PROCESSING"))


def authorized(request: httpx.Request) -> bool:
    """Whether the Authorization proves exactly what travelled."""
    scheme, _, rest = request.headers["Authorization"].partition(" ")
    said = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert (said["mchid"], said["serial_no"]) == (MCHID, serial("merchant"))
    assert said["timestamp"] == str(int(NOW.timestamp()))
    target = request.url.raw_path.decode()
    text = f"{request.method}\n{target}\n{said['timestamp']}\n{said['nonce_str']}\n".encode()
    return holds(key("merchant").public_key(), text + request.content + b"\n", said["signature"])


def test_a_refund_says_amount_and_total_in_fen_and_is_authorized() -> None:
    gateway, wire = wechatpay(PROCESSING)
    gateway.refund(order(payment_reference=TRANSACTION_ID, reason="没到账"))
    asked = wire.asked[0]
    assert str(asked.url) == "https://wechat.test/v3/refund/domestic/refunds"
    assert json.loads(asked.content) == {
        "transaction_id": TRANSACTION_ID,
        "out_refund_no": "R2026112200000101",
        "reason": "没到账",
        "notify_url": "https://shop.test/notices/wechatpay",
        "amount": {"refund": 500, "total": 1230, "currency": "CNY"},
    }
    assert authorized(asked)
    assert asked.headers["Wechatpay-Serial"] == PUBLIC_KEY_ID


def test_a_repetition_is_the_same_request_to_the_byte() -> None:
    gateway, wire = wechatpay(PROCESSING)
    gateway.refund(order())
    gateway.refund(order())
    assert wire.asked[0].content == wire.asked[1].content


def test_a_number_with_odd_signs_is_asked_for_as_it_was_signed() -> None:
    gateway, wire = wechatpay(wechat_says(wechat_refund(out_refund_no="R|*@-_1")))
    assert gateway.query(order(number="R|*@-_1")).outcome is Outcome.SETTLED
    assert wire.asked[0].url.path.endswith("/R|*@-_1")
    assert authorized(wire.asked[0])


def test_without_the_payment_s_total_nothing_is_sent() -> None:
    gateway, wire = wechatpay(PROCESSING)
    receipt = gateway.refund(order(order_total_minor=0))
    assert (receipt.outcome, receipt.code, wire.asked) == (
        Outcome.NEEDS_HUMAN,
        "NO_ORDER_TOTAL",
        [],
    )


def dies(error):
    def answer(request):
        raise error("gone", request=request)

    return answer


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout])
def test_the_standby_host_is_asked_when_the_first_could_not_be_reached(error) -> None:
    gateway, wire = wechatpay(dies(error), PROCESSING)
    assert gateway.refund(order()).outcome is Outcome.ACCEPTED
    first, second = wire.asked
    assert (first.url.host, second.url.host) == ("wechat.test", "wechat2.test")
    assert first.content == second.content
    assert authorized(second)


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.WriteError])
def test_the_standby_host_is_not_asked_when_the_first_may_have_heard(error) -> None:
    gateway, wire = wechatpay(dies(error), PROCESSING)
    receipt = gateway.refund(order())
    assert (receipt.outcome, receipt.verified) == (Outcome.RETRY_SAME_ID, False)
    assert len(wire.asked) == 1


def test_both_hosts_gone_is_unknown() -> None:
    gateway, wire = wechatpay(dies(httpx.ConnectError))
    receipt = gateway.query(order())
    assert (receipt.outcome, receipt.verified, len(wire.asked)) == (
        Outcome.RETRY_SAME_ID,
        False,
        2,
    )


def test_serials_are_compared_as_numbers_and_key_names_as_they_are() -> None:
    def padded(request):
        answer = wechat_says(wechat_refund(), by="platform")(request)
        answer.headers["Wechatpay-Serial"] = serial("platform").lower().rjust(40, "0")
        return answer

    assert wechatpay(padded)[0].query(order()).outcome is Outcome.SETTLED


# --- Notices ---------------------------------------------------------------------------------


def read(body: bytes, headers: dict[str, str] | None = None, **changes):
    gateway, _ = wechatpay(PROCESSING, **changes)
    return gateway.parse_notification(wechat_headers(body) if headers is None else headers, body)


def test_a_refund_notice_is_opened_and_names_its_refund() -> None:
    told = read(sealed_notice(noticed_refund()))
    assert (told.notice_id, told.refund_number) == ("EV-2018022511223320873", "R2026112200000101")
    assert (told.receipt.outcome, told.receipt.amount_minor) == (Outcome.SETTLED, 500)
    assert told.receipt.settled_at.isoformat() == "2026-11-22T10:30:01+08:00"
    assert json.loads(told.ack)["code"] == "SUCCESS"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("ABNORMAL", Outcome.NEEDS_HUMAN), ("CLOSED", Outcome.PERMANENTLY_FAILED)],
)
def test_the_other_two_events_are_told_too(status: str, outcome: Outcome) -> None:
    body = sealed_notice(noticed_refund(refund_status=status), f"REFUND.{status}")
    assert read(body).receipt.outcome is outcome


@pytest.mark.parametrize("by", ["platform", "wechat-public"])
def test_a_notice_may_come_under_either_key_while_keys_change_over(by: str) -> None:
    body = sealed_notice(noticed_refund())
    assert read(body, wechat_headers(body, by=by)).refund_number


def test_header_names_may_come_in_any_case() -> None:
    body = sealed_notice(noticed_refund())
    headers = {name.upper(): value for name, value in wechat_headers(body).items()}
    assert read(body, headers).refund_number


def test_another_event_is_acknowledged_and_concerns_no_refund() -> None:
    body = sealed_notice({"mchid": MCHID}, "TRANSACTION.SUCCESS")
    assert read(body).refund_number == ""


BODY = sealed_notice(noticed_refund())
PROBE = wechat_headers(BODY) | {"Wechatpay-Signature": "WECHATPAY/SIGNTEST/abcdef"}


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"x" * 70_000, None, NoticeFault.OVERSIZED),
        (BODY, {}, NoticeFault.FORGED),
        (BODY, wechat_headers(BODY, how="bad"), NoticeFault.FORGED),
        (BODY, wechat_headers(BODY, by="stranger"), NoticeFault.FORGED),
        (BODY, wechat_headers(BODY + b" "), NoticeFault.FORGED),
        (BODY, PROBE, NoticeFault.PROBE),
        (BODY, wechat_headers(BODY, at=NOW - timedelta(seconds=301)), NoticeFault.STALE),
        (BODY, wechat_headers(BODY, at=NOW + timedelta(seconds=301)), NoticeFault.STALE),
        (BODY, wechat_headers(BODY) | {"Wechatpay-Timestamp": "soon"}, NoticeFault.FORGED),
        (b"", None, NoticeFault.MALFORMED),
        (b"[]", None, NoticeFault.MALFORMED),
        (b"\xff", None, NoticeFault.MALFORMED),
        (sealed_notice(noticed_refund(), id=""), None, NoticeFault.MALFORMED),
        (sealed_notice(noticed_refund(), resource=None), None, NoticeFault.MALFORMED),
        (sealed_notice(noticed_refund(), resource={"algorithm": "X"}), None, NoticeFault.MALFORMED),
        (sealed_notice(b"no json"), None, NoticeFault.MALFORMED),
        (sealed_notice(noticed_refund(out_refund_no="")), None, NoticeFault.MALFORMED),
        (sealed_notice(noticed_refund(refund_status="CLOSED")), None, NoticeFault.MALFORMED),
        (sealed_notice(noticed_refund(mchid="1900009999")), None, NoticeFault.WRONG_MERCHANT),
        (sealed_notice({}), None, NoticeFault.WRONG_MERCHANT),
    ],
)
def test_a_notice_that_proves_nothing_is_refused(body, headers, reason) -> None:
    with pytest.raises(NoticeRejected) as refused:
        read(body, headers)
    assert refused.value.reason is reason


def test_a_resource_that_does_not_open_is_refused_without_telling_the_key() -> None:
    with pytest.raises(NoticeRejected) as refused:
        read(BODY, apiv3_key=b"x" * 32)
    assert refused.value.reason is NoticeFault.MALFORMED
    assert "xxxx" not in str(refused.value)


# --- Bills -----------------------------------------------------------------------------------

COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,"
    "充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
TOTALS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
DAY = date(2026, 11, 21)


def bill_line(**changes: str) -> str:
    fields = dict.fromkeys(COLUMNS.split(","), "") | {
        "商户订单号": "1261122000012349",
        "退款成功时间": "2026-11-21 10:30:01",
        "微信退款单号": "5000001",
        "商户退款单号": "R2026112200000101",
        "退款金额": "4.00",
        "申请退款金额": "5.00",
        "退款状态": "SUCCESS",
        "商品名称": "点卡, 100元",
        "手续费": "-0.03000",
    }
    return ",".join(f"`{value}" for value in (fields | changes).values())


def bill(*lines: str, columns: str = COLUMNS) -> bytes:
    text = "\r\n".join([columns, *lines, TOTALS, "`1,`0.00,`5.00,`0.00,`0.00,`0.00,`5.00"])
    return ("\ufeff" + text + "\r\n").encode()


def ticket(content: bytes, **changes):
    link = "https://elsewhere.test/v3/billdownload/file?token=a-b_c%3D&x=1"
    digest = hashlib.sha1(content).hexdigest()
    return wechat_says({"download_url": link, "hash_type": "SHA1", "hash_value": digest} | changes)


def fetch(content: bytes, *, sent: bytes | None = None, status=200, **changes):
    file = gzip.compress(content) if sent is None else sent
    gateway, wire = wechatpay(
        ticket(content, **changes), lambda request: httpx.Response(status, content=file)
    )
    return list(gateway.fetch_statement(DAY)), wire


def test_a_bill_is_asked_for_fetched_from_our_own_host_and_read_in_fen() -> None:
    lines, wire = fetch(bill(bill_line(), bill_line(商户退款单号="R2", 申请退款金额="0.1")))
    first, second = wire.asked
    assert first.url.raw_path == (
        b"/v3/bill/tradebill?bill_date=2026-11-21&bill_type=REFUND&tar_type=GZIP"
    )
    assert str(second.url) == "https://wechat.test/v3/billdownload/file?token=a-b_c%3D&x=1"
    assert authorized(second)
    assert [(line.refund_number, line.amount_minor) for line in lines] == [
        ("R2026112200000101", 500),
        ("R2", 10),
    ]
    assert (lines[0].provider_reference, lines[0].status) == ("5000001", "SUCCESS")
    assert lines[0].at.isoformat() == "2026-11-21T10:30:01+08:00"


def test_a_bill_that_comes_unpacked_is_read_too() -> None:
    assert len(fetch(bill(bill_line()), sent=bill(bill_line()))[0]) == 1


def test_an_old_merchant_s_bill_has_no_column_for_what_was_asked() -> None:
    columns = COLUMNS.replace(",订单金额,申请退款金额,费率备注", "")
    line = ",`".join(bill_line().split(",`")[:-3])
    assert fetch(bill(line, columns=columns))[0][0].amount_minor == 400


@pytest.mark.parametrize("code", ["NO_STATEMENT_EXIST", "STATEMENT_CREATING"])
def test_a_bill_that_is_not_there_yet_is_asked_for_later(code: str) -> None:
    with pytest.raises(StatementUnavailable) as refused:
        wechatpay(wechat_error(code, 400))[0].fetch_statement(DAY)
    assert (refused.value.code, refused.value.later) == (code, True)


def test_a_wrong_request_for_a_bill_is_for_people() -> None:
    for code, status, concern in (
        ("PARAM_ERROR", 400, Concern.NONE),
        ("NO_AUTH", 403, Concern.CONFIGURATION),
    ):
        with pytest.raises(StatementUnavailable) as refused:
            wechatpay(wechat_error(code, status))[0].fetch_statement(DAY)
        assert (refused.value.later, refused.value.concern) == (False, concern)


def test_a_ticket_that_is_not_signed_is_not_used() -> None:
    says = wechat_says({"download_url": "https://x/v3/billdownload/file?t=1"}, how="unsigned")
    gateway, wire = wechatpay(says)
    with pytest.raises(StatementUnavailable):
        gateway.fetch_statement(DAY)
    assert len(wire.asked) == 1


def test_a_file_whose_hash_differs_is_damaged_not_wrong() -> None:
    with pytest.raises(StatementUnavailable) as refused:
        fetch(bill(bill_line()), sent=gzip.compress(bill()))
    assert (refused.value.code, refused.value.later) == ("HASH_MISMATCH", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"hash_type": "MD5"},
        {"hash_value": "00"},
        {"download_url": "https://x/etc/passwd"},
        {"download_url": "https://x/v3/billdownload/file/../../x?t=1"},
        {"download_url": 7},
    ],
)
def test_a_ticket_that_is_not_as_documented_is_refused(changes) -> None:
    with pytest.raises(StatementUnavailable) as refused:
        fetch(bill(), **changes)
    assert refused.value.later is False


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\r\n`1,`2\r\n",
        b"\xff\xfe",
        bill("1,2,3"),
        bill("`1,`2"),
        bill(bill_line(申请退款金额="5.001")),
        bill(bill_line(商品名称="a,`b")),
        bill(bill_line()).replace("总交易单数".encode(), b"?"),
        (COLUMNS + "\r\n" + bill_line() + "\r\n").encode(),
        (COLUMNS + "\r\n" + bill_line()).encode(),
    ],
)
def test_a_bill_that_is_not_as_documented_is_refused_whole(content: bytes) -> None:
    with pytest.raises(StatementUnavailable) as refused:
        fetch(content)
    assert refused.value.later is False


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    with pytest.raises(StatementUnavailable, match="TOO_LARGE"):
        wechatpay_bills.unpacked(bomb, 100_000)


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-9], lambda raw: raw + b"more"])
def test_a_cut_or_lengthened_file_is_refused(spoil) -> None:
    with pytest.raises(StatementUnavailable, match="NO_GZIP"):
        wechatpay_bills.unpacked(spoil(gzip.compress(b"0" * 1000)))


# --- Abnormal refunds ------------------------------------------------------------------------


def abnormal(*answers):
    wire = Wire(list(answers))
    return AbnormalRefunds(wechatpay_credentials(), wire.client(), lambda: NOW), wire


def test_a_person_may_direct_an_abnormal_refund_to_the_buyer_s_card() -> None:
    desk, wire = abnormal(PROCESSING)
    card = BuyersCard("ICBC_DEBIT", "6222021234567890128", "林小")
    assert desk.redirect(order(), "50000003", card).outcome is Outcome.ACCEPTED
    asked = wire.asked[0]
    assert asked.url.path.endswith("/refunds/50000003/apply-abnormal-refund")
    assert authorized(asked)
    said = json.loads(asked.content)
    assert said.items() >= {"type": "USER_BANK_CARD", "bank_type": "ICBC_DEBIT"}.items()
    assert card.number.encode() not in asked.content
    assert card.number not in repr(card)
    assert asked.headers["Wechatpay-Serial"] == PUBLIC_KEY_ID
    way = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    number = key("wechat-public").decrypt(base64.b64decode(said["bank_account"]), way)
    assert number.decode() == card.number


def test_or_back_to_the_merchant_s_account_and_never_through_the_standby_host() -> None:
    desk, wire = abnormal(dies(httpx.ConnectError))
    receipt = desk.redirect(order(), "50000003")
    assert (receipt.outcome, receipt.verified, len(wire.asked)) == (
        Outcome.RETRY_SAME_ID,
        False,
        1,
    )
    assert json.loads(wire.asked[0].content)["type"] == "MERCHANT_BANK_CARD"
