"""Every declared fact by name. A condition that names anything else is refused (N2)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from weikameng.domain.policy.declared.application import APPLICATION
from weikameng.domain.policy.declared.fact import WRITERS, Fact, Value
from weikameng.domain.policy.declared.order import DEADLINES, DELIVERY, ORDER
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.declared.review import FINDING, NUMBERS, REVIEW
from weikameng.domain.policy.declared.use import UNITS
from weikameng.domain.words import Words

GROUPS: tuple[tuple[Words, tuple[Fact, ...]], ...] = (
    (Words("订单和付款", "Order and payment"), ORDER),
    (Words("交付和供货方", "Delivery and supplier"), DELIVERY),
    (Words("商品的使用", "Use of the units"), UNITS),
    (Words("申请", "Application"), APPLICATION),
    (Words("期限", "Deadlines"), DEADLINES),
    (Words("人工核实", "A person's findings"), REVIEW),
    (Words("本版本的数值", "Numbers of the version"), NUMBERS),
    (
        Words("规则刚得出的结果(只能用在刹车和附加条款里)", "What a rule just found (brakes only)"),
        FINDING,
    ),
)
FACTS: Mapping[str, Fact] = MappingProxyType(
    {fact.name: fact for _, facts in GROUPS for fact in facts}
)
# Looked up at every step of every decision, so kept flat.
READERS: Mapping[str, Callable[[Question], Value]] = {name: f.of for name, f in FACTS.items()}
WRITTEN: Mapping[str, Callable[[Any], str]] = {name: WRITERS[f.kind] for name, f in FACTS.items()}
FINDING_FACTS = frozenset(fact.name for fact in FINDING)
PAYS = ("wanted", "unused", "overcharge", "reviewed")
