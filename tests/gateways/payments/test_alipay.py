"""Alipay's wire: what is signed and sent, notices, messages, bills."""

import dataclasses
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.gateways.payments.counterparts import (
    APP_ID,
    NOW,
    SELLER_ID,
    TRADE_NO,
    alipay,
    alipay_credentials,
    alipay_says,
    certificate,
    certificate_pem,
    content_of,
    found_refund,
    key,
    node_text,
    notice_form,
    order,
    refunded,
    sign,
)
from weikameng.domain.payout_life import (
    Concern,
    NoticeFault,
    NoticeRejected,
    Outcome,
    StatementUnavailable,
)
from weikameng.gateways.payments import alipay_bills
from weikameng.gateways.payments.key_reading import cert_sn, certificates
from weikameng.gateways.payments.signatures import holds


def test_a_refund_is_posted_with_nothing_of_the_order_in_its_address() -> None:
    gateway, wire = alipay(alipay_says(refunded()))
    gateway.refund(order(reason="没到账"))
    asked = wire.asked[0]
    assert asked.method == "POST"
    assert order().number not in str(asked.url)
    assert order().order_number not in str(asked.url)
    assert content_of(asked) == {
        "out_trade_no": "1261122000012349",
        "out_request_no": "R2026112200000101",
        "refund_amount": "5.00",
        "refund_reason": "没到账",
    }


def test_the_signature_covers_every_parameter_raw_and_sorted_with_sign_type() -> None:
    gateway, wire = alipay(alipay_says(refunded()))
    gateway.refund(order(reason="a/b 100%"))
    asked = wire.asked[0]
    params = dict(parse_qsl(asked.url.query.decode()) + parse_qsl(asked.content.decode()))
    signature = params.pop("sign")
    text = "&".join(f"{name}={params[name]}" for name in sorted(params))
    assert "sign_type=RSA2" in text
    assert params["timestamp"] == "2026-11-22 10:30:00"
    assert holds(key("app").public_key(), text.encode(), signature)


def test_the_provider_s_trade_number_is_preferred_and_our_payment_number_comes_second() -> None:
    for changes, named in (
        ({"payment_reference": TRADE_NO}, {"trade_no": TRADE_NO}),
        ({"payment_number": "P-1"}, {"out_trade_no": "P-1"}),
    ):
        gateway, wire = alipay(alipay_says(refunded()))
        gateway.refund(order(**changes))
        assert named.items() <= content_of(wire.asked[0]).items()


def test_a_brace_or_quote_in_the_answer_does_not_break_its_verification() -> None:
    for reason in ('卡}密"{', "a\\u007d}", '"sign":"x"', "\\", "}}}}", '","sign":"'):
        gateway, _ = alipay(alipay_says(found_refund(refund_reason=reason)))
        assert gateway.query(order()).outcome is Outcome.SETTLED, reason


def test_an_escaped_slash_is_verified_as_it_arrived() -> None:
    gateway, _ = alipay(alipay_says(found_refund(refund_reason="a/b")))
    assert "\\/" in node_text({"refund_reason": "a/b"})
    assert gateway.query(order()).verified


def test_only_the_characters_that_were_signed_are_read() -> None:
    """A second node of the same name, unsigned, must not be the one that is believed."""
    harmless = node_text({"code": "10000", "msg": "Success"})
    signature, name = (
        sign("alipay", harmless.encode()),
        "alipay_trade_fastpay_refund_query_response",
    )
    bodies = [
        f'{{"{name}":{harmless},"sign":"{signature}","{name}":{node_text(found_refund())}}}',
        f'{{"{name}":{node_text(found_refund())},"{name}":{harmless},"sign":"{signature}"}}',
        f'{{"{name}":{node_text(found_refund())},"error_response":{harmless},'
        f'"sign":"{signature}"}}',
    ]
    for body in bodies:
        gateway, _ = alipay(lambda request, body=body: httpx.Response(200, text=body))
        receipt = gateway.query(order())
        assert (receipt.outcome, receipt.verified) == (Outcome.RETRY_SAME_ID, False)


def test_certificate_mode_names_our_certificates_and_checks_theirs() -> None:
    numbers = {
        "app_cert_sn": cert_sn(certificate("app", 365)),
        "alipay_cert_sn": cert_sn(certificate("alipay", 365)),
        "root_cert_sn": cert_sn(certificate("root", 365)),
    }

    def says(number):
        def answer(request):
            made = alipay_says(found_refund())(request)
            return httpx.Response(200, text=f'{made.text[:-1]},"alipay_cert_sn":"{number}"}}')

        return answer

    gateway, wire = alipay(says(numbers["alipay_cert_sn"]), **numbers)
    assert gateway.query(order()).outcome is Outcome.SETTLED
    asked = dict(parse_qsl(wire.asked[0].url.query.decode()))
    assert asked["app_cert_sn"] == numbers["app_cert_sn"]
    assert asked["alipay_root_cert_sn"] == numbers["root_cert_sn"]
    assert alipay(says("0" * 32), **numbers)[0].query(order()).verified is False


