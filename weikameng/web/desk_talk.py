"""What buyer and people said to each other about a case, for whoever decides it (R3.2)."""

from typing import Any

from weikameng.records.reading.ticket_desk import of_case
from weikameng.records.reading.tickets import messages_of, ticket_of
from weikameng.web.talk_room import line_of


def talk_of(case_id: int, viewer_id: int) -> dict[str, Any]:
    """Return what parts/desk_talk.html shows; one statement while nobody has talked."""
    number = of_case(case_id)
    ticket = ticket_of(number) if number else None
    if ticket is None:
        return {"talk_lines": ()}
    lines, earlier = messages_of(ticket, inside=True)
    shown = [line_of(line, ticket.number, viewer_id) for line in lines]
    return {"talk_number": ticket.number, "talk_lines": shown, "talk_earlier": earlier}
