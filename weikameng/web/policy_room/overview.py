"""A version at a glance: where it stands, what it changes, what is wrong, who did what; and the
next step of its life, for whoever may take it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy import publishing
from weikameng.domain.policy.publishing import MAX_NOTE, Event, State
from weikameng.domain.words import Words
from weikameng.records.reading import policies as reading
from weikameng.services import drafting, policies
from weikameng.web.policy_room import sayings
from weikameng.web.policy_room.backtest import short_of
from weikameng.web.policy_room.compare import base_of, words_between
from weikameng.web.policy_room.room import Room, enter, show
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import politely, room_only, tell

# The verbs of a version's life that this page offers, by their name in the address.
VERBS = {
    "propose": Event.PROPOSE,
    "publish": Event.PUBLISH,
    "send-back": Event.SEND_BACK,
    "withdraw": Event.WITHDRAW,
    "discard": Event.DISCARD,
    "restore": Event.RESTORE,
    "rebase": Event.SAVE,
}
DONE: Mapping[str, Words] = {
    "propose": Words("已提交,等第二个人通过。", "Proposed; a second person has to approve it."),
    "send-back": Words("已退回修改。", "Sent back."),
    "publish": Words("已通过,从现在起公示。", "Approved and announced from now on."),
    "withdraw": Words("已撤回,现行规则继续有效。", "Withdrawn; what is in force goes on."),
    "discard": Words("已丢弃,可以随时恢复。", "Thrown away; it can be restored at any time."),
    "restore": Words("已恢复。", "Restored."),
    "rebase": Words("已记为以最新版本为基础。", "The draft now counts as based on the newest one."),
}


class StepForm(forms.Form):
    """A step with its reason; publishing may name a day, proposing may mark it major."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        max_length=MAX_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    effective_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    major = forms.BooleanField(required=False)


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The version at a glance."""
    return _shown(request, enter(request, name), {})


@room_only
@require_POST
@politely
def step(request: HttpRequest, name: str, verb: str) -> HttpResponse:
    """Take a step of the version's life; a refusal is told beside the words that were typed."""
    if verb not in VERBS:
        raise not_found()
    room, form = enter(request, name), StepForm(request.POST)
    if form.is_valid():
        try:
            _walk(room, verb, form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            form.add_error(None, in_words(refusal.words))
        else:
            tell(request, DONE[verb], messages.SUCCESS)
            return redirect(room.url("overview"))
    return _shown(request, enter(request, name), {"form": form, "failed": verb}, 422)


def _walk(room: Room, verb: str, asked: Mapping[str, Any]) -> None:
    actor, at, name = room.actor, room.at, room.name
    seen, note = asked["seen"], asked["note"]
    if verb == "propose":
        publishing.demand_note(note)
        seen = _marked(room, seen, major=asked["major"])
        policies.propose(name, policies.Proposal(seen, note), actor, at=at)
    elif verb == "send-back":
        policies.return_to_draft(name, note, actor, at=at)
    elif verb == "publish":
        approval = policies.Approval(seen, asked["effective_on"], note)
        policies.approve(name, approval, actor, at=at)
    elif verb == "withdraw":
        policies.withdraw(name, note, actor, at=at)
    elif verb == "rebase":
        newest = reading.newest()
        based_on = newest.version if newest else None
        policies.save_draft(name, policies.Edit(room.row.text, seen, based_on), actor, at=at)
    elif verb == "discard":
        policies.delete_draft(name, actor, at=at)
    else:
        policies.restore_draft(name, actor, at=at)


def _marked(room: Room, seen: str, *, major: bool) -> str:
    """Write into the text whether the change is major, if it says otherwise."""
    if room.unread or (room.document.get("major") is True) == major:
        return seen
    publishing.demand_role(room.actor.role, Event.PROPOSE)
    return drafting.set_values(room.draft(seen), {("major",): major}, room.actor, at=room.at)


def _shown(
    request: HttpRequest, room: Room, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    row, at, major = room.row, room.at, room.document.get("major") is True
    base = base_of(room, [])
    newest = reading.newest()
    behind = newest is not None and row.state in {State.DRAFT, State.PROPOSED}
    frame = {
        "base": base if base != room.name else "",
        "events": _history(room),
        "offers": _offers(room),
        "major": major,
        "notice_days": publishing.notice_days(major),
        "earliest": publishing.earliest_effective(at, major).date(),
        "mine": row.proposed_by_id == room.actor.id,
        "behind": newest.version if behind and newest and newest.version != base else "",
        "checks": row.state in {State.DRAFT, State.PROPOSED},
        "tested": short_of(room),
        "form": StepForm(initial={"major": major}),
        **words_between(request, room, base),
    }
    return show(request, room, "overview", frame | dict(more), status)


def _offers(room: Room) -> list[str]:
    """The steps this visitor may take now; the service checks them again."""
    state, row = State(room.row.state), room.row
    found = [
        verb
        for verb, event in VERBS.items()
        if publishing.may(state, event) and room.actor.role in publishing.ROLES[event]
    ]
    begun = row.effective_at is not None and row.effective_at <= room.at
    never = {"withdraw"} if begun else set()
    return [verb for verb in found if verb not in never | {"rebase"}]


def _history(room: Room) -> list[dict[str, Any]]:
    """What happened, newest first; saves one after another by one person are one line."""
    told: list[dict[str, Any]] = []
    saves, before = 0, None
    for line in reading.events(room.name):
        same = before is not None and line.event == Event.SAVE == before.event
        saves = saves + 1 if same and before and line.actor_id == before.actor_id else 1
        if saves > 1:
            told.pop()
        told.append(_event(line, saves))
        before = line
    return told[::-1]


def _event(line: Any, times: int) -> dict[str, Any]:
    actor = line.actor
    name = (actor.display_name or actor.get_username()) if actor else None
    sentence = sayings.EVENTS.get(line.event, Words(line.event, line.event))
    if times > 1:
        sentence = Words(f"保存 {times} 次", f"Saved {times} times")
    return {
        "sentence": sentence,
        "because": _why(line.event, line.note),
        "at": line.at,
        "actor": Words(name, name) if name else sayings.HOUSE,
    }


def _why(event: str, note: str) -> Words | None:
    base = note.removeprefix("from ")
    if event == Event.START and base != note:
        return Words(f"以 {base} 为基础", f"Written from {base}")
    return Words(note, note) if note else None