def test_a_certificate_s_number_is_the_md5_of_issuer_and_serial() -> None:
    one = certificates(certificate_pem("alipay"))[0]
    named = f"CN=alipay,OU=Certification Authority,O=Ant Financial,C=CN{one.serial_number}"
    assert cert_sn(one) == hashlib.md5(named.encode()).hexdigest()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "R 1"}, "BAD_REFUND_NUMBER"),
        ({"number": ""}, "BAD_REFUND_NUMBER"),
        ({"number": "9" * 65}, "BAD_REFUND_NUMBER"),
        ({"amount_minor": 0}, "BAD_AMOUNT"),
        ({"amount_minor": -5}, "BAD_AMOUNT"),
        ({"amount_minor": 1231}, "MORE_THAN_PAID"),
        ({"currency": "USD"}, "CURRENCY_NOT_SERVED"),
        ({"order_number": ""}, "NO_PAYMENT"),
    ],
)
def test_an_order_that_cannot_be_right_is_not_sent(changes, code) -> None:
    gateway, wire = alipay(alipay_says(refunded()))
    receipt = gateway.refund(order(**changes))
    assert (receipt.outcome, receipt.code, wire.asked) == (Outcome.NEEDS_HUMAN, code, [])


def test_a_wrong_total_of_ours_does_not_keep_us_from_asking() -> None:
    gateway, _ = alipay(alipay_says(found_refund()))
    assert gateway.query(order(order_total_minor=1)).outcome is Outcome.SETTLED
    assert gateway.query(order(number="R 1")).code == "BAD_REFUND_NUMBER"


def test_the_answer_is_kept_for_people_up_to_a_limit() -> None:
    receipt = alipay(alipay_says(found_refund(refund_reason="长" * 9000)))[0].query(order())
    assert receipt.raw.startswith(b'{"alipay_trade_fastpay_refund_query_response":')
    assert len(receipt.raw) == 8 * 1024
    assert receipt.http_status == 200


# --- Notices ---------------------------------------------------------------------------------


def notice(**changes) -> dict[str, str]:
    params = {
        "app_id": APP_ID,
        "charset": "utf-8",
        "gmt_refund": "2026-11-22 10:29:58.123",
        "notify_id": "2026112200222103000012345678",
        "notify_time": "2026-11-22 10:30:00",
        "notify_type": "trade_status_sync",
        "out_biz_no": "R2026112200000101",
        "out_trade_no": "1261122000012349",
        "refund_fee": "5.00",
        "seller_id": SELLER_ID,
        "sign_type": "RSA2",
        "subject": "语雀 空间&=+",
        "total_amount": "12.30",
        "trade_no": TRADE_NO,
        "trade_status": "TRADE_SUCCESS",
        "version": "1.0",
    }
    return {name: value for name, value in (params | changes).items() if value is not None}


def deposit(**changes) -> dict[str, str]:
    content = {
        "trade_no": TRADE_NO,
        "out_trade_no": "1261122000012349",
        "out_request_no": "R2026112200000101",
        "dback_status": "F",
        "dback_amount": "5.00",
        "bank_ack_time": "2026-11-22 10:00:00",
    }
    params = {
        "app_id": APP_ID,
        "biz_content": json.dumps(content),
        "charset": "UTF-8",
        "msg_method": "alipay.trade.refund.depositback.completed",
        "notify_id": "2026112200222103000012345679",
        "sign_type": "RSA2",
        "utc_timestamp": str(int(NOW.timestamp() * 1000)),
        "version": "1.1",
    }
    return params | changes


def read(body: bytes, **changes):
    return alipay(alipay_says({}), **changes)[0].parse_notification({}, body)


def test_a_refund_notice_is_a_hint_to_ask_and_nothing_else() -> None:
    told = read(notice_form(notice()))
    assert (told.refund_number, told.order_number) == ("R2026112200000101", "1261122000012349")
    assert (told.notice_id, told.ack) == ("2026112200222103000012345678", "success")
    # refund_fee is the trade's total, so no amount is claimed for this refund.
    assert (told.receipt.outcome, told.receipt.amount_minor) == (Outcome.ACCEPTED, None)


