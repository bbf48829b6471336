"""Filters of the queue in an address: read from what was asked, and written back the short way."""

from urllib.parse import urlencode

from django.http import QueryDict

from weikameng.domain.money import minor_of, yuan_of
from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.policy.model import Policy
from weikameng.domain.reading.marks import Mark
from weikameng.records.reading.desk_queue import Wanted

_SHOWS = frozenset({"mine", "nobody", "overdue"})
# Whatever is paid fits; what does not is a slip of the keyboard.
_MOST_MINOR = 10**12


def wanted_of(asked: QueryDict, rules: Policy) -> Wanted:
    """Return which cases are asked for; nonsense asks for nothing."""
    show, reason = asked.get("show", ""), asked.get("reason", "")
    route, kind = asked.get("route", ""), asked.get("kind", "")
    return Wanted(
        show=show if show in _SHOWS else "all",
        reason=reason if reason in rules.reasons else "",
        route=route if route in ROUTES else "",
        kind=kind if kind in rules.goods else "",
        least_minor=_minor(asked.get("least", "")),
        most_minor=_minor(asked.get("most", "")),
        pictures=next((mark for mark in Mark if mark == asked.get("pictures")), None),
    )


def query_of(wanted: Wanted) -> str:
    """Return the filter as the end of an address, without what it leaves open."""
    said = {
        "show": "" if wanted.show == "all" else wanted.show,
        "reason": wanted.reason,
        "route": wanted.route,
        "kind": wanted.kind,
        "least": _yuan(wanted.least_minor),
        "most": _yuan(wanted.most_minor),
        "pictures": wanted.pictures or "",
    }
    return urlencode({name: str(value) for name, value in said.items() if value})


def says_something(wanted: Wanted) -> bool:
    """Whether the filter leaves anything out."""
    return wanted != Wanted()


def _minor(typed: str) -> int | None:
    try:
        minor = minor_of(typed.strip())
    except ValueError:
        return None
    return minor if 0 <= minor <= _MOST_MINOR else None


def _yuan(minor: int | None) -> str:
    return "" if minor is None else yuan_of(minor).removesuffix(".00")
