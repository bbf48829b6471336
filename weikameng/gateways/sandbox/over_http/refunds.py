"""Payments and refunds in the sandbox's books: idempotent by number, never above the payment,
moved on by the sandbox's clock, with one ledger line for every fen that moves.
"""

import json
from dataclasses import replace

from weikameng.gateways.sandbox.over_http.account import (
    MINUTE,
    Listener,
    Payment,
    Refund,
    Refused,
    Why,
    Wish,
    refund_of,
    serial,
    steps_of,
)
from weikameng.gateways.sandbox.over_http.books import Books, Row
from weikameng.gateways.sandbox.over_http.clock import DAY_SECONDS, Clock
from weikameng.gateways.sandbox.over_http.plan import Plan
from weikameng.gateways.sandbox.over_http.scenarios import Scenario, named

MAX_PARTS = 50


class Refunds:
    """The till: takes payments and refunds for every provider and moves them on."""

    def __init__(self, books: Books, clock: Clock) -> None:
        self._books = books
        self._clock = clock
        self.listeners: dict[str, Listener] = {}

    def pay(self, provider: str, number: str, amount: int, notify_url: str = "") -> Payment:
        """Take a payment; the same number again answers what is known. Raises Refused."""
        now = self._clock.now()
        with self._books.at_once():
            made = self._books.rows(
                "INSERT INTO payment (provider, number, trade_no, amount, notify_url, paid_at)"
                " SELECT :provider, :number, :trade_no, :amount, :url, :at WHERE NOT EXISTS"
                " (SELECT 1 FROM closed WHERE provider = :provider AND number = :number)"
                " ON CONFLICT DO NOTHING RETURNING number",
                {
                    "provider": provider,
                    "number": number,
                    "trade_no": serial("2200" if provider == "alipay" else "4200", number, now),
                    "amount": amount,
                    "url": notify_url,
                    "at": now,
                },
            )
            if made:
                self._enter("paid", provider, (number, "", amount), now)
            paid = self.payment(provider, number=number)
        if paid is None:
            raise Refused(Why.CLOSED)
        return paid

    def close(self, provider: str, number: str) -> bool:
        """Take no payment with this number any more; False when it was paid before."""
        with self._books.at_once():
            if self.payment(provider, number=number):
                return False
            self._books.rows(
                "INSERT INTO closed VALUES (:provider, :number) ON CONFLICT DO NOTHING",
                {"provider": provider, "number": number},
            )
        return True

    def payment(self, provider: str, number: str = "", trade_no: str = "") -> Payment | None:
        """Return the payment with this number of ours or of the provider's; both must agree."""
        rows = self._books.rows(
            "SELECT * FROM payment WHERE provider = :provider AND :number || :trade_no <> ''"
            " AND (:number = '' OR number = :number) AND (:trade_no = '' OR trade_no = :trade_no)",
            {"provider": provider, "number": number, "trade_no": trade_no},
        )
        return Payment(**rows[0]) if rows else None

    def age(self, provider: str, number: str, days: int) -> None:
        """Make a payment older with all that was refunded of it: what happens now was then."""
        what = {"provider": provider, "number": number, "seconds": days * DAY_SECONDS}
        with self._books.at_once():
            self._books.rows(
                "UPDATE payment SET paid_at = paid_at - :seconds"
                " WHERE provider = :provider AND number = :number",
                what,
            )
            self._books.rows(
                "UPDATE refund SET taken_at = taken_at - :seconds,"
                " settled_at = settled_at - :seconds, turns_at = turns_at - :seconds"
                " WHERE provider = :provider AND payment = :number",
                what,
            )
            self._books.rows(
                "UPDATE entry SET at = at - :seconds"
                " WHERE provider = :provider AND payment = :number",
                what,
            )

    def find(self, provider: str, scope: str, number: str) -> Refund | None:
        """Return a refund after moving everything on that is due."""
        self.tick()
        rows = self._books.rows(
            "SELECT * FROM refund WHERE provider = :provider AND scope = :scope"
            " AND number = :number",
            {"provider": provider, "scope": scope, "number": number},
        )
        return refund_of(rows[0]) if rows else None

    def by_id(self, refund_id: str) -> Refund | None:
        """Return a refund by the provider's own number."""
        self.tick()
        rows = self._books.rows("SELECT * FROM refund WHERE id = :id", {"id": refund_id})
        return refund_of(rows[0]) if rows else None

    def take(self, wish: Wish, scenario: Scenario, plan: Plan) -> Refund:
        """Take a refund once, however often it is asked for. Raises Refused."""
        with self._books.at_once():
            self.tick()
            known = self.find(wish.provider, wish.scope, wish.number)
            if known is not None:
                if (known.amount, known.payment) != (wish.amount, wish.payment):
                    raise Refused(Why.OTHER_AMOUNT)
                return known
            self._check(wish, plan)
            refund_id = self._write(wish, scenario, plan)
            self.tick()
            found = self.by_id(refund_id)
            assert found
            return replace(found, fresh=True)

    def retake(self, refund: Refund, seconds: float) -> Refund:
        """Pay an abnormal refund by another way: it runs again and will settle."""
        with self._books.at_once():
            self._books.rows(
                "UPDATE refund SET status = 'PROCESSING', turns_at = :at, steps = :steps"
                " WHERE id = :id AND status = 'ABNORMAL'",
                {
                    "id": refund.id,
                    "at": self._clock.now() + seconds,
                    "steps": json.dumps([(seconds, "SUCCESS")]),
                },
            )
            again = self.by_id(refund.id)
            assert again
            return again

    def settled_total(self, provider: str, payment: str) -> int:
        """Return what was really sent back of a payment so far."""
        total: int = self._books.rows(
            "SELECT coalesce(sum(amount), 0) AS total FROM refund WHERE provider = :provider"
            " AND payment = :payment AND status IN ('SUCCESS', 'BANK_REFUSED')",
            {"provider": provider, "payment": payment},
        )[0]["total"]
        return total

    def tick(self) -> int:
        """Move on what is due by the sandbox's clock; return how many steps were made."""
        now, made = self._clock.now(), 0
        due = "SELECT * FROM refund WHERE turns_at <= :now ORDER BY turns_at, id"
        while self._books.rows(due, {"now": now}):
            with self._books.at_once():
                for row in self._books.rows(due, {"now": now}):
                    self._turn(row)
                    made += 1
        return made

    def _check(self, wish: Wish, plan: Plan) -> None:
        paid = self.payment(wish.provider, number=wish.payment)
        if paid is None:
            raise Refused(Why.NO_PAYMENT)
        if self._clock.now() - paid.paid_at > plan.window_days * DAY_SECONDS:
            raise Refused(Why.PERIOD_OVER)
        if paid.refunded == paid.amount:
            raise Refused(Why.ALL_GONE)
        if wish.amount > paid.amount - paid.refunded:
            raise Refused(Why.TOO_MUCH)
        past = self._books.rows(
            "SELECT count(*) AS parts, coalesce(max(taken_at), 0) AS last FROM refund"
            " WHERE provider = :provider AND payment = :payment",
            {"provider": wish.provider, "payment": wish.payment},
        )[0]
        gap = 3.0 if wish.provider == "alipay" else MINUTE
        if plan.gaps and self._clock.now() - past["last"] < gap:
            raise Refused(Why.TOO_SOON)
        if wish.provider == "wechatpay" and past["parts"] >= MAX_PARTS:
            raise Refused(Why.TOO_MANY)

    def _write(self, wish: Wish, scenario: Scenario, plan: Plan) -> str:
        now = self._clock.now()
        steps = steps_of(wish.provider, scenario.life, plan.settle_seconds)
        refund_id = serial("5030", f"{wish.provider}/{wish.scope}/{wish.number}", now)
        self._books.rows(
            "UPDATE payment SET refunded = refunded + :amount"
            " WHERE provider = :provider AND number = :payment",
            {"amount": wish.amount, "provider": wish.provider, "payment": wish.payment},
        )
        self._books.rows(
            "INSERT INTO refund VALUES (:id, :provider, :scope, :number, :payment, :amount,"
            " 'PROCESSING', :scenario, :reason, :url, :at, NULL, :steps, :turns_at)",
            {
                "id": refund_id,
                "provider": wish.provider,
                "scope": wish.scope,
                "number": wish.number,
                "payment": wish.payment,
                "amount": wish.amount,
                "scenario": scenario.name,
                "reason": wish.reason,
                "url": wish.notify_url,
                "at": now,
                "steps": json.dumps(steps),
                "turns_at": now + steps[0][0],
            },
        )
        return refund_id

    def _turn(self, row: Row) -> None:
        """Make one step: status, ledger line, what is held, and whoever listens."""
        (_, status), *rest = json.loads(row["steps"])
        at = row["turns_at"]
        self._books.rows(
            "UPDATE refund SET status = :status, steps = :steps, turns_at = :next,"
            " settled_at = CASE WHEN :status = 'SUCCESS' THEN :at ELSE settled_at END"
            " WHERE id = :id",
            {
                "id": row["id"],
                "status": status,
                "steps": json.dumps(rest),
                "next": at + rest[0][0] if rest else None,
                "at": at,
            },
        )
        line = (row["payment"], row["number"], row["amount"])
        if status == "SUCCESS":
            self._enter("refunded", row["provider"], (*line[:2], -line[2]), at)
        elif row["status"] == "SUCCESS" and status == "ABNORMAL":
            self._enter("sent_back", row["provider"], line, at)
        if status == "CLOSED":
            self._books.rows(
                "UPDATE payment SET refunded = refunded - :amount"
                " WHERE provider = :provider AND number = :payment",
                row,
            )
        self._tell(row["id"])

    def _tell(self, refund_id: str) -> None:
        row = self._books.rows("SELECT * FROM refund WHERE id = :id", {"id": refund_id})[0]
        if listener := self.listeners.get(row["provider"]):
            listener(refund_of(row), named(row["scenario"]))

    def _enter(self, kind: str, provider: str, line: tuple[str, str, int], at: float) -> None:
        self._books.rows(
            "INSERT INTO entry (at, provider, kind, payment, number, amount)"
            " VALUES (:at, :provider, :kind, :payment, :number, :amount)",
            {
                "at": at,
                "provider": provider,
                "kind": kind,
                "payment": line[0],
                "number": line[1],
                "amount": line[2],
            },
        )
