"""From wishes and facts to one reply. Pure: no wish makes anything move (R8.1)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from weikameng.domain.bot import about_case, about_house, about_order
from weikameng.domain.bot.answer import HUMAN_LINK, Answer
from weikameng.domain.bot.facts import TalkFacts
from weikameng.domain.bot.model import Link, Reply
from weikameng.domain.errors import NOT_FOUND
from weikameng.domain.intents import Intent, Intents
from weikameng.domain.words import Words

MAX_ANSWERS = 3
MAX_LINKS = 6
ANSWERS: Mapping[Intent, Callable[[TalkFacts], Answer]] = MappingProxyType(
    {
        Intent.PROGRESS: about_case.progress,
        Intent.ETA: about_case.eta,
        Intent.URGE: about_case.urge,
        Intent.REJECT_REASON: about_case.reject_reason,
        Intent.AMEND: about_case.amend,
        Intent.CANCEL: about_case.cancel,
        Intent.DISPUTE: about_case.dispute,
        Intent.PAYMENT_ROUTE: about_case.money,
        Intent.ELIGIBILITY: about_order.eligibility,
        Intent.HOW_TO: about_order.how_to,
        Intent.EVIDENCE: about_order.evidence,
        Intent.DESCRIPTION: about_order.description,
        Intent.ONE_CLICK: about_order.one_click,
        Intent.DELIVERY: about_order.delivery,
        Intent.CHAIN: about_order.chain,
        Intent.CROSS_BORDER: about_order.cross_border,
        Intent.POLICY: about_house.policy,
        Intent.MINOR: about_house.minors,
        Intent.FRAUD: about_house.fraud,
        Intent.COMPLAINT: about_house.complaint,
        Intent.HUMAN: about_house.human,
        Intent.PRIVACY: about_house.privacy,
        Intent.INVOICE: about_house.invoice,
        Intent.GREETING: about_house.greeting,
        Intent.THANKS: about_house.thanks,
        Intent.ABUSE: about_house.abuse,
        Intent.OUT_OF_SCOPE: about_house.not_understood,
    }
)
# These are about an order or a case: what to choose from is offered with them.
ABOUT_CASE = frozenset(
    {
        Intent.PROGRESS,
        Intent.ETA,
        Intent.URGE,
        Intent.REJECT_REASON,
        Intent.AMEND,
        Intent.CANCEL,
        Intent.DISPUTE,
        Intent.PAYMENT_ROUTE,
    }
)
ABOUT_ORDER = frozenset(
    {
        Intent.ELIGIBILITY,
        Intent.HOW_TO,
        Intent.EVIDENCE,
        Intent.DESCRIPTION,
        Intent.ONE_CLICK,
        Intent.DELIVERY,
        Intent.CHAIN,
        Intent.CROSS_BORDER,
    }
)
_CHOOSE = Words(
    "说的是哪个订单?点一下,或把订单号发给我。",
    "Which order do you mean? Choose one, or send me its number.",
)
_ANOTHER = Words(
    "说的是别的订单,点一下或把订单号发给我。",
    "If you mean another order, choose it or send me its number.",
)
_ANGRY = Words("已同时为你转人工。", "A person takes over as well.")


def reply(heard: Intents, facts: TalkFacts) -> Reply:
    """Answer a message: its first wishes in turn, then what leads on."""
    intents = tuple(intent.value for intent in heard.all)
    wanted = heard.all[:MAX_ANSWERS]
    about = ABOUT_CASE | ABOUT_ORDER
    if facts.unknown and about.intersection(wanted):
        return Reply(NOT_FOUND, (HUMAN_LINK,), intents)
    nothing_named = facts.order is None and facts.case is None
    if facts.choices and nothing_named and about.intersection(wanted):
        return Reply(_CHOOSE, (HUMAN_LINK,), intents, choices=facts.choices)
    return _told(heard, facts, [ANSWERS[intent](facts) for intent in wanted])


def _told(heard: Intents, facts: TalkFacts, answers: list[Answer]) -> Reply:
    # A version may lack every clause an answer quotes; the rules in short always stand.
    words = [said for one in answers for said in one.words] or [*about_house.policy(facts).words]
    hand_over = any(answer.hand_over for answer in answers)
    if heard.angry and not hand_over:
        words.append(_ANGRY)
        hand_over = True
    about = (ABOUT_CASE | ABOUT_ORDER).intersection(heard.all)
    if facts.choices and about:
        words.append(_ANOTHER)
    links = [link for answer in answers for link in answer.links]
    missed = heard.missed
    return Reply(
        words=_paragraphs(words),
        links=_links(links),
        intents=tuple(one.value for one in heard.all),
        missed=missed,
        hand_over=hand_over,
        urged=any(answer.urged for answer in answers),
        order_number=_order_number(facts) if about else None,
        case_number=facts.case.number if facts.case and about else None,
        choices=facts.choices if about else (),
    )


def _order_number(facts: TalkFacts) -> str | None:
    if facts.case:
        return facts.case.order_number
    return facts.order.number if facts.order else None


def _paragraphs(words: list[Words]) -> Words:
    """Each sentence once, in its own line."""
    once = list(dict.fromkeys(words))
    return Words("\n".join(one.zh for one in once), "\n".join(one.en for one in once))


def _links(links: list[Link]) -> tuple[Link, ...]:
    """Each once; the way to a person is last and always there."""
    once = [link for link in dict.fromkeys(links) if link != HUMAN_LINK]
    return (*once[:MAX_LINKS], HUMAN_LINK)
