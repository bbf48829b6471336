"""The operator's hand in the sandbox: plan, clock, payments, ledger, letters; loopback only."""

import json
from collections.abc import Callable
from typing import Any

from weikameng.gateways.sandbox.over_http.account import Payment, Refused
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.reports import configuration, ledger, scenario_table
from weikameng.gateways.sandbox.over_http.suppliers import FULU, XINGQUANYI, ordered
from weikameng.gateways.sandbox.over_http.wire import (
    Answer,
    Request,
    json_answer,
    object_of,
    on_loopback,
)

ROOM = "/_control/"
LETTERS_SHOWN = 500
SUPPLIED_FEN = 1_000
PAID_PROVIDERS = ("alipay", "wechatpay")

Asked = dict[str, Any]


class Control:
    """Everything under ``/_control/``; what a browser on another page sends is refused."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: dict[str, Callable[[Request], Any]] = {
            "plan": lambda _: desk.plan().as_json(),
            "clock": lambda _: self._clock(),
            "ledger": lambda _: self._ledger(),
            "letters": lambda request: self._letters(request),
            "calls": lambda _: list(desk.played),
            "scenarios": lambda _: scenario_table(),
            "keys": lambda request: configuration(desk.keys, request.origin),
            "messages": lambda _: desk.books.rows("SELECT * FROM sms ORDER BY sent_at, id"),
            "payments": lambda request: {"payment": self._paid(request)},
        }
        self._done: dict[str, Callable[[Asked], Any]] = {
            "plan": lambda wishes: desk.change_plan(wishes).as_json(),
            "clock": self._advance,
            "payments": self._pay,
            "supplies": self._supply,
            "close": self._close,
            "age": self._age,
            "deliver": lambda _: {"steps": desk.refunds.tick(), "letters": self._walk()},
            "forget": lambda _: desk.books.forget(),
        }

    def handle(self, request: Request) -> Answer:
        """Answer one wish of the operator's."""
        if not on_loopback(request.peer) or "origin" in request.headers:
            return json_answer(403, {"problem": "the control room is for this machine only"})
        name = request.path.removeprefix(ROOM)
        if request.method == "GET" and name in self._shown:
            return json_answer(200, self._shown[name](request))
        if request.method != "POST" or name not in self._done:
            known = sorted({*self._shown, *self._done})
            return json_answer(404, {"problem": f"the control room has {', '.join(known)}"})
        if "json" not in request.headers.get("content-type", ""):
            return json_answer(415, {"problem": "send JSON"})
        try:
            return json_answer(200, self._done[name](object_of(request.body or b"{}")))
        except Refused as no:
            return json_answer(409, {"problem": no.why.value})
        except (ValueError, TypeError, KeyError) as problem:
            return json_answer(400, {"problem": str(problem)})

    def _clock(self) -> Asked:
        return {"now": self._desk.clock.now(), "wall": self._desk.clock.wall()}

    def _advance(self, wishes: Asked) -> Asked:
        self._desk.clock.advance(float(wishes["advance_seconds"]))
        self._desk.refunds.tick()
        return self._clock()

    def _ledger(self) -> Asked:
        self._desk.refunds.tick()
        return ledger(self._desk.books)

    def _walk(self) -> int:
        """Carry everything due, a batch at a time, until a round carries nothing."""
        total = 0
        while carried := self._desk.letters.deliver():
            total += carried
        return total

    def _letters(self, request: Request) -> list[Asked]:
        rows = self._desk.books.rows(
            "SELECT * FROM letter WHERE :number = '' OR number = :number"
            " ORDER BY id DESC LIMIT :limit",
            {"number": request.query.get("number", ""), "limit": LETTERS_SHOWN},
        )
        return [{**row, "content": json.loads(row["content"])} for row in reversed(rows)]

    def _pay(self, wishes: Asked) -> Asked:
        """Take a payment without a request, so that there is something to refund."""
        (provider, number), amount = _named(wishes), wishes["amount"]
        if not isinstance(amount, int) or amount <= 0:
            raise ValueError("amount is whole fen above 0")
        paid = self._desk.refunds.pay(provider, number, amount, wishes.get("notify_url", ""))
        if paid.amount != amount:
            raise ValueError("this number was paid with another amount")
        if days := int(wishes.get("days_ago", 0)):
            self._desk.refunds.age(provider, number, days)
        return _shown(paid)

    def _supply(self, wishes: Asked) -> Asked:
        """Have a supplier take an order; the account chooses what becomes of it."""
        if wishes["supplier"] not in (FULU, XINGQUANYI):
            raise ValueError(f"supplier is {FULU} or {XINGQUANYI}")
        order = (str(wishes.get("account", "")), int(wishes.get("amount", SUPPLIED_FEN)))
        row = ordered(self._desk, wishes["supplier"], str(wishes["number"]), order)
        return {"number": row["number"], "id": row["id"]}

    def _paid(self, request: Request) -> Asked | None:
        """Tell of the payment with this number; None when there is none."""
        query = request.query
        paid = self._desk.refunds.payment(query.get("provider", ""), query.get("number", ""))
        return _shown(paid) if paid else None

    def _close(self, wishes: Asked) -> Asked:
        """Take no payment with this number any more, unless it has been paid."""
        return {"closed": self._desk.refunds.close(*_named(wishes))}

    def _age(self, wishes: Asked) -> Asked:
        """Make a payment and its refunds older by whole days."""
        self._desk.refunds.tick()
        self._desk.refunds.age(*_named(wishes), int(wishes["days"]))
        return wishes


def _named(wishes: Asked) -> tuple[str, str]:
    """Return provider and number of a payment. Raises ValueError."""
    if wishes["provider"] not in PAID_PROVIDERS:
        raise ValueError("provider is alipay or wechatpay")
    return str(wishes["provider"]), str(wishes["number"])


def _shown(paid: Payment) -> Asked:
    return {"number": paid.number, "trade_no": paid.trade_no, "amount": paid.amount}
