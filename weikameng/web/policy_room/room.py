"""One version on the table: what every page of the room knows of it, who may change it, and how a
form is saved."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import EDITORS, Actor, State
from weikameng.domain.words import Words
from weikameng.records.reading import policies as reading
from weikameng.services import drafting
from weikameng.services.drafting import Draft
from weikameng.web.policy_room import sayings
from weikameng.web.policy_room.cells import Cell, ValueForm
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import buyer_of, tell

if TYPE_CHECKING:
    from weikameng.records.models import PolicyVersion

STALE = 409
SAVED = Words("已保存。", "Saved.")
NOTHING_NEW = Words("没有改动,不用保存。", "Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Room:
    """A version with its document; ``unread`` says why the text can't be read as TOML."""

    row: "PolicyVersion"
    actor: Actor
    at: datetime
    document: Mapping[str, Any]
    unread: str

    @property
    def name(self) -> str:
        """The version's name."""
        return self.row.version

    @property
    def editable(self) -> bool:
        """Whether this visitor may change the text now."""
        return self.row.state == State.DRAFT and self.actor.role in EDITORS

    def url(self, page: str, *more: str) -> str:
        """The address of a page of this version; empty for a name no address can hold."""
        try:
            return reverse(f"room_{page}", args=[self.name, *more])
        except NoReverseMatch:  # a broken draft may call its rows anything
            return ""

    def draft(self, seen: str) -> Draft:
        """The version as its editor saw it."""
        return Draft(self.name, seen)


def actor_of(request: HttpRequest) -> Actor:
    """Return who stands in the room."""
    return Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]


def writable(text: str) -> str:
    """Return what the database can be asked for: it knows no empty sign."""
    return text.replace("\x00", "")


def enter(request: HttpRequest, name: str) -> Room:
    """Put a version on the table. Refusal not_found when there is none."""
    row = reading.version_named(writable(name))
    if row is None:
        raise not_found()
    document, unread = _read(row.text)
    return Room(row, actor_of(request), timezone.now(), document, unread)


def show(
    request: HttpRequest, room: Room, page: str, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of the room inside its frame: ``rules``, or ``rules/row`` below a tab."""
    frame = {
        "room": room,
        "badge": badge_of(room.row, room.at),
        "tabs": [
            {"url": room.url(tab), "words": words, "current": tab == page.partition("/")[0]}
            for tab, words in sayings.TABS
            if room.url(tab)
        ],
    }
    template = f"weikameng/policy_room/{page.rpartition('/')[2]}.html"
    return render(request, template, frame | dict(more), status=status)


def badge_of(row: "PolicyVersion", at: datetime) -> Mapping[str, Any]:
    """Return how a version stands at a moment."""
    tone, words = sayings.BY_STATE.get(row.state) or _reigning(row, at)
    return {"tone": tone, "words": words}


def edit(
    request: HttpRequest, room: Room, cells: Sequence[Cell], done: str
) -> tuple[ValueForm, HttpResponse | None, int]:
    """Show a form over cells or save what was sent: the form, the answer when saved, the status.

    A form that came late keeps what was typed and shows what is saved now beside it.
    """
    digest = room.row.digest
    if request.method != "POST":
        return ValueForm(cells, room.document, digest), None, 200
    form = ValueForm(cells, room.document, digest, request.POST)
    if not form.is_valid():
        return form, None, 422
    try:
        values = form.values()
        seen = room.draft(form.cleaned_data["seen"])
        drafting.set_values(seen, values, room.actor, at=room.at)
    except Refusal as refusal:
        return _refused(request, room, form, refusal)
    tell(request, SAVED if values else NOTHING_NEW, messages.SUCCESS if values else messages.INFO)
    return form, redirect(done), 302


def _refused(
    request: HttpRequest, room: Room, form: ValueForm, refusal: Refusal
) -> tuple[ValueForm, None, int]:
    if refusal.code == "not_found":
        raise refusal
    late = refusal.code == "text_changed"
    data = request.POST.copy()
    if late:
        data["seen"] = room.row.digest
    shown = ValueForm(form.cells, room.document, room.row.digest, data)
    shown.is_valid()
    shown.add_error(None, in_words(refusal.words))
    return shown, None, STALE if late else 422


def _read(text: str) -> tuple[Mapping[str, Any], str]:
    try:
        return tomllib.loads(text), ""
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, str(error)


def _reigning(row: "PolicyVersion", at: datetime) -> sayings.Badge:
    assert row.effective_at is not None, "published without a date"
    if row.effective_at > at:
        return sayings.COMING
    return sayings.NOW if reading.in_force_at(at).version == row.version else sayings.PAST
