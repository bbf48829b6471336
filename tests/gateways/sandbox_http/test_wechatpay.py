"""WeChat Pay over HTTP: refuses what is not properly signed, refunds once, both key modes."""

import base64
import csv
import gzip
import hashlib
import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.gateways.sandbox_http.clients import REFUNDS, wechat_refund


@pytest.fixture
def wechat(sandbox):
    client = sandbox.wechat()
    client.pay("ORDER-1", 10_000)
    return client


def test_a_refund_settles_and_its_repeat_is_the_same_refund(wechat, sandbox):
    status, first = wechat.refund("ORDER-1", "R1", 3_000, 10_000)
    assert (status, first["status"], first["amount"]["refund"]) == (200, "SUCCESS", 3_000)
    assert wechat.refund("ORDER-1", "R1", 3_000, 10_000) == (200, first)
    assert wechat.query("R1") == (200, first)
    assert sandbox.get("ledger")["totals"]["wechatpay"]["refunded"] == 3_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "AAAA"},
        {"signature": "not base64!"},
        {"mchid": "1900000000"},
        {"serial_no": "00"},
        {"timestamp": "1"},
        {"timestamp": "soon"},
        {"nonce_str": ""},
        {"nonce_str": "another"},
    ],
)
def test_a_wrong_authorization_is_refused(wechat, sandbox, wrong):
    content = wechat_refund("ORDER-1", "R1", 3_000, 10_000)
    answer = wechat.send("POST", REFUNDS, content, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert sandbox.get("ledger")["refunds"] == []


def test_a_request_of_six_minutes_ago_is_refused_although_signed(wechat):
    old = str(int(time.time()) - 360)
    assert wechat.send("GET", f"{REFUNDS}/R1", timestamp=old).status_code == 401


def test_an_unsigned_or_altered_request_is_refused(wechat, sandbox):
    assert sandbox.line.post(REFUNDS, json={}).status_code == 401
    genuine = wechat.send("GET", f"{REFUNDS}/R1").request
    for target in (f"{REFUNDS}/R2", f"{REFUNDS}/R1?x=1"):
        headers = {"authorization": genuine.headers["authorization"]}
        assert sandbox.line.get(target, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"out_trade_no": "ORDER-9"}, (404, "RESOURCE_NOT_EXISTS")),
        ({"out_refund_no": "退款"}, (400, "PARAM_ERROR")),
        ({"out_refund_no": ""}, (400, "PARAM_ERROR")),
        ({"reason": "退" * 27}, (400, "PARAM_ERROR")),
        ({"undocumented": 1}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 1, "total": 10_000, "currency": "USD"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 1.5, "total": 10_000, "currency": "CNY"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": True, "total": 10_000, "currency": "CNY"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 0, "total": 10_000, "currency": "CNY"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 1, "total": 9_999, "currency": "CNY"}}, (400, "INVALID_REQUEST")),
        ({"amount": {"refund": 10_001, "total": 10_000, "currency": "CNY"}}, (400, None)),
    ],
)
def test_a_refund_that_makes_no_sense_is_refused_signed(wechat, change, said):
    content = wechat_refund("ORDER-1", "R1", 3_000, 10_000) | change
    status, refusal = wechat.ask("POST", REFUNDS, content)
    assert (status, refusal["code"]) == (said[0], said[1] or "INVALID_REQUEST")


def test_another_amount_for_a_known_number_is_refused(wechat):
    wechat.refund("ORDER-1", "R1", 3_000, 10_000)
    status, refusal = wechat.refund("ORDER-1", "R1", 2_000, 10_000)
    assert (status, refusal["code"]) == (400, "INVALID_REQUEST")


def test_a_refund_that_never_arrived_is_not_found(wechat):
    status, refusal = wechat.query("never")
    assert (status, refusal["code"]) == (404, "RESOURCE_NOT_EXISTS")


def test_the_fifty_first_part_is_refused(wechat):
    for part in range(50):
        assert wechat.refund("ORDER-1", f"R{part}", 1, 10_000)[0] == 200
    assert wechat.refund("ORDER-1", "R50", 1, 10_000)[0] == 400


def test_an_order_older_than_a_year_can_not_be_refunded(wechat, sandbox):
    sandbox.do("payments", provider="wechatpay", number="OLD-1", amount=500, days_ago=366)
    status, refusal = wechat.refund("OLD-1", "R1", 500, 500)
    assert (status, refusal["code"]) == (400, "INVALID_REQUEST")
    assert "期限" in refusal["message"]


def test_the_gap_between_parts_is_kept_when_the_plan_says_so(wechat, sandbox):
    sandbox.do("plan", gaps=True)
    assert wechat.refund("ORDER-1", "R1", 100, 10_000)[0] == 200
    assert wechat.refund("ORDER-1", "R2", 100, 10_000)[1]["code"] == "FREQUENCY_LIMITED"
    sandbox.advance(60)
    assert wechat.refund("ORDER-1", "R2", 100, 10_000)[0] == 200


def test_fifty_threads_with_one_number_refund_once(wechat, sandbox):
    content = wechat_refund("ORDER-1", "R1", 700, 10_000)
    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda _: wechat.send("POST", REFUNDS, content), range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refund_id"] for answer in answers}) == 1
    assert sandbox.get("ledger")["totals"]["wechatpay"]["refunded"] == 700


