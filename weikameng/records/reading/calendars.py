"""The calendar in force: what ships with the house, and over it the years that two people adopted.

Read once a process; ``refresh`` looks whether somebody adopted a year since (doors call it).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import OperationalError

from weikameng.domain.calendar import Calendar, calendar_from
from weikameng.records.documents import shipped
from weikameng.records.models import CalendarNotice
from weikameng.records.statements import fetch_one

MAX_NOTICES = 50
# Adopted notices stay, so their number counts up.
_VERSION = "SELECT count(*) FROM calendar_notice WHERE state = 'adopted'"
_LATEST = f"""
SELECT coalesce(json_object_agg(year, entry), '{{}}'::json), ({_VERSION}) FROM (
    SELECT DISTINCT ON (year) year, entry FROM calendar_notice
    WHERE state = 'adopted' ORDER BY year, decided_at DESC, id DESC) latest
"""  # noqa: S608 (nothing of a visitor's is in it)


def document() -> Mapping[str, Any]:
    """Return the calendar in force in the form of cn_calendar.json; ``version`` counts up.

    What ships with the house where no database answers: files are checked without one.
    """
    try:
        return _in_force()
    except OperationalError:
        return {**shipped("cn_calendar"), "version": 0}


@cache
def calendar() -> Calendar:
    """Return the calendar in force."""
    return calendar_from(_in_force())


@cache
def _in_force() -> Mapping[str, Any]:
    row = fetch_one(_LATEST, {})
    assert row is not None, "an aggregate always gives a row"
    years, version = row
    base = shipped("cn_calendar")
    return {**base, "years": {**base["years"], **years}, "version": version}


def version() -> int:
    """Return which calendar this process counts with: the number of notices adopted."""
    return int(_in_force()["version"])


def is_stale() -> bool:
    """Whether somebody adopted a year since this process read the calendar; one statement."""
    row = fetch_one(_VERSION, {})
    return row is not None and int(row[0]) != version()


def forget() -> None:
    """Read the calendar anew at the next look."""
    _in_force.cache_clear()
    calendar.cache_clear()


def notices() -> Sequence[CalendarNotice]:
    """Return the notices, those that wait first, then the latest decided; with their people."""
    rows = CalendarNotice.objects.select_related("proposed_by", "decided_by")
    return list(rows.order_by("-decided_at", "-id")[:MAX_NOTICES])


def notice(notice_id: int) -> CalendarNotice | None:
    """Return one notice with its people."""
    rows = CalendarNotice.objects.select_related("proposed_by", "decided_by")
    return rows.filter(pk=notice_id).first()
