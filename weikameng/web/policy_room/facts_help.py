"""The help beside a condition, made from the declaration of the facts (N2): what can be read, what
it means, which codes it holds; and the terms, clauses and evidence of the version."""

from collections.abc import Mapping
from typing import Any

from weikameng.domain.policy.declared.fact import UNITS, Fact
from weikameng.domain.policy.declared.fact_list import FINDING_FACTS, GROUPS
from weikameng.domain.policy.language.conditions import CEL_TYPES
from weikameng.domain.words import Words
from weikameng.web.policy_room.tables import keyed_rows, named_rows, words

SOURCES: Mapping[str, Words] = {
    "order": Words("订单", "the order"),
    "supplier": Words("供货方", "the supplier"),
    "units": Words("商品的记录", "the units' record"),
    "application": Words("申请", "the application"),
    "review": Words("人工核实", "a person's findings"),
    "record": Words("平台的记录", "our records"),
    "clock": Words("时间", "the clock"),
    "policy": Words("本版本的数值", "the numbers of the version"),
    "finding": Words("规则刚得出的结果", "what a rule just found"),
}
SIGNS: tuple[tuple[str, Words], ...] = (
    ("&&", Words("并且", "and")),
    ("||", Words("或者", "or")),
    ("!", Words("不是", "not")),
    ("==", Words("等于", "equals")),
    ("!=", Words("不等于", "differs from")),
    ("< <= > >=", Words("比大小,时刻比先后", "compare numbers and moments")),
    ("in ['A', 'B']", Words("是其中之一", "is one of")),
    ("? :", Words("条件 ? 成立时 : 不成立时", "condition ? then : else")),
)


def help_of(document: Mapping[str, Any], *, after_finding: bool) -> dict[str, Any]:
    """Return everything a condition or a list may name."""
    return {
        "signs": SIGNS,
        "groups": [
            (title, [_fact(fact, document) for fact in facts if _offered(fact, after_finding)])
            for title, facts in GROUPS
            if any(_offered(fact, after_finding) for fact in facts)
        ],
        "terms": [
            (key, words(row), str(row.get("is", "")))
            for key, row in named_rows(document, "terms", "name").items()
        ],
        "clauses": [(key, words(row)) for key, row in keyed_rows(document, "clauses").items()],
        "evidence": [(key, words(row)) for key, row in keyed_rows(document, "evidence").items()],
        "changes": [(key, words(row)) for key, row in keyed_rows(document, "changes").items()],
    }


def _offered(fact: Fact, after_finding: bool) -> bool:
    return fact.kind in CEL_TYPES and (after_finding or fact.name not in FINDING_FACTS)


def _fact(fact: Fact, document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": fact.name,
        "words": fact.words,
        "unit": UNITS[fact.kind],
        "meaning": fact.meaning,
        "source": SOURCES.get(fact.source, Words(fact.source, fact.source)),
        "codes": list((_own_codes(fact.name, document) or fact.values).items()),
    }


def _own_codes(name: str, document: Mapping[str, Any]) -> Mapping[str, Words]:
    """The codes that the version itself brings."""
    if name == "reason":
        rows = named_rows(document, "reasons", "code")
    elif name == "goods_kind":
        rows = named_rows(document, "goods", "kind")
    else:
        return {}
    return {code: words(row) for code, row in rows.items()}
