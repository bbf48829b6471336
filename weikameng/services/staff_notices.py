"""Tells colleagues in the house what waits for them: in the act's own transaction, once each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.roles import Right, holders
from weikameng.domain.staff_notices import Kind, StaffNews
from weikameng.records.reading import staff_notices as reading
from weikameng.records.writing import staff_notices as writing


@dataclass(frozen=True, slots=True)
class Proposal:
    """An approval that takes two people, as its notices tell it."""

    id: int
    case_number: str
    asked_by_id: int
    amount_minor: int

    @property
    def cause(self) -> str:
        """The name of the notice that it waits."""
        return f"sign:{self.id}"


@dataclass(frozen=True, slots=True)
class NearPromise:
    """A promise of a case that has come near; ``run`` is the run of its clock."""

    case_id: int
    run: int
    due_at: datetime | None


def handed_over(number: str, to_id: int, by_id: int, said: tuple[str, datetime]) -> None:
    """Tell whoever was given a case by a colleague; ``said``: the note and when."""
    note, at = said
    if to_id != by_id:
        cause = f"handed:{number}:{at.isoformat()}"
        news = StaffNews(to_id, Kind.HANDED_OVER, cause, number, reading.name_of(by_id), note)
        writing.tell([news], at)


def to_sign(one: Proposal, at: datetime) -> None:
    """Tell everybody who may sign it, except who proposed it."""
    name = reading.name_of(one.asked_by_id)
    signers = reading.active_of(holders(Right.APPROVE_LARGE), but=one.asked_by_id)
    writing.tell(
        (
            StaffNews(person, Kind.TO_SIGN, one.cause, one.case_number, name, "", one.amount_minor)
            for person in signers
        ),
        at,
    )


def signed(one: Proposal, by_id: int, at: datetime) -> None:
    """Tell who proposed it; for the others it waits no more."""
    _ended(one, Kind.SIGNED, (by_id, ""), at)


def sent_back(one: Proposal, by_id: int, note: str, at: datetime) -> None:
    """Tell who proposed it why it was not signed; for the others it waits no more."""
    _ended(one, Kind.SENT_BACK, (by_id, note), at)


def taken_back(one: Proposal, at: datetime) -> None:
    """It waits for nobody any more."""
    writing.settle(one.cause, at)


def nearing(promises: Iterable[NearPromise], at: datetime) -> None:
    """Tell whoever took these cases last that their promises are near."""
    near = {one.case_id: one for one in promises}
    if not near:
        return
    writing.tell(
        (
            StaffNews(
                person,
                Kind.NEARING,
                f"near:{number}:{near[case_id].run}",
                number,
                due_at=near[case_id].due_at,
            )
            for case_id, number, person in reading.takers_of(near)
        ),
        at,
    )


def account_changed(to_id: int, kind: Kind, by: str, said: tuple[str, datetime]) -> None:
    """Tell somebody what was changed about their own account, by whom; ``said``: what and when."""
    words, at = said
    writing.tell([StaffNews(to_id, kind, f"{kind}:{at.isoformat()}", "", by, words)], at)


def read(person_id: int, newest: int, at: datetime) -> None:
    """Note that somebody has read what they were told, up to this one."""
    writing.read(person_id, newest, at)


def _ended(one: Proposal, kind: Kind, by: tuple[int, str], at: datetime) -> None:
    by_id, note = by
    writing.settle(one.cause, at)
    news = StaffNews(
        one.asked_by_id,
        kind,
        f"{kind}:{one.id}",
        one.case_number,
        reading.name_of(by_id),
        note,
        one.amount_minor,
    )
    writing.tell([news], at)
