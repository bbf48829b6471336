"""Writes identity checks: asked, answered once, sealed anew, deleted; rows themselves stay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from weikameng.domain.identity import Outcome, Verdict
from weikameng.records.models import IdentityCheck
from weikameng.records.reading.identity import CheckAsRead

_NOTHING = {
    "name_sealed": "",
    "number_sealed": "",
    "sealed_with": "",
    "name_shown": "",
    "number_shown": "",
}


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A check to ask about: what the buyer wrote only sealed and masked."""

    reference: str
    order_id: int
    buyer_id: int
    document: str
    name_sealed: str = field(repr=False)
    number_sealed: str = field(repr=False)
    sealed_with: str
    name_shown: str
    number_shown: str
    mark: str
    consent_version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said; ``due_at``: when it is asked again, None for never."""

    verdict: Verdict
    provider: str
    due_at: datetime | None = None
    fresh_until: datetime | None = None


def ask(new: NewCheck, at: datetime, due_at: datetime) -> int:
    """Keep a check before anybody is asked; the worker asks again if nobody answers by then."""
    row = IdentityCheck.objects.create(
        reference=new.reference,
        order_id=new.order_id,
        buyer_id=new.buyer_id,
        document=new.document,
        name_sealed=new.name_sealed,
        number_sealed=new.number_sealed,
        sealed_with=new.sealed_with,
        name_shown=new.name_shown,
        number_shown=new.number_shown,
        mark=new.mark,
        consent_version=new.consent_version,
        consented_at=at,
        asked_at=at,
        due_at=due_at,
        tries=1,
    )
    return row.pk


def lease(check: CheckAsRead, until: datetime) -> bool:
    """Take a due check for oneself until then; False when somebody else has."""
    mine = IdentityCheck.objects.filter(pk=check.id, tries=check.tries, due_at=check.due_at)
    return bool(mine.update(due_at=until, tries=F("tries") + 1))


def answer(check_id: int, tries: int, said: Answer, at: datetime) -> bool:
    """Keep an answer; False when another came first."""
    mine = IdentityCheck.objects.filter(pk=check_id, tries=tries, answered_at=None)
    return bool(
        mine.update(
            outcome=said.verdict.outcome,
            provider=said.provider,
            code=said.verdict.code[:80],
            theirs=said.verdict.reference[:64],
            due_at=said.due_at,
            answered_at=None if said.due_at else at,
            fresh_until=said.fresh_until,
        )
    )


def carry(found: CheckAsRead, order_id: int, reference: str, at: datetime) -> None:
    """Let an order carry the result of an earlier match; nothing sealed is copied."""
    earlier = IdentityCheck.objects.get(pk=found.id)
    IdentityCheck.objects.create(
        reference=reference,
        order_id=order_id,
        buyer_id=found.buyer_id,
        document=found.document,
        mark=found.mark,
        consent_version=earlier.consent_version,
        consented_at=earlier.consented_at,
        outcome=Outcome.MATCH,
        provider=earlier.provider,
        code=found.code,
        theirs=found.theirs,
        asked_at=at,
        answered_at=at,
        reused_id=earlier.reused_id or earlier.pk,
    )


def seal_anew(check_id: int, name: str, number: str, key: str) -> None:
    """Put what a newer key sealed in place of what an older one did, unless it is gone."""
    rows = IdentityCheck.objects.filter(pk=check_id).exclude(sealed_with="")
    rows.update(name_sealed=name, number_sealed=number, sealed_with=key)


def purge(ids: Sequence[int], at: datetime) -> int:
    """Delete what these checks keep of a person; kind, outcome, digest and times stay."""
    rows = IdentityCheck.objects.filter(pk__in=list(ids)).exclude(sealed_with="")
    return rows.update(**_NOTHING, purged_at=at)


def erase(buyer_id: int, at: datetime) -> int:
    """Delete all that a buyer's checks keep of them, and ask nobody about them any more."""
    mine = IdentityCheck.objects.filter(buyer_id=buyer_id)
    mine.filter(due_at__isnull=False).update(due_at=None, answered_at=at)
    mine.update(fresh_until=None)
    return mine.exclude(sealed_with="").update(**_NOTHING, purged_at=at)
