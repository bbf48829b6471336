"""The books: whatever happens to refunds, in whatever order, every fen stays in them (R4.6)."""

import ast
import inspect
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weikameng.domain import books, case_plan, recovery
from weikameng.domain.books import CLAIMS, Cost, Posting
from weikameng.domain.money import shared_out
from weikameng.domain.policy import split
from weikameng.domain.recovery import Booked, Month, lines_of

START = datetime(2026, 11, 1, tzinfo=UTC)
ROUTES = ["alipay", "wechatpay", "wallet", "offline"]
BEARERS = ["platform", "supplier:sandbox", "supplier:福禄", "supplier:a:b"]


@dataclass
class Leg:
    """A payout as the engine keeps it: what replaced another has its root's claim."""

    id: int
    root: int
    route: str
    amount_minor: int
    settlements: int = 0
    settled: bool = False
    replaced: bool = False


@dataclass
class Desk:
    """Everything that may be booked, in any order, and what was booked."""

    at: datetime = START
    legs: list[Leg] = field(default_factory=list)
    costs: dict[int, Cost] = field(default_factory=dict)
    entries: list[tuple[int, Posting, datetime]] = field(default_factory=list)

    def post(self, leg: int, posting: Posting) -> None:
        """Write an entry: its cause is new, and it is of its kind."""
        assert books.fits(posting), posting
        assert posting.cause not in {other.cause for _, other, _ in self.entries}
        self.entries.append((leg, posting, self.at))

    def balance(self, account: str) -> int:
        """Debits less credits."""
        return sum(
            p.amount_minor * ((p.debit == account) - (p.credit == account))
            for _, p, _ in self.entries
        )

    def accounts(self) -> set[str]:
        """Every account that was touched."""
        return {name for _, p, _ in self.entries for name in (p.debit, p.credit)}

    def act(self, name: str, which: int, amount: int) -> None:
        """Do one thing if it can be done now; time goes on."""
        self.at += timedelta(days=which % 17)
        if name == "owed" or not self.legs:
            self._owe(which, amount)
        elif name == "reassigned":
            self._reassign(which)
        elif name == "received":
            self._receive(which, amount)
        else:
            self._move(name, self.legs[which % len(self.legs)], amount)

    def open_minor(self, bearer: str) -> int:
        """What a supplier owes: what arrived of the refunds it bears, less what it has paid."""
        account = books.cost_account(bearer)
        owed = sum(
            leg.amount_minor
            for leg in self.legs
            if leg.settled and self.costs[leg.root].account == account
        )
        paid = sum(
            p.amount_minor
            for _, p, _ in self.entries
            if p.kind == books.RECEIVED and p.credit == account
        )
        return owed - paid

    def _owe(self, which: int, amount: int) -> None:
        leg = Leg(len(self.legs), len(self.legs), ROUTES[which % len(ROUTES)], amount)
        bearer = BEARERS[which % len(BEARERS)]
        self.legs.append(leg)
        self.costs[leg.id] = Cost(str(leg.id), amount, books.cost_account(bearer))
        self.post(leg.id, books.owed(str(leg.id), amount, bearer))

    def _move(self, name: str, leg: Leg, amount: int) -> None:
        if name == "settled" and not leg.settled and not leg.replaced:
            leg.settled, leg.settlements = True, leg.settlements + 1
            nth = leg.settlements
            self.post(leg.id, books.settled(str(leg.id), leg.amount_minor, leg.route, nth))
        elif name == "reversed" and leg.settled:
            leg.settled = False
            nth = leg.settlements
            self.post(leg.id, books.reversed_(str(leg.id), leg.amount_minor, leg.route, nth))
        elif name == "replaced" and not leg.settled and not leg.replaced:
            leg.replaced = True
            first = amount % leg.amount_minor
            for part in filter(None, (first, leg.amount_minor - first)):
                self.legs.append(Leg(len(self.legs), leg.root, "offline", part))

    def _reassign(self, which: int) -> None:
        root = list(self.costs)[which % len(self.costs)]
        cost, bearer = self.costs[root], BEARERS[which // 7 % len(BEARERS)]
        if cost.account != books.cost_account(bearer):
            posting = books.reassigned(cost, bearer, "更正")
            self.post(root, posting)
            self.costs[root] = Cost(
                cost.number, cost.amount_minor, posting.debit, cost.corrections + 1
            )

    def _receive(self, which: int, amount: int) -> None:
        bearer = BEARERS[1 + which % 3]
        if (paid := min(amount, self.open_minor(bearer))) > 0:
            name = bearer.removeprefix("supplier:")
            self.post(-1, books.received(name, paid, f"r{len(self.entries)}"))


# Few refunds, and much that happens to each of them.
OFTEN = ["settled", "settled", "settled", "reversed", "replaced", "replaced", "reassigned"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from([*OFTEN, "reassigned", "received", "owed"]),
        st.integers(0, 1_000),
        st.integers(1, 10**9),
    ),
    max_size=60,
)


