"""What a buyer is told: the lines of their cases' history, and what no line tells (R5.1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from weikameng.domain.words import Words
from weikameng.records.models import BookEntry, CaseRound, Payout
from weikameng.records.statements import fetch_all, fetch_one, statement

PAGE_SIZE = 20
# More than this many new ones are counted as this many.
MOST_UNREAD = 99
_HERE = Path(__file__).parent
_LINES = statement(_HERE / "lines.sql")
INBOX = f"{statement(_HERE / 'inbox.sql')}\n{_LINES}"
_AFTER = f"{statement(_HERE / 'inbox_after.sql')}\n{_LINES}"
_COPIED = f"{statement(_HERE / 'copied_lines.sql')}\n{_LINES}"
UNREAD = """
SELECT coalesce(sum(
    c.revision - coalesce((SELECT r.revision FROM case_read r WHERE r.case_id = c.id), 0)
    + (SELECT count(*) FROM message m WHERE m.case_id = c.id AND m.read_at IS NULL)), 0)::bigint,
    (SELECT count(*) FROM ticket t WHERE t.buyer_id = %(buyer)s AND t.told_place > coalesce(
        (SELECT s.place FROM ticket_seen s
         WHERE s.ticket_id = t.id AND s.person_id = t.buyer_id), 0))
