"""Writes questions to suppliers: before they leave, and what came, once (law 3)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from weikameng.domain.errors import Conflict
from weikameng.domain.supply import CONTRADICTION, SupplierAnswer
from weikameng.records.models import Order, SupplierQuestion
from weikameng.records.models.supplying import MOST_QUESTIONS
from weikameng.records.reading.supplying import OrderToAsk


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer and the sealed files it came in; a digest is empty where there is no file."""

    answer: SupplierAnswer
    question_digest: str = ""
    answer_digest: str = ""


def begin(order: OrderToAsk, at: datetime, *, asked: bool = True) -> int | None:
    """Write that a supplier is asked now; None when this order has been asked often enough.

    Conflict when somebody else asks about it in this moment: one of the two does.
    """
    questions = SupplierQuestion.objects.filter(order_id=order.id)
    position = (questions.aggregate(last=Max("position"))["last"] or 0) + 1
    if position > MOST_QUESTIONS:
        return None
    try:
        with transaction.atomic():
            row = questions.create(
                order_id=order.id,
                position=position,
                case_id=order.case_id,
                supplier=order.supplier,
                at=at,
                asked=asked,
            )
    except IntegrityError as error:
        raise Conflict("somebody else is asking about this order") from error
    return row.pk


def hear(question_id: int, heard: Heard) -> bool:
    """Write what came to a question; False when an answer to it has been written before."""
    waiting = SupplierQuestion.objects.filter(pk=question_id, status="")
    return bool(
        waiting.update(
            status=heard.answer.status,
            code=heard.answer.code,
            arrived=heard.answer.arrived,
            signed=heard.answer.signed,
            question_digest=heard.question_digest,
            answer_digest=heard.answer_digest,
        )
    )


def contradicted(order_id: int) -> None:
    """Believe no answer about an order any more: they contradict each other."""
    Order.objects.filter(pk=order_id).update(
        supplier_status=CONTRADICTION.status,
        supplier_code=CONTRADICTION.code,
        supplier_arrived=None,
    )
