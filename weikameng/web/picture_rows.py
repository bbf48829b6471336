"""One reading as the desk shows it: field, our record, what was read, the verdict, and its box."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from weikameng.domain.reading.marks import still_stands
from weikameng.domain.reading.verdicts import FIELD_WORDS, VERDICT_WORDS, Verdict
from weikameng.domain.words import Words
from weikameng.records.reading.picture_readings import Judged
from weikameng.web.saying import masked

Piece = tuple[str, bool]  # a bit of text, and whether it is other than the record's
_TONES = {Verdict.MATCH: "ok", Verdict.DIFFERS: "bad", Verdict.UNREADABLE: "warn"}
_STATES = {
    "success": Words("成功 / 已完成", "success"),
    "failed": Words("失败", "failed"),
    "closed": Words("已关闭", "closed"),
    "processing": Words("处理中", "processing"),
    "unactivated": Words("未激活", "not activated"),
    "refunded": Words("已退款", "refunded"),
    "unpaid": Words("待付款", "unpaid"),
    "paid": Words("支付成功", "paid"),
}
_NOT_TRUSTED = Words(
    "看不清(机器认为不一致,但近期准确率不够,暂不采信)",
    "can't be read for sure (the machine says it differs, but has been wrong too often of late)",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One compared field. ``pair`` is what row and box are called; ``judged`` the last word on it,
    None where nothing is claimed or said.
    """

    pair: str
    number: int
    field: str
    name: Words
    known: Words | str
    shown: tuple[Piece, ...]
    verdict: Words
    tone: str
    boxes: tuple[str, ...]
    label_at: tuple[float, float]
    claims: bool
    judged: Judged | None


def rows_of(
    report: Mapping[str, Any], position: int, judged: Mapping[str, Judged], *, trusted: bool
) -> list[Row]:
    """Return the compared fields that the picture shows, numbered in their order."""
    seen = [c for c in report.get("comparisons", []) if c["verdict"] != Verdict.NOT_SHOWN]
    return [
        _row(comparison, (position, number), judged.get(comparison["field"]), trusted=trusted)
        for number, comparison in enumerate(seen, start=1)
    ]


def absent(report: Mapping[str, Any]) -> list[Words]:
    """Return the fields that this picture does not show."""
    return [
        FIELD_WORDS[c["field"]]
        for c in report.get("comparisons", [])
        if c["verdict"] == Verdict.NOT_SHOWN
    ]


def flags_of(report: Mapping[str, Any], *, trusted: bool) -> list[Words]:
    """Return the sentences of the flags that stand."""
    flags = report.get("flags", [])
    return [Words(f["zh"], f["en"]) for f in flags if still_stands(f["code"], trusted=trusted)]


def _row(
    comparison: Mapping[str, Any],
    place: tuple[int, int],
    judged: Judged | None,
    *,
    trusted: bool,
) -> Row:
    position, number = place
    field, verdict = comparison["field"], Verdict(comparison["verdict"])
    known, shown = comparison["expected"], comparison["shown"] or ""
    if field == "amount":
        known = f"¥{known}"
    if field == "account" and verdict is Verdict.MATCH:  # as little of a person as will do
        known, shown = masked(known), masked(shown)
    doubted = verdict is Verdict.DIFFERS and not trusted
    boxes = comparison["boxes"]
    return Row(
        pair=f"p{position}-{number}",
        number=number,
        field=field,
        name=FIELD_WORDS[field],
        known=_STATES.get(known, known) if field in ("status", "pay_status") else known,
        shown=_pieces(known, shown) if verdict is Verdict.DIFFERS else ((shown, False),),
        verdict=_NOT_TRUSTED if doubted else VERDICT_WORDS[verdict],
        tone="warn" if doubted else _TONES[verdict],
        boxes=tuple(" ".join(f"{x:g},{y:g}" for x, y in box) for box in boxes),
        label_at=tuple(boxes[0][0]) if boxes else (0.0, 0.0),
        claims=verdict in (Verdict.MATCH, Verdict.DIFFERS),
        judged=judged if judged and judged.verdict == verdict else None,
    )


def _pieces(known: str, shown: str) -> tuple[Piece, ...]:
    """Cut what was read where it differs from the record; all of it where little is alike."""
    matcher = SequenceMatcher(None, known, shown, autojunk=False)
    if matcher.ratio() < 0.3:
        return ((shown, True),)
    return tuple(_cut(shown, matcher.get_opcodes()))


def _cut(shown: str, steps: Iterable[tuple[str, int, int, int, int]]) -> Iterable[Piece]:
    for what, _, _, start, end in steps:
        if end > start:
            yield shown[start:end], what != "equal"
