"""The verification standards: what each reason needs, with one good and one bad example (R2.2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weikameng.domain.policy.model import Policy, Reason
from weikameng.domain.words import Words
from weikameng.records.reading import policies
from weikameng.web.drawn.every import EXAMPLES
from weikameng.web.drawn.layout import Drawing, drawing_of
from weikameng.web.drawn.pieces import Example, Said, Screen
from weikameng.web.standard_words import FAULTS, FIELDS, WAYS_ON, WINDOWS
from weikameng.web.templatetags.words import language


def listing(request: HttpRequest) -> HttpResponse:
    """Every reason by group, with what it needs in a few words."""
    version = policies.in_force_at(timezone.now()).version
    rules = policies.policy(version)
    groups: dict[Words, list[dict[str, Any]]] = {}
    for reason in _current(rules):
        groups.setdefault(reason.group, []).append(_entry(rules, reason))
    room = {"version": version, "groups": list(groups.items())}
    return render(request, "weikameng/standards.html", room)


def standard(request: HttpRequest, code: str) -> HttpResponse:
    """One reason: whose fault, what is checked, what is needed, in time until when, examples."""
    rules = policies.policy(policies.in_force_at(timezone.now()).version)
    reason = rules.reasons.get(code)
    if reason is None:
        raise Http404
    beside = _current(rules)
    here = beside.index(reason) if reason in beside else len(beside)
    room = {
        "version": rules.version,
        "reason": reason,
        "fault": FAULTS.get(reason.fault),
        "window": WINDOWS[reason.window],
        "way": WAYS_ON.get(reason.route),
        "attached": [rules.evidence_words(item) for item in reason.auto],
        "all_of": [_item(rules, item) for item in reason.all_of],
        "any_of": [_item(rules, item) for item in reason.any_of],
        "fields": [FIELDS[name] for name in reason.description_fields if name in FIELDS],
        "examples": _examples(reason),
        "before": _neighbour(beside, here - 1),
        "after": _neighbour(beside, here + 1),
    }
    return render(request, "weikameng/standard.html", room)


def _entry(rules: Policy, reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "words": reason.words,
        "needs": _in_short(rules, reason),
        "drawn": isinstance(_example(reason.code).good, Screen),
        "discouraged": reason.discouraged,
    }


def _in_short(rules: Policy, reason: Reason) -> Words:
    """Say what is needed in one line."""
    if not reason.asks:
        return Words("不用凭证,平台的记录就够了", "No evidence: our own records are enough")
    every = [rules.evidence_words(item) for item in reason.all_of]
    if reason.any_of:
        every.append(rules.evidence_words("any_of:" + "|".join(reason.any_of)))
    return Words("、".join(w.zh for w in every), ", ".join(w.en for w in every))


def _current(rules: Policy) -> list[Reason]:
    """The reasons one can choose; a retired one keeps its page for the cases it is on."""
    return [reason for reason in rules.reasons.values() if not reason.retired]


def _item(rules: Policy, item: str) -> tuple[Words, Words | None]:
    return rules.evidence_words(item), rules.standards.get(item)


def _neighbour(beside: list[Reason], place: int) -> dict[str, Any] | None:
    if not 0 <= place < len(beside):
        return None
    reason = beside[place]
    return {"url": reverse("standard", args=[reason.code]), "words": reason.words}


def _example(code: str) -> Example:
    """The examples of a reason; one that is newer than the drawings has only the policy's words."""
    return EXAMPLES.get(code) or Example(Said(()), Said(()))


def _examples(reason: Reason) -> list[dict[str, Any]]:
    """Good beside bad: the published sentence, then the drawing or the description."""
    both = _example(reason.code)
    pairs = (("ok", both.good, reason.good_example), ("bad", both.bad, reason.bad_example))
    return [
        {
            "tone": tone,
            "id": f"{reason.code.lower()}-{tone}",
            "sentence": sentence if sentence.zh.strip("—-") else None,
            "drawing": _drawing(shown),
            "said": shown if isinstance(shown, Said) and shown.parts else None,
        }
        for tone, shown, sentence in pairs
    ]


def _drawing(shown: Screen | Said) -> Drawing | None:
    return drawing_of(shown, language()) if isinstance(shown, Screen) else None
