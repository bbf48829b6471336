"""Taking conversations, calls to make, canned replies and who types: what changes these rows."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from weikameng.domain.calls import Fate
from weikameng.domain.canned import Texts
from weikameng.domain.errors import Conflict
from weikameng.domain.tickets import Author
from weikameng.records.models import CallBack, CannedReply, Ticket, TicketTyping
from weikameng.records.reading.ticket_desk import FORM, marked_up, waiting


@dataclass(frozen=True, slots=True)
class NewCallBack:
    """A call to make; ``sealed`` is the number."""

    ticket_id: int
    sealed: str = field(repr=False)
    shown: str
    because: str
    urgent: bool
    due_at: datetime


def next_waiting(person_id: int, at: datetime) -> str | None:
    """Lock the conversation that comes first of those nobody has, not this person's own, and return
    its number: who waits for a person, then written tickets. Two at once get different ones."""
    free = Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    free = free.filter(joined_to=None, assigned_to=None).exclude(buyer_id=person_id)
    marked = marked_up(free)
    written = marked.filter(FORM, speaker=Author.BUYER).order_by("-urgent", "spoken_at", "id")
    return (
        waiting(marked, at).values_list("number", flat=True).first()
        or written.values_list("number", flat=True).first()
    )


def lock(ticket_id: int) -> None:
    """Make everyone else who acts on this conversation wait for this transaction."""
    Ticket.objects.select_for_update(no_key=True).filter(pk=ticket_id).values_list("id").first()


def types(ticket_id: int, person_id: int, at: datetime) -> None:
    """Note that somebody types."""
    TicketTyping.objects.bulk_create(
        [TicketTyping(ticket_id=ticket_id, person_id=person_id, at=at)],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["at"],
    )


def types_no_more(ticket_id: int, person_id: int) -> None:
    """What was typed has been sent."""
    TicketTyping.objects.filter(ticket_id=ticket_id, person_id=person_id).delete()


def ask_call_back(new: NewCallBack, by_id: int, at: datetime) -> None:
    """Write a call to make. Conflict when one is open for this conversation already."""
    try:
        with transaction.atomic():
            CallBack.objects.create(
                ticket_id=new.ticket_id,
                address=new.sealed,
                shown=new.shown,
                because=new.because,
                urgent=new.urgent,
                due_at=new.due_at,
                asked_by_id=by_id,
                asked_at=at,
            )
    except IntegrityError as error:
        raise Conflict("a call is to be made already") from error


def end_call_back(call_back_id: int, fate: Fate, by_id: int, at: datetime) -> bool:
    """End a call to make and forget its number; False when it has ended."""
    rows = CallBack.objects.filter(pk=call_back_id, fate=Fate.OPEN)
    return bool(rows.update(fate=fate, ended_by_id=by_id, ended_at=at, address=""))


def nobody_answered(call_back_id: int, tries: int) -> bool:
    """Count another try; False when somebody counted it meanwhile."""
    rows = CallBack.objects.filter(pk=call_back_id, fate=Fate.OPEN, tries=tries - 1)
    return bool(rows.update(tries=tries))


def keep_reply(reply_id: int | None, texts: Texts, by_id: int, at: datetime) -> None:
    """Keep a new reply, or another text of one in use. Conflict when its name is taken."""
    given = {
        "name_zh": texts.name_zh,
        "name_en": texts.name_en,
        "text_zh": texts.text_zh,
        "text_en": texts.text_en,
        "changed_by_id": by_id,
        "changed_at": at,
    }
    try:
        with transaction.atomic():
            if reply_id is None:
                CannedReply.objects.create(**given)
            else:
                CannedReply.objects.filter(pk=reply_id, retired_at=None).update(**given)
    except IntegrityError as error:
        raise Conflict("the name is taken") from error


def retire_reply(reply_id: int, by_id: int, at: datetime) -> None:
    """Take a reply out of use."""
    rows = CannedReply.objects.filter(pk=reply_id, retired_at=None)
    rows.update(retired_at=at, changed_by_id=by_id, changed_at=at)
