"""Payouts as the money room shows them: a list by filter, and one with all that was said of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from weikameng.domain import numbers
from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import OfflineTransfer, Payout, PayoutReceipt
from weikameng.records.reading.money_overview import waits_for_person
from weikameng.records.reading.payouts import Leg, leg_of
from weikameng.records.reading.transfers import complaint_since, of_payouts

PAGE_SIZE = 20
MAX_RECEIPTS = 100
_ON_THEIR_WAY = (
    PayoutState.INTENDED,
    PayoutState.SENT,
    PayoutState.ACCEPTED,
    PayoutState.UNKNOWN,
)
_PAYOUT_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payouts to list: ``show`` is person, way, late, settled or all; ``number`` a payout's,
    a case's or an order's."""

    show: str = "person"
    route: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """One payout with its receipts (newest first), the case's other legs and its transfers."""

    payout: Payout
    receipts: list[PayoutReceipt]
    legs: list[Payout]
    transfers: list[OfflineTransfer]
    complaint_since: datetime | None

    @property
    def leg(self) -> Leg:
        """The payout as the services look at it."""
        return leg_of(self.payout, self.receipts[0].outcome if self.receipts else None)


def payouts(wanted: Wanted, page: int, at: datetime) -> tuple[list[Payout], bool]:
    """Return one page of payouts and whether there are more; one statement."""
    rows = _searched(wanted.number) if wanted.number else _shown(wanted.show, at)
    if wanted.route:
        rows = rows.filter(route=wanted.route)
    start = (page - 1) * PAGE_SIZE
    found = list(rows.select_related("case__order")[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def whole_payout(number: str) -> Whole | None:
    """Return one payout with everything its page shows; None when there is none."""
    found = Payout.objects.select_related("case__order", "case__buyer", "tender", "replaces")
    payout = found.filter(number=number).first()
    if payout is None:
        return None
    legs = list(Payout.objects.filter(case_id=payout.case_id).order_by("id"))
    receipts = PayoutReceipt.objects.filter(payout_id=payout.pk).order_by("-id")
    return Whole(
        payout=payout,
        receipts=list(receipts[:MAX_RECEIPTS]),
        legs=legs,
        transfers=of_payouts([leg.pk for leg in legs]),
        complaint_since=complaint_since(payout.case.order_id),
    )


def _shown(show: str, at: datetime) -> QuerySet[Payout]:
    match show:
        case "way":
            return Payout.objects.filter(state__in=_ON_THEIR_WAY).order_by("created_at", "id")
        case "late":
            late = Payout.objects.filter(state__in=_ON_THEIR_WAY, promised_at__lt=at)
            return late.order_by("promised_at", "id")
        case "settled":
            settled = Payout.objects.filter(state=PayoutState.SETTLED)
            return settled.order_by("-settled_at", "-id")
        case "all":
            return Payout.objects.order_by("-id")
        case _:
            return waits_for_person(at).order_by("created_at", "id")


def _searched(number: str) -> QuerySet[Payout]:
    """A payout's number says its length; a case's and an order's their first digit."""
    if len(number) == _PAYOUT_DIGITS:
        found = Payout.objects.filter(number=number)
    elif number.startswith(numbers.ORDER):
        found = Payout.objects.filter(case__order__number=number)
    else:
        found = Payout.objects.filter(case__number=number)
    return found.order_by("-id")
