"""Tells colleagues in the house what waits for them: in the act's own transaction, once each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from weikameng.domain.incidents import Failures
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


def talk_handed_over(number: str, to_id: int, by_id: int, said: tuple[str, datetime]) -> None:
    """Tell whoever was given a conversation by a colleague; ``said``: the note and when."""
    note, at = said
    if to_id != by_id:
        cause = f"talk:{number}:{at.isoformat()}"
        news = StaffNews(to_id, Kind.TALK_HANDED, cause, number, reading.name_of(by_id), note)
        writing.tell([news], at)


def talk_waits(late: Iterable[tuple[StaffNews, int | None]], at: datetime) -> None:
    """Tell of conversations that wait too long: who has one, and those who see to it otherwise.

    Each comes with its holder; ``to_id`` is filled in here.
    """
    wanted = list(late)
    if not wanted:
        return
    agents = reading.active_of(holders(Right.TALK), but=0)
    chiefs = reading.active_of(holders(Right.ASSIGN), but=0)
    told = []
    for news, holder in wanted:
        if news.kind is Kind.TALK_BROKEN:
            people = {*chiefs, *([holder] if holder else [])}
        else:
            people = {holder} if holder else set(agents)
        told += [replace(news, to_id=person) for person in sorted(people)]
    writing.tell(told, at)


def talk_answered(causes: Iterable[str], at: datetime) -> None:
    """Somebody has answered: nobody need look any more."""
    for cause in causes:
        writing.settle(cause, at)


def account_changed(to_id: int, kind: Kind, by: str, said: tuple[str, datetime]) -> None:
    """Tell somebody what was changed about their own account, by whom; ``said``: what and when."""
    words, at = said
    writing.tell([StaffNews(to_id, kind, f"{kind}:{at.isoformat()}", "", by, words)], at)


def incident_found(incident_id: int, seen: Failures, at: datetime) -> None:
    """Tell whoever may start one that the rule proposes an incident."""
    words = f"{seen.failed} / {seen.orders}"
    cause = f"incident:{incident_id}"
    people = reading.active_of(holders(Right.SECOND_MONEY), but=0)
    writing.tell(
        (StaffNews(to, Kind.INCIDENT_FOUND, cause, "", seen.supplier, words) for to in people), at
    )


def incident_to_sign(incident_id: int, by_id: int, amount_minor: int, at: datetime) -> None:
    """Tell whoever else may agree that somebody wants to start an incident."""
    name, cause = reading.name_of(by_id), f"start:{incident_id}:{at.isoformat()}"
    people = reading.active_of(holders(Right.SECOND_MONEY), but=by_id)
    writing.tell(
        (StaffNews(to, Kind.INCIDENT_TO_SIGN, cause, "", name, "", amount_minor) for to in people),
        at,
    )


def incident_settled(incident_id: int, asked_at: datetime | None, at: datetime) -> None:
    """It waits for nobody any more."""
    writing.settle(f"incident:{incident_id}", at)
    if asked_at:
        writing.settle(f"start:{incident_id}:{asked_at.isoformat()}", at)


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
