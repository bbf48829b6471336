"""What a copy says and whether it is wanted: fixed once, before its first try (R5.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from weikameng.domain.messages import Kind
from weikameng.domain.notice_life import USEFUL_FOR
from weikameng.domain.notices import Channel, NoticeFacts, Recipient, plan, sentence
from weikameng.records.reading import messages as lines
from weikameng.records.reading import notices as reading
from weikameng.records.reading.messages import Key, LegAsTold, Line
from weikameng.records.reading.notices import Place, Wishes
from weikameng.records.writing import notices as writing
from weikameng.records.writing.notices import Copy, Prepared
from weikameng.services import carriers
from weikameng.services.message_words import Background, due_told, kind_told

# Which facts a notice's places need; the due moment of money is its legs' promise.
_DUE_OF_CASE = frozenset({"received", "asked", "unrecorded"})


def prepare(copies: Sequence[Copy], at: datetime) -> None:
    """Decide for copies of fresh lines: what they say and when they set out, or that none does.

    A handful of statements for all of them, and one for each to write it.
    """
    if not copies:
        return
    keys = {copy.id: Key(copy.case_id or 0, copy.revision, copy.message or 0) for copy in copies}
    told = lines.lines_of(set(keys.values()))
    cases = {key.case_id for key in told}
    behind = Background(lines.legs_of(cases), {}, lines.came_back(cases))
    buyers = {copy.buyer_id for copy in copies}
    wishes, places = reading.wishes_of(buyers), reading.places_of(buyers)
    for copy in copies:
        who = wishes.get(copy.buyer_id, Wishes())
        line = told[keys[copy.id]]
        _prepare(copy, (line, behind), (who, places.get(copy.buyer_id, [])), at)


def _prepare(
    copy: Copy, told: tuple[Line, Background], whom: tuple[Wishes, list[Place]], at: datetime
) -> None:
    line, behind = told
    wishes, places = whom
    rules = carriers.rules()
    kind = kind_told(line, behind)
    planned = plan(rules, kind, _recipient(wishes, places), at)
    mine = next((one for one in planned if one.channel == copy.channel), None)
    if mine is None:
        writing.leave_out(copy, "NOT_WANTED" if kind in rules.notices else "NO_TEXT", at)
        return
    if at > copy.at + USEFUL_FOR:
        writing.leave_out(copy, "OLD_NEWS", at)
        return
    notice = rules.notices[kind]
    facts = _facts(notice.code, kind, line, behind.legs.get(line.case_id, ()))
    try:
        sentence(notice, facts, wishes.language)
    except ValueError:  # something it must name is not there or too long for one message
        writing.leave_out(copy, "NOT_SAYABLE", at)
        return
    kept = {
        "number": facts.number,
        "amount_minor": facts.amount_minor,
        "due_at": facts.due_at.isoformat() if facts.due_at else None,
    }
    writing.prepare(copy, Prepared(notice.code, kept, wishes.language, mine.at))


def _recipient(wishes: Wishes, places: Sequence[Place]) -> Recipient:
    confirmed = {place.channel for place in places if place.confirmed}
    return Recipient(
        mobile=Channel.SMS in confirmed,
        email=Channel.EMAIL in confirmed,
        wants_sms=wishes.sms,
        wants_email=wishes.email,
        only_important=wishes.only_important,
        at_night=wishes.at_night,
    )


def _facts(code: str, kind: Kind, line: Line, legs: Sequence[LegAsTold]) -> NoticeFacts:
    due_at = due_told(line) if code in _DUE_OF_CASE else None
    if kind in {Kind.DELAYED, Kind.LAW_LATE}:
        due_at = line.promised_at
    if kind is Kind.SENT:
        first = [leg.promised_at for leg in legs if leg.replaces is None and leg.promised_at]
        due_at = max(first, default=None)
    return NoticeFacts(line.case_number, line.amount_minor, due_at)


def text_of(copy: reading.Sent) -> str:
    """Return what a copy says; empty while that is not fixed, and for codes."""
    if not copy.kind or not copy.facts:
        return ""
    return sentence(carriers.rules().of(copy.kind), facts_from(copy.facts), copy.language)


def facts_from(kept: Mapping[str, object]) -> NoticeFacts:
    """Return what a copy tells, as it was fixed."""
    due_at, amount = kept.get("due_at"), kept.get("amount_minor")
    return NoticeFacts(
        str(kept.get("number", "")),
        amount if isinstance(amount, int) else None,
        datetime.fromisoformat(due_at) if isinstance(due_at, str) else None,
    )
