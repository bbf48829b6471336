"""Suppliers over HTTP: unknown is not failed, partial exists, and bad signatures are refused."""

import hashlib
import json
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.gateways.sandbox_http.clients import form
from weikameng.gateways.sandbox.over_http.suppliers import fulu_sign

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payments" / "suppliers.json"


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_the_published_fulu_signature_holds():
    cases = json.loads(VECTORS.read_text())["cases"]
    case = next(case for case in cases if case["id"] == "fulu-sign-chars")
    assert fulu_sign(case["params"], case["app_secret"]) == case["sign"]


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Fulu:
    """Speaks with Fulu."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def send(self, method, content, **wrong):
        params = {
            "app_key": self.sandbox.secrets["fulu_app_key"],
            "method": method,
            "timestamp": f"{datetime.now(timezone(timedelta(hours=8))):%Y-%m-%d %H:%M:%S}",
            "version": "2.0",
            "format": "json",
            "charset": "utf-8",
            "sign_type": "md5",
            "app_auth_token": "",
            "biz_content": json.dumps(content),
        } | {name: value for name, value in wrong.items() if name != "sign"}
        text = json.dumps(params, ensure_ascii=False, separators=(",", ":"))
        sign = md5("".join(sorted(text)) + self.sandbox.secrets["fulu_app_secret"])
        signed = params | {"sign": wrong.get("sign", sign)}
        return self.sandbox.line.post("/fulu/api/getway", json=signed)

    def state(self, number):
        answer = self.send("fulu.order.info.get", {"customer_order_no": number})
        if answer.status_code != 200:
            return answer.status_code
        said = answer.json()
        return json.loads(said["result"]).get("order_state", said["code"])

    def order(self, number, account):
        content = {"customer_order_no": number, "charge_account": account, "customer_price": 10}
        return self.send("fulu.order.direct.add", content).json()


class Xingquanyi:
    """Speaks with 星权益."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def send(self, path, **params):
        wrong = params.pop("sign", "")
        params = {
            "merchant": self.sandbox.secrets["xingquanyi_merchant"],
            "timestamp": str(int(time.time())),
        } | params
        text = "".join(name + value for name, value in sorted(params.items()))
        sign = wrong or md5(self.sandbox.secrets["xingquanyi_key"] + text)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = form(params | {"sign": sign})
        return self.sandbox.line.post(path, content=body, headers=kind)

    def order(self, number, account, **more):
        asked = {"outer_order_id": number, "account": account, "price": "10.00"} | more
        return self.send("/api/recharge", **asked).json()

    def asked(self, number):
        return self.send("/api/outer-order", outer_order_id=number).json()


@pytest.fixture
def fulu(sandbox):
    return Fulu(sandbox)


@pytest.fixture
def xingquanyi(sandbox):
    return Xingquanyi(sandbox)


@pytest.mark.parametrize(
    ("ending", "states"),
    [
        ("9999", ["success"]),
        ("0000", ["failed"]),
        ("2222", ["processing", "processing", "success"]),
        ("3333", ["untreated"]),
        ("1313", ["success", "failed", "success"]),
        ("4444", [9999]),
        ("5555", [3002]),
        ("8888", [503]),
    ],
)
def test_fulu_tells_by_our_own_number(fulu, ending, states):
    fulu.order("S1", f"player-{ending}")
    assert [fulu.state("S1") for _ in states] == states


def test_fulu_does_not_know_what_it_never_got(fulu):
    assert fulu.state("never") == 3002


def test_fulu_may_sign_with_a_key_that_is_not_its_own(fulu, sandbox):
    fulu.order("S1", "player-1212")
    said = fulu.send("fulu.order.info.get", {"customer_order_no": "S1"}).json()
    assert said["code"] == 0
    assert said["sign"] != fulu_sign(said, sandbox.secrets["fulu_app_secret"])


def test_the_operator_has_a_supplier_take_an_order(fulu, xingquanyi, sandbox):
    for supplier in ("fulu", "xingquanyi"):
        sandbox.do("supplies", supplier=supplier, number="S1", account="player-0000")
    assert fulu.state("S1") == "failed"
    assert xingquanyi.asked("S1")["data"]["state"] == 500
    wrong = {"supplier": "nobody", "number": "S1"}
    assert sandbox.line.post("/_control/supplies", json=wrong).status_code == 400


def test_fulu_delivers_a_number_once(fulu, sandbox):
    first, again = fulu.order("S1", "player-9999"), fulu.order("S1", "other")
    assert first == again


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"sign": "0" * 32}, 1003),
        ({"app_key": "other"}, 1002),
        ({"timestamp": "2020-01-01 00:00:00"}, 1004),
        ({"timestamp": "soon"}, 1004),
    ],
)
def test_fulu_refuses_what_is_not_properly_signed(fulu, wrong, code):
    content = {"customer_order_no": "S1"}
    assert fulu.send("fulu.order.info.get", content, **wrong).json()["code"] == code


@pytest.mark.parametrize(
    ("ending", "state", "back"),
    [
        ("9999", 200, "0.00"),
        ("0000", 500, "0.00"),
        ("2222", 101, "0.00"),
        ("3333", 100, "0.00"),
        ("7777", 200, "5.00"),
    ],
)
def test_xingquanyi_tells_by_our_own_number(xingquanyi, ending, state, back):
    xingquanyi.order("S1", f"player-{ending}")
    data = xingquanyi.asked("S1")["data"]
    assert (data["state"], data["refunded_amount"]) == (state, back)


def test_unknown_is_said_as_a_server_error_then_as_501(xingquanyi):
    xingquanyi.order("S1", "player-4444")
    assert xingquanyi.asked("S1")["code"] == "server_error"
    assert xingquanyi.asked("S1")["data"]["state"] == 501


def test_a_line_may_go_dead(xingquanyi, fulu):
    xingquanyi.order("S1", "player-6666")
    fulu.order("S1", "player-6666")
    with pytest.raises(httpx.TransportError):
        xingquanyi.asked("S1")
    with pytest.raises(httpx.TransportError):
        fulu.state("S1")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"sign": "0" * 32}, "sign_error"),
        ({"merchant": "other"}, "merchant_error"),
        ({"timestamp": "1"}, "timestamp_error"),
    ],
)
def test_xingquanyi_refuses_what_is_not_properly_signed(xingquanyi, wrong, code):
    assert xingquanyi.send("/api/order", outer_order_id="S1", **wrong).json()["code"] == code


def test_xingquanyi_calls_back_signed_until_it_reads_ok(xingquanyi, sandbox, letterbox):
    letterbox.answers[:] = [(200, b"success"), (200, b"ok")]
    xingquanyi.order("S1", "player-9999", notify_url=letterbox.url)
    sandbox.advance(6)
    sandbox.advance(60)
    told = [dict(parse_qsl(body.decode(), keep_blank_values=True)) for _, body in letterbox.got]
    assert len(told) == 2
    sign = told[0].pop("sign")
    text = "".join(name + value for name, value in sorted(told[0].items()))
    assert sign == md5(sandbox.secrets["xingquanyi_key"] + text)
    assert (told[0]["outer_order_id"], told[0]["state"]) == ("S1", "200")
