"""Suppliers: Fulu (JSON, sorted characters) and Xingquanyi (form, sorted MD5); asked by our own
number they say success, failed, in progress, partial, or that they do not know.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from weikameng.domain.money import minor_of, yuan_of
from weikameng.gateways.sandbox.over_http.account import serial
from weikameng.gateways.sandbox.over_http.books import Row
from weikameng.gateways.sandbox.over_http.clock import BEIJING, stamp
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.letters import Event, Forgery
from weikameng.gateways.sandbox.over_http.wire import Answer, Cut, Request, json_answer, object_of

FULU, XINGQUANYI = "fulu", "xingquanyi"
FRESH_SECONDS = 300.0
SLOW_QUESTIONS = 2
FORGED_SECRET = "somebody else's"  # noqa: S105
LATE_SECONDS = 12.0  # longer than anybody waits for the next bytes


@dataclass(frozen=True, slots=True)
class Story:
    """What a supplier says of one account: Fulu's word, Xingquanyi's number, the share done."""

    fulu: str
    xingquanyi: int
    percent_done: int = 100


# Last four characters of the account → what becomes of the order.
STORIES: dict[str, Story] = {
    "": Story("success", 200),
    "0000": Story("failed", 500, 0),
    "1111": Story("success", 200),
    "2222": Story("processing", 101, 0),  # success from the third question on
    "3333": Story("untreated", 100, 0),
    "4444": Story("server_error", 501, 0),
    "5555": Story("not_found", 404, 0),
    "6666": Story("cut", 0, 0),
    "7777": Story("success", 200, 50),
    "8888": Story("http_error", 503, 0),
    "1212": Story("success", 200),  # Fulu signs it with another key
    "1313": Story("success", 200),  # every second answer: failed
    "1414": Story("success", 200),  # comes too late for whoever asked
}


def fulu_sign(params: Mapping[str, Any], secret: str) -> str:
    """Return MD5 of all characters of the JSON, sorted, and the secret behind them."""
    text = json.dumps(
        {key: value for key, value in params.items() if key != "sign"},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return _md5("".join(sorted(text)) + secret)


def xingquanyi_sign(params: Mapping[str, str], key: str) -> str:
    """Return MD5 of the key and every name and value, sorted by name."""
    pairs = sorted((name, value) for name, value in params.items() if name != "sign")
    return _md5(key + "".join(name + value for name, value in pairs))


def ordered(desk: Desk, supplier: str, number: str, order: tuple[str, int]) -> Row:
    """Deliver a number once, however often it is ordered; ``order``: account and fen."""
    now = desk.clock.now()
    desk.books.rows(
        "INSERT INTO supplied (supplier, number, id, account, amount, ordered_at)"
        " VALUES (:supplier, :number, :id, :account, :amount, :at) ON CONFLICT DO NOTHING",
        {
            "supplier": supplier,
            "number": number,
            "id": serial("7000", f"{supplier}/{number}", now),
            "account": order[0],
            "amount": order[1],
            "at": now,
        },
    )
    return desk.books.rows(
        "SELECT * FROM supplied WHERE supplier = :supplier AND number = :number",
        {"supplier": supplier, "number": number},
    )[0]


class Suppliers:
    """Two counterparts: ``/fulu/api/getway`` and ``/api/…``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        desk.letters.stationery[XINGQUANYI] = CallbackStationery(
            desk.keys.credentials.xingquanyi_key
        )

    def handle(self, request: Request) -> Answer:
        """Answer one request."""
        if request.method != "POST":
            return Answer(405)
        return self._fulu(request) if request.path.startswith("/fulu/") else self._form(request)

    def _fulu(self, request: Request) -> Answer:
        who = self._desk.keys.credentials
        try:
            params = object_of(request.body)
            content = json.loads(str(params.get("biz_content", "")))
        except ValueError:
            return self._fulu_says(1001, "参数格式错误")
        if params.get("app_key") != who.fulu_app_key:
            return self._fulu_says(1002, "app_key 不存在")
        if not _same(fulu_sign(params, who.fulu_app_secret), str(params.get("sign", ""))):
            return self._fulu_says(1003, "签名错误")
        if not self._fresh(str(params.get("timestamp", ""))):
            return self._fulu_says(1004, "时间戳已过期")
        number = str(content.get("customer_order_no", ""))
        if params.get("method") == "fulu.order.direct.add":
            account, price = str(content.get("charge_account", "")), content.get("customer_price")
            row = ordered(self._desk, FULU, number, (account, _fen(price)))
            return self._fulu_says(0, "接口调用成功", _fulu_order(row, "untreated"))
        if params.get("method") == "fulu.order.info.get":
            return self._fulu_asked(number)
        return self._fulu_says(1005, "方法不存在")

    def _fulu_asked(self, number: str) -> Answer:
        row = self._asked(FULU, number)
        story = _story(row)
        if row is None or story.fulu == "not_found":
            return self._fulu_says(3002, "订单不存在")
        if story.fulu == "cut":
            raise Cut
        if story.fulu == "http_error":
            return Answer(503)
        if story.fulu == "server_error":
            return self._fulu_says(9999, "server_error")
        secret = FORGED_SECRET if row["account"].endswith("1212") else ""
        return self._fulu_says(0, "接口调用成功", _fulu_order(row, story.fulu), secret)

    def _fulu_says(
        self, code: int, message: str, result: Mapping[str, Any] | None = None, secret: str = ""
    ) -> Answer:
        said = {
            "code": code,
            "message": message,
            "result": json.dumps(result or {}, ensure_ascii=False),
        }
        sign = fulu_sign(said, secret or self._desk.keys.credentials.fulu_app_secret)
        return json_answer(200, {**said, "sign": sign})

    def _form(self, request: Request) -> Answer:
        who = self._desk.keys.credentials
        params = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        wanted = xingquanyi_sign(params, who.xingquanyi_key)
        if params.get("merchant") != who.xingquanyi_merchant:
            return _form_says("merchant_error", "商户不存在")
        if not _same(wanted, params.get("sign", "")):
            return _form_says("sign_error", "签名错误")
        moment = params.get("timestamp", "")
        at = int(moment) if moment.isascii() and moment.isdigit() else 0
        if abs(self._desk.clock.wall() - at) > FRESH_SECONDS:
            return _form_says("timestamp_error", "时间戳已过期")
        number = params.get("outer_order_id", "")
        if request.path == "/api/recharge":
            amount = _fen(params.get("price"))
            row = ordered(self._desk, XINGQUANYI, number, (params.get("account", ""), amount))
            self._call_back(row, params.get("notify_url", ""))
            return _form_says("ok", "", {**_form_order(row), "state": 100})
        if request.path in ("/api/order", "/api/outer-order"):
            return self._form_asked(number)
        return Answer(404)

    def _form_asked(self, number: str) -> Answer:
        row = self._asked(XINGQUANYI, number)
        story = _story(row)
        if row is None or story.xingquanyi == 404:
            return _form_says("order_not_found", "订单不存在")
        if story.fulu == "cut":
            raise Cut
        if story.fulu == "http_error":
            return Answer(503)
        if story.fulu == "server_error" and row["asked"] == 1:
            return _form_says("server_error", "系统异常，请勿按失败处理")
        return _form_says("ok", "", _form_order(row))

    def _asked(self, supplier: str, number: str) -> Row | None:
        rows = self._desk.books.rows(
            "UPDATE supplied SET asked = asked + 1 WHERE supplier = :supplier"
            " AND number = :number RETURNING *",
            {"supplier": supplier, "number": number},
        )
        if rows and rows[0]["account"].endswith("1414"):
            time.sleep(LATE_SECONDS)
        return rows[0] if rows else None

    def _call_back(self, row: Row, url: str) -> None:
        story = _story(row)
        if story.xingquanyi not in (200, 500):
            return
        self._desk.letters.post(
            Event(
                XINGQUANYI,
                row["id"],
                row["number"],
                url or self._desk.plan().notify.get("supplier", ""),
                {key: str(value) for key, value in _form_order(row).items()},
                row["ordered_at"] + 5,
            )
        )

    def _fresh(self, text: str) -> bool:
        try:
            at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).timestamp()
        except ValueError:
            return False
        return abs(self._desk.clock.wall() - at) <= FRESH_SECONDS


