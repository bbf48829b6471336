"""Who may sign entries is said by entries: each key vouched for by one that was there before."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from weikameng.ledger.envelopes import Envelope, parse_envelope
from weikameng.ledger.keyring import KeyAdded, Keyring, added_by, parse_key_added
from weikameng.ledger.malformed import Malformed

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
PLATFORM, SECOND, SUPPLIER, STRANGER = (
    Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)) for number in range(1, 5)
)


def added(role: str, key: Ed25519PrivateKey) -> KeyAdded:
    return KeyAdded(role, role, key.public_key().public_bytes_raw(), AT)


def ring(*leaves: bytes) -> Keyring:
    made = Keyring()
    for leaf in leaves:
        assert made.take(parse_envelope(leaf))
    return made


FIRST = added_by(added("platform", PLATFORM), PLATFORM)


def test_the_first_key_is_the_platforms_and_later_ones_are_vouched_for():
    made = ring(
        FIRST,
        added_by(added("supplier", SUPPLIER), SUPPLIER, PLATFORM),
        added_by(added("platform", SECOND), SECOND, PLATFORM),
    )
    assert [one.role for one in made.added.values()] == ["platform", "supplier", "platform"]
    both = Envelope(b"{}").signed(SUPPLIER).signed(SECOND)
    assert made.roles_behind(both) == {"supplier", "platform"}
    assert made.roles_behind(Envelope(b"{}").signed(STRANGER)) == frozenset()


@pytest.mark.parametrize(
    "leaf",
    [
        added_by(added("supplier", SUPPLIER), SUPPLIER),
        added_by(added("supplier", SUPPLIER), PLATFORM),
        added_by(added("supplier", SUPPLIER), SUPPLIER, STRANGER),
    ],
)
def test_a_key_nobody_vouches_for_or_that_did_not_sign_is_refused(leaf):
    with pytest.raises(Malformed):
        ring(FIRST, leaf)


def test_no_other_key_than_the_platforms_comes_first():
    with pytest.raises(Malformed):
        ring(added_by(added("supplier", SUPPLIER), SUPPLIER))


def test_a_supplier_vouches_for_nobody():
    with pytest.raises(Malformed):
        ring(
            FIRST,
            added_by(added("supplier", SUPPLIER), SUPPLIER, PLATFORM),
            added_by(added("supplier", STRANGER), STRANGER, SUPPLIER),
        )


def test_a_key_is_read_as_it_was_written_and_in_no_other_spelling():
    entry = added("platform", PLATFORM)
    assert parse_key_added(entry.payload) == entry
    assert parse_key_added(b'{"type":"sold"}') is None
    for other in (
        entry.payload.replace(b'"v":1', b'"v":2'),
        entry.payload.replace(b"platform", b"Platform"),
        entry.payload.replace(b".000000Z", b"Z"),
        entry.payload.replace(b'"key":"', b'"key":"A'),
    ):
        with pytest.raises(Malformed):
            parse_key_added(other)
