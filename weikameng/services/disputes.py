"""What the two sides do in a dispute (R6.3): open it, state their case, answer the panel.

What a side files is sealed: its digest goes onto the chain at once, its words when both sides have
filed or their time is over.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from weikameng.domain.application import KeptFile, RefundApplication
from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.disputes import (
    MAX_FILES,
    MAX_TEXT,
    MIN_TEXT,
    SITTING,
    Asked,
    Filed,
    Seat,
    Side,
    Viewer,
    seats_for,
)
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.messages import Kind as Message
from weikameng.domain.narrative import mask
from weikameng.domain.numbers import DISPUTE, number_of
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.staff_notices import Kind
from weikameng.domain.words import Words
from weikameng.ledger.digest import digest_of
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels as panel_reading
from weikameng.records.reading.disputes import DisputeAsRead, FiledAsRead
from weikameng.records.reading.refunds import CaseToMove, case_to_move, place_of
from weikameng.records.writing import disputes as writing
from weikameng.records.writing import refunds
from weikameng.records.writing.disputes import NewDispute, NewFiling
from weikameng.records.writing.orders import next_serial
from weikameng.services import attached, chain, dispute_clocks, panels, screening, uploads
from weikameng.services.attached import Item
from weikameng.services.dispute_notices import Notice, to_buyer, to_officers, to_people
from weikameng.services.panels import MOVED
from weikameng.services.sealed_files import needed_unless_refused
from weikameng.services.staff_log import noted

_BEIJING = ZoneInfo("Asia/Shanghai")
_SALT_BYTES = 16
# As whom a side speaks on the chain of evidence.
_SOURCES = {Side.BUYER: "buyer", Side.SHOP: "staff"}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a side hands in: words, pictures (kept already, or uploads of the buyer's by name)."""

    text: str
    files: tuple[KeptFile, ...] = ()
    uploads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A dispute, and as whom somebody sees it."""

    dispute: DisputeAsRead
    viewer: Viewer


def open_dispute(case_number: str, body_code: str, *, buyer_id: int, at: datetime) -> str:
    """Take a refused case to arbitration and return the dispute's number; the panel is drawn.

    Refusal not_found for strangers, not_now in another state, dispute_late after the last day.
    """
    case = case_to_move(case_number, buyer_id=buyer_id)
    if case is None:
        raise not_found()
    screening.demand(case.read.state, Event.DISPUTE)
    body = next((one for one in reading.bodies() if one.code == body_code), None)
    if body is None:
        raise Refusal("arbitration_body", _NO_BODY)
    until = may_open_until(case_number, buyer_id=buyer_id)
    if until is None or until <= at:
        raise Refusal("dispute_late", _TOO_LATE)
    serial = next_serial("dispute_serial")
    number = number_of(DISPUTE, at.astimezone(_BEIJING), serial)
    seats = seats_for(case.at_stake_minor, body.three_from_minor)
    try:
        with transaction.atomic():
            _open(case, NewDispute(number, case.read.id, buyer_id, body.pk, seats), at)
    except (Conflict, refunds.AlreadyOpen) as error:
        raise Refusal("busy", MOVED, case_number) from error
    return number


def may_open_until(case_number: str, *, buyer_id: int) -> datetime | None:
    """Return until when (exclusive) a buyer may dispute their case; None without a refusal."""
    case, place = case_to_move(case_number, buyer_id=buyer_id), place_of(case_number)
    if case is None or place is None:
        return None
    return dispute_clocks.open_until(case.read.id, place[1])


def seen(number: str, who: Actor) -> Seen:
    """Return a dispute as this person sees it. Refusal not_found for everybody else."""
    dispute = reading.dispute_of(number)
    if dispute is None:
        raise not_found()
    if dispute.buyer_id == who.id:
        return Seen(dispute, Viewer.BUYER)
    if allowed(who.role, Right.RULE):
        for seat in reading.seats_of(dispute.id):
            if seat.person_id == who.id and seat.state in SITTING:
                accepted = seat.state is Seat.ACCEPTED
                return Seen(dispute, Viewer.PANEL if accepted else Viewer.INVITED)
    if allowed(who.role, Right.SEE_DISPUTES):
        return Seen(dispute, Viewer.SHOP)
    raise not_found()


def side_of(number: str, who: Actor) -> tuple[DisputeAsRead, Side]:
    """Return the dispute and the side somebody may speak for.

    Refusal not_found for who only looks, own_decision for who decided the case.
    """
    found = seen(number, who)
    side = found.viewer.side
    if side is None or (side is Side.SHOP and not allowed(who.role, Right.ANSWER_DISPUTES)):
        raise not_found()
    if side is Side.SHOP and who.id in panel_reading.staff_of_case(found.dispute.case_id):
        raise Refusal("own_decision", _OWN_DECISION)
    return found.dispute, side


def state(number: str, statement: Statement, who: Actor, at: datetime) -> None:
    """File the statement of a side, once and in time; with the second one both are opened."""
    with needed_unless_refused(statement.files):
        dispute, side = side_of(number, who)
        if side in reading.filed_sides(dispute.id):
            raise Refusal("stated_before", _STATED)
        if dispute.unsealed_at or dispute_clocks.statement_due(dispute.opened_at) <= at:
            raise Refusal("statement_late", _STATEMENT_LATE)
        _file(dispute, (side, Filed.STATEMENT, None), statement, who, at)


def reply(number: str, statement: Statement, who: Actor, at: datetime) -> None:
    """Answer what the panel asked this side for, in time; everybody reads it at once."""
    with needed_unless_refused(statement.files):
        dispute, side = side_of(number, who)
        asked = next(
            (
                one
                for one in reading.requests_of(dispute.id)
                if one.side is side and one.state is Asked.OPEN
            ),
            None,
        )
        if asked is None or dispute_clocks.material_due(asked.asked_at) <= at:
            raise Refusal("nothing_asked", _NOTHING_ASKED)
        _file(dispute, (side, Filed.REPLY, asked.id), statement, who, at)


def challenge(number: str, seat_id: int, because: str, who: Actor, at: datetime) -> None:
    """Refuse an arbitrator for this side."""
    dispute, side = side_of(number, who)
    panels.challenge(dispute, side, seat_id, because, at)
    if side is Side.SHOP:
        with transaction.atomic():
            about = f"dispute {number}"
            noted(who.id, Act.DISPUTE_CHALLENGED, about, because, at)


def unseal(dispute: DisputeAsRead, at: datetime) -> None:
    """Open what was filed to both sides and the panel, and onto the chain (in a transaction)."""
    if not writing.unseal(dispute.id, at):
        return
    filed = reading.filings_to_unseal(dispute.id)
    chain.keep(dispute.order_id, [item for one in filed for item in _opened(dispute, one)], at)
    panel = [one.person_id for one in reading.seats_of(dispute.id) if one.state in SITTING]
    due_at = dispute_clocks.ruling_due(dispute, ())
    to_people(panel, Notice(Kind.DISPUTE_HEARD, dispute.number, due_at=due_at), at)
    to_buyer(Message.DISPUTE_OPENED_UP, dispute, due_at, at)


def _open(case: CaseToMove, new: NewDispute, at: datetime) -> None:
    due_at = dispute_clocks.statement_due(at)
    step = Step(Event.DISPUTE, f"buyer:{new.buyer_id}")
    refunds.move(case.read, CasePlan((step,), due_at=due_at), at)
    writing.open_dispute(new, at)
    dispute = reading.dispute_of(new.number)
    assert dispute is not None, "written a moment ago"
    said = attached.conversation("buyer", case.read.number, Event.DISPUTE)
    body = {**said.body, "dispute": new.number, "body": dispute.body_code, "seats": new.seats}
    chain.keep(case.read.order_id, [Item(said.kind, said.source, body)], at)
    panels.fill(dispute, at)
    to_officers(Notice(Kind.DISPUTE_OPENED, new.number, due_at=due_at), at)


def _file(
    dispute: DisputeAsRead,
    what: tuple[Side, Filed, int | None],
    statement: Statement,
    who: Actor,
    at: datetime,
) -> None:
    side, kind, request_id = what
    text = _text_of(statement)
    files = _files_of(dispute, side, statement, at)
    salt = secrets.token_hex(_SALT_BYTES)
    sealed = digest_of([salt, text, sorted(one.digest for one in files)])
    new = NewFiling(side, kind, text, who.id, salt, sealed, files, request_id)
    try:
        with transaction.atomic():
            writing.hold(dispute.id)
            writing.file(dispute.id, new, at)
            if side is Side.BUYER:
                uploads.take_along(files, dispute.order_id, dispute.buyer_id, at)
            else:
                noted(who.id, Act.DISPUTE_ANSWERED, f"dispute {dispute.number}", kind.value, at)
            _sealed(dispute, new, at)
    except Conflict as error:
        raise Refusal("dispute_moved", MOVED) from error


def _sealed(dispute: DisputeAsRead, new: NewFiling, at: datetime) -> None:
    """The digest goes onto the chain; what is due by it happens."""
    body = {"dispute": dispute.number, "side": new.side.value, "sealed": new.digest}
    chain.keep(dispute.order_id, [Item("dispute_filing", _SOURCES[new.side], body)], at)
    if new.request_id is not None:
        if not writing.end_request(new.request_id, Asked.ANSWERED, at):
            raise Conflict("the time was over")
        filed = reading.filings_to_unseal(dispute.id)[-1]
        chain.keep(dispute.order_id, _opened(dispute, filed), at)
    elif reading.filed_sides(dispute.id) == set(Side):
        unseal(dispute, at)


def _opened(dispute: DisputeAsRead, filed: FiledAsRead) -> list[Item]:
    """What was filed in the open: the words with the salt of their seal, then the pictures."""
    source = _SOURCES[filed.side]
    said = attached.conversation(source, dispute.case_number, f"dispute_{filed.kind}", filed.text)
    words = {"dispute": dispute.number, "salt": filed.salt, "sealed": filed.digest}
    pictures = [
        Item(one.kind, source, {"copy": one.copy_digest, "dispute": dispute.number}, one.digest)
        for one in filed.files
    ]
    return [Item(said.kind, source, {**said.body, **words}), *pictures]


def _text_of(statement: Statement) -> str:
    text = mask(statement.text.strip()).text
    if not MIN_TEXT <= len(text) <= MAX_TEXT:
        raise Refusal("statement", _TEXT)
    return text


def _files_of(
    dispute: DisputeAsRead, side: Side, statement: Statement, at: datetime
) -> tuple[KeptFile, ...]:
    if len(statement.files) + len(statement.uploads) > MAX_FILES:
        raise Refusal("too_many_files", _FILES)
    if not statement.uploads or side is Side.SHOP:
        return statement.files
    asked = RefundApplication(
        dispute.order_number, "", "", files=statement.files, uploads=statement.uploads
    )
    owner_id = dispute.buyer_id
    return uploads.with_files(asked, dispute.order_number, owner_id=owner_id, at=at).files


_NO_BODY = Words("请选择一个仲裁机构。", "Choose an arbitration body.")
_TOO_LATE = Words(
    "已过申请争议处理的期限。你仍可以补充新的材料再申请,或向 12315 投诉。",
    "The time to open a dispute is over. You can still apply again with new material, or complain"
    " to 12315.",
)
_OWN_DECISION = Words(
    "你办理过这份退款,不能再代表平台答辩,请由另一位争议专员办理。",
    "You worked on this refund, so you can't answer for it; another dispute officer must.",
)
_STATED = Words(
    "你这一方已经提交过陈述。仲裁员需要补充时会通知你。",
    "Your side has filed its statement. The panel tells you if it needs more.",
)
_STATEMENT_LATE = Words(
    "提交陈述的时间已过,争议按已有的材料继续。仲裁员需要补充时会通知你。",
    "The time for statements is over; the dispute goes on with what is there. The panel tells you"
    " if it needs more.",
)
_NOTHING_ASKED = Words(
    "现在没有等你补充的材料,或者时间已过。", "Nothing is asked of you now, or the time is over."
)
_TEXT = Words(
    f"请写 {MIN_TEXT} 到 {MAX_TEXT} 字。", f"Write {MIN_TEXT} to {MAX_TEXT} characters, please."
)
_FILES = Words(f"最多 {MAX_FILES} 张图片。", f"At most {MAX_FILES} pictures.")
