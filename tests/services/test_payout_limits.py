"""What the database refuses about payouts, whoever writes (R4.2, P1)."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import asks
from weikameng.domain.errors import Conflict
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.records.models import Payout
from weikameng.records.writing import payouts as writing
from weikameng.services import refunds

FORBIDDEN = [
    ("UPDATE payout SET number = '1'", "payout_is_fixed"),
    ("UPDATE payout SET amount_minor = amount_minor - 1", "payout_is_fixed"),
    ("UPDATE payout SET route = 'other'", "payout_is_fixed"),
    ("DELETE FROM payout", "payout_stays"),
    ("UPDATE payout_receipt SET outcome = 'settled'", "payout_receipt_is_kept"),
    ("DELETE FROM payout_receipt", "payout_receipt_is_kept"),
    (
        "UPDATE payout SET state = 'replaced'; UPDATE payout SET state = 'sent'",
        "payout_replaced_for_ever",
    ),
]


@pytest.fixture
def payout(cast):
    """A leg that was called once."""
    refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    return Payout.objects.get()


@pytest.mark.parametrize(("statement", "limit"), FORBIDDEN)
@pytest.mark.usefixtures("payout")
def test_what_is_fixed_stays(statement, limit):
    with (
        pytest.raises(IntegrityError, match=limit),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_leg_is_replaced_once_and_never_while_it_may_still_pay(cast):
    case = refunds.apply(asks(cast.buys("game-card-60")), buyer_id=cast.xiaolin, at=cast.at).number
    leg = Payout.objects.get()
    cast.pays_out(_says(cast, Outcome.ACCEPTED))
    other = [writing.Replacement("offline", leg.amount_minor)]
    with pytest.raises(Conflict), transaction.atomic():
        writing.replace(leg.pk, other, cast.at)
    cast.later(hours=1)
    cast.pays_out(_says(cast, Outcome.PERMANENTLY_FAILED))
    with transaction.atomic():
        (fresh,) = writing.replace(leg.pk, other, cast.at)
    with pytest.raises(Conflict), transaction.atomic():
        writing.replace(leg.pk, other, cast.at)
    assert Payout.objects.get(pk=fresh).number == f"{case}02"
    assert Payout.objects.get(pk=fresh).due_at is None


def test_the_parts_of_a_replacement_make_the_whole(cast):
    refunds.apply(asks(cast.buys("game-card-60")), buyer_id=cast.xiaolin, at=cast.at)
    leg = Payout.objects.get()
    parts = [writing.Replacement("offline", 1), writing.Replacement("sandbox", 1)]
    with pytest.raises(AssertionError, match="not a fen more"), transaction.atomic():
        writing.replace(leg.pk, parts, cast.at)


def _says(cast, outcome):
    from tests.cast import Scripted

    receipt = PayoutReceipt(outcome, "SCRIPT")
    return Scripted([lambda verb, order: receipt])
