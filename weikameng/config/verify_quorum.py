"""`weikameng verify --policy FILE`: have enough witnesses seen the heads that the proofs rest on?
By the reader's own policy (C2SP tlog-policy), offline."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from weikameng.domain.witness_words import quorum_words
from weikameng.domain.words import Words, printable
from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.checking import Checked
from weikameng.ledger.case_file.container import unpack
from weikameng.ledger.case_file.findings import About, How
from weikameng.ledger.good_bundles import MAX_BUNDLE_BYTES, CheckedBundle
from weikameng.ledger.keys import VerifierKey, parse_vkey
from weikameng.ledger.offline import CheckedHead, Outcome, Witnessed
from weikameng.ledger.trust_policies import (
    MAX_POLICY_BYTES,
    BadPolicy,
    TrustPolicy,
    check_by_policy,
    parse_policy,
)


def policy_of(path: str | None) -> TrustPolicy | None:
    """Read the policy, if one is named. Raises BadPolicy."""
    if path is None:
        return None
    try:
        with Path(path).open("rb") as file:
            return parse_policy(file.read(MAX_POLICY_BYTES + 1))
    except OSError:
        raise BadPolicy("unreadable", 0) from None


def log_key_of(policy: TrustPolicy | None) -> VerifierKey | None:
    """Return the log's key where the policy names one log alone."""
    return policy.logs[0].key if policy and len(policy.logs) == 1 else None


def seen_by(
    file: BinaryIO, found: CheckedBundle | Checked, policy: TrustPolicy, key: VerifierKey | None
) -> CheckedHead:
    """Check the heads in a file that was found whole: the first that does not do, or the last.

    A file without proofs has no head that anybody could have seen.
    """
    file.seek(0)
    if isinstance(found, CheckedBundle):
        notes, known = [_note_in(file.read(MAX_BUNDLE_BYTES + 1))], key
    else:
        notes, known = _notes_in_case(file), _log_of(found)
    log_keys = () if policy.logs or known is None else (known,)
    seen = CheckedHead(Outcome.NOT_SIGNED)
    for note in notes:
        seen = check_by_policy(note.encode(), policy, log_keys)
        if seen.outcome is not Outcome.HOLDS:
            break
    return seen


def words_of(seen: CheckedHead) -> Words:
    """Say what came of it."""
    return quorum_words(seen.outcome, ", ".join(map(_told, seen.witnesses)))


def json_of(seen: CheckedHead) -> dict[str, object]:
    """Say it for programs."""
    who = [{"name": one.name, "at": one.at} for one in seen.witnesses]
    return {"outcome": seen.outcome, "witnesses": who}


def tell_json(told: dict[str, object], seen: CheckedHead | None) -> None:
    """Write one object; with the witnesses where they were asked for."""
    more = {} if seen is None else {"policy": json_of(seen)}
    sys.stdout.write(json.dumps(told | more, indent=1) + "\n")


def _told(one: Witnessed) -> str:
    try:
        at = datetime.fromtimestamp(one.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):  # a time that no calendar has
        at = str(one.at)
    return printable(f"{one.name} ({at})")


def _note_in(bundle: bytes) -> str:
    return str(json.loads(bundle)["checkpoint"])


def _notes_in_case(file: BinaryIO) -> list[str]:
    _, documents = unpack(file, names.is_document)
    return [_note_in(content) for name, content in documents.items() if _is_bundle(name)]


def _is_bundle(name: str) -> bool:
    return name.startswith(names.LOG)


def _log_of(found: Checked) -> VerifierKey | None:
    vouched = (one for one in found.findings if one.about is About.LOG and one.how is How.HOLDS)
    return next((parse_vkey(one.detail) for one in vouched), None)
