"""A conversation as its buyer reads it: whose words, when, what goes with them, where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from weikameng.domain.bot import LinkTarget
from weikameng.domain.policy.model import Policy
from weikameng.domain.ticket_words import AUTHORS, CATEGORIES, CHANNELS
from weikameng.domain.tickets import Author, Kind
from weikameng.domain.words import Words
from weikameng.records.reading.ticket_lists import Listed
from weikameng.records.reading.tickets import MessageAsRead
from weikameng.web.links import signed

# Where the bot's links lead: the page's name, and whether a number goes with it.
_PAGES = {
    LinkTarget.ORDERS: ("orders", False),
    LinkTarget.ORDER: ("order", True),
    LinkTarget.APPLY: ("apply", True),
    LinkTarget.CASE: ("refund", True),
    LinkTarget.AMEND: ("amend", True),
    LinkTarget.WITHDRAW: ("refund", True),
    LinkTarget.DISPUTE: ("dispute_open", True),
    LinkTarget.CHAIN: ("chain", True),
    LinkTarget.GOOD: ("ledger_record", True),
    LinkTarget.LOG: ("ledger", False),
    LinkTarget.POLICY: ("policy", False),
    LinkTarget.STANDARDS: ("standards", False),
    LinkTarget.STANDARD: ("standard", True),
}
_NOTES = frozenset({Kind.CLOSED, Kind.REOPENED, Kind.JOINED, Kind.PARTED})


@dataclass(frozen=True, slots=True)
class Way:
    """A link of an answer, or an order to choose."""

    url: str
    words: Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that came with a message; its address is signed for whoever looks."""

    url: str
    words: Words


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. ``mine``: the buyer's own; ``note``: what happened, nobody's words; ``typed``:
    somebody's own words, in whatever language they were written."""

    id: int
    place: int
    mine: bool
    note: bool
    typed: bool
    author: str
    who: Words
    text: Words
    at: datetime
    pictures: tuple[Picture, ...]
    links: tuple[Way, ...]
    choices: tuple[Way, ...]


def bubbles(
    messages: Sequence[MessageAsRead], rules: Policy | None, viewer_id: int
) -> list[Bubble]:
    """Return messages as they are shown, oldest first."""
    return [_bubble(one, rules, viewer_id) for one in messages]


def row_of(listed: Listed) -> dict[str, Any]:
    """Return one line of the list of conversations."""
    about = CATEGORIES.get(listed.category) or CHANNELS[listed.channel]
    return {
        "url": reverse("conversation", args=[listed.number]),
        "channel": CHANNELS[listed.channel],
        "title": listed.good or about,
        "about": about,
        "order": listed.order_number,
        "case": listed.case_number,
        "open": listed.open,
        "unread": listed.unread,
        "at": listed.last_message_at,
        "preview": listed.preview,
    }


def _bubble(one: MessageAsRead, rules: Policy | None, viewer_id: int) -> Bubble:
    return Bubble(
        id=one.id,
        place=one.place,
        mine=one.author is Author.BUYER,
        note=one.kind in _NOTES,
        typed=not one.text_en,
        author=str(one.author),
        who=AUTHORS[one.author],
        text=Words(one.text, one.text_en or one.text),
        at=one.at,
        pictures=_pictures(one, rules, viewer_id),
        links=tuple(
            Way(url, Words(link["zh"], link["en"]))
            for link in one.details.get("links", ())
            if (url := _address(link["to"], link["number"]))
        ),
        choices=tuple(
            Way(choice["order"], Words(choice["zh"], choice["en"]))
            for choice in one.details.get("choices", ())
        ),
    )


def _pictures(one: MessageAsRead, rules: Policy | None, viewer_id: int) -> tuple[Picture, ...]:
    if rules is None:  # no order yet, so no pictures
        return ()
    return tuple(
        Picture(
            signed(reverse("conversation_picture", args=[one.ticket, shown.position]), viewer_id),
            rules.evidence_words(shown.kind),
        )
        for shown in one.pictures
    )


def _address(target: str, number: str) -> str:
    """Return where a link leads; empty for what has no page of its own here."""
    if target == LinkTarget.CLAUSE:
        version, _, clause = number.partition("#")
        return f"{reverse('policy_version', args=[version])}#{clause}"
    if target not in _PAGES:
        return ""
    page, numbered = _PAGES[LinkTarget(target)]
    return reverse(page, args=[number] if numbered else [])
