"""An examination as JSON, the way the command line prints it (docs/evidence.md)."""

from typing import Any

from weikameng.domain.reading.examining import Examination
from weikameng.domain.reading.finding import Found
from weikameng.domain.reading.flags import Flag
from weikameng.domain.reading.verdicts import FIELD_WORDS, VERDICT_WORDS, Comparison
from weikameng.domain.words import Words, typeset


def report(examined: Examination) -> dict[str, Any]:
    """Return kind, fields, comparisons and flags; boxes are four corners in the picture's pixels,
    scores are 0 to 1.
    """
    return {
        "kind": examined.kind,
        "fields": {name: _found(found) for name, found in sorted(examined.fields.items())},
        "comparisons": [_comparison(comparison) for comparison in examined.comparisons],
        "flags": [flagged(flag) for flag in examined.flags],
    }


def said(words: Words) -> dict[str, str]:
    """Return a sentence in both languages."""
    return {"zh": typeset(words.zh), "en": words.en}


def flagged(flag: Flag) -> dict[str, Any]:
    """Return one flag with its sentence."""
    return {"code": flag.code, "fields": list(flag.fields), **said(flag.words)}


def _found(found: Found) -> dict[str, Any]:
    return {
        "value": found.value,
        "raw": found.raw,
        "score": round(found.score, 3),
        "boxes": [[list(corner) for corner in quad] for quad in found.quads],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    name, verdict = FIELD_WORDS[comparison.field], VERDICT_WORDS[comparison.verdict]
    found = comparison.found
    return {
        "field": comparison.field,
        "verdict": comparison.verdict.value,
        "expected": comparison.expected,
        "shown": found.raw if found else None,
        "boxes": _found(found)["boxes"] if found else [],
        **said(Words(f"{name.zh}{verdict.zh}。", f"The {name.en} {verdict.en}.")),
    }
