"""What finance does in the books: corrects who bears a cost, notes what suppliers owe and pay.

Nothing is edited: each correction is a further entry with a note and a name (R4.6)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weikameng.domain import books
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.recovery import Claimed, Month
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import books as reading
from weikameng.records.reading import recovery
from weikameng.records.writing import books as writing
from weikameng.services.staff_log import noted

MIN_NOTE, MAX_NOTE = 5, 500
MAX_REFERENCE = 60
MAX_AMOUNT_MINOR = 10**12
_SUPPLIER = f"{books.SUPPLIER}:"


@dataclass(frozen=True, slots=True)
class Correction:
    """Who shall bear a case, or one payout of it: ``platform`` or ``supplier:<name>``, and why."""

    number: str
    bearer: str
    note: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in from a supplier, fen; ``reference`` is the bank's number of it."""

    supplier: str
    amount_minor: int
    reference: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A month's statement that went to its supplier, and the letter's or invoice's number."""

    supplier: str
    month: Month
    reference: str


def reassign(wish: Correction, actor: Actor, *, at: datetime) -> int:
    """Let somebody else bear a refund from now on; return how many legs that changed.

    Repeating it changes nothing. Raises Refusal for other roles, unknown numbers or bearers,
    missing words, and while nothing is owed.
    """
    _demand(actor)
    note = _words_of(wish.note)
    _check_bearer(wish.bearer)
    if not wish.number.isdecimal() or reading.case_behind(wish.number) is None:
        raise not_found()
    with transaction.atomic():
        borne = reading.costs_to_move(wish.number)
        if not borne:
            raise _nothing_owed()
        moving = [one for one in borne if one.cost.account != books.cost_account(wish.bearer)]
        for one in moving:
            posting = books.reassigned(one.cost, wish.bearer, note)
            fresh = writing.post(posting, at, payout_id=one.payout_id, by=actor.id)
            assert fresh, "a correction was booked twice under one number"
        if moving:
            noted(actor.id, Act.BEARER_CHANGED, f"case {wish.number}", note, at)
    return len(moving)


def receive(receipt: Receipt, actor: Actor, *, at: datetime) -> bool:
    """Note money a supplier paid; False when exactly this was noted before.

    Raises Refusal for other roles, amounts above what is open, and a reference used before.
    """
    _demand(actor)
    reference = _reference_of(receipt.reference)
    _demand_supplier(receipt.supplier)
    if not 0 < receipt.amount_minor <= MAX_AMOUNT_MINOR:
        raise Refusal(
            "amount", Words("金额要大于 0。", "The amount has to be above zero."), receipt.supplier
        )
    amount, note = receipt.amount_minor, receipt.note.replace("\0", "").strip()[:MAX_NOTE]
    posting = books.received(receipt.supplier, amount, reference, note)
    with transaction.atomic():
        writing.take_turns(posting.credit)
        before = reading.received_before(posting.cause)
        if before is not None:
            return _known_before(before, amount)
        (standing,) = recovery.standings([receipt.supplier])
        if amount > standing.open_minor:
            raise _more_than_open(standing.open_minor)
        noted(actor.id, Act.RECOVERY_RECEIVED, f"supplier {receipt.supplier}", reference, at)
        return writing.post(posting, at, by=actor.id)


def claim(letter: Letter, actor: Actor, *, at: datetime) -> int:
    """Note that a month's statement was sent to its supplier; return its total in fen.

    Raises Refusal for other roles, a month that is not over, one that comes to nothing, and one
    that was claimed before.
    """
    _demand(actor)
    reference = _reference_of(letter.reference)
    _demand_supplier(letter.supplier)
    if letter.month >= Month.of(at):
        raise Refusal(
            "month_not_over",
            Words(
                "这个月还没有过完,账单还会变,下个月再登记。",
                "The month is not over and its statement may still change; note it next month.",
            ),
        )
    total = recovery.total_of(letter.supplier, letter.month)
    if total <= 0:
        raise Refusal(
            "nothing_to_claim",
            Words("这个月没有要向供货商追偿的钱。", "There is nothing to claim for this month."),
        )
    claimed = Claimed(letter.supplier, letter.month, total, reference)
    with transaction.atomic():
        if not writing.note_claim(claimed, by=actor.id, at=at):
            raise Refusal(
                "month_claimed",
                Words("这个月已经登记过追偿。", "This month has been claimed already."),
            )
        about = f"supplier {letter.supplier} {letter.month}"
        noted(actor.id, Act.RECOVERY_CLAIMED, about, reference, at)
    return total


def _demand(actor: Actor) -> None:
    if not allowed(actor.role, Right.MOVE_MONEY):
        raise not_found()


def _words_of(note: str) -> str:
    words = note.replace("\0", "").strip()
    if not MIN_NOTE <= len(words) <= MAX_NOTE:
        raise Refusal(
            "note",
            Words(
                f"请写下原因,{MIN_NOTE} 到 {MAX_NOTE} 字,以后查账的人会看。",
                f"Write why, in {MIN_NOTE} to {MAX_NOTE} characters: the books keep it.",
            ),
        )
    return words


def _reference_of(text: str) -> str:
    reference = text.strip()
    if not 0 < len(reference) <= MAX_REFERENCE or not reference.isprintable():
        raise Refusal(
            "reference",
            Words(
                f"请填写单号或流水号,不超过 {MAX_REFERENCE} 个字。",
                f"Enter the reference, at most {MAX_REFERENCE} characters.",
            ),
        )
    return reference


def _check_bearer(bearer: str) -> None:
    theirs = bearer.startswith(_SUPPLIER) and is_supplier(bearer.removeprefix(_SUPPLIER))
    if bearer != books.PLATFORM and not theirs:
        raise Refusal(
            "bearer",
            Words(
                "请选择由谁承担:平台,或一个供货商。",
                "Choose who bears it: the platform, or one of the suppliers.",
            ),
        )


def _demand_supplier(name: str) -> None:
    if not is_supplier(name):
        raise not_found()


def is_supplier(name: str) -> bool:
    """Whether there is such a supplier, now or in the books; anything may be asked."""
    return bool(name) and name.isprintable() and reading.is_supplier(name)


def _known_before(before_minor: int, amount_minor: int) -> bool:
    if before_minor != amount_minor:
        amount = yuan_of(before_minor)
        raise Refusal(
            "reference_used",
            Words(
                f"这个流水号已经登记过,金额是 {amount} 元。",
                f"This reference was noted before, with {amount} yuan.",
            ),
        )
    return False


def _nothing_owed() -> Refusal:
    return Refusal(
        "nothing_owed",
        Words(
            "这笔退款还没有要付的钱,没有成本要承担。",
            "Nothing is owed for this case yet, so there is no cost to bear.",
        ),
    )


def _more_than_open(open_minor: int) -> Refusal:
    amount = yuan_of(max(open_minor, 0))
    return Refusal(
        "more_than_open",
        Words(
            f"超过了还没收回的金额,最多 {amount} 元。",
            f"More than is open: at most {amount} yuan.",
        ),
    )
