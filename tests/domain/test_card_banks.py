"""Cards that WeChat Pay can direct an abnormal refund to: fifteen banks, and no slips."""

import pytest

from weikameng.domain.card_banks import BANKS, Card, card_of, checks
from weikameng.domain.errors import Refusal

GOOD = "6222020200112233446"


def code_of(*given):
    with pytest.raises(Refusal) as caught:
        card_of(*given)
    return caught.value.code


def test_there_are_fifteen_banks_and_only_debit_cards():
    assert len(BANKS) == 15
    assert all(code.endswith("_DEBIT") for code in BANKS)
    assert all(words.zh and words.en for words in BANKS.values())


def test_a_card_is_taken_in_groups_and_in_full_width():
    for typed in (GOOD, "6222 0202 0011 2233 446", "６２２２０２０２００１１２２３３４４６"):
        assert card_of("ICBC_DEBIT", typed, " 林小 ") == Card("ICBC_DEBIT", GOOD, "林小")


def test_a_card_is_not_in_what_a_log_would_say():
    said = repr(card_of("ICBC_DEBIT", GOOD, "林小"))
    assert GOOD not in said
    assert "林小" not in said


def test_a_slip_is_seen():
    """ISO/IEC 7812-1's check digit finds every single wrong digit."""
    assert checks(GOOD)
    for place in range(len(GOOD)):
        for digit in set("0123456789") - {GOOD[place]}:
            assert not checks(GOOD[:place] + digit + GOOD[place + 1 :])


@pytest.mark.parametrize("number", ["", "abc", GOOD[:-1] + "8", "1" * 11, "1" * 20, "\x00" * 16])
def test_an_odd_number_is_refused(number):
    assert code_of("ICBC_DEBIT", number, "林小") == "card_number"


@pytest.mark.parametrize("holder", ["", "林", "林\x00小", "林\u202e小", "长" * 61])
def test_an_odd_holder_is_refused(holder):
    assert code_of("ICBC_DEBIT", GOOD, holder) == "card_holder"


@pytest.mark.parametrize("bank", ["", "ICBC_CREDIT", "HSBC_DEBIT", "<b>"])
def test_other_banks_are_refused(bank):
    assert code_of(bank, GOOD, "林小") == "bank"
