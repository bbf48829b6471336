"""What stands on the chain, asked afresh: roots held against ours, the account, the contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from weikameng.domain.anchor_words import NOT_OPERATOR, TROUBLES, on_chain
from weikameng.domain.anchoring import ChainError, ChainTrouble
from weikameng.domain.words import Words
from weikameng.records.reading.anchors import KeptAnchor
from weikameng.services import wiring
from weikameng.services.log_standing import SeenHead

# Enough for some thousand anchors at what consortium chains ask; below it the operator hears.
LITTLE = 10**16
CONTRACT_SETTING = wiring.CHAIN_CONTRACT


class Verdict(StrEnum):
    """What the chain says about one anchor."""

    SAME = "same"  # the root stands there, and it is ours
    DIFFERENT = "different"
    MISSING = "missing"
    OTHER_CHAIN = "other_chain"  # it was sent to a chain or contract that isn't set up here


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How we stand on the chain; ``problems`` are sentences for the operator."""

    account: str
    contract: str
    chain_id: int
    height: int
    size: int
    balance: int
    problems: tuple[Words, ...]


def verify(anchors: Iterable[KeptAnchor]) -> list[tuple[KeptAnchor, Verdict]]:
    """Ask the chain for the root of each anchor. Raises ChainError."""
    chain = wiring.anchor_chain()
    if chain is None:
        return [(one, Verdict.OTHER_CHAIN) for one in anchors]
    here = chain.standing().place.text
    found = []
    for one in anchors:
        verdict = Verdict.OTHER_CHAIN
        if one.place == here:
            root = chain.root_of(one.size)
            same = Verdict.SAME if root == one.root else Verdict.DIFFERENT
            verdict = Verdict.MISSING if root is None else same
        found.append((one, verdict))
    return found


def report() -> ChainReport | None:
    """Ask the chain how we stand; None when none is set up. Raises ChainError."""
    chain = wiring.anchor_chain()
    if chain is None:
        return None
    problems = []
    if chain.operator() != chain.account.address:
        problems.append(NOT_OPERATOR)
    standing, balance = chain.standing(), chain.balance()
    if balance < LITTLE:
        problems.append(TROUBLES[ChainTrouble.NO_MONEY])
    if standing.price > wiring.anchor_rules().most_price:
        problems.append(TROUBLES[ChainTrouble.TOO_DEAR])
    place = standing.place
    return ChainReport(
        account=chain.account.address,
        contract=place.contract,
        chain_id=place.chain_id,
        height=standing.height,
        size=standing.size,
        balance=balance,
        problems=tuple(problems),
    )


def problems() -> tuple[Words, ...]:
    """Say in words what keeps anchors from being taken; nothing when no chain is set up."""
    try:
        found = report()
    except ChainError as error:
        return (TROUBLES[error.trouble],)
    return found.problems if found else ()


def problems_at_start() -> tuple[Words, ...]:
    """Say what is wrong with account and contract; a node that isn't up yet will be heard of."""
    try:
        found = report()
    except ChainError:
        return ()
    return found.problems if found else ()


def deploy() -> str:
    """Put the contract on the chain and return its address; empty when no chain is set up.

    Raises ChainError.
    """
    chain = wiring.anchor_chain()
    return chain.deploy() if chain else ""


def heads_on_chain() -> list[SeenHead]:
    """Return the head the chain holds of our log, if there is a chain and it answers.

    Nothing waits for a chain: one that is down is compared when it is back, before anchoring.
    """
    chain = wiring.anchor_chain()
    if chain is None:
        return []
    try:
        standing = chain.standing()
    except ChainError:
        return []
    if standing.root is None:
        return []
    return [SeenHead(on_chain(standing.place.contract), standing.size, standing.root)]
