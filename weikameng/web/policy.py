"""The published policy in plain words, from the same data that decides (R9.1): the version in force
at /policy/, and every version for good at its own address, so that what decided stays readable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from weikameng.domain.policy.model import Clause, Policy
from weikameng.records.reading import policies
from weikameng.records.reading.policies import Reign
from weikameng.web import kept_clocks, kept_promises
from weikameng.web.policy_words import CHAPTERS, OTHERS, choices_of, limits_of

MAX_QUERY = 60


def page(request: HttpRequest) -> HttpResponse:
    """The version in force, and word of what comes after it."""
    at, reigns = timezone.now(), policies.published()
    return _shown(request, next(reign for reign in reigns if reign.holds_at(at)), reigns, at)


def version(request: HttpRequest, version: str) -> HttpResponse:
    """One published version, whenever it holds."""
    reigns = policies.published()
    reign = next((reign for reign in reigns if reign.row.version == version), None)
    if reign is None:
        raise Http404
    return _shown(request, reign, reigns, timezone.now())


def _shown(
    request: HttpRequest, reign: Reign, reigns: Sequence[Reign], at: datetime
) -> HttpResponse:
    rules = policies.policy(reign.row.version)
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    in_force = reign.holds_at(at)
    room: dict[str, Any] = {
        "version": rules.version,
        "since": reign.row.effective_at,
        "first": reign is reigns[0],
        "until": reign.until,
        "standing": "now" if in_force else _standing(reign, at),
        "coming": [r for r in reigns if _starts_after(r, at)] if in_force else [],
        "reigns": list(reversed(reigns)),
        "query": query,
        "chapters": _chapters(rules, query),
        "goods": rules.goods.values(),
        "limits": limits_of(rules.params),
        "choices": choices_of(rules.params),
    }
    if in_force and not query:
        room |= {"arrivals": kept_promises.table(at), "counted_at": kept_promises.as_of(at)}
        room |= {"clocks": kept_clocks.table(at)}
    return render(request, "weikameng/policy.html", room)


def _standing(reign: Reign, at: datetime) -> str:
    return "coming" if _starts_after(reign, at) else "past"


def _starts_after(reign: Reign, at: datetime) -> bool:
    assert reign.row.effective_at is not None, "published without a date"
    return reign.row.effective_at > at


def _chapters(rules: Policy, query: str) -> list[dict[str, Any]]:
    """The clauses by chapter, only those a search finds; an unknown letter comes last."""
    rows: dict[str, list[dict[str, Any]]] = {letter: [] for letter in CHAPTERS}
    for clause in rules.clauses.values():
        if _found(clause, query):
            laws = [rules.law[key] for key in clause.law if key in rules.law]
            rows.setdefault(clause.id[0], []).append({"clause": clause, "laws": laws})
    return [
        {"letter": letter, "title": CHAPTERS.get(letter, OTHERS), "clauses": found}
        for letter, found in rows.items()
        if found
    ]


def _found(clause: Clause, query: str) -> bool:
    asked = query.casefold()
    said = (clause.id, clause.words.en, clause.words.in_language("zh"), clause.words.zh)
    return any(asked in text.casefold() for text in said)
