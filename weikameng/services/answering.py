"""The bot answers a buyer's message from their own orders, cases and the policy in force (R8.1).

It reads and moves nothing. What it says of a case is what the case's page says.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from weikameng.domain.bot import Choice, Reply, Said, reply
from weikameng.domain.bot.facts import TalkFacts
from weikameng.domain.bot.naming import numbers_in
from weikameng.domain.bot.replying import ABOUT_CASE, ABOUT_ORDER
from weikameng.domain.intents import Intent, Intents, catalogue_from, intents_of
from weikameng.domain.words import Words
from weikameng.records.documents import shipped
from weikameng.records.reading import talk
from weikameng.records.reading.talk import Candidate, Place
from weikameng.services import talk_facts
from weikameng.services.rephrasing import rephrased


def answer(said: Said, *, buyer_id: int, at: datetime) -> Reply:
    """Return what the bot says to a message. It reads, and moves nothing."""
    heard = _heard(said)
    facts = _facts(said, heard, buyer_id, at)
    return rephrased(reply(heard, facts), said.text)


def _heard(said: Said) -> Intents:
    """A number and nothing else goes with the wish before it, for we ask which order is meant."""
    heard = intents_of(said.text, catalogue_from(shipped("intents")))
    numbers, unknown = numbers_in(said.text)
    if not heard.missed or not (numbers or unknown):
        return heard
    about = {intent.value: intent for intent in ABOUT_CASE | ABOUT_ORDER}
    before = tuple(about[name] for name in said.before if name in about)
    return Intents(before or (Intent.PROGRESS,))


def _facts(said: Said, heard: Intents, buyer_id: int, at: datetime) -> TalkFacts:
    """Read only what the wishes are about."""
    facts = TalkFacts(talk_facts.rules(at), at, urges=said.urges, misses=said.misses)
    wished = set(heard.all)
    if not wished & (ABOUT_CASE | ABOUT_ORDER):
        return facts
    place, unknown = _named(said, buyer_id)
    choices: tuple[Choice, ...] = ()
    if place is None and not unknown:
        candidates = talk.recent(buyer_id)
        place, choices = _meant(candidates, of_case=bool(wished & ABOUT_CASE))
    if place is None:
        return replace(facts, unknown=unknown, choices=choices)
    case = talk_facts.case(place.case_number, buyer_id=buyer_id, at=at)
    order = None
    if case is None or wished & ABOUT_ORDER:
        order = talk_facts.order(place.order_number, buyer_id=buyer_id, at=at)
    return replace(facts, choices=choices, order=order, case=case)


def _named(said: Said, buyer_id: int) -> tuple[Place | None, bool]:
    """The order or case whose number is in the message, else what the conversation is about.

    Another buyer's number is told apart from one that does not exist by nothing at all.
    """
    numbers, unknown = numbers_in(said.text)
    if not numbers and not unknown:
        numbers = tuple(filter(None, (said.case_number, said.order_number)))
    places = (talk.place_named(number, buyer_id=buyer_id) for number in numbers)
    place = next(filter(None, places), None)
    return place, place is None and bool(numbers or unknown)


def _meant(
    candidates: Sequence[Candidate], *, of_case: bool
) -> tuple[Place | None, tuple[Choice, ...]]:
    """The one that is open, else the latest; beside others that may be meant."""
    live = [one for one in candidates if one.open]
    cases = [one for one in candidates if one.place.case_number]
    if len(live) > 1:
        return None, _choices(live)
    best = next(iter(live or (cases if of_case else []) or candidates), None)
    if best is None:
        return None, ()
    others = [one for one in candidates if one is not best]
    return best.place, _choices(others)


def _choices(candidates: Sequence[Candidate]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            one.place.order_number,
            Words(
                f"{one.good.zh}({one.place.order_number})",
                f"{one.good.en} ({one.place.order_number})",
            ),
        )
        for one in candidates
    )
