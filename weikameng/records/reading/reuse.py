"""Questions about pictures that were handed in before; every one of a fixed number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from weikameng.domain.reading.capture import Capture
from weikameng.domain.reading.reuse import Prints
from weikameng.records.models import Evidence, PicturePair, PictureToken, RefundCase

NUMBER, LINE = "number", "line"
MAX_PICTURES = 60  # of one order
MAX_HOLDERS = 60  # pictures looked at for one token
MAX_COPIES = 20  # of one file

_HOLDERS = """
SELECT wanted.kind, wanted.token, near.evidence_id, near.order_id
FROM unnest(%s::text[], %s::text[]) AS wanted(kind, token)
CROSS JOIN LATERAL (
    SELECT held.evidence_id, evidence.order_id
    FROM picture_token AS held
    JOIN evidence ON evidence.id = held.evidence_id AND evidence.order_id <> %s
    WHERE held.token = wanted.token AND held.kind = wanted.kind
    ORDER BY held.evidence_id DESC
    LIMIT %s
) AS near
"""
_COPIES = """
SELECT wanted.digest, near.id
FROM unnest(%s::text[]) AS wanted(digest)
CROSS JOIN LATERAL (
    SELECT id FROM evidence
    WHERE file_digest = wanted.digest AND file_digest <> '' AND source = 'buyer'
    AND order_id <> %s
    ORDER BY id DESC
    LIMIT %s
) AS near
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture of the chain, and whose it is; no case number while no case asked for it."""

    id: int
    position: int
    order_id: int
    buyer_id: int
    account: str
    case_number: str
    file_digest: str
    copy_digest: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A picture of another order that carries a token."""

    kind: str
    token: str
    evidence_id: int
    order_id: int


@dataclass(frozen=True, slots=True)
class Laid:
    """What came of laying a picture over an earlier one."""

    newer_id: int
    earlier_id: int
    capture: Capture


def pictures_of_case(number: str) -> list[Kept]:
    """Return the pictures buyers handed in for the order of a case, the newest ones."""
    return _kept(Evidence.objects.filter(order__refundcase__number=number), MAX_PICTURES)


def pictures(ids: Sequence[int]) -> dict[int, Kept]:
    """Return these pictures by id."""
    return {kept.id: kept for kept in _kept(Evidence.objects.filter(pk__in=ids), len(ids))}


def prints_by_picture(ids: Sequence[int]) -> dict[int, Prints]:
    """Return the sealed prints of pictures; none for those never read."""
    found: dict[int, dict[str, set[str]]] = {}
    rows = PictureToken.objects.filter(evidence_id__in=ids)
    for evidence_id, kind, token in rows.values_list("evidence_id", "kind", "token"):
        found.setdefault(evidence_id, {NUMBER: set(), LINE: set()})[kind].add(token)
    return {
        evidence_id: Prints(frozenset(kinds[NUMBER]), frozenset(kinds[LINE]))
        for evidence_id, kinds in found.items()
    }


def holders(tokens: Sequence[tuple[str, str]], order_id: int) -> list[Holder]:
    """Return the newest pictures of other orders that carry these tokens (kind and token)."""
    kinds, values = [kind for kind, _ in tokens], [token for _, token in tokens]
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [kinds, values, order_id, MAX_HOLDERS])
        return [Holder(*row) for row in cursor.fetchall()]


def copies(digests: Sequence[str], order_id: int) -> list[tuple[str, int]]:
    """Return digest and id of the newest pictures of other orders that are the same file."""
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, [list(digests), order_id, MAX_COPIES])
        return [(str(digest), int(evidence_id)) for digest, evidence_id in cursor.fetchall()]


def laid(ids: Iterable[int]) -> list[Laid]:
    """Return what came of laying these pictures over each other."""
    given = list(ids)
    rows = PicturePair.objects.filter(newer_id__in=given, earlier_id__in=given)
    return [_laid(row) for row in rows]


def _laid(row: PicturePair) -> Laid:
    changed = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in row.changed)
    capture = Capture(row.same_capture, changed, (row.width, row.height))
    return Laid(row.newer_id, row.earlier_id, capture)


def _kept(rows: QuerySet[Evidence], most: int) -> list[Kept]:
    # The chain belongs to the order: a picture's case is the one that was asked for by then.
    cases = RefundCase.objects.filter(
        order_id=OuterRef("order_id"), applied_at__lte=OuterRef("at")
    ).order_by("-applied_at", "-id")
    named = (
        rows.filter(~Q(file_digest=""), source="buyer")
        .annotate(case_number=Subquery(cases.values("number")[:1]))
        .select_related("order")
        .order_by("-pk")[:most]
    )
    return [
        Kept(
            row.pk,
            row.position,
            row.order_id,
            row.order.buyer_id,
            row.order.account,
            row.case_number or "",
            row.file_digest,
            row.body.get("copy", ""),
        )
        for row in named
    ]
