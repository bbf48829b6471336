"""What can be edited of one row: of a rule, a case, a brake, a term, a reason, a kind of good."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator

from weikameng.domain.policy.declared.application import FAULTS, ROUTES, WINDOWS
from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.declared.fact_list import FACTS, PAYS
from weikameng.domain.policy.document.editing import value_at
from weikameng.domain.policy.document.rules import GO_ON
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.words import Words
from weikameng.web.policy_room import sayings
from weikameng.web.policy_room.cells import (
    Cell,
    choice,
    condition,
    line,
    lines,
    sentence,
    truth,
    whole,
)
from weikameng.web.policy_room.tables import keyed_rows, named_rows, words
from weikameng.web.templatetags.words import in_words

Cells = list[Cell]
MAX_LABEL = 40
_ZH, _EN = Words("中文句子", "Sentence in Chinese"), Words("英文句子", "Sentence in English")
_ONE_A_LINE = Words("每行一个。", "One a line.")
_GUARDED = Words(
    "每行一个;可以写成“编号 if 条件”,条件成立才算。",
    "One a line; “code if condition” counts only when the condition holds.",
)


def rule(document: Mapping[str, Any], key: str) -> Cells:
    """A rule without its cases."""
    place = ("rules", key)
    return [
        _clause(document, place),
        lines((*place, "shows"), Words("展示的事实", "Facts shown"), hint=_ONE_A_LINE),
        sentence((*place, "passes", "zh"), Words("通过时的话(中文)", "When it passes, in Chinese")),
        sentence((*place, "passes", "en"), Words("通过时的话(英文)", "When it passes, in English")),
    ]


def brake(document: Mapping[str, Any], key: str) -> Cells:
    """What holds an automatic yes."""
    place = ("brakes", key)
    when = Words("什么时候转人工", "When a person takes over")
    return [
        condition((*place, "when"), when),
        _clause(document, place),
        lines((*place, "shows"), Words("展示的事实", "Facts shown"), hint=_ONE_A_LINE),
        sentence((*place, "zh"), _ZH),
        sentence((*place, "en"), _EN),
        sentence(
            (*place, "passes", "zh"), Words("不转人工时的话(中文)", "When it lets pass, in Chinese")
        ),
        sentence(
            (*place, "passes", "en"), Words("不转人工时的话(英文)", "When it lets pass, in English")
        ),
    ]


def term(_document: Mapping[str, Any], key: str) -> Cells:
    """A name for a condition, or for a text that is worked out like one."""
    place = ("terms", key)
    return [
        condition((*place, "is"), Words("它是什么", "What it stands for")),
        sentence((*place, "zh"), Words("意思(中文)", "Meaning, in Chinese")),
        sentence((*place, "en"), Words("意思(英文)", "Meaning, in English")),
    ]


def case(document: Mapping[str, Any], key: str, case: str) -> Cells:
    """A case of a rule: when it holds, what follows, what the buyer reads."""
    place = ("rules", key, "cases", case)
    row = named_rows(named_rows(document, "rules", "id").get(key, {}), "cases", "id").get(case, {})
    decisions = {code: sayings.outcome_words(code) for code in (*Outcome, GO_ON)}
    silent = row.get("decision") == GO_ON  # what goes on says nothing
    said = [sentence((*place, "zh"), _ZH), sentence((*place, "en"), _EN)]
    for cell in said if silent else ():
        cell.field.required = False
    return [
        condition((*place, "when"), Words("什么时候", "When")),
        choice((*place, "decision"), Words("结果", "Decision"), _with(decisions, row, "decision")),
        choice((*place, "route"), Words("通道", "Route"), _with(_routes(document), row, "route"),
               default="none"),
        choice((*place, "pays"), Words("退哪部分", "Pays"), _with(_pays(), row, "pays"),
               default="wanted"),
        lines((*place, "clauses"), Words("引用条款", "Clauses cited"), hint=_GUARDED),
        lines((*place, "missing"), Words("要补的凭证", "What is asked for"), hint=_GUARDED),
        lines((*place, "changes"), Words("会改变结果的事", "What would change it"), hint=_GUARDED),
        line((*place, "until"), Words("有效到", "Holds until"), hint=Words(
            "一个时刻的名字,例如 window_until。", "The name of a moment, such as window_until.")),
        truth((*place, "blameless"), Words("买家没有过错", "The buyer is not to blame")),
        *said,
    ]  # fmt: skip


def reason(document: Mapping[str, Any], key: str) -> Cells:
    """A reason of the drop-down: words, proof, window, fault."""
    place = ("reasons", key)
    row = named_rows(document, "reasons", "code").get(key, {})
    return [
        sentence((*place, "zh"), Words("名称(中文)", "Name, in Chinese")),
        sentence((*place, "en"), Words("名称(英文)", "Name, in English")),
        choice((*place, "fault"), Words("责任方", "Whose fault"), _with(FAULTS, row, "fault")),
        choice((*place, "window"), Words("超过时限", "When late"), _with(WINDOWS, row, "window")),
        choice((*place, "route"), Words("通道", "Route"), _with(ROUTES, row, "route")),
        lines((*place, "all_of"), Words("必需的凭证", "Evidence required"), hint=_ONE_A_LINE),
        lines((*place, "any_of"), Words("任选其一的凭证", "Evidence, one of"), hint=_ONE_A_LINE),
        lines(
            (*place, "auto"), Words("平台自带的凭证", "Evidence attached by us"), hint=_ONE_A_LINE
        ),
        *_pair(place, "hint", Words("填写提示", "Hint")),
        *_pair(place, "system_proof", Words("我们自己查什么", "What we check ourselves")),
        *_pair(place, "good", Words("好的例子", "Good example")),
        *_pair(place, "bad", Words("不好的例子", "Bad example")),
        truth((*place, "discouraged"), Words("标为较慢", "Marked as slower")),
        truth((*place, "retired"), Words("停用(旧的申请仍保留)", "Retired (kept on old cases)")),
    ]


def good(document: Mapping[str, Any], key: str) -> Cells:
    """A kind of good: words, window, what is not refundable."""
    place = ("goods", key)
    row = named_rows(document, "goods", "kind").get(key, {})
    ways = {
        "direct": Words("直充", "topped up directly"),
        "key": Words("卡密", "delivered as a key"),
    }
    days = Words("天", "days")
    return [
        sentence((*place, "zh"), Words("名称(中文)", "Name, in Chinese")),
        sentence((*place, "en"), Words("名称(英文)", "Name, in English")),
        whole((*place, "window_days"), Words("申请时限", "Window"), 1, 366, unit=days),
        choice(
            (*place, "fulfilment"), Words("交付方式", "Delivery"), _with(ways, row, "fulfilment")
        ),
        *_pair(place, "completed_when", Words("什么时候算完成", "When it is completed")),
        *_pair(place, "non_refundable", Words("不能退的情况", "Not refundable")),
        *_pair(place, "recall", Words("能不能追回", "Recall")),
        *_pair(place, "notes", Words("说明", "Notes")),
    ]


def _pair(place: tuple[str, ...], key: str, words: Words) -> Cells:
    return [
        sentence((*place, key, "zh"), Words(f"{words.zh}(中文)", f"{words.en}, in Chinese")),
        sentence((*place, key, "en"), Words(f"{words.zh}(英文)", f"{words.en}, in English")),
    ]


def _clause(document: Mapping[str, Any], place: tuple[str, ...]) -> Cell:
    rows = keyed_rows(document, "clauses")
    found = choice((*place, "clause"), Words("条款", "Clause"), {})
    assert isinstance(found.field, forms.ChoiceField)
    said = {key: in_words(words(row)) for key, row in rows.items()}
    held = str(value_at(document, (*place, "clause")) or "")
    known = said if held in said else {held: held, **said}
    found.field.choices = [
        (key, f"{key} {Truncator(text).chars(MAX_LABEL)}") for key, text in known.items()
    ]
    return found


def _routes(document: Mapping[str, Any]) -> dict[str, Words]:
    """The routes, and the terms and facts that name one."""
    named = {
        f"${key}": Words(str(row.get("zh", key)), str(row.get("en", key)))
        for key, row in named_rows(document, "terms", "name").items()
        if row.get("kind") == "text"
    }
    known = {f"${f.name}": f.meaning for f in FACTS.values() if f.values == ROUTES}
    return {**ROUTES, **named, **known}


def _pays() -> dict[str, Words]:
    return {code: sayings.PAYS_WORDS.get(code, Words(code, code)) for code in PAYS}


def _with(among: Mapping[str, Words], row: Mapping[str, Any], key: str) -> Mapping[str, Words]:
    """A draft may hold a code that is on no list: the form still shows it."""
    held = row.get(key)
    return (
        among if not isinstance(held, str) or held in among else {held: Words(held, held), **among}
    )


def moments() -> list[str]:
    """The names of facts that are moments, for ``until``."""
    return [name for name, fact in FACTS.items() if fact.kind is Kind.MOMENT]
