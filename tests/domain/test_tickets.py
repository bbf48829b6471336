"""Open or closed, waited for or answered: what follows from the messages of a conversation (R8)."""

from datetime import UTC, datetime, timedelta

import pytest

from weikameng.domain.tickets import Audience, Author, Kind, Line, Standing, standing

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
BUYER, AGENT, BOT = Author.BUYER, Author.AGENT, Author.BOT
SAYS, WANTS, ENDS = Kind.WORDS, Kind.HUMAN_WANTED, Kind.CLOSED


def after(*said: tuple[Author, Kind]) -> Standing:
    """How it stands after these, a minute between them."""
    lines = [
        Line(kind, author, Audience.ALL, START + timedelta(minutes=n))
        for n, (author, kind) in enumerate(said)
    ]
    return standing(lines)


@pytest.mark.parametrize(
    ("said", "is_open", "wanted", "answered"),
    [
        ((), True, None, None),
        (((BUYER, SAYS), (BOT, SAYS)), True, None, None),
        (((BUYER, SAYS), (BUYER, WANTS), (BUYER, WANTS)), True, 1, None),
        (((BOT, WANTS), (AGENT, SAYS), (AGENT, SAYS)), True, 0, 1),
        (((BUYER, WANTS), (AGENT, Kind.CALL)), True, 0, 1),
        (((BUYER, SAYS), (AGENT, ENDS)), False, None, None),
        (((BUYER, WANTS), (AGENT, SAYS), (AGENT, ENDS), (AGENT, SAYS)), False, 0, 1),
        (((BUYER, WANTS), (AGENT, SAYS), (AGENT, ENDS), (BUYER, SAYS)), True, None, None),
        (((BUYER, WANTS), (AGENT, SAYS), (AGENT, ENDS), (BUYER, WANTS)), True, 3, None),
        (((BUYER, SAYS), (AGENT, Kind.JOINED)), False, None, None),
        (((BUYER, SAYS), (AGENT, Kind.JOINED), (AGENT, Kind.PARTED)), True, None, None),
        (((BUYER, ENDS), (AGENT, Kind.REOPENED)), True, None, None),
    ],
)
def test_the_standing_follows_from_what_was_said(said, is_open, wanted, answered):
    minutes = [None if n is None else START + timedelta(minutes=n) for n in (wanted, answered)]
    assert after(*said) == Standing(is_open, *minutes)


def test_a_note_among_staff_is_no_answer():
    note = Line(SAYS, AGENT, Audience.STAFF, START)
    waiting = standing([Line(WANTS, BUYER, Audience.ALL, START), note])
    assert waiting.waits_for_person
