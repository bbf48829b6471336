"""What the panel does (R6.3): asks for material, drafts, signs or dissents; a majority rules."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from weikameng.domain.case_life import State
from weikameng.domain.disputes import (
    MAX_REASON,
    MAX_REQUESTS,
    MIN_TEXT,
    Seat,
    Side,
    Viewer,
    majority,
)
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.messages import Kind as Message
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.policy.share import left_of
from weikameng.domain.rulings import OUTCOMES, About, Draft, checked, document_of
from weikameng.domain.staff_acts import Act
from weikameng.domain.staff_notices import Kind
from weikameng.domain.words import Words
from weikameng.ledger.digest import canonical
from weikameng.ledger.rulings import KIND
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels as panel_reading
from weikameng.records.reading.disputes import DisputeAsRead
from weikameng.records.reading.evidence import last_link
from weikameng.records.reading.panels import DraftAsRead
from weikameng.records.reading.photograph import photograph
from weikameng.records.reading.policies import policy
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.reading.staff_notices import name_of
from weikameng.records.writing import disputes as writing
from weikameng.records.writing.disputes import NewSignature
from weikameng.services import carrying_out, chain, dispute_clocks, disputes, panels, ruling_keys
from weikameng.services.attached import Item
from weikameng.services.dispute_notices import Notice, to_buyer, to_officers, to_people
from weikameng.services.panels import MOVED
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import Arbitrator


def declare(number: str, who: Actor, *, conflict: bool, because: str, at: datetime) -> None:
    """Declare that one has no conflict of interest and take the seat, or which one, and leave."""
    found = disputes.seen(number, who)
    if found.viewer not in {Viewer.PANEL, Viewer.INVITED}:
        raise not_found()
    panels.declare(found.dispute, who.id, conflict=conflict, because=because, at=at)


def ask(number: str, side: str, text: str, who: Actor, at: datetime) -> None:
    """Ask a side for material; while the buyer is asked, the promised time stands still."""
    dispute = _hearing(number, who)
    if side not in set(Side):
        raise Refusal("side", _WHOM)
    words = text.strip()
    if not MIN_TEXT <= len(words) <= MAX_REASON:
        raise Refusal("because", _WHAT)
    if len(reading.requests_of(dispute.id)) >= MAX_REQUESTS:
        raise Refusal("too_often", _ENOUGH)
    try:
        with transaction.atomic():
            writing.hold(dispute.id)
            writing.ask(dispute.id, Side(side), (words, who.id), at)
            said = {"dispute": dispute.number, "asked": side, "text": words}
            chain.keep(dispute.order_id, [Item("conversation", "arbiter", said)], at)
            noted(who.id, Act.DISPUTE_ASKED, _about(dispute), f"{side}: {words}", at)
            due_at = dispute_clocks.material_due(at)
            if side == Side.BUYER:
                to_buyer(Message.DISPUTE_ASKED, dispute, due_at, at)
            else:
                run = at.isoformat()
                notice = Notice(Kind.DISPUTE_ASKED, dispute.number, run, words=words, due_at=due_at)
                to_officers(notice, at)
    except Conflict as error:
        raise Refusal("asked_already", _ASKED) from error


def most_minor(dispute: DisputeAsRead) -> int:
    """Return what is left of the units in dispute, in fen: the most that can be ruled."""
    case = case_to_move(dispute.case_number)
    assert case is not None, "a dispute without its case"
    photo = photograph(case.order_number, buyer_id=case.buyer_id, at=dispute.opened_at)
    assert photo is not None, "a case without its order"
    return sum(left_of(unit) for unit in photo.order.units if int(unit.id) in case.unit_ids)


def draft(number: str, wanted: Draft, who: Actor, at: datetime) -> None:
    """Put a draft before the panel; an earlier one, signed or not, falls. Refusal while a side is
    asked for material, or for a draft that can't be signed."""
    dispute = _hearing(number, who)
    facts = reading.facts_of(dispute)
    if facts.asked_open:
        raise Refusal("asked_already", _WAITS)
    if facts.accepted < facts.seats:
        raise Refusal("panel_incomplete", _INCOMPLETE)
    rules, most = policy(dispute.policy_version), most_minor(dispute)
    fine = checked(wanted, frozenset(rules.clauses), most)
    about = About(
        dispute.number,
        dispute.case_number,
        dispute.order_number,
        dispute.policy_version,
        last_link(dispute.order_id).digest,
        dispute.body_code,
        dispute.seats,
    )
    document = document_of(fine, about, most, at)
    text = canonical(document).decode()
    try:
        with transaction.atomic():
            writing.hold(dispute.id)
            what = (fine.outcome, int(document["amount_minor"]))
            writing.draft(dispute.id, text, what, (who.id, at))
            noted(who.id, Act.DISPUTE_DRAFTED, _about(dispute), fine.outcome.value, at)
            others = _others(dispute, who.id)
            name, run = name_of(who.id), at.isoformat()
            to_people(others, Notice(Kind.DISPUTE_TO_SIGN, dispute.number, run, name), at)
    except Conflict as error:
        raise Refusal("dispute_moved", MOVED) from error


