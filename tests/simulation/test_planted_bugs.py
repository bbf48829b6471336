"""The laws can fail: each bug planted here is caught, or the rehearsal would prove nothing."""

import random
from dataclasses import replace

import pytest

from tests.tampering import tamper
from weikameng.domain.payout_life import ChannelTerms, Outcome, PayoutReceipt
from weikameng.services import wiring
from weikameng.services.simulation import laws, rehearsal
from weikameng.services.simulation.rehearsal import rehearse

pytestmark = pytest.mark.simulation
SEEDS = range(1, 5)


def play(bug, say=lambda _: None):
    """Play some seeds over a channel with a bug."""
    for seed in SEEDS:
        rehearse(seed, random.Random(seed), 60, say, bug)


class Planted(ChannelTerms):
    """A channel with one bug."""

    def __init__(self, inner):
        self.inner = inner

    def refund(self, order):
        return self.inner.refund(order)

    def query(self, order):
        return self.inner.query(order)


class PaysTwice(Planted):
    """Sends a refund again under a fresh number when it did not hear the answer."""

    def refund(self, order):
        half = replace(order, amount_minor=max(order.amount_minor // 2, 1))
        self.inner.refund(replace(half, number=f"{order.number}9"))
        return self.inner.refund(order)


class PaysOtherAmount(Planted):
    """Sends a cent less and says it was all."""

    def refund(self, order):
        self.inner.refund(replace(order, amount_minor=max(order.amount_minor - 1, 1)))
        return PayoutReceipt(Outcome.SETTLED, "SUCCESS", "SR")


class Lies(Planted):
    """Says settled without having paid."""

    def refund(self, order):
        return PayoutReceipt(Outcome.SETTLED, "SUCCESS", "SR")


class Forgets(Planted):
    """Never gets an answer: the money is stuck for ever."""

    def refund(self, order):
        return PayoutReceipt(Outcome.NEEDS_HUMAN, "LOST")


@pytest.mark.parametrize("bug", [PaysTwice, PaysOtherAmount, Lies, Forgets])
def test_a_channel_that_moves_money_wrongly_is_caught(bug):
    with pytest.raises(laws.LawBroken):
        play(bug)


TAMPERING = [
    "UPDATE refund_case SET state = 'closed' WHERE state IN ('reviewing', 'refunded')",
    "UPDATE evidence SET body = '{}' WHERE position = 1",
    "UPDATE wallet SET balance_minor = balance_minor + 1",
    "UPDATE order_unit SET usage = 'used' WHERE refunding_minor > 0",
    "UPDATE order_unit SET frozen = false",
    "DELETE FROM payout_receipt; DELETE FROM book_entry",
]


@pytest.mark.parametrize("statement", TAMPERING, ids=[text[:40] for text in TAMPERING])
def test_a_hand_in_the_database_is_caught(statement):
    class Tampers(Planted):
        def refund(self, order):
            receipt = self.inner.refund(order)
            tamper(statement)
            return receipt

    with pytest.raises((laws.LawBroken, AssertionError)):
        play(Tampers)


def test_a_gateway_called_inside_a_transaction_is_caught():
    from django.db import transaction

    with (
        wiring.overheard(rehearsal._no_open_transaction),
        transaction.atomic(),
        pytest.raises(laws.LawBroken, match="inside a transaction"),
    ):
        wiring.channel().payment("1")


def test_trouble_is_told_with_its_seed_and_its_last_lines():
    told: list[str] = []
    with pytest.raises(laws.LawBroken):
        play(Lies, told.append)
    assert told[0].startswith("seed ")
    assert 0 < len(told[1].splitlines()) <= 30
