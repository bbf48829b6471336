"""Questions about a shop's own customers: a page by filters, one by the shop's number of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from weikameng.domain.personal import Forgotten, how_forgotten
from weikameng.records.models import Erasure, User


@dataclass(frozen=True, slots=True)
class WantedCustomers:
    """Which customers to list; what is empty filters nothing."""

    customer: str = ""
    erasure: Forgotten | None = None


@dataclass(frozen=True, slots=True)
class CustomerAsRead:
    """A customer; ``customer`` is the shop's number of them, our own word once they are erased."""

    id: int
    customer: str
    name: str
    added_at: datetime
    erasure: Erasure | None

    @property
    def forgotten(self) -> Forgotten:
        """How far the erasure is."""
        row = self.erasure
        if row is None:
            return Forgotten.NOT_ASKED
        return how_forgotten(row.asked_at, row.account_at, row.done_at)


def page(
    shop_id: int, wanted: WantedCustomers, after: int | None, many: int
) -> list[CustomerAsRead]:
    """Return so many customers after one, by their numbers; two statements, however many.

    That order has an index, so that a page costs the same in a shop of a million.
    """
    rows = _forgotten(_customers(shop_id), wanted.erasure)
    if wanted.customer:
        rows = rows.filter(customer=wanted.customer)
    if after is not None:
        last = _customers(shop_id).filter(pk=after).values("customer")
        rows = rows.filter(customer__gt=Subquery(last))
    return _read(list(rows.order_by("customer")[:many]))


def customer_named(shop_id: int, customer: str) -> CustomerAsRead | None:
    """Return one of a shop's customers; None for others', and for the shop's own account."""
    found = _read(list(_customers(shop_id).filter(customer=customer)))
    return found[0] if found else None


def _customers(shop_id: int) -> QuerySet[User]:
    # The shop itself is the one without a number.
    return User.objects.filter(shop_id=shop_id).exclude(customer="")


def _forgotten(rows: QuerySet[User], wanted: Forgotten | None) -> QuerySet[User]:
    asked = Erasure.objects.filter(person=OuterRef("pk"), called_off_at=None)
    match wanted:
        case None:
            return rows
        case Forgotten.NOT_ASKED:
            return rows.filter(~Exists(asked))
        case Forgotten.WAITING:
            found = asked.filter(account_at=None)
        case Forgotten.ACCOUNT_EMPTIED:
            found = asked.filter(account_at__isnull=False, done_at=None)
        case Forgotten.DONE:
            found = asked.filter(account_at__isnull=False, done_at__isnull=False)
    return rows.filter(Exists(found))


def _read(rows: Sequence[User]) -> list[CustomerAsRead]:
    ids = [row.pk for row in rows]
    asked = Erasure.objects.filter(person_id__in=ids, called_off_at=None)
    erasures = {one.person_id: one for one in asked}
    return [
        CustomerAsRead(
            row.pk, row.customer, row.display_name, row.date_joined, erasures.get(row.pk)
        )
        for row in rows
    ]