@given(ACTS)
@settings(max_examples=150, deadline=None)
def test_every_sequence_balances_and_no_fen_is_lost(acts: list[tuple[str, int, int]]) -> None:
    desk = Desk()
    for act in acts:
        desk.act(*act)
        assert sum(desk.balance(account) for account in desk.accounts()) == 0
        # What buyers are owed is what is still to be paid ...
        unpaid = [leg for leg in desk.legs if not leg.settled and not leg.replaced]
        assert -desk.balance(CLAIMS) == sum(leg.amount_minor for leg in unpaid)
        # ... and somebody bears every fen of it: us, a supplier, or a supplier that has paid.
        borne = [a for a in desk.accounts() if a.startswith(("cost:", "recovery:", "cash:supp"))]
        owed = sum(cost.amount_minor for cost in desk.costs.values())
        assert sum(map(desk.balance, borne)) == owed


@given(ACTS)
@settings(max_examples=150, deadline=None)
def test_the_months_of_a_supplier_add_up_to_what_it_owes(acts: list[tuple[str, int, int]]) -> None:
    desk = Desk()
    for act in acts:
        desk.act(*act)
    for bearer in BEARERS[1:]:
        account = books.cost_account(bearer)
        lines = [line for root in desk.costs for line in lines_of(_family(desk, root), account)]
        paid = desk.balance(f"cash:{bearer}")
        assert sum(line.amount_minor for line in lines) == desk.open_minor(bearer) + paid
        for line in lines:  # a line is of the month of its entry
            assert line.at == desk.entries[line.entry][2]


def _family(desk: Desk, root: int) -> list[Booked]:
    kin = {leg.id for leg in desk.legs if leg.root == root}
    return [
        Booked(place, leg, p.kind, p.debit, p.credit, p.amount_minor, at)
        for place, (leg, p, at) in enumerate(desk.entries)
        if leg in kin
    ]


def told(*steps: tuple[str, str, str, int]) -> list[Booked]:
    """A family's entries in short, a day apart."""
    return [
        Booked(place, 1, kind, debit, credit, amount, START + timedelta(days=place))
        for place, (kind, debit, credit, amount) in enumerate(steps)
    ]


OWED = ("owed", "recovery:s", "claims", 100)
PAID = ("settled", "claims", "clearing:x", 100)
BACK = ("reversed", "clearing:x", "claims", 100)
TO_US = ("reassigned", "cost:platform", "recovery:s", 100)
TO_THEM = ("reassigned", "recovery:s", "cost:platform", 100)


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        ((OWED,), []),
        ((OWED, PAID), [("settled", 100)]),
        ((OWED, PAID, BACK), [("settled", 100), ("reversed", -100)]),
        ((OWED, TO_US, PAID), []),
        ((OWED, PAID, TO_US), [("settled", 100), ("reassigned", -100)]),
        ((OWED, PAID, TO_US, BACK), [("settled", 100), ("reassigned", -100)]),
        ((OWED, PAID, TO_US, BACK, TO_THEM), [("settled", 100), ("reassigned", -100)]),
        (
            (OWED, PAID, TO_US, BACK, TO_THEM, PAID),
            [("settled", 100), ("reassigned", -100), ("settled", 100)],
        ),
        (
            (OWED, PAID, TO_US, TO_THEM),
            [("settled", 100), ("reassigned", -100), ("reassigned", 100)],
        ),
    ],
)
def test_a_statement_tells_what_arrived_while_the_supplier_bore_it(steps, lines) -> None:
    found = lines_of(told(*steps), "recovery:s")
    assert [(line.kind, line.amount_minor) for line in found] == lines