def sign(number: str, draft_id: int, who: Actor, at: datetime, signature: str = "") -> bool:
    """Sign the open draft: on the page, or with a signature made outside. Returns whether it is
    the ruling now."""
    dispute, row, arbitrator = _to_sign(number, draft_id, who)
    if signature:
        new = ruling_keys.detached(arbitrator, row.document, signature)
    else:
        new = ruling_keys.by_page(arbitrator, row.document)
    return _said(dispute, row, (new, Act.DISPUTE_SIGNED), who, at)


def dissent(number: str, draft_id: int, because: str, who: Actor, at: datetime) -> None:
    """Say why one does not sign; the others may still be a majority."""
    dispute, row, arbitrator = _to_sign(number, draft_id, who)
    words = because.strip()
    if not MIN_TEXT <= len(words) <= MAX_REASON:
        raise Refusal("because", _WHAT)
    new = NewSignature(arbitrator.pk, agrees=False, because=words)
    _said(dispute, row, (new, Act.DISPUTE_DISSENTED), who, at)


def _said(
    dispute: DisputeAsRead,
    row: DraftAsRead,
    what: tuple[NewSignature, Act],
    who: Actor,
    at: datetime,
) -> bool:
    new, act = what
    try:
        with transaction.atomic():
            writing.hold(dispute.id)
            writing.sign(row.id, new, at)
            noted(who.id, act, _about(dispute), new.because or new.strength, at)
            issued = _issued(dispute, at)
    except Conflict as error:
        raise Refusal("dispute_moved", MOVED) from error
    if issued:
        carrying_out.carry_out(dispute.number, at)
    return issued


def _issued(dispute: DisputeAsRead, at: datetime) -> bool:
    """With the signatures of a majority the draft is the ruling, sealed onto the chain."""
    row = panel_reading.draft_of(dispute.id)
    assert row is not None, "signed a moment ago"
    if sum(one.agrees for one in row.signatures) < majority(dispute.seats):
        return False
    writing.issue(row.id)
    writing.ruled(dispute.id, at)
    chain.keep(dispute.order_id, [Item(KIND, "arbiter", ruling_body(dispute, row))], at)
    words = OUTCOMES[row.outcome]
    said = Notice(Kind.DISPUTE_RULED, dispute.number, words=f"{words.zh} / {words.en}")
    to_officers(said, at)
    return True


def ruling_body(dispute: DisputeAsRead, row: DraftAsRead) -> dict[str, object]:
    """Return a ruling as the chain, the case file and the API tell it: text and signatures."""
    return {
        "document": row.document,
        "body": dispute.body_code,
        "body_key": dispute.body_key,
        "signatures": [
            {
                "arbitrator": one.username,
                "key": one.key,
                "signature": one.signature,
                "strength": one.strength,
                "certificate": one.certificate,
            }
            for one in row.signatures
            if one.agrees
        ],
        "dissents": [
            {"arbitrator": one.username, "because": one.because}
            for one in row.signatures
            if not one.agrees
        ],
    }


def _hearing(number: str, who: Actor) -> DisputeAsRead:
    """The dispute, for its panel, once the statements are open and until it is ruled."""
    found = disputes.seen(number, who)
    if found.viewer is not Viewer.PANEL:
        raise not_found()
    if not found.dispute.unsealed_at:
        raise Refusal("sealed", _SEALED)
    case = case_to_move(found.dispute.case_number)
    if found.dispute.ruled_at or case is None or case.read.state is not State.DISPUTED:
        raise Refusal("dispute_moved", MOVED)
    return found.dispute


def _to_sign(
    number: str, draft_id: int, who: Actor
) -> tuple[DisputeAsRead, DraftAsRead, "Arbitrator"]:
    dispute = _hearing(number, who)
    row = panel_reading.draft_of(dispute.id)
    if row is None or row.id != draft_id or row.issued:
        raise Refusal("dispute_moved", MOVED)
    arbitrator = panel_reading.arbitrator_of(who.id)
    assert arbitrator is not None, "on the panel"
    return dispute, row, arbitrator


def _others(dispute: DisputeAsRead, but: int) -> list[int]:
    seats = reading.seats_of(dispute.id)
    return [one.person_id for one in seats if one.state is Seat.ACCEPTED and one.person_id != but]


def _about(dispute: DisputeAsRead) -> str:
    return f"dispute {dispute.number}"


_WHOM = Words("请选择向哪一方要材料。", "Choose which side is asked.")
_WHAT = Words(
    f"请写 {MIN_TEXT} 到 {MAX_REASON} 字。", f"Write {MIN_TEXT} to {MAX_REASON} characters, please."
)
_ENOUGH = Words(
    f"一个争议最多要 {MAX_REQUESTS} 次材料,请按已有的材料裁决。",
    f"At most {MAX_REQUESTS} requests in a dispute; please rule on what is there.",
)
_ASKED = Words(
    "这一方已经有一项材料在等,等到答复或到期再要。",
    "This side is asked already; wait for the answer or the end of its time.",
)
_WAITS = Words(
    "还有材料在等,等到答复或到期再起草。",
    "Material is still awaited; draft once it is there or its time is over.",
)
_INCOMPLETE = Words(
    "仲裁庭还没有到齐,到齐后才能起草。", "The panel is not complete; drafting begins when it is."
)
_SEALED = Words(
    "双方陈述还没有公开:都提交了,或者时间到了,才能阅卷。",
    "The statements are still sealed; the file opens when both are in or their time is over.",
)
