"""A dry run: one order under two versions beside each other, clause by clause. Who looked at which
order is noted; nothing about the buyer is shown."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from weikameng.domain.channel_names import route_words
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.decision import ClauseResult, Decision
from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.policy.outcome import OUTCOME_WORDS
from weikameng.domain.words import Words
from weikameng.services.dry_runs import DryRun, Question, dry_run
from weikameng.services.policies import BrokenPolicy
from weikameng.web.policy_room.compare import version_names
from weikameng.web.policy_room.room import Room, enter, show, writable
from weikameng.web.policy_room.sayings import TONES
from weikameng.web.policy_room.tables import named_rows, words
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import politely, room_only

MAX_NUMBER = 40


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for an order; show both decisions. Looking is written down, so it is sent, not linked."""
    room = enter(request, name)
    asked = {
        key: writable(request.POST.get(key, request.GET.get(key, ""))).strip()[:MAX_NUMBER]
        for key in ("order", "reason", "beside")
    }
    form = asked | {
        "reasons": [
            (code, words(row)) for code, row in named_rows(room.document, "reasons", "code").items()
        ],
        "names": [row for row in version_names() if row != room.name],
    }
    if request.method != "POST":
        return show(request, room, "dry_run", form)
    question = _question(room, asked, request.POST.get("round", ""))
    try:
        run = dry_run(question, room.actor, at=room.at)
    except BrokenPolicy as refusal:
        broken = {"error": in_words(refusal.words), "broken": True}
        return show(request, room, "dry_run", form | broken, 422)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return show(request, room, "dry_run", form | {"error": in_words(refusal.words)}, 422)
    return show(request, room, "dry_run", form | told(run))


def _question(room: Room, asked: Mapping[str, str], round_: str) -> Question:
    wanted = int(round_) if round_.isascii() and round_.isdigit() and len(round_) < 4 else 0
    number = "".join(asked["order"].split())
    return Question(number, room.name, asked["reason"], asked["beside"], wanted)


def told(run: DryRun) -> dict[str, Any]:
    """Return what the page shows of a dry run."""
    rows = _rows(run.old, run.new)
    telling = [row for row in rows if row["differs"] or row["decides"]]
    return {
        "run": run,
        "old": _side(run.old),
        "new": _side(run.new),
        "telling": telling,
        "others": [row for row in rows if row not in telling],
        "differing": sum(row["differs"] for row in rows),
        "same": _answer(run.old) == _answer(run.new),
        "kind": run.new.policy.goods[run.facts.order.goods_kind].words,
        "why": run.new.policy.reasons[run.facts.application.reason].words,
    }


def _side(decision: Decision) -> dict[str, Any]:
    return {
        "version": decision.policy_version,
        "tone": TONES[decision.outcome],
        "outcome": OUTCOME_WORDS[decision.outcome],
        "sentence": decision.sentence,
        "route": ROUTES.get(decision.route, Words(decision.route, decision.route)),
        "amount_minor": decision.amount_minor,
        "split": [(route_words(route), minor) for route, minor in decision.split],
        "clauses": decision.clauses,
        "missing": [decision.policy.evidence_words(item) for item in decision.missing],
        "would_change": decision.what_would_change,
    }


def _answer(decision: Decision) -> tuple[object, ...]:
    return decision.outcome, decision.route, decision.amount_minor, decision.missing


def _rows(old: Decision, new: Decision) -> list[dict[str, Any]]:
    """The rules in the new order, then those only the old one has."""
    before, after = _by_rule(old), _by_rule(new)
    return [
        {
            "rule": rule,
            "old": _result(before.get(rule)),
            "new": _result(after.get(rule)),
            "differs": _seen(before.get(rule)) != _seen(after.get(rule)),
            "decides": any(
                side.verdict == "decides"
                for side in (before.get(rule), after.get(rule))
                if side is not None
            ),
        }
        for rule in [*after, *(rule for rule in before if rule not in after)]
    ]


def _by_rule(decision: Decision) -> Mapping[str, ClauseResult]:
    return {result.rule: result for result in decision.tested}


def _seen(result: ClauseResult | None) -> tuple[object, ...] | None:
    """What a reader sees of a tested rule: two that read the same are the same."""
    return None if result is None else (result.verdict, result.clause, result.sentence)


def _result(result: ClauseResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "verdict": result.verdict,
        "clause": result.clause,
        "sentence": result.sentence,
        "read": result.read_in_words,
    }