def test_a_correction_moves_every_part_that_has_arrived() -> None:
    parts = [
        Booked(0, 1, "owed", "recovery:s", "claims", 100, START),
        Booked(1, 2, "settled", "claims", "clearing:offline", 60, START),
        Booked(2, 3, "settled", "claims", "clearing:alipay", 40, START),
        Booked(3, 1, "reassigned", "cost:platform", "recovery:s", 100, START),
    ]
    told = [(line.leg, line.amount_minor) for line in lines_of(parts, "recovery:s")]
    assert told == [(2, 60), (3, 40), (2, -60), (3, -40)]


@pytest.mark.parametrize("bearer", BEARERS)
def test_who_stands_behind_an_account_can_be_read_from_it(bearer: str) -> None:
    assert books.bearer_on(books.cost_account(bearer)) == bearer


def test_a_supplier_without_a_name_is_called_so() -> None:
    assert books.cost_account("supplier") == "recovery:unnamed"


@pytest.mark.parametrize(
    "posting",
    [
        Posting("x", "gift", "cost:platform", CLAIMS, 1),
        Posting("x", "owed", CLAIMS, "cost:platform", 1),
        Posting("x", "owed", "cost:platform", CLAIMS, 0),
        Posting("x", "owed", "cost:buyer", CLAIMS, 1),
        Posting("x", "settled", CLAIMS, "cash:alipay", 1),
        Posting("x", "reassigned", "cost:platform", "cost:platform", 1),
        Posting("x", "received", "cash:alipay", "recovery:s", 1),
    ],
)
def test_an_entry_that_is_not_of_its_kind_is_seen(posting: Posting) -> None:
    assert not books.fits(posting)


def test_what_a_statement_shows_moves_from_clearing_to_cash() -> None:
    posting = books.cleared("226", 100, "alipay", 2)
    assert (posting.debit, posting.credit) == ("clearing:alipay", "cash:alipay")
    assert posting.cause == "cleared:226:2"
    assert books.fits(posting)


def test_the_example_in_the_docs_adds_up() -> None:
    page = (Path(__file__).parents[2] / "docs" / "books.md").read_text(encoding="utf-8")
    example = page.split("## An example")[1].split("\n## ")[0]
    row = re.compile(r"(?m)^\|[^|]*\| `(\w+)` \| `([^`]+)` \| `([^`]+)` \| (\d+) \|$")
    postings = [Posting("", k, d, c, int(fen)) for k, d, c, fen in row.findall(example)]
    assert len(postings) == 9
    assert all(map(books.fits, postings))
    left = {
        name: sum(p.amount_minor * ((p.debit == name) - (p.credit == name)) for p in postings)
        for name in {account for p in postings for account in (p.debit, p.credit)}
    }
    assert {name: fen for name, fen in left.items() if fen} == {
        "cost:platform": 1000,
        "cash:supplier:fulu": 5000,
        "clearing:wallet": -1000,
        "clearing:alipay": 5000,  # the statement of the return is still to come
        "cash:alipay": -5000,
        "clearing:offline": -5000,
    }


@given(st.integers(2000, 2199), st.integers(1, 12))
def test_months_follow_each_other_without_a_gap(year: int, month: int) -> None:
    one = Month(year, month)
    assert Month.named(str(one)) == one == one.next.previous
    assert Month.of(one.starts) == one == Month.of(one.next.starts - timedelta(microseconds=1))


def test_a_month_begins_at_midnight_in_beijing() -> None:
    assert Month.named("2026-11").starts == datetime(2026, 10, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-1", "1999-12", "２０２６-11", "x"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.named(text)


@pytest.mark.parametrize("room", [books, recovery, split, case_plan, shared_out])
def test_no_currency_exponent_is_assumed_where_money_is_shared_and_booked(
    room: ModuleType | object,
) -> None:
    """Whole minor units only: no hundred, no fraction, no word for yuan (100 fen)."""
    tree = ast.parse(inspect.getsource(room))  # type: ignore[arg-type]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float)
            assert node.value not in (10, 100, 1000), node.lineno
        assert not isinstance(node, ast.Div)
        assert not (isinstance(node, ast.Name) and node.id in {"yuan_of", "minor_of", "Decimal"})
