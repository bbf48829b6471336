"""A page of cases as programs ask for it: a shop's or a buyer's, by filters, the latest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from weikameng.records.models import CaseEvent, RefundCase
from weikameng.records.reading.shop_orders import Whose


@dataclass(frozen=True, slots=True)
class WantedCases:
    """Which cases to list; what is empty filters nothing. ``changed``: when it last moved."""

    order: str = ""
    external_number: str = ""
    customer: str = ""
    state: str = ""
    applied_from: datetime | None = None
    applied_to: datetime | None = None
    changed_from: datetime | None = None
    changed_to: datetime | None = None

    @property
    def named(self) -> dict[str, object]:
        """The filters by column."""
        columns = {
            "order__number": self.order,
            "order__external_number": self.external_number,
            "buyer__customer": self.customer,
            "state": self.state,
            "applied_at__gte": self.applied_from,
            "applied_at__lt": self.applied_to,
        }
        return {name: value for name, value in columns.items() if value}


def page(whose: Whose, wanted: WantedCases, after: int | None, many: int) -> list[RefundCase]:
    """Return so many cases after a place, each with its order and buyer, in one statement."""
    mine = {"buyer_id": whose.buyer_id}
    if whose.shop_id is not None:
        mine = {"order__shop_id": whose.shop_id}
    rows = RefundCase.objects.filter(**mine, **wanted.named).select_related("order", "buyer")
    if wanted.changed_from is not None:
        rows = rows.filter(_moved_since(wanted.changed_from))
    if wanted.changed_to is not None:
        rows = rows.exclude(_moved_since(wanted.changed_to))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[:many])


def _moved_since(moment: datetime) -> Exists:
    return Exists(CaseEvent.objects.filter(case=OuterRef("pk"), at__gte=moment))
