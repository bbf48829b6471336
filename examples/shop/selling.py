"""What the shop does: sells, shows keys, applies for its buyers, pays back, confirms, compares."""

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from books import Books, Row
from desk import Away, Desk, Refused
from standardwebhooks import Webhook

log = logging.getLogger("shop")
# What is on the shelf: our sku, the desk's kind of good, the price in fen.
SHELF = {
    "east-card-30": ("game_card_key", "东海点卡 30 元", "East Sea card 30", 3_000),
    "east-card-3": ("game_card_key", "东海点卡 3 元", "East Sea card 3", 300),
}
CLOSED = "closed-"  # customers of that name have closed their account: paying them back fails


class Shop:
    """A shop that pays its refunds back itself and leaves the judging to the desk."""

    def __init__(self, books: Books, desk: Desk) -> None:
        self.books = books
        self.desk = desk
        self._one_at_a_time = threading.Lock()

    def set_up(self, address: str) -> None:
        """Tell the desk what we sell and where its events go; the secret is shown once."""
        for sku, (kind, zh, en, price) in SHELF.items():
            named = {"sku": sku, "kind": kind, "name_zh": zh, "name_en": en}
            self.desk.post("/products", named | {"price": yuan(price)})
        url = f"{address}/webhooks"
        if not self.books.setting("secret"):
            made = self.desk.post("/webhooks", {"url": url, "note": "example"})
            self.books.keep("endpoint", made["id"])
            self.books.keep("secret", made["secret"])
        elif self.books.setting("url") not in {"", url}:  # we listen elsewhere now
            self.desk.change(f"/webhooks/{self.books.setting('endpoint')}", {"url": url})
        self.books.keep("url", url)

    def sell(self, customer: str, sku: str) -> Row:
        """Sell one card: paid and delivered at once, and pushed to the desk with the next work."""
        number = f"EX-{secrets.token_hex(5)}"
        row = (number, customer, sku, SHELF[sku][3], secrets.token_hex(8), f"PAY-{number}", now())
        with self.books.writing() as line:
            line.execute(
                "INSERT INTO orders (number, customer, sku, price_fen, secret, reference, paid_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return self.order(number)

    def order(self, number: str) -> Row:
        """Return an order without its key."""
        found = self.books.order(number)
        if found is None:
            raise Refused(404, {"detail": "没有这个订单 / no such order"})
        del found["secret"]
        return found

    def show_key(self, number: str) -> str:
        """Show a key: the desk hears of it first, and says when a refund holds it."""
        self.order(number)
        told = {"kind": "revealed", "happened_at": now(), "unit": 1}
        results = self.desk.post(f"/orders/{self._at_desk(number)}/usage", {"updates": [told]})
        (one,) = results["results"]
        if one["answer"]["outcome"] not in {"taken", "known"}:
            raise Refused(409, {"detail": "正在退款,卡密已冻结 / a refund holds this key"})
        found = self.books.order(number)
        assert found is not None
        return str(found["secret"])

    def outlook(self, number: str) -> dict[str, Any]:
        """Ask whether it can be refunded, by our own number of it."""
        self._at_desk(number)
        return self.desk.get("/eligibility", external_number=number)

    def apply(self, number: str, reason: str, narrative: str) -> Row:
        """Apply for a buyer; applying twice is one application."""
        said = {"order": self._at_desk(number), "reason": reason, "narrative": narrative}
        applied = self.desk.post("/refunds", said)
        self._note(number, applied["number"], applied["state"])
        return self.order(number)

    def hear(self, headers: dict[str, str], body: bytes) -> bool:
        """Take one event: genuine, and once. Raises WebhookVerificationError for any other.

        What is to be done about it is written down with it; ``work`` does it.
        """
        event = Webhook(self.books.setting("secret")).verify(body, headers)
        with self.books.writing():  # seen and written down together, or neither
            if self.books.seen_before(headers["webhook-id"], event["type"]):
                return False
            refund, payout = event["data"].get("refund"), event["data"].get("payout")
            order = (event["data"].get("order") or {}).get("external_number")
            if refund and order:
                self._note(order, refund["number"], refund["state"])
            if event["type"] == "payout.to_pay" and payout:
                self.books.want(payout["number"], order, payout["amount_minor"], again=True)
        return True

    def work(self) -> None:
        """Do what waits: push orders, pay back, confirm. What is cut off is done next time, and
        what the desk refuses stops nothing else."""
        with self._one_at_a_time:
            self._each("SELECT * FROM orders WHERE desk_number = ''", self._push)
            self._each("SELECT * FROM payouts WHERE state = 'wanted'", self._pay)
            self._each("SELECT * FROM payouts WHERE state <> 'wanted' AND NOT told", self._tell)

    def _each(self, waiting: str, act: Callable[[Row], None]) -> None:
        for row in self.books.rows(waiting):
            try:
                act(row)
            except Refused as no:
                log.warning("%s: %s", row["number"], no)

    def catch_up(self) -> None:
        """Ask for every payout that waits for us: heals events that never came."""
        for one in self.desk.every("/payouts", route="shop", state="intended"):
            self.books.want(one["number"], one["external_number"], one["amount_minor"])

    def reconcile(self, day: str) -> dict[str, Any]:
        """Hold our books of a day (Beijing) against the desk's."""
        self.catch_up()
        self.work()
        rows = self.books.rows("SELECT * FROM payouts WHERE state = 'paid'")
        lines = [
            {"payout": r["number"], "reference": r["reference"], "amount_minor": r["amount_fen"]}
            for r in rows
            if day_of(r["paid_at"]) == day
        ]
        return self.desk.post("/payouts/reconcile", {"day": day, "lines": lines})

    def _push(self, row: Row) -> None:
        order = {
            "external_number": row["number"],
            "buyer": row["customer"],
            "sku": row["sku"],
            "units": [{"price": yuan(row["price_fen"])}],
            "payments": [
                {
                    "route": "alipay",
                    "amount": yuan(row["price_fen"]),
                    "reference": row["reference"],
                }
            ],
            "paid_at": row["paid_at"],
            "completed_at": row["paid_at"],
        }
        taken = self.desk.post("/orders", order, key=row["number"])
        with self.books.writing() as line:
            line.execute(
                "UPDATE orders SET desk_number = ? WHERE number = ?",
                (taken["number"], row["number"]),
            )

    def _pay(self, row: Row) -> None:
        """The shop's own bank. The payout's number is the payment's: paying twice is impossible."""
        order = self.books.order(row["order_number"])
        fails = order is None or order["customer"].startswith(CLOSED)
        state, reference = ("failed", "") if fails else ("paid", f"BANK-{row['number']}")
        with self.books.writing() as line:
            line.execute(
                "UPDATE payouts SET state = ?, reference = ?, paid_at = ?"
                " WHERE number = ? AND state = 'wanted'",
                (state, reference, now(), row["number"]),
            )

    def _tell(self, row: Row) -> None:
        path = f"/payouts/{row['number']}"
        if row["state"] == "paid":
            told = {"reference": row["reference"], "amount_minor": row["amount_fen"]}
            self.desk.post(f"{path}/confirm", told | {"paid_at": row["paid_at"]})
        else:
            self.desk.post(f"{path}/fail", {"why": "账户已注销 / account closed"})
        with self.books.writing() as line:
            line.execute("UPDATE payouts SET told = 1 WHERE number = ?", (row["number"],))

    def _at_desk(self, number: str) -> str:
        """The desk's number of an order; pushed first if it was not yet."""
        if not self.order(number)["desk_number"]:
            self.work()
        found = str(self.order(number)["desk_number"])
        if not found:
            raise Away("the order is not pushed yet")
        return found

    def _note(self, number: str, refund: str, state: str) -> None:
        with self.books.writing() as line:
            line.execute(
                "UPDATE orders SET refund = ?, state = ? WHERE number = ?", (refund, state, number)
            )


def yuan(fen: int) -> str:
    """Return an amount as the desk takes it in orders."""
    return f"{fen // 100}.{fen % 100:02d}"


def now() -> str:
    """Return this moment."""
    return datetime.now(UTC).isoformat()


def day_of(moment: str) -> str:
    """Return the day in Beijing."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
