"""Two versions beside each other: what changed in words, and what it changes for invented orders.
What it would have changed for real ones is the backtest's to say."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.domain.policy.document.compare import Change, compare
from weikameng.domain.policy.document.marks import marked
from weikameng.domain.policy.document.place_words import words_of_place
from weikameng.domain.policy.examples import Effect, effect
from weikameng.domain.policy.outcome import OUTCOME_WORDS
from weikameng.domain.words import Words
from weikameng.records.reading import policies as reading
from weikameng.services.policies import checked
from weikameng.web.policy_room.room import Room, enter, show
from weikameng.web.policy_room.sayings import TONES
from weikameng.web.visitors import politely, room_only

MAX_CHANGES = 300
KINDS: Mapping[str, tuple[str, Words]] = {
    "added": ("ok", Words("新增", "Added")),
    "removed": ("bad", Words("删去", "Removed")),
    "changed": ("info", Words("修改", "Changed")),
    "moved": ("warn", Words("移动", "Moved")),
}
FAVOURS: Mapping[str, Words] = {
    "buyer": Words("对买家更有利", "better for buyers"),
    "shop": Words("对买家更不利", "worse for buyers"),
}


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """What changed in words; the effect follows by itself."""
    room = enter(request, name)
    names = [row for row in version_names() if row != room.name]
    base = request.GET.get("with", "") or base_of(room, names)
    more: dict[str, Any] = {"names": names, "base": base, **words_between(request, room, base)}
    if request.GET.get("now"):
        more |= effect_between(request, room, base)
    return show(request, room, "compare", more)


@room_only
@politely
def live(request: HttpRequest, name: str) -> HttpResponse:
    """The effect on invented orders, as part of the page: it takes a second or two."""
    room = enter(request, name)
    more = effect_between(request, room, request.GET.get("with", ""))
    return render(request, "weikameng/policy_room/effect.html", {"room": room} | more)


def version_names() -> list[str]:
    """Every version there is to compare with, the newest first."""
    published = [reign.row.version for reign in reversed(reading.published())]
    return [*(row.version for row in reading.drafts()), *published]


def base_of(room: Room, names: list[str]) -> str:
    """What a version is compared with when nothing else is asked: what it was written from."""
    if room.row.based_on is not None:
        return str(room.row.based_on.version)
    return names[0] if names else room.name


def words_between(request: HttpRequest, room: Room, base: str) -> dict[str, Any]:
    """Return every change of the text between two versions."""
    if base == room.name:
        return {"changes": []}
    old = enter(request, base)
    if old.unread or room.unread:
        return {"changes": [], "unreadable": True}
    # Two versions never have the same name, which is no news.
    both = compare(old.document, room.document)
    changes = [change for change in both if change.place != "version"]
    return {
        "changes": [_shown(change) for change in changes[:MAX_CHANGES]],
        "more_changes": max(len(changes) - MAX_CHANGES, 0),
        "deciding": sum(change.decides for change in changes),
    }


def effect_between(request: HttpRequest, room: Room, base: str) -> dict[str, Any]:
    """Return how many invented orders the two versions answer differently."""
    old = enter(request, base)
    rules = [checked(one.row.text, one.name).policy for one in (old, room)]
    if rules[0] is None or rules[1] is None:
        return {"broken": True}
    return _told(effect(rules[0], rules[1], room.at))


def _told(found: Effect) -> dict[str, Any]:
    ways = sorted(found.matrix.items(), key=lambda pair: -pair[1])
    return {
        "asked": found.asked,
        "changed": found.changed,
        "ways": [(_badge(old), _badge(new), count) for (old, new), count in ways],
        "examples": [
            (one.words, _badge(one.old.outcome), _badge(one.new.outcome)) for one in found.shown
        ],
    }


def _badge(outcome: Any) -> dict[str, Any]:
    return {"tone": TONES.get(outcome, ""), "words": OUTCOME_WORDS[outcome]}


def _shown(change: Change) -> dict[str, Any]:
    old, new = change.old, change.new
    before, after = marked(old, new) if change.kind != "moved" else marked("", "")
    tone, kind = KINDS[change.kind]
    return {
        "place": words_of_place(tuple(change.place.split("."))),
        "code": change.place,
        "tone": tone,
        "kind": kind,
        "moved": change.kind == "moved",
        "coded": change.place.endswith((".when", ".is")),
        "old": before,
        "new": after,
        "decides": change.decides,
        "favour": FAVOURS.get(change.better_for),
        "good": change.better_for == "buyer",
    }
