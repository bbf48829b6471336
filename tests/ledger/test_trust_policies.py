"""Policies in the tlog-policy form: the specification's example, quorums, and every bad line."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.cast_of_log import LOG, ORIGIN, WITNESSES, checkpoint_of, note_of
from tests.witness_node import witness_key
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.offline import Outcome
from weikameng.ledger.trust_policies import (
    NO_POLICY,
    BadPolicy,
    check_by_policy,
    parse_policy,
)
from weikameng.ledger.witness_replies import request_body, size_seen
from weikameng.ledger.witnessing import parse_witness_request

XY = [f"{side}{number}" for side in "XY" for number in (1, 2, 3)]
KEYS = {name: witness_key(f"{name}.example").verifier for name in XY}
EXAMPLE = "".join(
    [
        f"log {LOG.verifier.vkey}\n\n",
        *(f"witness {name} {key.vkey}\n" for name, key in KEYS.items()),
        "group X-witnesses 2 X1 X2 X3\n",
        "group Y-witnesses any Y1 Y2 Y3\n",
        "group X-and-Y all X-witnesses Y-witnesses\n",
        "quorum X-and-Y\n",
    ]
)
THREE = [key.verifier for key in WITNESSES]
LISTED = "".join(f"witness w{n} {key.vkey} https://w{n}.example\n" for n, key in enumerate(THREE))
TWO_OF_THREE = parse_policy(f"{LISTED}group g 2 w0 w1 w2\nquorum g\n".encode())


def test_the_specification_s_example_is_two_x_and_one_y() -> None:
    policy = parse_policy(EXAMPLE.encode())
    for count in range(7):
        for names in combinations(XY, count):
            wanted = sum(n[0] == "X" for n in names) >= 2 and sum(n[0] == "Y" for n in names) >= 1
            assert policy.satisfied({KEYS[name] for name in names}) is wanted
    strangers = {witness_key(f"{n}.elsewhere").verifier for n in XY}
    assert not policy.satisfied(strangers)


def test_blanks_tabs_comments_and_chinese_names_are_read() -> None:
    text = f"  # 评论\n\n\twitness\t 何律师  {THREE[0].vkey} \t http://x/何 \n quorum\t何律师 \n"
    policy = parse_policy(text.encode())
    (known,) = policy.witnesses
    assert (known.name, known.url, policy.quorum) == ("何律师", "http://x/何", "何律师")


def test_quorum_none_asks_for_nobody() -> None:
    assert not parse_policy(b"quorum none").asks_for_witnesses
    assert NO_POLICY.satisfied(())


@pytest.mark.parametrize(("by", "outcome"), [
    (0, Outcome.TOO_FEW_WITNESSES), (1, Outcome.TOO_FEW_WITNESSES), (2, Outcome.HOLDS),
    (3, Outcome.HOLDS),
])  # fmt: skip
def test_a_head_holds_when_enough_of_its_witnesses_signed(by: int, outcome: Outcome) -> None:
    note = note_of(checkpoint_of(6), *WITNESSES[:by]).encoded()
    assert check_by_policy(note, TWO_OF_THREE, (LOG.verifier,)).outcome is outcome


def test_the_log_must_be_known_by_the_policy_or_by_the_reader() -> None:
    note = note_of(checkpoint_of(6), *WITNESSES).encoded()
    assert check_by_policy(note, TWO_OF_THREE).outcome is Outcome.OTHER_LOG
    elsewhere = VerifierKey(ORIGIN, bytes(31) + b"\1")
    assert check_by_policy(note, TWO_OF_THREE, (elsewhere,)).outcome is Outcome.NOT_SIGNED
    named = parse_policy(f"log {LOG.verifier.vkey}\nquorum none\n".encode())
    assert check_by_policy(note, named).outcome is Outcome.HOLDS
    one_key = VerifierKey(ORIGIN, THREE[0].public)
    assert check_by_policy(note, TWO_OF_THREE, (one_key,)).outcome is Outcome.MALFORMED


W0, LOG_LINE = LISTED.split("\n")[0], f"log {LOG.verifier.vkey}"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "no_quorum", 0),
        ("quorum none\nquorum none", "second_quorum", 2),
        ("quorum w0", "member", 1),
        (f"quorum w0\n{W0}", "member", 1),
        (f"{W0}\n{W0}\nquorum none", "key_twice", 2),
        (f"{LOG_LINE}\n{LOG_LINE} http://x\nquorum none", "key_twice", 2),
        (f"witness none {THREE[0].vkey}\nquorum none", "name_taken", 1),
        (f"witness a {THREE[0].vkey}\nwitness a {THREE[1].vkey}\nquorum none", "name_taken", 2),
        (f"witness a {LOG.verifier.vkey}\nquorum none", "key_type", 1),
        (f"log {THREE[0].vkey}\nquorum none", "key_type", 1),
        ("witness a b\nquorum none", "key", 1),
        ("witness a\nquorum none", "line", 1),
        ("wittness a b\nquorum none", "line", 1),
        ("quorum", "line", 1),
        (f"{LISTED}group g 0 w0\nquorum g", "threshold", 4),
        (f"{LISTED}group g 2 w0\nquorum g", "threshold", 4),
        (f"{LISTED}group g 01 w0\nquorum g", "threshold", 4),
        (f"{LISTED}group g some w0\nquorum g", "threshold", 4),
        (f"{LISTED}group g any w0 w0\nquorum g", "member", 4),
        (f"{LISTED}group g any w0 none\nquorum g", "member", 4),
        (f"{LISTED}group g any g\nquorum g", "member", 4),
        (f"{LISTED}group g any w0\ngroup h any w0\nquorum g", "member", 5),
        (f"{LISTED}group w0 any w1\nquorum none", "name_taken", 4),
        ("quorum none\r\n", "control_character", 1),
        ("quorum none\n\x00", "control_character", 2),
    ],
)
def test_a_bad_line_is_named(text: str, code: str, line: int) -> None:
    with pytest.raises(BadPolicy) as found:
        parse_policy(text.encode())
    assert (found.value.code, found.value.line) == (code, line)


@given(
    st.binary(max_size=200) | st.text("log witnesgrupqm none12+\t\n", max_size=80).map(str.encode)
)
def test_whatever_is_read_is_a_policy_or_malformed(content: bytes) -> None:
    try:
        parse_policy(content)
    except Malformed:
        return


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_what_we_ask_is_what_a_witness_reads(old: int, proof: list[bytes]) -> None:
    note = note_of(checkpoint_of(6)).encoded()
    read = parse_witness_request(request_body(old, tuple(proof), note))
    assert (read.old_size, read.proof, read.note) == (old, tuple(proof), note)


@pytest.mark.parametrize(
    "body", [b"", b"5", b"05\n", b"-1\n", b"5\n\n", b"9" * 40, "５\n".encode()]
)
def test_a_size_that_is_none_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        size_seen(body)
