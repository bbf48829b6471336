"""What suppliers report of goods they know best: activated, used, or not activated by now."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from weikameng.domain.calendar import CHINA
from weikameng.domain.words import Words


class ReportKind(StrEnum):
    """What a supplier says of one good; ``revealed`` is a shop's word, that it showed the key."""

    REVEALED = "revealed"
    ACTIVATED = "activated"
    USED = "used"
    NOT_ACTIVATED = "not_activated"


SUPPLIERS_SAY = frozenset(set(ReportKind) - {ReportKind.REVEALED})


class ReportFault(StrEnum):
    """Why a report is turned away before anything in it is believed."""

    OVERSIZED = "oversized"
    FORGED = "forged"
    STALE = "stale"
    MALFORMED = "malformed"


class ReportRejected(Exception):
    """A report that is not believed; nothing of it is kept but that it came."""

    def __init__(self, reason: ReportFault) -> None:
        super().__init__(reason)
        self.reason = reason


class ReportOutcome(StrEnum):
    """What became of a genuine report."""

    TAKEN = "taken"
    KNOWN = "known"  # said before, or overtaken by what was said since
    EARLY = "early"  # kept until the good is delivered, and taken then
    FROZEN = "frozen"  # a refund came first
    GIVEN_BACK = "given_back"
    NOT_FOUND = "not_found"
    REUSED_ID = "reused_id"


_SAID = {
    ReportKind.REVEALED: Words("已显示卡密", "had its key shown"),
    ReportKind.ACTIVATED: Words("已激活", "was activated"),
    ReportKind.USED: Words("已使用", "was used"),
    ReportKind.NOT_ACTIVATED: Words("未激活", "was not activated"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A genuine report. The good is named by its id in the log, or by order number and unit.

    ``self_signed``: with a key that only the supplier has, so that it can't be denied.
    """

    report_id: str
    kind: ReportKind
    happened_at: datetime
    order_number: str = ""
    unit: int = 0
    good: bytes = b""
    used_days: int = 0
    self_signed: bool = False
    raw: bytes = field(default=b"", repr=False)


def refused_words(report: Report) -> Words:
    """Return what a report said that came after the refund had frozen the good."""
    said = _SAID[report.kind]
    moment = report.happened_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return Words(
        f"合作方报告:{moment} {said.zh}。报告到达时商品已因退款冻结,没有计入",
        f"The supplier reports that it {said.en} at {moment} (Beijing). A refund had frozen it by"
        " then, so this was not counted",
    )
