"""Pictures sent in a conversation go into the evidence of its order at once (R8.2, R7.1): checked
and sealed by the uploads' own room, read by the machine like those of an application."""

from collections.abc import Sequence
from datetime import datetime

from weikameng.domain import ticket_words as words
from weikameng.domain.application import KeptFile, RefundApplication
from weikameng.domain.case_life import OPEN, State
from weikameng.domain.errors import Refusal
from weikameng.domain.tickets import MAX_ATTACHMENTS
from weikameng.domain.words import Words
from weikameng.records.reading.evidence import newest_of
from weikameng.records.reading.tickets import TicketAsRead
from weikameng.records.writing import picture_readings
from weikameng.records.writing import tickets as writing
from weikameng.records.writing.tickets import Added
from weikameng.services import chain, uploads
from weikameng.services.attached import Item


def files_of(ticket: TicketAsRead, tokens: Sequence[str], at: datetime) -> tuple[KeptFile, ...]:
    """Return the files these uploads are, whole and taken. Refusal when one is not."""
    if not tokens:
        return ()
    if len(tokens) > MAX_ATTACHMENTS:
        raise Refusal("too_many_files", words.TOO_MANY_PICTURES)
    if not ticket.order_number:
        raise Refusal("ticket_without_order", words.NO_ORDER)
    asked = RefundApplication(ticket.order_number, "", "", uploads=tuple(tokens))
    return uploads.with_files(asked, ticket.order_number, owner_id=ticket.buyer_id, at=at).files


def keep(ticket: TicketAsRead, added: Added, files: Sequence[KeptFile], at: datetime) -> Words:
    """Seal the pictures onto the order's chain and note them at their message (in the caller's
    transaction); returns what their sender is told. Conflict when one was taken along meanwhile."""
    assert ticket.order_id is not None, "asked for before"
    uploads.take_along(files, ticket.order_id, ticket.buyer_id, at)
    items = [
        Item(
            file.kind,
            "buyer",
            {"copy": file.copy_digest, "ticket": ticket.number},
            file.digest,
        )
        for file in files
    ]
    chain.keep(ticket.order_id, items, at)
    writing.attach(added.id, newest_of(ticket.order_id, len(items)))
    state = State(ticket.case_state) if ticket.case_state else None
    if state not in OPEN:
        return words.PICTURES_KEPT
    picture_readings.ask(ticket.order_id, ticket.case_number, at)
    return words.PICTURES_TO_SEND if state is State.AWAITING_BUYER else words.PICTURES_IN_CASE
