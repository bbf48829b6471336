"""A refund whose money is held up (R4.3, R6.1): what is really waited for, who does it, by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from weikameng.domain import clock_words
from weikameng.domain.case_life import Event, State
from weikameng.domain.history_words import UNRECORDED
from weikameng.domain.lanes import Owner, exchange_by
from weikameng.domain.mirror import SHOP
from weikameng.domain.payout_life import NO_RECORD, PayoutState
from weikameng.domain.words import Words
from weikameng.records.reading import exchange as reading
from weikameng.records.reading.policies import promises
from weikameng.records.reading.refunds import Progress
from weikameng.services import exchange_records
from weikameng.services.legs import slowest, standing_legs
from weikameng.services.promised import made_good_by


class Waits(StrEnum):
    """What money that is held up waits for."""

    EXCHANGE_RECORD = "exchange_record"
    RETURNED = "returned"
    CHANNEL = "channel"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class HeldUp:
    """What is waited for, who is to act, by when; ``missing`` names what an exchange record lacks.

    ``by_label`` says what the moment is: a promise, or the one that was given before.
    """

    waits_for: Waits
    owner: Owner
    title: Words
    text: Words
    by: datetime | None
    by_label: Words
    missing: tuple[str, ...] = ()


def held_up(progress: Progress, at: datetime) -> HeldUp | None:
    """Return why the money of a case is held up; None for a case whose money is not."""
    if progress.state is not State.PAYOUT_STUCK:
        return None
    latest = next(line for line in progress.events if line.event in _HOLDS)
    if latest.event == Event.REVERSE:
        by = made_good_by(latest.at)
        return HeldUp(Waits.RETURNED, Owner.FINANCE, _BACK, _CAME_BACK, by, _PAID_BY)
    if waiting := _unrecorded(progress):
        return _for_record(progress, waiting, at)
    last = slowest(progress)
    due_at = last["expected_at"] if last else progress.case.due_at
    if any(leg.route == SHOP for leg in standing_legs(progress)):
        return HeldUp(Waits.SHOP, Owner.FINANCE, _UNPAID, _SHOP_OWES, due_at, WAS_BY)
    return HeldUp(Waits.CHANNEL, Owner.FINANCE, _BLOCKED, _STUCK, due_at, WAS_BY)


def stopped_at(progress: Progress) -> datetime | None:
    """Return when the money stopped for its exchange record; None where it did not."""
    if progress.state is not State.PAYOUT_STUCK or not _unrecorded(progress):
        return None
    mine = (line for line in progress.events if line.event == Event.STICK)
    return next((line.at for line in mine if line.because == NO_RECORD), None)


def record_by(applied_at: datetime, stopped: datetime | None) -> datetime:
    """Return by when the exchange record of a refund is complete, as buyers are told."""
    return exchange_by(promises(), settings.EXCHANGE_DAYS, applied_at, stopped)


def _unrecorded(progress: Progress) -> Sequence[int]:
    """The legs that wait for their record, where no other leg failed at its channel."""
    failed = [leg for leg in standing_legs(progress) if leg.state in _FAILED]
    if any(leg.last_code != NO_RECORD for leg in failed):
        return ()
    return [leg.pk for leg in failed]


def _for_record(progress: Progress, waiting: Sequence[int], at: datetime) -> HeldUp:
    missing = _missing(waiting)
    first = next(iter(missing), "")
    owner, what = _STEPS[first]
    by = record_by(progress.case.applied_at, stopped_at(progress))
    late = by <= at
    when = clock_words.deadline(by, at)
    sorry = _SORRY if late else Words("", "")
    end = Words("", "") if late else Words(f",最晚 {when.zh}", f", by {when.en}")
    yours = _YOURS if owner is Owner.BUYER else _NOT_YOURS
    text = Words(
        f"{sorry.zh}{_WHY.zh}现在等{what.zh}{end.zh}。{yours.zh}",
        f"{sorry.en}{_WHY.en} It waits until {what.en}{end.en}. {yours.en}",
    )
    label = _RECORD_WAS_BY if late else _RECORD_BY
    return HeldUp(Waits.EXCHANGE_RECORD, owner, UNRECORDED, text, by, label, missing)


def _missing(waiting: Sequence[int]) -> tuple[str, ...]:
    """What the records lack, in the order in which it is brought; each once."""
    found: dict[str, None] = {}
    for payout_id in waiting:
        papers = reading.papers_of(payout_id)
        assert papers is not None, "only money across a border waits for a record"
        found |= dict.fromkeys(exchange_records.missing(papers))
    return tuple(name for name in exchange_records.MISSING if name in found)


_HOLDS = frozenset({Event.STICK, Event.REVERSE})
_FAILED = frozenset({PayoutState.REFUSED, PayoutState.REVERSED})
_BLOCKED = Words("原路退回受阻", "The original route is held up")
_STUCK = Words(
    "渠道没有退成。钱还在,财务正在处理,有进展会马上更新这里。",
    "The channel could not return the money. It is safe; finance is on it and this page will tell.",
)
_UNPAID = Words("商家还没有退款", "The shop has not paid back yet")
_SHOP_OWES = Words(
    "这笔钱由商家退,它还没有确认退出。财务正在催商家,有进展会马上更新这里。",
    "The shop itself pays this back and has not confirmed that it did. Finance is pressing it, and"
    " this page will tell.",
)
_BACK = Words("到账的钱被退回了", "The money came back")
_CAME_BACK = Words(
    "对不起,此前告知已到账的钱被银行退回了。我们会换一种方式退给你,不用你再申请。",
    "We are sorry: money we said had arrived came back from the bank. We pay you another way; you"
    " need not apply again.",
)
_WHY = Words(
    "退款已经通过,钱还没有发出,不是渠道的问题:跨境退款要先有完整的外汇登记。",
    "The refund is approved and no money was sent yet. The channel is not the cause: money across"
    " a border needs its exchange record first.",
)
_SORRY = Words("对不起,比说好的时间晚了。", "We are sorry that this is later than we said. ")
_NOT_YOURS = Words(
    "补好就自动发出,不用你做什么。", "Then it is sent by itself. You need not do anything."
)
_YOURS = Words("核验后由财务发出。", "Finance sends it then.")
_PAID_BY = Words("最晚退到", "Paid by")
WAS_BY = Words("原定最晚到账", "Was to arrive by")
_RECORD_BY = Words("登记最晚补全", "Record complete by")
_RECORD_WAS_BY = Words("登记原定最晚补全", "Record was due by")
_BRINGS = Words("财务补全登记", "finance has completed the record")
# Who brings what a record lacks, in the words of who waits for it.
_STEPS: Mapping[str, tuple[Owner, Words]] = {
    "deal": (
        Owner.FINANCE,
        Words(
            "财务登记原交易、另一个人核对",
            "finance has filled in the original deal and a second person has confirmed it",
        ),
    ),
    "confirmed": (
        Owner.FINANCE,
        Words(
            "财务的另一个人核对已登记的原交易",
            "a second person of finance has confirmed the original deal",
        ),
    ),
    "payer": (
        Owner.BUYER,
        Words("你完成身份核验", "you have checked your identity"),
    ),
    "payment": (
        Owner.FINANCE,
        Words("财务查到渠道的付款流水号", "finance has found the channel's number of the payment"),
    ),
    "approved": (Owner.FINANCE, _BRINGS),
    "reason": (Owner.FINANCE, _BRINGS),
    "evidence": (Owner.FINANCE, _BRINGS),
    # Complete by now: a person lets it go on.
    "": (Owner.FINANCE, Words("财务再次发出", "finance has sent it on")),
}
