"""Which special track a case is on and where it stands there: for page, desk and API alike."""

from collections.abc import Callable
from datetime import datetime

from weikameng.domain import clock_words, guardians, renewals, using_help
from weikameng.domain.case_life import OPEN, State
from weikameng.domain.channel_names import route_words
from weikameng.domain.complaints import KIND_WORDS, Kind
from weikameng.domain.policy.decision import Decision
from weikameng.domain.tracks import TITLES, Name, Track, next_of
from weikameng.domain.words import Words
from weikameng.records.reading import complaints
from weikameng.records.reading.guardians import guardian_of
from weikameng.records.reading.orders import paid_for
from weikameng.records.reading.refunds import Progress
from weikameng.services import unauthorised
from weikameng.services.checklist import checklist_of_case
from weikameng.services.deciders import ruling_of
from weikameng.services.held_up import Waits, held_up

Rows = tuple[tuple[Words, Words], ...]
_OF_REASON = {
    guardians.REASON: Name.GUARDIAN,
    unauthorised.REASON: Name.UNAUTHORISED,
    renewals.REASON: Name.RENEWAL,
    using_help.REASON: Name.DEVICE,
}
_WAITED_FOR = frozenset({State.SCREENING, State.REVIEWING, State.AWAITING_BUYER, State.REJECTED})


def track_of(progress: Progress, decision: Decision, at: datetime) -> Track | None:
    """Return the track of a case; None for ordinary ones. An open complaint goes before all."""
    if progress.order.chargeback_open and progress.state in OPEN:
        return _complaint(progress)
    name = _OF_REASON.get(progress.latest.reason)
    if name is None and progress.order.renewal and decision.deciding[-1].clause == _H5:
        name = Name.RENEWAL
    if name is None:
        return None
    due_at = progress.case.due_at if progress.state in _WAITED_FOR else None
    waits, found = None, held_up(progress, at)
    if found and found.waits_for is Waits.EXCHANGE_RECORD:
        waits, due_at = found.text, found.by
    steps = using_help.help_with(progress.product.kind) if name is Name.DEVICE else ()
    rows = _ROWS[name](progress, decision) if name in _ROWS else ()
    said = next_of(name, progress.state, waits)
    return Track(name, TITLES[name], said, due_at, (*rows, *_share(progress)), steps)


def reminder_words(state: str, reminded_at: datetime | None, charged_at: datetime | None) -> Words:
    """Say what is known of the reminder before a renewal."""
    if state == "none":
        return Words("扣款前没有提醒", "none before the charge")
    if state != "reminded" or reminded_at is None:
        return Words("没有记录", "not on record")
    when = clock_words.moment(reminded_at, reminded_at)
    if renewals.in_time(renewals.Renewal(state, reminded_at), charged_at):
        return Words(f"{when.zh} 提醒过,按规定提前了", f"at {when.en}, in time")
    days = renewals.REMIND_DAYS
    return Words(
        f"{when.zh} 提醒过,不到规定的 {days} 天", f"at {when.en}, less than {days} days before"
    )


def _guardian(progress: Progress, decision: Decision) -> Rows:
    said = guardian_of(progress.case.pk)
    papers = checklist_of_case(progress, decision).words
    rows: Rows = ((Words("监护材料", "Papers"), papers),)
    if said is None:
        return rows
    relation, age = guardians.RELATIONS[said.relation], said.minor_age
    agreed = clock_words.moment(said.consented_at, said.consented_at)
    return (
        (Words("申请人", "Applied for by"), relation),
        (Words("孩子的年龄", "The child's age"), Words(f"{age} 岁", str(age))),
        (Words("联系方式", "Contact"), Words(said.shown or "已删除", said.shown or "deleted")),
        (Words("同意核实", "Consent to the check"), agreed),
        *rows,
    )


def _unauthorised(progress: Progress, _decision: Decision) -> Rows:
    units, _ = paid_for(progress.order)
    frozen = sum(unit.frozen for unit in units)
    held = progress.order.payouts_held
    return (
        (
            Words("冻结的商品", "Frozen"),
            Words(f"{frozen} 件", f"{frozen} unit" + ("s" if frozen != 1 else "")),
        ),
        (
            Words("没发出的退款", "Refunds not sent"),
            Words("先不发,等专人决定", "held until a person has decided")
            if held
            else Words("不受限制", "not held"),
        ),
    )


def _renewal(progress: Progress, _decision: Decision) -> Rows:
    order = progress.order
    said = reminder_words(order.renewal, order.reminded_at, order.paid_at)
    return ((Words("扣款前的提醒", "Reminder before the charge"), said),)


def _share(progress: Progress) -> Rows:
    """How a person's part of the money was worked out."""
    ruling = ruling_of(progress)
    worked_out = ruling and ruling["worked_out"]
    return ((Words("怎么算的", "How it was worked out"), worked_out),) if worked_out else ()


def _complaint(progress: Progress) -> Track:
    name, found = Name.CHARGEBACK, complaints.open_of(progress.order.pk)
    if found is None:  # it ended in this moment
        return Track(name, TITLES[name], next_of(name, progress.state), None)
    began = clock_words.moment(found.opened_at, found.opened_at)
    rows = (
        (Words("种类", "Kind"), KIND_WORDS[Kind(found.kind)]),
        (Words("渠道", "Channel"), route_words(found.tender.route)),
        (Words("开始", "Since"), began),
    )
    return Track(name, TITLES[name], next_of(name, progress.state), found.decides_by, rows)


_H5 = "H5"
_ROWS: dict[Name, Callable[[Progress, Decision], Rows]] = {
    Name.GUARDIAN: _guardian,
    Name.UNAUTHORISED: _unauthorised,
    Name.RENEWAL: _renewal,
}
