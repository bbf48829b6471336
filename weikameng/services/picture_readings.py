"""Reads the pictures of a case in the worker, and keeps what people say of the verdicts (R3.4).
Reading clears or orders; it refuses nothing and asks nobody for anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.reading.examining import Question
from weikameng.domain.reading.flags import disagreements
from weikameng.domain.reading.kept import kept_of, sure_values
from weikameng.domain.reading.marks import finding_of, names_order
from weikameng.domain.reading.verdicts import Verdict
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.gateways.files import FileChanged
from weikameng.gateways.pictures import BadPicture
from weikameng.gateways.reader import CannotRead, PictureReader
from weikameng.records.reading import picture_readings as reading
from weikameng.records.reading.picture_readings import CaseToRead, Unread
from weikameng.records.writing import picture_readings as writing
from weikameng.records.writing.picture_readings import Kept, Opinion
from weikameng.services import clearing, order_screens, reuse, wiring
from weikameng.services.reading import NOT_CHECKED, REFUSED, Look, look_at
from weikameng.services.reviews import REVIEWERS
from weikameng.services.staff_log import noted

Clock = Callable[[], datetime]
# What ends the worker itself is not begun a fourth time.
MAX_TRIES = 3
MAX_AGAIN = 500  # cases put back at once
WHY_NOT = {**NOT_CHECKED, **REFUSED}
_JUDGED = frozenset({Verdict.MATCH, Verdict.DIFFERS})


@dataclass(frozen=True, slots=True)
class Step:
    """One picture of a case is done: its place in the chain, and why it was not read, if so."""

    position: int
    code: str = ""


def read_case(case_number: str, reader: PictureReader, clock: Clock) -> int:
    """Read what waits of a case and screen it again; returns how many pictures are done.

    May run twice and be cut off anywhere: what is kept stays, the rest is begun again.
    """
    return sum(1 for _ in steps(case_number, reader, clock))


def steps(case_number: str, reader: PictureReader, clock: Clock) -> Iterator[Step]:
    """Do the same picture by picture, for whoever watches."""
    case = reading.case_to_read(case_number)
    if case is None:
        return
    known = order_screens.catalogue()
    for unread in reading.unread(case.order.pk):
        if unread.tries >= MAX_TRIES:
            writing.give_up(unread.evidence_id, "fell", clock())
            yield Step(unread.position, "fell")
        elif writing.begin(unread.evidence_id, unread.tries):
            questions = order_screens.questions(case, unread.kind, known)
            yield Step(unread.position, _read(case, unread, questions, (reader, clock)))
    clearing.clear(case_number, clock())


def ask_again(case_number: str, *, at: datetime) -> int:
    """Put the pictures of a case back on the list; returns how many. Refusal without the case."""
    case = reading.case_to_read(case_number)
    if case is None:
        raise not_found()
    with transaction.atomic():
        again = writing.ask_again(case.order.pk, at)
        return again + writing.ask(case.order.pk, case_number, at)


def ask_unchecked_again(*, at: datetime) -> int:
    """Put back every case with a picture that no machine has checked, the newest 500."""
    cases = reading.cases_not_checked(MAX_AGAIN)
    for number in cases:
        ask_again(number, at=at)
    return len(cases)


@dataclass(frozen=True, slots=True)
class About:
    """Which verdict somebody speaks of: the case, the picture's place, the field."""

    case_number: str
    position: int
    field: str


def judge(about: About, *, right: bool, by_id: int, role: str, at: datetime) -> None:
    """Keep whether the machine was right about a field; said again, the newest word counts.

    Refusal for those who decide no cases, for one's own case, and where nothing is claimed.
    """
    found = reading.to_judge(about.case_number, about.position) if role in REVIEWERS else None
    if found is None:
        raise not_found()
    row, buyer_id = found
    if buyer_id == by_id:
        raise Refusal("own_case", _OWN_CASE)
    said = {c["field"]: c["verdict"] for c in row.report.get("comparisons", [])}
    verdict = said.get(about.field)
    if verdict not in _JUDGED:
        raise not_found()
    with transaction.atomic():
        writing.judge(Opinion(row.pk, about.field, verdict, right), by_id, at)
        seen = f"case {about.case_number} picture {about.position}"
        said_of = f"{about.field}: {'right' if right else 'wrong'}"
        noted(by_id, Act.READING_JUDGED, seen, said_of, at)


_OWN_CASE = Words("不能评判自己的退款。", "Nobody judges a refund of their own.")


def _read(
    case: CaseToRead,
    unread: Unread,
    questions: tuple[Question, ...],
    by: tuple[PictureReader, Clock],
) -> str:
    """Read one picture and keep what came of it; returns why nothing did, or nothing."""
    reader, clock = by
    try:
        look = look_at(reader, wiring.files().read(unread.copy_digest), questions)
    except FileNotFoundError:
        code = "missing"
    except FileChanged:
        code = "changed"
    except (BadPicture, CannotRead) as problem:
        code = problem.code
    else:
        _keep(case, unread, look, clock())
        return ""
    writing.give_up(unread.evidence_id, code, clock())
    return code


def _keep(case: CaseToRead, unread: Unread, look: Look, at: datetime) -> None:
    shown = {name: (found,) for name, found in look.examined.fields.items()}
    disagree = [
        flag
        for row in reading.of_order(case.order.pk)
        for flag in disagreements(sure_values(row.report), shown)
    ]
    examined = replace(look.examined, flags=(*look.examined.flags, *disagree))
    kept = Kept(kept_of(examined, look.size), finding_of(examined), names_order(examined))
    with transaction.atomic():
        if writing.keep(unread.evidence_id, kept, at):
            reuse.remember(unread.evidence_id, examined.lines)
