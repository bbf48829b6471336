"""Pictures in a conversation: handed in like those of an application, for the order it is about."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from weikameng.domain import ticket_words as words
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.model import Policy
from weikameng.domain.tickets import MAX_ATTACHMENTS, PICTURE_KINDS
from weikameng.domain.uploads import PART_BYTES, Wanted
from weikameng.domain.words import Words
from weikameng.records.reading import policies
from weikameng.records.reading.tickets import TicketAsRead
from weikameng.web.handing_in import named, taken


def handed_in(request: HttpRequest, ticket: TicketAsRead) -> tuple[str, ...]:
    """Return the uploads that go with a message; files of a form without the script are taken in.

    Refusal names the file that was not taken; then nothing is sent.
    """
    tokens = [token for token in request.POST.getlist("upload") if token]
    files = request.FILES.getlist("file")
    if files and not ticket.order_number:
        raise Refusal("ticket_without_order", words.NO_ORDER)
    if len(tokens) + len(files) > MAX_ATTACHMENTS:
        raise Refusal("too_many_files", words.TOO_MANY_PICTURES)
    kind = request.POST.get("kind", "")
    if files and kind not in PICTURE_KINDS:
        raise Refusal("upload_kind", words.NOT_A_KIND)
    who: dict[str, Any] = {"owner_id": ticket.buyer_id, "at": timezone.now()}
    for file in files:
        wanted = Wanted(ticket.order_number, kind, file.name or "", file.size or 0)
        try:
            tokens.append(taken(wanted, file.read, who))
        except Refusal as refusal:
            raise Refusal(refusal.code, named(wanted.name, refusal.words)) from refusal
    return tuple(dict.fromkeys(tokens))


def room_of(ticket: TicketAsRead) -> dict[str, Any]:
    """What parts/chat_pictures.html needs; nothing while no order is known."""
    if not ticket.order_number:
        return {}
    rules = policies.policy(ticket.policy_version)
    return {
        "order_number": ticket.order_number,
        "kinds": kinds_of(rules),
        "part_bytes": PART_BYTES,
        "most_pictures": MAX_ATTACHMENTS,
    }


def kinds_of(rules: Policy) -> list[tuple[str, Words]]:
    """Return what a picture may be, as this policy calls it."""
    return [(kind, rules.evidence_words(kind)) for kind in PICTURE_KINDS if kind in rules.evidence]
