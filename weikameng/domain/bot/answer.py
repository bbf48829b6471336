"""One answer: paragraphs in both languages with what leads on; small words that answers share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain import clock_words
from weikameng.domain.bot.facts import RulesTold, TalkFacts
from weikameng.domain.bot.model import Link, LinkTarget
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one wish."""

    words: tuple[Words, ...]
    links: tuple[Link, ...] = ()
    hand_over: bool = False
    urged: bool = False


def by_when(moment: datetime, facts: TalkFacts) -> Words:
    """A deadline with the time left: ``11月25日(周三)18:00(还剩1天7小时)``."""
    when = clock_words.deadline(moment, facts.at)
    left = clock_words.left(moment - facts.at)
    return Words(f"{when.zh}({left.zh})", f"{when.en} ({left.en})")


def clause(rules: RulesTold, *ids: str) -> tuple[Words, ...]:
    """Quote published clauses by their ids; those this version lacks are left out."""
    return tuple(
        Words(f"规则 {one}:{rules.clauses[one].zh}", f"Clause {one}: {rules.clauses[one].en}")
        for one in ids
        if one in rules.clauses
    )


def clause_link(version: str, one: str) -> Link:
    """Lead to a clause as it stands in a version."""
    return Link(
        LinkTarget.CLAUSE, Words(f"查看规则 {one}", f"Read clause {one}"), f"{version}#{one}"
    )


def listed(items: Sequence[Words]) -> Words:
    """Join names: ``甲、乙`` / ``a, b``."""
    return Words("、".join(one.zh for one in items), ", ".join(one.en for one in items))


def case_link(number: str) -> Link:
    """Lead to the page of a case."""
    return Link(LinkTarget.CASE, Words("查看退款进度", "See the refund"), number)


def apply_link(number: str) -> Link:
    """Lead to the application for an order."""
    return Link(LinkTarget.APPLY, Words("申请退款", "Apply for a refund"), number)


ORDERS_LINK = Link(LinkTarget.ORDERS, Words("我的订单", "My orders"))
POLICY_LINK = Link(LinkTarget.POLICY, Words("退款规则", "Refund policy"))
STANDARDS_LINK = Link(LinkTarget.STANDARDS, Words("核验标准和示例", "Standards with examples"))
HUMAN_LINK = Link(LinkTarget.HUMAN, Words("转人工", "Talk to a person"))