def test_a_payment_notice_concerns_no_refund() -> None:
    told = read(notice_form(notice(refund_fee=None, out_biz_no=None, gmt_refund=None)))
    assert (told.refund_number, told.ack) == ("", "success")


def test_a_notice_in_gbk_is_read_as_it_was_signed() -> None:
    assert read(notice_form(notice(charset="GBK"))).refund_number


def test_a_message_keeps_sign_type_in_what_is_signed() -> None:
    told = read(notice_form(deposit(), keeps_sign_type=True))
    assert told.receipt.outcome is Outcome.SETTLED
    assert told.receipt.credited_to == "alipay_balance"
    assert told.receipt.amount_minor == 500
    with pytest.raises(NoticeRejected) as refused:
        read(notice_form(deposit()))
    assert refused.value.reason is NoticeFault.FORGED


def test_another_message_is_acknowledged_and_concerns_no_refund() -> None:
    told = read(notice_form(deposit(msg_method="alipay.open.other"), keeps_sign_type=True))
    assert (told.refund_number, told.ack) == ("", "success")


def stale(seconds):
    return f"{NOW + timedelta(hours=8, seconds=seconds):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"a=" + b"x" * 70_000, NoticeFault.OVERSIZED),
        (b"", NoticeFault.MALFORMED),
        (b"hello", NoticeFault.MALFORMED),
        (b"\xff\xfe=1", NoticeFault.MALFORMED),
        (b"charset=utf-7&a=1", NoticeFault.MALFORMED),
        (b"charset=utf-8&a=%ff", NoticeFault.MALFORMED),
        (b"&".join(b"p%d=1" % n for n in range(101)), NoticeFault.MALFORMED),
        (notice_form(notice()) + b"&refund_fee=9.00", NoticeFault.MALFORMED),
        (notice_form(notice()).replace(b"refund_fee=5.00", b"refund_fee=9.00"), NoticeFault.FORGED),
        (notice_form(notice()) + b"&more=1", NoticeFault.FORGED),
        (notice_form(notice(sign_type="RSA")), NoticeFault.FORGED),
        (b"app_id=1&sign_type=RSA2", NoticeFault.FORGED),
        (notice_form(notice(app_id="2021000000000000")), NoticeFault.WRONG_MERCHANT),
        (notice_form(notice(seller_id="2088000000000000")), NoticeFault.WRONG_MERCHANT),
        (notice_form(notice(notify_time=stale(-26 * 3600 - 1))), NoticeFault.STALE),
        (notice_form(notice(notify_time=stale(301))), NoticeFault.STALE),
        (notice_form(notice(notify_time=None)), NoticeFault.MALFORMED),
        (notice_form(notice(notify_id=None)), NoticeFault.MALFORMED),
    ],
)
def test_a_notice_that_proves_nothing_is_refused(body: bytes, reason: NoticeFault) -> None:
    with pytest.raises(NoticeRejected) as refused:
        read(body)
    assert refused.value.reason is reason


def test_a_repetition_of_the_last_day_is_still_fresh() -> None:
    assert read(notice_form(notice(notify_time=stale(-25 * 3600)))).notice_id


@pytest.mark.parametrize("content", ["", "[]", "{", '{"dback_status":"S"}'])
def test_a_message_without_a_number_is_malformed(content: str) -> None:
    with pytest.raises(NoticeRejected) as refused:
        read(notice_form(deposit(biz_content=content), keeps_sign_type=True))
    assert refused.value.reason is NoticeFault.MALFORMED


# --- Bills -----------------------------------------------------------------------------------

COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,"
    "券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
DAY = date(2026, 11, 21)
LINK = "https://dwbillcenter.alipay.com/downloadBillFile.resource?bizType=trade&fileId=1"


def bill_row(kind="退款", amount="-5.00", number="R2026112200000101", name="卡"):
    fields = dict.fromkeys(COLUMNS.split(","), "0.00") | {
        "支付宝交易号": TRADE_NO,
        "商户订单号": "1261122000012349",
        "业务类型": kind,
        "商品名称": name,
        "完成时间": "2026-11-21 10:30:01",
        "订单金额（元）": amount,
        "退款批次号/请求号": number,
    }
    return ",".join(f"{value}\t" for value in fields.values())


def table(*rows):
    head = "#支付宝业务明细查询\r\n#账号：[2088123412341234]\r\n#----业务明细列表----\r\n"
    foot = "#----业务明细列表结束----\r\n#退款合计：1笔\r\n"
    return (head + "\r\n".join([COLUMNS, *rows]) + "\r\n" + foot).encode("gbk")


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return made.getvalue()


