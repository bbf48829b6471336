"""A proof file has one spelling and fixed bounds."""

import pytest

from tests.ledger.cast_of_log import ENTRIES, TRUST, proof_file
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.logged_proofs import LoggedProof, parse_logged_proof
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.offline import Outcome, check_entry

GOOD = proof_file(4, 20)
HASH = base64_of(GOOD.hashes[0])
TAIL = "\n\n" + GOOD.checkpoint.decode()
HEAD = "c2sp.org/tlog-proof@v1"


def test_a_proof_file_reads_back_with_and_without_extra_data() -> None:
    for file in (GOOD, LoggedProof(4, GOOD.hashes, GOOD.checkpoint, b"anything")):
        assert parse_logged_proof(file.encoded()) == file
        assert check_entry(file.encoded(), ENTRIES[4], TRUST).outcome is Outcome.HOLDS


def test_a_tree_of_one_entry_needs_no_hashes() -> None:
    assert parse_logged_proof(proof_file(0, 1).encoded()).hashes == ()


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("", "proof"),
        (HEAD, "proof"),
        (f"c2sp.org/tlog-proof@v2\nindex 4\n{HASH}", "proof"),
        (f"{HEAD}\nindex 04\n{HASH}", "proof_index"),
        (f"{HEAD}\nindex -4\n{HASH}", "proof_index"),
        (f"{HEAD}\n index 4\n{HASH}", "proof_index"),
        (f"{HEAD}\nextra AAAA", "proof_index"),
        (f"{HEAD}\nextra \nindex 4\n{HASH}", "proof_extra"),
        (f"{HEAD}\nextra ????\nindex 4\n{HASH}", "proof_extra"),
        (f"{HEAD}\nextra {'AAAA' * 2_731}\nindex 4\n{HASH}", "proof_extra"),
        (f"{HEAD}\nindex 4\nextra AAAA\n{HASH}", "proof_hashes"),
        (f"{HEAD}\nindex 4\nAAAA", "proof_hashes"),
        (f"{HEAD}\nindex 4\n{HASH} ", "proof_hashes"),
        (f"{HEAD}\nindex 4\n" + "\n".join([HASH] * 64), "proof_hashes"),
    ],
)
def test_a_proof_file_that_is_not_quite_one_is_malformed(head: str, code: str) -> None:
    with pytest.raises(Malformed, match=f"^{code}$"):
        parse_logged_proof((head + TAIL).encode())


def test_a_proof_file_without_end_or_without_text_is_malformed() -> None:
    for content in (b"\xff", GOOD.encoded() + b"x" * 262_144, HEAD.encode() + b"\nindex 4\n"):
        with pytest.raises(Malformed):
            parse_logged_proof(content)