def test_fifty_threads_with_fifty_numbers_never_refund_more_than_was_paid(wechat, sandbox):
    def ask(number):
        return wechat.refund("ORDER-1", f"R{number}", 700, 10_000)[0]

    with ThreadPoolExecutor(50) as crowd:
        statuses = list(crowd.map(ask, range(50)))
    assert statuses.count(200) == 10_000 // 700
    assert sandbox.get("ledger")["totals"]["wechatpay"]["refunded"] == 700 * (10_000 // 700)


def test_answers_follow_the_key_the_request_names(wechat, sandbox):
    public = sandbox.config["wechatpay_public_key_id"]
    wechat.serial = public
    assert wechat.send("GET", f"{REFUNDS}/x").headers["Wechatpay-Serial"] == public
    wechat.serial = platform = sandbox.config["wechatpay_platform_serial"]
    assert wechat.send("GET", f"{REFUNDS}/x").headers["Wechatpay-Serial"] == platform
    sandbox.do("plan", wechatpay_keys="public_key")
    assert wechat.send("GET", f"{REFUNDS}/x").headers["Wechatpay-Serial"] == public
    status, refusal = wechat.ask("GET", "/v3/certificates")
    assert (status, refusal["code"]) == (404, "RESOURCE_NOT_EXISTS")


def test_certificates_are_sealed_with_the_apiv3_key(wechat, sandbox):
    data = wechat.ask("GET", "/v3/certificates")[1]["data"][0]
    assert data["serial_no"] == sandbox.config["wechatpay_platform_serial"]
    text = wechat.unsealed(data["encrypt_certificate"])
    assert text == sandbox.config["wechatpay_platform_certificate"]


def abnormal(sandbox, wechat):
    sandbox.do("plan", prefixes={"AB": "abnormal"})
    assert wechat.refund("ORDER-1", "AB1", 3_000, 10_000)[1]["status"] == "PROCESSING"
    sandbox.advance(61)
    refund = wechat.query("AB1")[1]
    assert refund["status"] == "ABNORMAL"
    return f"{REFUNDS}/{refund['refund_id']}/apply-abnormal-refund"


def test_an_abnormal_refund_is_finished_over_the_merchants_card(wechat, sandbox):
    target = abnormal(sandbox, wechat)
    wish = {"out_refund_no": "AB1", "type": "MERCHANT_BANK_CARD"}
    assert wechat.ask("POST", target, wish)[1]["status"] == "PROCESSING"
    assert wechat.ask("POST", target, wish)[1]["status"] == "PROCESSING"
    sandbox.advance(301)
    assert wechat.query("AB1")[1]["status"] == "SUCCESS"
    assert wechat.ask("POST", target, wish)[0] == 400
    assert sandbox.get("ledger")["totals"]["wechatpay"]["refunded"] == 3_000


def test_a_users_card_must_be_encrypted_for_wechat(wechat, sandbox):
    target = abnormal(sandbox, wechat)
    pem = sandbox.config["wechatpay_platform_certificate"].encode()
    key = x509.load_pem_x509_certificate(pem).public_key()

    def sealed(text):
        way = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
        return base64.b64encode(key.encrypt(text.encode(), way)).decode()

    wish = {"out_refund_no": "AB1", "type": "USER_BANK_CARD", "bank_type": "ICBC_DEBIT"}
    plain = {"bank_account": "6222000000000000", "real_name": "小林"}
    assert wechat.ask("POST", target, wish | plain)[1]["code"] == "PARAM_ERROR"
    told = {name: sealed(value) for name, value in plain.items()}
    assert wechat.ask("POST", target, wish | told)[1]["status"] == "PROCESSING"


def bill(wechat, day, target="tradebill", wanted="bill_type=REFUND"):
    status, link = wechat.ask("GET", f"/v3/bill/{target}?bill_date={day}&{wanted}&tar_type=GZIP")
    if status != 200:
        return link["code"], []
    path = "/v3/billdownload/file?" + link["download_url"].partition("?")[2]
    answer = wechat.send("GET", path)
    assert "Wechatpay-Signature" not in answer.headers, "the file's answer is not signed"
    text = gzip.decompress(answer.content)
    assert hashlib.sha1(text).hexdigest() == link["hash_value"], "the hash is of the unpacked file"
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert all(field.startswith("`") for row in rows[1:-2] for field in row)
    return "", [dict(zip(rows[0], (f[1:] for f in row), strict=True)) for row in rows[1:-2]]


def test_the_bill_of_a_day_comes_the_morning_after(wechat, sandbox, today, tomorrow_at):
    wechat.refund("ORDER-1", "R1", 3_000, 10_000)
    day = today(sandbox)
    tomorrow_at(sandbox, 9)
    assert bill(wechat, day)[0] == "STATEMENT_CREATING"
    tomorrow_at(sandbox, 10)
    (line,) = bill(wechat, day)[1]
    assert (line["商户退款单号"], line["退款金额"], line["退款状态"]) == ("R1", "30.00", "SUCCESS")
    flow = bill(wechat, day, "fundflowbill", "account_type=BASIC")[1]
    assert [(x["收支类型"], x["收支金额(元)"]) for x in flow] == [
        ("收入", "100.00"),
        ("支出", "30.00"),
    ]
    assert bill(wechat, "2020-01-01")[0] == "NO_STATEMENT_EXIST"


def test_a_bill_link_is_only_wechats_to_make(wechat, sandbox, today, tomorrow_at):
    wechat.refund("ORDER-1", "R1", 3_000, 10_000)
    day = today(sandbox)
    tomorrow_at(sandbox, 10)
    assert wechat.send("GET", f"/v3/billdownload/file?token=refund.{day}.GZIP.x").status_code == 404
