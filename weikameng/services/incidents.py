"""Incidents (N7): declared by a person or proposed by a rule, tried dry, started by two people.

Carrying out is ``incident_run``; nothing here moves money by itself."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.forecast import Funds
from weikameng.domain.incidents import (
    LONGEST,
    MAX_WORDS,
    MIN_WORDS,
    STEPS,
    Count,
    Finding,
    Scope,
    State,
    Threshold,
    trips,
)
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import incidents as reading
from weikameng.records.reading.incidents import DryRun
from weikameng.records.writing import incidents as writing
from weikameng.services import forecast, staff_notices
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import Incident

_BY_RULE = Words(
    "供货商最近的订单失败很多,涉及的商品没有到账。",
    "Many recent orders of the supplier failed; the goods did not arrive.",
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody says has failed; ``sku`` empty: all goods of the supplier."""

    supplier: str
    sku: str
    since: datetime
    until: datetime
    finding: Finding
    words: Words


@dataclass(frozen=True, slots=True)
class Tried:
    """A dry run, and how every channel would stand with it."""

    run: DryRun
    funds: tuple[Funds, ...]


def declare(said: Declaration, by: Actor, *, at: datetime) -> int:
    """Declare what failed and return the incident's id; nothing is refunded by that."""
    _demand_right(by)
    product = reading.good_named(said.sku) if said.sku else None
    _demand(said, product is not None, at)
    product_id = product.pk if product else None
    scope = Scope(said.supplier, product_id, said.since, said.until, said.finding)
    with transaction.atomic():
        made = writing.declare(writing.NewIncident(scope, _plain(said.words), by.id), at)
        noted(by.id, Act.INCIDENT_STEP, about(made), "declared", at)
    return made


def dry_run(incident_id: int, at: datetime) -> Tried:
    """Return what an incident would do now, and whether the money is there; nothing is written."""
    row = reading.incident(incident_id)
    if row is None:
        raise not_found()
    run = reading.dry_run(reading.scope_of(row), at)
    return Tried(run, tuple(_with(run, one) for one in forecast.forecast(at) if _in(run, one)))


def take_up(incident_id: int, words: Words, by: Actor, *, at: datetime) -> None:
    """Make a rule's proposal one's own, with the words buyers read."""
    _demand_right(by)
    _demand_words(words)
    with transaction.atomic():
        row = _held(incident_id, "take_up")
        changes = {"words_zh": _plain(words).zh, "words_en": _plain(words).en}
        _step(row, State.DECLARED, by, at, declared_by_id=by.id, **changes)
        staff_notices.incident_settled(row.pk, None, at)


def ask(incident_id: int, expected: tuple[int, int], by: Actor, *, at: datetime) -> None:
    """Ask that it be started: ``expected`` units and fen, as one has seen them.

    Refusal with the new numbers when they are not these any more; nothing is lost by that.
    """
    _demand_right(by)
    with transaction.atomic():
        row = _held(incident_id, "ask")
        count = _as_expected(row, expected, at)
        said = {"asked_by_id": by.id, "asked_at": at}
        units, minor = count.pair
        staff_notices.incident_settled(row.pk, row.asked_at, at)
        _step(row, State.ASKED, by, at, units=units, amount_minor=minor, **said)
        staff_notices.incident_to_sign(row.pk, by.id, minor, at)


def approve(incident_id: int, expected: tuple[int, int], by: Actor, *, at: datetime) -> None:
    """Start it, as another person than who asked; the worker refunds from here on."""
    _demand_right(by)
    with transaction.atomic():
        row = _held(incident_id, "approve")
        if row.asked_by_id == by.id:
            raise Refusal("own_request", _OWN_REQUEST)
        if _as_expected(row, expected, at).pair != (row.units, row.amount_minor):
            raise Refusal("asked_other", _ASKED_OTHER)
        writing.cut(row.pk, reading.scope_of(row), at)
        _step(row, State.RUNNING, by, at, approved_by_id=by.id, approved_at=at)
        staff_notices.incident_settled(row.pk, row.asked_at, at)
        writing.defer_run(row.pk)


def pause(incident_id: int, by: Actor, *, at: datetime) -> None:
    """Stop after the parts that are being written; what is refunded stays refunded."""
    _move(incident_id, "pause", State.PAUSED, by, at)


def resume(incident_id: int, by: Actor, *, at: datetime) -> None:
    """Go on where it was stopped."""
    _move(incident_id, "resume", State.RUNNING, by, at)


def drop(incident_id: int, by: Actor, *, at: datetime) -> None:
    """Put away what was never started."""
    _move(incident_id, "drop", State.DROPPED, by, at, ended_at=at)


def propose_by_rule(at: datetime) -> list[int]:
    """Propose an incident for every supplier that fails too often; only people start one."""
    threshold = Threshold(*settings.INCIDENT_THRESHOLD)
    since = at - timedelta(minutes=threshold.minutes)
    made = []
    for seen in reading.failures(since, at):
        if not trips(seen, threshold) or reading.known_of(seen.supplier, since):
            continue
        scope = Scope(seen.supplier, None, since, at, Finding.NOT_ARRIVED)
        new = writing.NewIncident(scope, _BY_RULE, None, (seen.orders, seen.failed))
        with transaction.atomic():
            made.append(writing.declare(new, at))
            staff_notices.incident_found(made[-1], seen, at)
    return made


