"""Notes, keys and checkpoints: what is written reads back, and there is one way to write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.cast_of_log import AT, LOG, ORIGIN, WITNESSES, checkpoint_of, note_of
from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.cosignatures import cosign, cosigned
from weikameng.ledger.keys import SignatureType, SigningKey, VerifierKey, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, Note, parse_note, signatures_by

WHOLE = note_of(checkpoint_of(9), *WITNESSES).encoded()
plain = st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])
names = st.text(plain, min_size=1, max_size=60).filter(lambda name: "+" not in name)


@given(st.text(plain | st.just("\n"), max_size=200), names, st.binary(min_size=32, max_size=32))
def test_any_text_signed_under_any_name_reads_back(text: str, name: str, seed: bytes) -> None:
    key = SigningKey(name, seed)
    note = Note(f"{text}\n").signed(key)
    read = parse_note(note.encoded())
    assert read == note
    assert set(signatures_by(read, [parse_vkey(key.verifier.vkey)])) == {key.verifier}
    with pytest.raises(BadSignature):
        signatures_by(Note(f"{text} \n", note.signatures), [key.verifier])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n\n", "\n"),
        ("\n\n", "\n \n"),
        ("— w", "- w"),
        ("— w", "—  w"),
        ("— w", " — w"),
        (" witness1", " witness+1"),
        (" witness1", "\u2003witness1"),
        ("weikameng", "weika\tmeng"),
        ("weikameng", "weika\0meng"),
        ("weikameng", "weika\rmeng"),
        ("==\n", "=\n"),
        ("==\n", "== \n"),
        ("==\n", "\n"),
    ],
)
def test_a_note_that_is_not_quite_one_is_malformed(old: str, new: str) -> None:
    assert old in WHOLE.decode()
    with pytest.raises(Malformed):
        parse_note(WHOLE.decode().replace(old, new).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\n\n",
        b"text\n\n",
        WHOLE[:-1],
        WHOLE + b"\n",
        WHOLE.replace(b"weikameng", b"weika\xffmeng"),
        b"a\n" * 70_000 + WHOLE,
        WHOLE + (note_of(checkpoint_of(9)).signatures[0].line * 61).encode(),
    ],
)
def test_a_note_too_short_too_long_or_not_text_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        parse_note(content)


def test_sixteen_large_signatures_are_accepted() -> None:
    huge = ("— pq.example " + "A" * 6_400 + "\n") * 16
    assert len(parse_note(WHOLE + huge.encode()).signatures) == 20


def test_a_strange_signature_under_our_name_or_id_alone_is_ignored() -> None:
    text = checkpoint_of(9).text
    namesake = Note(text).signed(SigningKey(ORIGIN, bytes(32)))
    renamed = Note(text).signed(SigningKey("elsewhere", LOG.seed))
    for strange in (namesake, renamed):
        assert signatures_by(strange, [LOG.verifier]) == {}


def test_one_key_has_different_ids_for_note_and_cosignature() -> None:
    for one in (LOG, WITNESSES[0]):
        other = next(kind for kind in SignatureType if kind is not one.type)
        assert one.verifier.key_id != SigningKey(one.name, one.seed, other).verifier.key_id


def test_a_key_signs_only_what_its_type_is_for() -> None:
    with pytest.raises(ValueError, match="witness"):
        Note("text\n").signed(WITNESSES[0])
    with pytest.raises(ValueError, match="witness"):
        cosign("text\n", LOG, AT)
    with pytest.raises(ValueError, match="time"):
        cosign("text\n", WITNESSES[0], 0)


def test_a_cosignature_of_another_length_or_beyond_time_is_refused() -> None:
    text, key = checkpoint_of(9).text, WITNESSES[0]
    content = cosign(text, key, AT).content
    assert cosigned(text, key.verifier, content)
    far = (2**63).to_bytes(8, "big")
    beyond = far + key.sign(b"cosignature/v1\ntime %d\n%s" % (2**63, text.encode()))
    for worse in (content[8:], content + b"\0", content[:-1], b"", beyond):
        assert not cosigned(text, key.verifier, worse)


def test_a_seed_is_not_shown() -> None:
    assert "seed" not in repr(LOG)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name+00000000",
        "+f9ee1e2b+AQ==",
        LOG.verifier.vkey.upper(),
        LOG.verifier.vkey + "=",
        LOG.verifier.vkey + "\n",
        " " + LOG.verifier.vkey,
        "x" + LOG.verifier.vkey,
        LOG.verifier.vkey.replace("+A", "+B"),
        WITNESSES[0].verifier.vkey.replace("+B", "+A"),
        "n" * 500 + LOG.verifier.vkey,
    ],
)
def test_a_verifier_key_that_is_not_quite_one_is_malformed(vkey: str) -> None:
    with pytest.raises(Malformed):
        parse_vkey(vkey)


def test_a_key_that_is_no_point_of_the_curve_verifies_nothing() -> None:
    nowhere = VerifierKey("nowhere", b"\xff" * 32)
    assert not nowhere.verifies(b"", bytes(64))


@given(names, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root, ("one more line",))
    assert parse_checkpoint(checkpoint.text) == checkpoint


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        f"origin\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"origin\n01\n{ROOT}\n",
        f"origin\n+1\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n1_0\n{ROOT}\n",
        f"origin\n 1\n{ROOT}\n",
        f"origin\n١\n{ROOT}\n",
        f"origin\n²\n{ROOT}\n",
        f"origin\n\n{ROOT}\n",
        f"origin\n9223372036854775808\n{ROOT}\n",
        f"origin\n{'9' * 5_000}\n{ROOT}\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "origin\n1\nCsUY\n",
        f"origin\n1\n{ROOT}\n\n",
        f"origin\n1\n{ROOT}\n\nmore\n",
        f"origin\n1\n{ROOT}\n{'more' * 300}\n",
        f"origin\n1\n{ROOT}\n" + "more\n" * 17,
        f"{'o' * 256}\n1\n{ROOT}\n",
    ],
)
def test_a_checkpoint_that_is_not_quite_one_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text)