def fetch(link=LINK, file=b"", status=200):
    says = alipay_says({"code": "10000", "msg": "Success", "bill_download_url": link})
    gateway, wire = alipay(says, lambda request: httpx.Response(status, content=file))
    return list(gateway.fetch_statement(DAY)), wire


def test_a_bill_gives_its_refunds_in_fen_and_nothing_else() -> None:
    rows = [bill_row(kind="交易", amount="12.30", number=""), bill_row(), bill_row(number="")]
    summary = "#支付宝业务汇总查询\r\n门店编号,门店名称,交易订单总笔数\r\n合计,,3\r\n".encode("gbk")
    lines, wire = fetch(file=packed(detail=table(*rows), summary=summary))
    assert content_of(wire.asked[0]) == {"bill_type": "trade", "bill_date": "2026-11-21"}
    assert [(line.refund_number, line.amount_minor) for line in lines] == [
        ("R2026112200000101", 500),
        ("", 500),
    ]
    assert lines[0].provider_reference == TRADE_NO
    assert lines[0].at.isoformat() == "2026-11-21T10:30:01+08:00"


def test_a_bill_without_refunds_is_an_empty_statement() -> None:
    assert fetch(file=packed(detail=table()))[0] == []


def test_plain_text_abroad_is_made_https() -> None:
    _, wire = fetch(link=LINK.replace("https", "http"), file=packed(detail=table()))
    assert str(wire.asked[1].url) == LINK


@pytest.mark.parametrize("code", ["NO_BILL_DATA", "BILL_NOT_EXIST", "isp.bill_not_exist"])
def test_a_bill_that_is_not_there_yet_is_asked_for_later(code: str) -> None:
    node = {"code": "40004", "msg": "Business Failed", "sub_code": code}
    with pytest.raises(StatementUnavailable) as refused:
        list(alipay(alipay_says(node))[0].fetch_statement(DAY))
    assert (refused.value.code, refused.value.later) == (code, True)


@pytest.mark.parametrize(
    "code", ["INVAILID_ARGUMENTS", "BILL_DATE_BEFORE_REGISTRATION", "TYPE_NOT_SUPPORTED"]
)
def test_a_wrong_request_for_a_bill_is_configuration(code: str) -> None:
    node = {"code": "40004", "msg": "Business Failed", "sub_code": code}
    with pytest.raises(StatementUnavailable) as refused:
        list(alipay(alipay_says(node))[0].fetch_statement(DAY))
    assert (refused.value.later, refused.value.concern) == (False, Concern.CONFIGURATION)


def test_a_link_that_is_not_signed_is_not_followed() -> None:
    says = alipay_says({"code": "10000", "bill_download_url": LINK}, how="unsigned")
    gateway, wire = alipay(says)
    with pytest.raises(StatementUnavailable):
        gateway.fetch_statement(DAY)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    "link", ["", "file:///etc/passwd", "ftp://x/y", "https://", "https://a:b/", 7]
)
def test_a_link_that_leads_nowhere_is_refused(link) -> None:
    with pytest.raises(StatementUnavailable):
        fetch(link=link, file=packed(detail=table()))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"<html>expired</html>",
        packed(),
        packed(other=b"a,b\r\n1,2\r\n"),
        packed(detail=table("1,2,3")),
        packed(detail=table(bill_row(amount="5.001"))),
        packed(detail=table(bill_row(amount=""))),
        packed(detail=b"\xff\xff\xff"),
        packed(**{f"f{n}": b"" for n in range(17)}),
        packed(detail=table(bill_row()))[:-30],
    ],
)
def test_a_bill_that_is_not_as_documented_is_refused_whole(file: bytes) -> None:
    with pytest.raises(StatementUnavailable) as refused:
        fetch(file=file)
    assert refused.value.later is False


def test_a_bill_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(alipay_bills, "UNPACKED_LIMIT", 100_000)
    with pytest.raises(StatementUnavailable, match="TOO_LARGE"):
        alipay_bills.refund_lines(packed(bomb=b"0" * 10_000_000))


def test_a_dead_link_is_asked_for_again_later() -> None:
    with pytest.raises(StatementUnavailable) as refused:
        fetch(status=403)
    assert refused.value.later is True


def test_the_window_is_the_merchant_s_contract() -> None:
    who = alipay_credentials(refund_window=timedelta(days=90))
    gateway, _ = alipay(alipay_says({}), refund_window=who.refund_window)
    assert gateway.refund_window == timedelta(days=90)
    assert dataclasses.fields(who)
