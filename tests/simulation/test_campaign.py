"""A small fault campaign in every run, and bugs planted to see that it would find them.

``CAMPAIGN_SEED=7 CAMPAIGN_SCHEDULES=1 pytest …`` repeats one; without CI some are drawn anew.
"""

import itertools
import os
import random
import re
import shutil
import time
from dataclasses import replace

import pytest
from django.db import transaction

from weikameng.domain import books
from weikameng.domain.payout_life import ChannelTerms, Outcome, PayoutReceipt
from weikameng.gateways.sandbox.over_http.keys import key_ring
from weikameng.records.reading.payouts import leg_named
from weikameng.records.writing.books import post
from weikameng.services import channel_notices, wiring
from weikameng.services.campaign import running
from weikameng.services.campaign.laws import LawBroken
from weikameng.services.campaign.times import START
from weikameng.services.campaign.world import Engine

pytestmark = pytest.mark.simulation
FIRST = int(os.environ.get("CAMPAIGN_SEED", "1"))
SCHEDULES = int(os.environ.get("CAMPAIGN_SCHEDULES", "60"))
DRAWN = 0 if "CI" in os.environ or "CAMPAIGN_SEED" in os.environ else 5
# How many schedules a planted bug may survive; most don't survive ten.
PATIENCE = 60


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Keys take a second to make, so they are made once."""
    folder = tmp_path_factory.mktemp("campaign") / "keys"
    key_ring(folder, START.timestamp)
    return folder


@pytest.fixture
def folder(tmp_path, keys):
    shutil.copytree(keys, tmp_path / "sandbox" / "keys")
    return tmp_path


def plays(on, seeds, say=print):
    for seed in seeds:
        running.play(on, seed, random.Random(seed), say)


def test_no_fen_moves_twice_or_is_lost_whatever_fails_and_whoever_dies(folder):
    drawn = [time.time_ns() % 10**9 + place for place in range(DRAWN)]
    with running.ground(folder) as on:
        running.warm_up(on, random.Random(0))
        plays(on, [*range(FIRST, FIRST + SCHEDULES), *drawn])
        running.check_all(on)
    assert on.tally.schedules == SCHEDULES + DRAWN
    if SCHEDULES >= 60:
        assert on.tally.crashes["pay out"] > 10
        assert on.tally.overlaps > 10
        assert len(on.tally.faults) > 30


def test_the_same_seed_plays_the_same_story(folder):
    with running.ground(folder) as on:
        running.warm_up(on, random.Random(0))
        for seed in (4, 5, 6):
            first, again = (_story(on, seed) for _ in range(2))
            assert first == again


def _story(on, seed):
    """The story of a seed without its numbers, which are new each time."""
    story = running.play(on, seed, random.Random(seed), print)
    assert len(story) > 10
    return [re.sub(r"\d+", "#", line) for line in story]


class Planted(ChannelTerms):
    """A channel with one bug."""

    def __init__(self, inner):
        self.inner = inner
        self.refund_window = inner.refund_window
        self.min_gap_same_order = inner.min_gap_same_order
        self.first_query_after = inner.first_query_after

    def refund(self, order):
        return self.inner.refund(order)

    def query(self, order):
        return self.inner.query(order)


class SendsANewNumber(Planted):
    """Sends the refund again under another number when it did not hear the answer."""

    def refund(self, order):
        receipt = self.inner.refund(order)
        if receipt.verified:
            return receipt
        return self.inner.refund(replace(order, number=f"{order.number}9"))


class TakesAcceptedForSettled(Planted):
    """Books what the channel has only taken note of."""

    def refund(self, order):
        return _settled(self.inner.refund(order))

    def query(self, order):
        return _settled(self.inner.query(order))


def _settled(receipt):
    accepted = receipt.outcome is Outcome.ACCEPTED
    return replace(receipt, outcome=Outcome.SETTLED) if accepted else receipt


class NeverAsks(Planted):
    """Sends again and again, whatever became of it."""

    def query(self, order):
        return PayoutReceipt(Outcome.RETRY_SAME_ID, "NOT_ASKED")


class BelievesAnything(Planted):
    """Takes an answer nobody signed for a proof."""

    def refund(self, order):
        return replace(self.inner.refund(order), outcome=Outcome.SETTLED, verified=True)


class SendsAFenLess(Planted):
    """Rounds in our favour."""

    def refund(self, order):
        return self.inner.refund(replace(order, amount_minor=max(order.amount_minor - 1, 1)))


class CallsInATransaction(Planted):
    """Holds the database while it waits for somebody else."""

    def query(self, order):
        with transaction.atomic():
            return self.inner.query(order)


# With the seed to begin with, so that none has to be waited for.
BUGS = [
    (SendsANewNumber, 20),
    (TakesAcceptedForSettled, 1),
    (NeverAsks, 7),
    (BelievesAnything, 1),
    (SendsAFenLess, 1),
    (CallsInATransaction, 1),
]


@pytest.mark.parametrize(("bug", "first"), BUGS)
def test_a_bug_in_how_channels_are_spoken_with_is_caught(folder, bug, first):
    def routes():
        return {route: bug(channel) for route, channel in wiring.gateways().items()}

    assert _caught(folder, Engine(routes=routes), first)


def test_booking_from_a_notice_instead_of_asking_is_caught(folder):
    count = itertools.count(100)

    def receive(route, headers, body, *, at):
        notice = wiring.gateways()[route].parse_notification(headers, body)
        if leg := leg_named(notice.refund_number):
            posting = books.settled(leg.number, leg.amount_minor, leg.route, next(count))
            post(posting, at, payout_id=leg.id)
        return channel_notices.receive(route, headers, body, at=at)

    assert _caught(folder, Engine(receive=receive))


def _caught(folder, engine, first=1):
    told: list[str] = []
    with running.ground(folder, engine) as on, pytest.raises(LawBroken) as broken:
        plays(on, range(first, first + PATIENCE), told.append)
    assert told[0].startswith("seed ")
    return str(broken.value)
