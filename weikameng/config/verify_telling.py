"""What `weikameng verify` prints: lines that no terminal is steered by, and bundles in words."""

import sys
from typing import TextIO

from weikameng.config.verify_quorum import tell_json, words_of
from weikameng.domain.bundle_words import (
    Told,
    bundle_title,
    bundle_words,
    signer_words,
    told_words,
)
from weikameng.domain.case_file.check_words import NOT_WHOLE, WHOLE
from weikameng.domain.words import printable
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.events import rfc3339
from weikameng.ledger.good_bundles import BundleOutcome, CheckedBundle
from weikameng.ledger.offline import CheckedHead, Outcome

BROKEN = 1  # exit code


def say(line: str, out: TextIO | None = None) -> None:
    """Write one line, whatever signs the terminal knows."""
    out = out or sys.stdout
    known = out.encoding or "utf-8"
    out.write(printable(line).encode(known, "replace").decode(known) + "\n")


def told_bundle(
    found: CheckedBundle, language: str, seen: CheckedHead | None = None, *, as_json: bool
) -> int:
    """Tell what a bundle is worth, and who saw its head; returns the exit code."""
    holds = found.outcome is BundleOutcome.HOLDS
    enough = seen is None or seen.outcome is Outcome.HOLDS
    code = 0 if holds and enough else BROKEN
    if as_json:
        tell_json(_json_of(found), seen)
        return code
    words = bundle_words(found.outcome, found.detail)
    if holds:
        title = bundle_title(base64url_of(found.good), found.origin, found.size)
        say(title.in_language(language))
        for event in found.events:
            say(f"  {event.seq:>3}  {event.at}  {event.type}  {event.actor}")
    say(f"{'✓' if holds else '✗'} {words.in_language(language)}")
    if holds:
        mark = "✓" if found.as_of else "!"
        say(f"{mark} {told_words(_told(found)).in_language(language)}")
        mark = "✓" if found.signed else "!"
        say(f"{mark} {signer_words(signed=found.signed).in_language(language)}")
    tell_seen(seen, language)
    say((NOT_WHOLE if code else WHOLE).in_language(language))
    return code


def tell_seen(seen: CheckedHead | None, language: str) -> None:
    """Write the line about witnesses, where a policy asked for it."""
    if seen is not None:
        mark = "✓" if seen.outcome is Outcome.HOLDS else "✗"
        say(f"{mark} {words_of(seen).in_language(language)}")


def _told(found: CheckedBundle) -> Told:
    moment = found.activation.at if found.activation else None
    return Told(found.as_of, found.covered, len(found.events), moment, is_case=found.is_case)


def _json_of(found: CheckedBundle) -> dict[str, object]:
    words = bundle_words(found.outcome, found.detail)
    return {
        "whole": found.outcome is BundleOutcome.HOLDS,
        "outcome": found.outcome,
        "signed": found.signed,
        "origin": found.origin,
        "size": found.size,
        "good": base64url_of(found.good),
        "state": found.state,
        "as_of": rfc3339(found.as_of) if found.as_of else None,
        "covered": found.covered,
        "activated_at": rfc3339(found.activation.at) if found.activation else None,
        "events": [
            {"seq": event.seq, "at": str(event.at), "type": event.type, "actor": event.actor}
            for event in found.events
        ],
        "zh": words.in_language("zh"),
        "en": words.en,
    }
