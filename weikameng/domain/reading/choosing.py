"""Chooses which card of a list is meant: the one whose order number is nearest to the record's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from weikameng.domain.reading.amounts import amounts_in
from weikameng.domain.reading.finding import Found, candidates
from weikameng.domain.reading.moments import moments_in
from weikameng.domain.reading.pages import Page, cards_of
from weikameng.domain.reading.record import Catalogue
from weikameng.domain.reading.serials import may_be_a_slip, nearly, same_number


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a page to compare. ``foreign`` holds the order numbers of a list on which every
    card is another order; ``unsure`` is a card that may be another's: it contradicts nothing.
    """

    page: Page
    foreign: tuple[Found, ...] = ()
    unsure: bool = False


def scope_of(page: Page, order_no: str, catalogue: Catalogue) -> Scope:
    """Return the card with this order number or one nearly it, or say that all are others."""
    if page.kind != "order_list" or not order_no:
        return Scope(cards_of(page)[0])
    cards = cards_of(page)
    numbers = [_number(card, catalogue) for card in cards]
    for fitting in (same_number, nearly, may_be_a_slip):
        for card, number in zip(cards, numbers, strict=True):
            if number and fitting(order_no, number.value):
                return Scope(card)
    unread = [card for card, number in zip(cards, numbers, strict=True) if number is None]
    if unread:
        return Scope(unread[0], unsure=True)
    if _another_above(page, cards):
        return Scope(replace(page, pieces=(), valued=()), unsure=True)
    return Scope(cards[0], tuple(number for number in numbers if number))


def _number(card: Page, catalogue: Catalogue) -> Found | None:
    found = candidates(card, catalogue).get("order_no", ())
    return next((one for one in found if one.labelled), None)


def _another_above(page: Page, cards: Sequence[Page]) -> bool:
    """Whether the rest of a card whose number was cut off stands above the first one."""
    first = cards[0].pieces[0].middle
    above = [piece.text for piece in page.pieces if piece.middle < first]
    return any(moments_in(text) or amounts_in(text) for text in above)
