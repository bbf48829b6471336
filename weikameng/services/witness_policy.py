"""Which witnesses are asked and how many are enough: the file the settings name, read once a
process. A file that can't be used means no witnesses, and is told; the rest goes on."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from weikameng.domain.witness_words import policy_fault
from weikameng.domain.words import Words
from weikameng.gateways.payments.line import Line, new_client
from weikameng.gateways.witness.asking import WitnessLine
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.trust_policies import (
    MAX_POLICY_BYTES,
    NO_POLICY,
    BadPolicy,
    Known,
    TrustPolicy,
    parse_policy,
)
from weikameng.services.log_identity import log_identity

__all__ = ["BadPolicy", "Known", "TrustPolicy", "policy", "policy_faults", "read_policy"]
SETTING = "WEIKAMENG_WITNESS_POLICY"


def policy() -> TrustPolicy:
    """Return the policy that is set; one without witnesses when none is, or a bad one."""
    return _read()[0]


def policy_faults() -> tuple[Words, ...]:
    """Say what is wrong with the file (weikameng.W006)."""
    return _read()[1]


def witness_lines() -> list[tuple[Known, WitnessLine]]:
    """Return every witness with a line of its own to it."""
    return [(one, WitnessLine(one.url, Line(new_client()))) for one in policy().witnesses]


def read_policy(path: Path) -> TrustPolicy:
    """Read a policy file. Raises BadPolicy."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_POLICY_BYTES + 1)
    except OSError:
        raise BadPolicy("unreadable", 0) from None
    return parse_policy(content)


def forget_policy() -> None:
    """Read the file again when it is next asked for (tests)."""
    _read.cache_clear()


@cache
def _read() -> tuple[TrustPolicy, tuple[Words, ...]]:
    if not settings.WITNESS_POLICY:
        return NO_POLICY, ()
    try:
        found = read_policy(Path(settings.WITNESS_POLICY))
        _check(found, log_identity().key.verifier)
    except BadPolicy as bad:
        return NO_POLICY, (policy_fault(bad.code, bad.line),)
    return found, ()


def _check(found: TrustPolicy, own: VerifierKey) -> None:
    if found.logs and own not in {one.key for one in found.logs}:
        raise BadPolicy("other_log", 0)
    if own.public in {key.public for key in found.witness_keys}:
        raise BadPolicy("key_twice", 0)
    for one in found.witnesses:
        parts = urlsplit(one.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadPolicy("address", 0)
