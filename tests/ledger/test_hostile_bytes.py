"""Whatever bytes arrive, a parser answers with a value or with Malformed, and with nothing else."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.cast_of_log import ENTRIES, LOG, TRUST, checkpoint_of, note_of, proof_file
from tests.ledger.test_events import SOLD
from weikameng.ledger.bundles import bundle_of, entries_of
from weikameng.ledger.canonical import read_leaf
from weikameng.ledger.checkpoints import parse_checkpoint
from weikameng.ledger.envelopes import Envelope, parse_envelope
from weikameng.ledger.events import parse_event
from weikameng.ledger.keys import parse_signing_key, parse_vkey
from weikameng.ledger.logged_proofs import parse_logged_proof
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_lookups import absent, present
from weikameng.ledger.notes import parse_note
from weikameng.ledger.offline import Outcome, check_entry, check_head
from weikameng.ledger.signature_lines import parse_signature_line
from weikameng.ledger.tiles import parse_tile_path
from weikameng.ledger.verifying import TreeHead, consistent, included
from weikameng.ledger.witnessing import NOTHING_SEEN, answer_to, parse_witness_request

NOTE = note_of(checkpoint_of(9)).encoded()
Parser = Callable[[bytes], object]


def of_text(parse: Callable[[str], object]) -> Parser:
    return lambda content: parse(content.decode(errors="surrogatepass"))


PARSERS: dict[str, tuple[Parser, bytes]] = {
    "note": (parse_note, NOTE),
    "proof file": (parse_logged_proof, proof_file(4, 9).encoded()),
    "witness request": (parse_witness_request, b"old 0\n\n" + NOTE),
    "bundle": (lambda content: entries_of(content, 9), bundle_of(ENTRIES[:9])),
    "leaf": (read_leaf, SOLD.payload),
    "event": (parse_event, SOLD.payload),
    "envelope": (
        parse_envelope,
        Envelope(SOLD.payload).signed(Ed25519PrivateKey.from_private_bytes(bytes(32))).leaf,
    ),
    "checkpoint": (of_text(parse_checkpoint), checkpoint_of(9).text.encode()),
    "verifier key": (of_text(parse_vkey), LOG.verifier.vkey.encode()),
    "signing key": (of_text(parse_signing_key), b"PRIVATE+KEY+" + LOG.verifier.vkey.encode()),
    "signature line": (of_text(parse_signature_line), NOTE.splitlines()[-1]),
    "tile path": (of_text(parse_tile_path), b"tile/0/x001/067.p/9"),
}
TOKENS = [b"\n", b"\n\n", b" ", b"+", b"=", b"\0", b"\xe2\x80\x94 ", b"\xff", b"0", b"9" * 30]
TOKENS += [b'"', b"{", b"[", b"}", b":", b"\\u", "点".encode(), "\u2028".encode(), b"x000/"]


@st.composite
def bent(draw: st.DrawFn, whole: bytes) -> bytes:
    """A good input with pieces cut out, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(whole))), draw(st.integers(0, 12))
        piece = draw(
            st.sampled_from(TOKENS) | st.binary(max_size=6) | st.just(whole[at : at + length] * 2)
        )
        whole = whole[:at] + piece + whole[at + length :]
    return whole


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_a_parser_raises_nothing_but_malformed(name: str, data: st.DataObject) -> None:
    parse, good = PARSERS[name]
    content = data.draw(bent(good) | st.binary(max_size=120))
    try:
        content.decode()
    except UnicodeDecodeError:
        if name in ("checkpoint", "verifier key", "signing key", "signature line", "tile path"):
            return  # text arrives decoded
    with suppress(Malformed):
        parse(content)


@pytest.mark.parametrize("name", ["checkpoint", "verifier key", "signature line", "tile path"])
def test_half_a_character_is_malformed_too(name: str) -> None:
    parse, good = PARSERS[name]
    for at in (0, len(good) // 2, len(good)):
        with pytest.raises(Malformed):
            parse(good.decode()[:at].encode() + b"\xed\xa0\x80" + good.decode()[at:].encode())


@given(bent(proof_file(4, 9).encoded()))
def test_a_bent_proof_file_never_proves_another_entry(content: bytes) -> None:
    assert check_entry(content, b"never logged", TRUST).outcome is not Outcome.HOLDS


@given(bent(NOTE) | st.binary(max_size=200))
def test_a_head_or_a_request_always_gets_an_answer(content: bytes) -> None:
    check_head(content, TRUST)
    answer_to(content, {TRUST.origin: TRUST.log_keys}, lambda _: NOTHING_SEEN)
    answer_to(b"old 0\n\n" + content, {TRUST.origin: TRUST.log_keys}, lambda _: NOTHING_SEEN)


hashlike = st.binary(max_size=40) | st.binary(min_size=32, max_size=32)
numbers = st.integers(-(2**70), 2**70) | st.integers(0, 2**63)


@given(hashlike, numbers, numbers, hashlike, st.lists(hashlike, max_size=70))
def test_checking_any_proof_gives_an_answer(leaf, index, size, root, proof) -> None:
    assert not included(leaf, index, TreeHead(size, root), proof) or not proof
    consistent(TreeHead(index, leaf), TreeHead(size, root), proof)


@given(hashlike, hashlike, hashlike, st.binary(max_size=400))
def test_any_lookup_gives_an_answer(root, key, value, proof) -> None:
    present(root, key, value, proof)
    absent(root, key, proof)
