"""The code on our own pages: letters no reader mixes up, and one code for one set of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.proof_code import (
    ALPHABET,
    CASE_STATUSES,
    LENGTH,
    ORDER_STATUSES,
    Claim,
    every_word,
    folded,
    grouped,
    key_from,
    same_code,
    status_said,
)
from weikameng.domain.reading.folding import alike, bare
from weikameng.domain.words import Words

KEY = key_from("a secret")
ORDER, CASE = "1261111012345678", "2261111012345678"
CLAIM = Claim(ORDER, 5000, "delivered", "2026-11-23 14:05")
CLAIMS = st.builds(
    Claim,
    st.sampled_from([ORDER, CASE]),
    st.integers(0, 10**8),
    st.sampled_from([*ORDER_STATUSES, *CASE_STATUSES]),
    st.datetimes().map(lambda at: f"{at:%Y-%m-%d %H:%M}"),
)


def test_the_alphabet_has_no_letter_that_folds_into_another():
    assert not set(ALPHABET) & set("0OoDQ1IilL2Zz5Ss6G78BbUV") - {"6"}
    assert "6" in ALPHABET
    assert "G" not in ALPHABET
    assert alike(ALPHABET) == ALPHABET
    assert folded(ALPHABET.lower()) == ALPHABET
    assert len(set(ALPHABET)) == len(ALPHABET)


@given(CLAIMS)
def test_a_code_is_twelve_letters_of_the_alphabet_and_known_as_ours(claim):
    code = KEY.code(claim)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert KEY.issued(code)
    assert folded(grouped(code)) == code
    assert grouped(code).replace(" ", "") == code
    assert [len(group) for group in grouped(code).split()] == [4, 4, 4]


@given(CLAIMS, CLAIMS)
def test_other_words_have_another_code(one, other):
    assert (one == other) == same_code(KEY.code(one), KEY.code(other))


@pytest.mark.parametrize(
    "other",
    [
        Claim(ORDER, 50000, "delivered", CLAIM.minute),
        Claim(ORDER, 5000, "failed", CLAIM.minute),
        Claim(ORDER, 5000, "delivered", "2026-11-23 14:06"),
        Claim(CASE, 5000, "delivered", CLAIM.minute),
    ],
)
def test_amount_status_minute_and_number_all_count(other):
    assert not same_code(KEY.code(CLAIM), KEY.code(other))


@given(CLAIMS, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_letter_read_wrong_is_the_same_code_but_no_longer_a_whole_one(claim, place, letter):
    code = KEY.code(claim)
    read = code[:place] + letter + code[place + 1 :]
    assert same_code(code, read)
    # Three letters in 19 tell: one misread in seven thousand passes for whole.
    assert read == code or not KEY.issued(read) or place < 9


@given(CLAIMS)
def test_another_secret_knows_nothing_of_our_codes(claim):
    other = key_from("another secret")
    assert not same_code(other.code(claim), KEY.code(claim))
    assert "secret" not in repr(other)


@given(st.text(max_size=40))
def test_whatever_is_read_folds_to_something_and_is_hardly_ever_ours(text):
    assert folded(text).isascii()
    assert not KEY.issued(folded(text))


@pytest.mark.parametrize("statuses", [ORDER_STATUSES, CASE_STATUSES])
def test_no_two_statuses_of_a_page_share_a_word(statuses):
    owners: dict[str, str] = {}
    for name, word in every_word(statuses):
        assert owners.setdefault(bare(word).casefold(), name) == name


def test_words_lead_to_the_status_of_their_own_page():
    assert status_said(ORDER, Words("已退款", "Refunded")) == "refunded"
    assert status_said(CASE, Words("退款成功", "Refunded")) == "refunded"
    assert status_said(CASE, Words("已退款", "Refunded")) is None
    assert status_said(ORDER, Words("不知道", "Who knows")) is None