class CallbackStationery:
    """A form with the same signature as the requests; ``ok`` ends it, three tries in all."""

    gaps: tuple[float, ...] = (60.0, 300.0)

    def __init__(self, key: str) -> None:
        self._key = key

    def dressed(self, event: Event, _forgery: Forgery) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body as they travel now."""
        form = {key: str(value) for key, value in event.content.items()}
        form["sign"] = xingquanyi_sign(form, self._key)
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()

    def taken(self, answer: Answer) -> bool:
        """They want the two letters."""
        return answer.status == 200 and answer.body.strip() == b"ok"


def _story(row: Row | None) -> Story:
    if row is None:
        return STORIES["5555"]
    ending = row["account"][-4:]
    story = STORIES.get(ending, STORIES[""])
    if ending == "1313":
        return STORIES["" if row["asked"] % 2 else "0000"]
    slow = ending == "2222" and row["asked"] > SLOW_QUESTIONS
    return STORIES[""] if slow else story


def _fulu_order(row: Row, state: str) -> dict[str, Any]:
    return {
        "order_id": row["id"],
        "customer_order_no": row["number"],
        "charge_account": row["account"],
        "order_state": state,
        "order_type": 4,
        "order_price": float(yuan_of(row["amount"])),
        "operator_serial_number": f"OP{row['id'][-12:]}" if state == "success" else "",
        "create_time": stamp(row["ordered_at"]),
    }


def _form_order(row: Row) -> dict[str, Any]:
    story = _story(row)
    done = row["amount"] * story.percent_done // 100
    partly = story.xingquanyi == 200 and done < row["amount"]
    return {
        "order_id": row["id"],
        "outer_order_id": row["number"],
        "account": row["account"],
        "state": story.xingquanyi,
        "refunded_amount": yuan_of(row["amount"] - done if partly else 0),
        "recharge_info": f"已充值 {yuan_of(done)}" if partly else "",
    }


def _form_says(code: str, message: str, data: Mapping[str, Any] | None = None) -> Answer:
    return json_answer(200, {"code": code, "message": message, "data": data or {}})


def _fen(price: Any) -> int:
    try:
        return max(minor_of(str(price)), 0)
    except ValueError:
        return 0


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