FROM refund_case c WHERE c.buyer_id = %(buyer)s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One message before it is put into words: a line of history, or (``message`` > 0) a row.

    ``due_at`` is the case's, while this is its latest line. ``round`` counts its submissions so
    far. ``at_once``: more was written in the same step; ``again``: money had come back before;
    ``corrected``: this settlement was taken back later.
    """

    case_id: int
    case_number: str
    name_zh: str
    name_en: str
    case_route: str
    amount_minor: int
    cross_border: bool
    applied_at: datetime
    due_at: datetime | None
    kind: str
    revision: int
    actor: str
    because: str
    because_en: str
    at: datetime
    state: str
    message: int
    payout: int
    promised_at: datetime | None
    unread: bool
    at_once: bool
    round: int
    again: bool
    corrected: bool

    @property
    def good(self) -> Words:
        """What was bought."""
        return Words(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class WantedMessages:
    """Which messages to list; what is empty filters nothing. ``refund`` is a case's number."""

    refund: str = ""
    told_from: datetime | None = None
    told_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message stands in an inbox: told when, of which case, which line or which row."""

    at: datetime
    case_id: int
    revision: int
    message: int


@dataclass(frozen=True, slots=True)
class LegAsTold:
    """A leg as messages tell of it; ``replaces`` is the leg whose place it took."""

    id: int
    case_id: int
    route: str
    amount_minor: int
    reference: str
    credited_to: str
    created_at: datetime
    promised_at: datetime | None
    settled_at: datetime | None
    replaces: int | None


@dataclass(frozen=True, slots=True)
class CameBack:
    """Money that came back after it had arrived: which leg, when, and its fen."""

    case_id: int
    payout: int
    amount_minor: int
    at: datetime


def inbox(buyer_id: int, page: int = 1) -> tuple[list[Line], bool]:
    """Return one page of a buyer's messages, newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    asked = {"buyer": buyer_id, "limit": PAGE_SIZE + 1, "start": start}
    rows = [Line(*row) for row in fetch_all(INBOX, asked)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def inbox_after(buyer_id: int, wanted: WantedMessages, after: Spot | None, many: int) -> list[Line]:
    """Return so many of a buyer's messages after a place, newest first; one statement."""
    asked = {
        "buyer": buyer_id,
        "refund": wanted.refund,
        "told_from": wanted.told_from,
        "told_to": wanted.told_to,
        "at": after.at if after else None,
        "case": after.case_id if after else 0,
        "revision": after.revision if after else 0,
        "message": after.message if after else 0,
        "limit": many,
    }
    return [Line(*row) for row in fetch_all(_AFTER, asked)]


@dataclass(frozen=True, slots=True)
class Key:
    """Which line: a case's by its revision, or (``message`` > 0) a message of that case."""

    case_id: int
    revision: int
    message: int


def lines_of(keys: Collection[Key]) -> Mapping[Key, Line]:
    """Return these lines, in one statement."""
    asked = {
        "cases": [key.case_id for key in keys],
        "revisions": [key.revision for key in keys],
        "messages": [key.message for key in keys if key.message],
    }
    rows = [Line(*row) for row in fetch_all(_COPIED, asked)]
    return {Key(row.case_id, row.revision, row.message): row for row in rows}


def unread_of(buyer_id: int) -> int:
    """Return how many messages a buyer has not seen; at most 99."""
    return news_of(buyer_id)[0]


def news_of(buyer_id: int) -> tuple[int, int]:
    """Return how many messages, and how many conversations with news, a buyer has not seen.

    One cheap statement, at most 99 each. Every line of a history is one message, so the cases'
    revisions are the count.
    """
    row = fetch_one(UNREAD, {"buyer": buyer_id})
    assert row is not None, "an aggregate always gives a row"
    return min(int(row[0]), MOST_UNREAD), min(int(row[1]), MOST_UNREAD)


def legs_of(case_ids: Collection[int]) -> Mapping[int, Sequence[LegAsTold]]:
    """Return the money of these cases by case, in one statement."""
    found: dict[int, list[LegAsTold]] = {}
    rows = Payout.objects.filter(case_id__in=case_ids).order_by("number")
    names = ("id", "case_id", "route", "amount_minor", "provider_reference", "credited_to")
    times = ("created_at", "promised_at", "settled_at", "replaces_id")
    for row in rows.values_list(*names, *times):
        leg = LegAsTold(*row)
        found.setdefault(leg.case_id, []).append(leg)
    return found


def decisions_of(case_ids: Collection[int]) -> Mapping[tuple[int, int], Mapping[str, Any]]:
    """Return the stored decisions of these cases by (case, round), in one statement."""
    rows = CaseRound.objects.filter(case_id__in=case_ids)
    stored = rows.values_list("case_id", "round", "decision")
    return {(case_id, number): decision for case_id, number, decision in stored}


def came_back(case_ids: Collection[int]) -> list[CameBack]:
    """Return what the books say came back after it had arrived, the latest last."""
    rows = BookEntry.objects.filter(payout__case_id__in=case_ids, kind="reversed").order_by("id")
    names = ("payout__case_id", "payout_id", "amount_minor", "at")
    return [CameBack(*row) for row in rows.values_list(*names)]


@dataclass(frozen=True, slots=True)
class LateLeg:
    """A leg whose promise has passed; ``state`` says why (``WHY`` of domain.messages)."""

    payout: int
    number: str
    case_id: int
    state: str
    promised_at: datetime
    reversed_at: datetime | None


_LATE = """
SELECT p.id, p.number, p.case_id,
       CASE WHEN p.state = 'intended' AND EXISTS (
                SELECT 1 FROM tender t JOIN complaint k ON k.order_id = t.order_id
                WHERE t.id = p.tender_id AND k.closed_at IS NULL) THEN 'complaint'
            WHEN p.state = 'intended' AND EXISTS (
                SELECT 1 FROM tender t JOIN shop_order h ON h.id = t.order_id
                WHERE t.id = p.tender_id AND h.payouts_held) THEN 'held'
            WHEN p.state <> 'reversed' AND p.route = 'offline' THEN 'transfer'
            WHEN p.state <> 'reversed' AND p.route = 'shop' THEN 'shop'
            WHEN p.state = 'refused' AND p.last_code = 'NO_EXCHANGE_RECORD' THEN 'unrecorded'
            ELSE p.state END,
       p.promised_at, b.at
FROM payout p
LEFT JOIN LATERAL (
    SELECT max(e.at) AS at FROM book_entry e WHERE e.payout_id = p.id AND e.kind = 'reversed'
) b ON p.state = 'reversed'
WHERE p.promised_at <= %(at)s AND p.state NOT IN ('settled', 'replaced')
  AND (p.state <> 'reversed' OR b.at < %(reversed_before)s)
  AND NOT EXISTS (
      SELECT 1 FROM message m
      WHERE m.cause = CASE WHEN p.state = 'reversed' THEN 'back:' ELSE 'late:' END || p.number)
ORDER BY p.promised_at, p.id LIMIT %(limit)s
"""


def late_legs(at: datetime, reversed_before: datetime, limit: int) -> list[LateLeg]:
    """Return legs whose promise has passed and whose buyer was not told, the longest late first.

    Money that came back has a promise of its own: late are those reversed before that moment.
    """
    asked = {"at": at, "reversed_before": reversed_before, "limit": limit}
    return [LateLeg(*row) for row in fetch_all(_LATE, asked)]


def rerouted_unsaid(limit: int) -> list[tuple[int, str, int]]:
    """Return (id, number, case) of transfers that took a leg's place without a word to the buyer.

    Where the case went on in the same step its own line tells it.
    """
    return [tuple(row) for row in fetch_all(_REROUTED, {"limit": limit})]


_REROUTED = """
SELECT p.id, p.number, p.case_id
FROM payout p
WHERE p.replaces_id IS NOT NULL AND p.route = 'offline'
  AND NOT EXISTS (SELECT 1 FROM case_event e
                  WHERE e.case_id = p.case_id AND e.event = 'resume' AND e.at = p.created_at)
  AND NOT EXISTS (SELECT 1 FROM message m WHERE m.cause = 'rerouted:' || p.number)
ORDER BY p.id LIMIT %(limit)s
"""