def about(incident_id: int) -> str:
    """Return what the log of the staff calls an incident."""
    return f"incident {incident_id}"


def _move(incident_id: int, verb: str, to: State, by: Actor, at: datetime, **changes: Any) -> None:
    _demand_right(by)
    with transaction.atomic():
        row = _held(incident_id, verb)
        _step(row, to, by, at, **changes)
        if to is State.RUNNING:
            writing.defer_run(row.pk)
        if to is State.DROPPED:
            staff_notices.incident_settled(row.pk, row.asked_at, at)


def _step(row: "Incident", to: State, by: Actor, at: datetime, **changes: Any) -> None:
    try:
        writing.step(row, to, at, **changes)
    except Conflict as error:
        raise Refusal("not_now", _NOT_NOW) from error
    count = (
        f" {changes['units']} / {yuan_of(changes['amount_minor'])}" if "units" in changes else ""
    )
    noted(by.id, Act.INCIDENT_STEP, about(row.pk), f"{to}{count}", at)


def _held(incident_id: int, verb: str) -> "Incident":
    row = writing.hold(incident_id)
    if row is None:
        raise not_found()
    if State(row.state) not in STEPS[verb]:
        raise Refusal("not_now", _NOT_NOW)
    return row


def _as_expected(row: "Incident", expected: tuple[int, int], at: datetime) -> Count:
    count = reading.dry_run(reading.scope_of(row), at).refund
    if count.pair != expected:
        raise _changed(count)
    if not count.units:
        raise Refusal("nothing", _NOTHING)
    return count


def _changed(now: Count) -> Refusal:
    amount = yuan_of(now.amount_minor)
    return Refusal(
        "changed",
        Words(
            f"数字变了:现在是 {now.units} 件,共 {amount} 元。没有退任何一笔;核对后用新的数字再来。",
            f"The numbers changed: it is {now.units} units and {amount} CNY by now. Nothing was"
            " refunded; check them and go on with the new ones.",
        ),
    )


def _in(run: DryRun, funds: Funds) -> bool:
    return funds.route in run.money


def _with(run: DryRun, funds: Funds) -> Funds:
    """How a channel stands once this incident's refunds are pending, too."""
    return replace(funds, needs=[*funds.needs, run.money[funds.route]])


def _demand_right(by: Actor) -> None:
    if not allowed(by.role, Right.SECOND_MONEY):
        raise not_found()


def _demand(said: Declaration, good_known: bool, at: datetime) -> None:
    if not said.supplier and not said.sku:
        raise Refusal("nothing_named", _NOTHING_NAMED)
    if said.supplier and said.supplier not in reading.suppliers():
        raise Refusal("supplier", _NO_SUPPLIER)
    if said.sku and not good_known:
        raise Refusal("good", _NO_GOOD)
    if not said.since < said.until <= at or said.until - said.since > LONGEST:
        raise Refusal("span", _SPAN)
    _demand_words(said.words)


def _demand_words(words: Words) -> None:
    if not all(MIN_WORDS <= len(text.strip()) <= MAX_WORDS for text in words):
        raise Refusal("words", _WORDS)


def _plain(words: Words) -> Words:
    """Sentences that others follow end as sentences."""
    zh, en = words.zh.strip(), words.en.strip()
    return Words(
        zh if zh.endswith(("。", "!", "！")) else f"{zh}。",
        en if en.endswith((".", "!")) else f"{en}.",
    )


_OWN_REQUEST = Words(
    "这是你申请开始的,要由另一个人同意。", "You asked to start it; another person must agree."
)
_ASKED_OTHER = Words(
    "申请开始时的数字和现在不同,请用现在的数字重新申请开始。",
    "It was asked for with other numbers than these; ask again with the present ones.",
)
_NOT_NOW = Words(
    "它刚刚有了变化,请刷新后再看。", "It has moved meanwhile; reload to see where it stands."
)
_NOTHING = Words("没有可退的商品。", "There is nothing to refund.")
_NOTHING_NAMED = Words("请选供货商,或者商品。", "Choose a supplier, or a good.")
_NO_SUPPLIER = Words("没有这个供货商。", "There is no such supplier.")
_NO_GOOD = Words("没有这个商品。", "There is no such good.")
_SPAN = Words(
    f"时间段要从早到晚,不能到将来,最长 {LONGEST.days} 天。",
    f"The span must run forwards, end by now and last at most {LONGEST.days} days.",
)
_WORDS = Words(
    f"请用中文和英文各写一句买家会读到的话,{MIN_WORDS} 到 {MAX_WORDS} 字。",
    f"Write what buyers read, in Chinese and in English, {MIN_WORDS} to {MAX_WORDS} characters.",
)
