"""The providers of a campaign: the sandbox over HTTP on a free port, and what it did by itself."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from weikameng.gateways.sandbox.over_http.books import Row
from weikameng.gateways.sandbox.over_http.letters import Letters
from weikameng.gateways.sandbox.over_http.reports import settings
from weikameng.gateways.sandbox.over_http.room import Sandbox
from weikameng.gateways.sandbox.over_http.server import SandboxServer
from weikameng.gateways.sandbox.over_http.wire import Answer, Cut, Request
from weikameng.services.campaign.dealing import Dealer, Dealt
from weikameng.services.campaign.times import Time

ROUTES = ("alipay", "wechatpay")
_DOOR = "http://127.0.0.1:9/"
_NOTIFY = {"alipay": f"{_DOOR}alipay", "alipay_app": f"{_DOOR}alipay"} | {
    "wechatpay": f"{_DOOR}wechatpay"
}
_ABNORMAL = "/apply-abnormal-refund"
_TO_US = "MERCHANT_BANK_CARD"
# Both providers take this for "taken"; a dead door makes them write again.
TAKEN, NOT_TAKEN = Answer(200, b"success"), Answer(0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way to our door."""

    route: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Moved:
    """What the sandbox's own ledger says of one refund number: fen that are away now, how often
    they left, and the fen of it that went to our own account instead of the buyer's."""

    route: str
    number: str
    net_minor: int = 0
    times: int = 0
    returned: int = 0
    ours_minor: int = 0


class _Overseen(Sandbox):
    """The sandbox, with somebody who notes which abnormal refunds were directed to ourselves, and
    who holds back for a while what is carried out late.
    """

    to_us: set[str]
    dealer: Dealer
    held: list[tuple[float, Request]]

    def handle(self, request: Request) -> Answer:
        """Answer one request. Raises Cut where the line goes dead."""
        try:
            return self._answer(request)
        except Cut:
            if seconds := self.dealer.late_seconds:
                self.held.append((self.desk.clock.now() + seconds, request))
            raise

    def carry_out_late(self) -> None:
        """Carry out what was held back and is due; nobody hears the answer."""
        due = [one for one in self.held if one[0] <= self.desk.clock.now()]
        for one in due:
            self.held.remove(one)
            with suppress(Cut):
                self._answer(one[1])

    def _answer(self, request: Request) -> Answer:
        if not request.path.endswith(_ABNORMAL):
            return super().handle(request)
        before = self.desk.refunds.by_id(request.path.split("/")[-2])
        answer = super().handle(request)
        retaken = before is not None and before.status == "ABNORMAL" and answer.status == 200
        if before is not None and retaken:
            with suppress(ValueError):
                self.to_us.discard(before.number)
                if json.loads(request.body).get("type") == _TO_US:
                    self.to_us.add(before.number)
        return answer


class Outside:
    """Both providers: served, spoken with over HTTP, and read by the laws directly."""

    def __init__(self, folder: Path, time: Time) -> None:
        self._sandbox = _Overseen(folder, time.wall)
        self._sandbox.to_us, self._sandbox.held = set(), []
        self._server = SandboxServer(self._sandbox, "127.0.0.1", 0)
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.settings = settings(self._sandbox.keys, self._server.address)
        self.mailbox: list[Letter] = []
        self.door_open = True
        desk = self._sandbox.desk
        fresh = Letters(desk.books, desk.clock, self._carry)
        fresh.stationery = desk.letters.stationery
        desk.letters = fresh
        self._since = 0

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._sandbox.close()

    def begin(self, dealer: Dealer, settle_seconds: int, keys: str) -> None:
        """Begin a schedule: what is in the books from now on is its own."""
        plan = Dealt(
            settle_seconds=settle_seconds,
            gaps=True,
            wechatpay_keys=keys,
            notify=_NOTIFY,
            deal=dealer.scenario,
        )
        self._sandbox.desk.follow(plan)
        self._sandbox.dealer = dealer
        self._sandbox.to_us.clear()
        self._sandbox.held.clear()
        self.mailbox.clear()
        (newest,) = self._rows("SELECT coalesce(max(id), 0) AS id FROM entry")
        self._since = newest["id"]

    def pay(self, route: str, number: str, amount_minor: int) -> str:
        """Take a payment; returns the provider's number of it."""
        return self._sandbox.desk.refunds.pay(route, number, amount_minor).trade_no

    def charge_back(self, route: str, payment: str, amount_minor: int) -> bool:
        """The channel takes money of a payment away for the buyer; False when so much isn't left.

        It is no refund of ours, so it has no number in the ledger.
        """
        return bool(
            self._sandbox.books.rows(
                "UPDATE payment SET refunded = refunded + :amount WHERE provider = :route"
                " AND trade_no = :payment AND refunded + :amount <= amount RETURNING number",
                {"route": route, "payment": payment, "amount": amount_minor},
            )
        )

    def walk(self) -> int:
        """Move on what is due by the clock and write its letters; they land in the mailbox."""
        self._sandbox.carry_out_late()
        return self._sandbox.walk()

    def next_turn(self) -> float | None:
        """Return when the next refund moves on, or letter leaves, by the clock; None at rest."""
        (row,) = self._rows(
            "SELECT min(at) AS at FROM (SELECT min(turns_at) AS at FROM refund"
            " WHERE turns_at IS NOT NULL UNION ALL"
            " SELECT min(due_at) FROM letter WHERE state = 'waiting')"
        )
        moments = [at for at, _ in self._sandbox.held]
        moments += [row["at"]] if row["at"] is not None else []
        return min(moments, default=None)

    def moved(self) -> dict[tuple[str, str], Moved]:
        """Return what this schedule moved, by route and refund number."""
        rows = self._rows(
            "SELECT provider AS route, number, -sum(amount) AS net_minor,"
            " sum(kind = 'refunded') AS times, sum(kind = 'sent_back') AS returned"
            " FROM entry WHERE id > :since AND number <> '' GROUP BY provider, number"
        )
        ours = self._sandbox.to_us
        return {
            (row["route"], row["number"]): Moved(
                **row, ours_minor=row["net_minor"] if row["number"] in ours else 0
            )
            for row in rows
        }

    def refunds(self) -> list[Row]:
        """Return every refund of this schedule's payments: number, amount, payment, status."""
        return self._rows(
            "SELECT r.provider AS route, r.number, r.amount, r.status, p.trade_no"
            " FROM entry e JOIN payment p ON p.provider = e.provider AND p.number = e.payment"
            " JOIN refund r ON r.provider = p.provider AND r.payment = p.number"
            " WHERE e.id > :since AND e.kind = 'paid'"
        )

    def totals(self) -> dict[str, int]:
        """Return the fen that are away in all, by route: the sandbox's whole ledger."""
        rows = self._rows(
            "SELECT provider, -sum(amount) AS away FROM entry WHERE number <> '' GROUP BY provider"
        )
        return {row["provider"]: row["away"] for row in rows}

    def _rows(self, sql: str) -> list[Row]:
        return self._sandbox.books.rows(sql, {"since": self._since})

    def _carry(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if not self.door_open:
            return NOT_TAKEN
        self.mailbox.append(Letter(url.removeprefix(_DOOR), headers, body))
        return TAKEN
