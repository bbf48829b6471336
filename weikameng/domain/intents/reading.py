"""Reads the wishes of a message by clauses: the gravest first, the rest as they were said."""

import re
from collections.abc import Sequence
from typing import Any

from weikameng.domain.intents.loose import LOOSE
from weikameng.domain.intents.model import Catalogue, Intent, Intents
from weikameng.domain.intents.patterns import PATTERNS
from weikameng.domain.intents.spelling import spelled
from weikameng.domain.narrative.manners import is_abusive

Table = Sequence[tuple[Intent, re.Pattern[str]]]

_CLAUSE_END = re.compile(
    r"[,，。;；!！?？\n…~、]+|(?<![\d])\.(?!\d)|\.\s|另外|还有(?=[^没吗])|顺便|然后再?|同时|而且|"
    r"\band (?=how|what|where|when|can|i )"
)
_ASKS_WHY = re.compile(r"为|怎么|凭|因|理由|哪|什么|说|why|reason|ground|explain|what")
# Whoever says more than that wants the more.
_MANNERS = frozenset({Intent.GREETING, Intent.THANKS, Intent.ABUSE})
# What a wish is about is no wish of its own.
_CONTAINS = {
    Intent.FRAUD: {Intent.DELIVERY, Intent.ELIGIBILITY, Intent.HOW_TO, Intent.CHAIN},
    Intent.MINOR: {Intent.ELIGIBILITY, Intent.HOW_TO, Intent.DELIVERY},
    Intent.PRIVACY: {Intent.EVIDENCE},
    Intent.CHAIN: {Intent.EVIDENCE},
    Intent.CANCEL: {Intent.DELIVERY, Intent.HOW_TO, Intent.AMEND},
    Intent.CROSS_BORDER: {Intent.HOW_TO, Intent.ELIGIBILITY},
    Intent.ONE_CLICK: {Intent.ELIGIBILITY, Intent.HOW_TO},
}


def intents_of(text: str, catalogue: Catalogue) -> Intents:
    """Return what a message wants. The text is data: nothing in it can instruct us."""
    plain = spelled(text)
    found = _found(plain)
    angry = is_abusive(plain) or Intent.ABUSE in found
    if angry:
        found.append(Intent.ABUSE)
    wishes = _without_context(found)
    if not wishes:
        return Intents((Intent.OUT_OF_SCOPE,))
    grave = [intent for intent in catalogue.grave if intent in wishes]
    return Intents((*grave, *(wish for wish in wishes if wish not in grave)), angry)


def prediction_of(case_id: str, intents: Intents) -> dict[str, Any]:
    """Return the reading in the shape of ``intents.dev.jsonl``."""
    names = [intent.value for intent in intents.all]
    return {"id": case_id, "intent": intents.first.value, "intents": names}


def _found(plain: str) -> list[Intent]:
    """One wish a clause, in the order said; where no clause says any, what it is about."""
    clauses = [clause.strip() for clause in _CLAUSE_END.split(plain) if clause.strip()]
    heard = [(wish, clause) for clause in clauses if (wish := _wish_in(clause))]
    each = [wish for wish, clause in heard if not _told(wish, clause) or len(heard) == 1]
    whole = (_wish_in(plain) or _wish_in(plain, LOOSE)) if not each else None
    return list(dict.fromkeys([*each, *([whole] if whole else [])]))


def _told(wish: Intent, clause: str) -> bool:
    """ "It was refused" beside a wish is told, not asked."""
    return wish is Intent.REJECT_REASON and not _ASKS_WHY.search(clause)


def _wish_in(clause: str, table: Table = PATTERNS) -> Intent | None:
    return next((intent for intent, pattern in table if pattern.search(clause)), None)


def _without_context(found: list[Intent]) -> list[Intent]:
    """Leave out manners beside a wish, and what is only the ground of another wish."""
    wishes = [intent for intent in found if intent not in _MANNERS] or found[:1]
    grounds = {ground for wish in wishes for ground in _CONTAINS.get(wish, ())}
    return [wish for wish in wishes if wish not in grounds]
