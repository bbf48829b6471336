"""The life of an anchor: the table of arrows, in Python and in the database's trigger."""

import re
from itertools import product
from pathlib import Path

import pytest

from weikameng.domain.anchor_words import STATES, TROUBLES, VERDICTS
from weikameng.domain.anchoring import AnchorState, ChainTrouble, Place, may_become, raised
from weikameng.records import migrations

TRIGGER = Path(migrations.__file__).parent / "0033_anchors.sql"


def test_the_trigger_has_the_same_arrows() -> None:
    listed = re.findall(r"\('(\w+)', '(\w+)'\)", TRIGGER.read_text(encoding="utf-8"))
    ours = {(a, b) for a, b in product(AnchorState, repeat=2) if may_become(a, b)}
    assert {(str(a), str(b)) for a, b in ours} == set(listed)


def test_a_lost_anchor_stays_lost_and_nothing_is_final_before_it_was_mined() -> None:
    assert not any(may_become(AnchorState.LOST, one) for one in AnchorState)
    assert not may_become(AnchorState.SENT, AnchorState.FINAL)


@pytest.mark.parametrize("price", [1, 7, 8, 10**9, 10**9 + 1, 123_456_789_123])
def test_a_raised_price_is_at_least_a_tenth_more(price: int) -> None:
    assert raised(price) * 10 >= price * 11


def test_every_state_trouble_and_verdict_has_its_words() -> None:
    assert set(STATES) == set(AnchorState)
    assert set(TROUBLES) == set(ChainTrouble)
    every = [*STATES.values(), *TROUBLES.values(), *VERDICTS.values()]
    assert all(words.zh and words.en for words in every)


def test_a_place_is_one_text_of_three_parts() -> None:
    assert Place(31337, "0xab", "0xcd").text == "31337:0xab:0xcd"
