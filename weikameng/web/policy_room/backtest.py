"""The backtest: a version over past applications, asked for here and run by the worker. The page
shows how far it is, then how many answers change, which way, how much money, with examples."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.backtest import Moved, Tally, matrix, tally_from
from weikameng.domain.policy.later import ORDER
from weikameng.domain.policy.outcome import OUTCOME_WORDS, Outcome
from weikameng.domain.policy.publishing import State, effective_from
from weikameng.domain.words import Words
from weikameng.records.reading import backtests as reading
from weikameng.services import backtests
from weikameng.services.backtests import RUNNERS, Range
from weikameng.web.policy_room.room import Room, enter, show
from weikameng.web.policy_room.sayings import TONES
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import politely, room_only, tell

OPEN = frozenset({"waiting", "running"})
# Nobody has taken a step for so long: the worker is not there.
SILENT = timedelta(seconds=60)
_STATES: Mapping[str, tuple[str, Words]] = {
    "waiting": ("info", Words("排队中", "Waiting")),
    "running": ("info", Words("正在算", "Running")),
    "done": ("ok", Words("已算完", "Done")),
    "cancelled": ("", Words("已取消", "Cancelled")),
    "failed": ("bad", Words("没有算成", "Failed")),
}
_CANCELLED = Words("已取消。", "Cancelled.")
_RANK = {outcome: rank for rank, outcome in enumerate(ORDER)}


class RangeForm(forms.Form):
    """Which part of history, by days in Beijing; nothing means all of it."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def range(self) -> Range:
        """Return the moments: from the first minute of the one day to the last of the other."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        end = effective_from(until + timedelta(days=1)) if until else None
        return Range(effective_from(since) if since else None, end)


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a run; see the latest one, or an earlier one."""
    room = enter(request, name)
    if request.method != "POST":
        return _shown(request, room, RangeForm())
    form = RangeForm(request.POST)
    if form.is_valid():
        try:
            backtests.start(room.name, form.range(), room.actor, at=room.at)
            return redirect(room.url("backtest"))
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            form.add_error(None, in_words(refusal.words))
    return _shown(request, room, form, 422)


@room_only
@politely
def live(request: HttpRequest, name: str) -> HttpResponse:
    """The run that is looked at, as part of the page; asked for again while it goes on."""
    room = enter(request, name)
    runs = reading.backtests_of(room.name)
    run = _chosen(request, runs)
    more = {"room": room, "run": told(room, run) if run else None, "runs_here": _may(room)}
    return render(request, "weikameng/policy_room/backtest_run.html", more)


@room_only
@require_POST
@politely
def cancel(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Stop a run."""
    room = enter(request, name)
    backtests.cancel(run, room.actor, at=room.at)
    tell(request, _CANCELLED, messages.INFO)
    return redirect(room.url("backtest"))


def short_of(room: Room) -> dict[str, Any] | None:
    """Return the latest finished run of a version in short, for whoever has to approve it."""
    if room.row.state not in {State.DRAFT, State.PROPOSED}:
        return None
    runs = (run for run in reading.backtests_of(room.name) if run.state == "done")
    run = next(runs, None)
    return told(room, run) if run else {"none": True}


def told(room: Room, run: Any) -> dict[str, Any]:
    """Return what a page shows of a run."""
    tone, words = _STATES.get(run.state, ("", Words(run.state, run.state)))
    open_ = run.state in OPEN
    return {
        "row": run,
        "tone": tone,
        "words": words,
        "open": open_,
        "silent": open_ and room.at - run.seen_at > SILENT,
        "old": run.digest != room.row.digest,
        "left": _left(run),
        "until": run.until - timedelta(days=1) if run.until else None,
        "result": _result(tally_from(run.result)) if run.result else None,
    }


def _shown(request: HttpRequest, room: Room, form: RangeForm, status: int = 200) -> HttpResponse:
    runs = reading.backtests_of(room.name)
    run = _chosen(request, runs)
    more = {
        "form": form,
        "runs_here": _may(room),
        "run": told(room, run) if run else None,
        "others": [told(room, one) for one in runs if one is not run],
    }
    return show(request, room, "backtest", more, status)


def _chosen(request: HttpRequest, runs: list[Any]) -> Any:
    asked = request.GET.get("run", "")
    return next((run for run in runs if str(run.pk) == asked), runs[0] if runs else None)


def _may(room: Room) -> bool:
    return room.actor.role in RUNNERS


def _left(run: Any) -> Words | None:
    """About how long it still takes, once there is something to tell it by."""
    if run.state != "running" or not run.done or run.done >= run.total:
        return None
    seconds = (run.seen_at - run.asked_at).total_seconds() * (run.total - run.done) / run.done
    if seconds < 60:
        return Words("不到 1 分钟", "less than a minute")
    minutes = round(seconds / 60)
    return Words(f"大约 {minutes} 分钟", f"about {minutes} min")


def _result(tally: Tally) -> dict[str, Any]:
    rows = matrix(tally)
    return {
        "tally": tally,
        "same": tally.rounds - tally.changed - tally.skipped,
        "columns": [OUTCOME_WORDS[after] for after, _ in (rows[0][1] if rows else [])],
        "rows": [
            (OUTCOME_WORDS[before], [_cell(before, after, moved) for after, moved in cells])
            for before, cells in rows
        ],
        "ways": [
            _way(before, after, moved)
            for before, cells in rows
            for after, moved in cells
            if moved.count and before is not after
        ],
        "amounts": _way(Outcome.APPROVE_AUTO, Outcome.APPROVE_AUTO, tally.amounts)
        if tally.amounts.count
        else None,
    }


def _cell(before: Outcome, after: Outcome, moved: Moved) -> dict[str, Any]:
    side = "same" if before is after else "better" if _RANK[after] > _RANK[before] else "worse"
    return {
        "count": moved.count,
        "side": side if moved.count else "",
        "words": OUTCOME_WORDS[after],
    }


def _way(before: Outcome, after: Outcome, moved: Moved) -> dict[str, Any]:
    return {
        "before": {"tone": TONES[before], "words": OUTCOME_WORDS[before]},
        "after": {"tone": TONES[after], "words": OUTCOME_WORDS[after]},
        "moved": moved,
    }
