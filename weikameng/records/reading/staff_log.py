"""The staff log as auditors and supervisors read it: newest first, by person, act, day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from weikameng.domain.policy.window import BEIJING
from weikameng.domain.roles import Role
from weikameng.records.models import StaffAction, User

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines to list; empty means all. ``about`` is an object, word for word."""

    person: str = ""
    what: str = ""
    day: date | None = None
    about: str = ""


def actions(wanted: Wanted, page: int) -> tuple[list[StaffAction], bool]:
    """Return one page of the log and whether there is more; one statement."""
    rows = StaffAction.objects.order_by("-id").select_related("person")
    if wanted.person:
        rows = rows.filter(person__username=wanted.person)
    if wanted.what:
        rows = rows.filter(what=wanted.what)
    if wanted.about:
        rows = rows.filter(about=wanted.about)
    if wanted.day:
        begins = datetime.combine(wanted.day, time(), BEIJING)
        rows = rows.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    start = (page - 1) * PAGE_SIZE
    found = list(rows[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def actors() -> list[User]:
    """Return everybody who works here and is in the log, by name; one statement."""
    known = StaffAction.objects.exclude(role=Role.BUYER.value).values("person_id")
    return list(User.objects.filter(pk__in=known).order_by("username"))
