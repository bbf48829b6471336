"""From a policy document to the typed policy: every table is read carefully, every problem noted
with its place, nothing is guessed (N1)."""

import re
import tomllib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from weikameng.domain.calendar import calendar_from
from weikameng.domain.money import minor_of
from weikameng.domain.policy.declared.application import FAULTS, ROUTES, WINDOWS
from weikameng.domain.policy.document.rules import Known, read_rules
from weikameng.domain.policy.model import (
    Clause,
    GoodsKind,
    Law,
    Params,
    Policy,
    Reason,
    UsageSignal,
)
from weikameng.domain.policy.problems import Findings, Place
from weikameng.domain.words import Words

T = TypeVar("T")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
# The keys of each table; anything else is a slip of the pen that would be left out in silence.
_BOTH = ("zh", "en")
_KEYS = {
    "law": ("name", "gist", "read"),
    "clauses": (*_BOTH, "law", "source"),
    "evidence": (*_BOTH, "standard", "who"),
    "reasons": (
        *(*_BOTH, "code", "group", "fault", "window", "route", "clause", "auto", "all_of"),
        *("any_of", "hint", "system_proof", "good", "bad", "description_fields"),
        *("discouraged", "retired"),
    ),
    "goods": (
        *(*_BOTH, "kind", "fulfilment", "window_days", "completed_when", "non_refundable"),
        *("recall", "notes", "usage_signals"),
    ),
}


def policy_of(text: str, calendar: Mapping[str, Any]) -> Policy:
    """Read a policy version from its TOML text. ValueError names the first problem."""
    return policy_from(tomllib.loads(text), calendar)


def policy_from(document: Mapping[str, Any], calendar: Mapping[str, Any]) -> Policy:
    """Read a policy version from its document. ValueError names the first problem."""
    found = Findings()
    policy = read_policy(document, calendar, found)
    if found.problems:
        first = found.problems[0]
        raise ValueError(f"{first.place}: {first.words.en}")
    return policy


def read_policy(
    document: Mapping[str, Any], calendar: Mapping[str, Any], found: Findings
) -> Policy:
    """Read what can be read and note every problem in ``found``; unusable when it has any."""
    evidence = found.table(document, "evidence", ())
    clauses = _by_key(found, document, "clauses", _clause)
    reasons = _by_code(found, document, "reasons", "code", _reason)
    goods = _by_code(found, document, "goods", "kind", _goods)
    params = _params(found, found.table(document, "params", ()))
    words = {
        item: found.words(row, ("evidence", item))
        for item, row in evidence.items()
        if isinstance(row, Mapping)
    }
    book = read_rules(document, found, Known(clauses, reasons, goods, words))
    policy = Policy(
        version=found.text(document, "version", ()),
        title=found.words(document, (), "title"),
        major=found.truth(document, "major", ()),
        params=params,
        law=_by_key(found, document, "law", _law),
        clauses=clauses,
        reasons=reasons,
        goods=goods,
        evidence=MappingProxyType(words),
        standards=MappingProxyType(
            {item: found.words(evidence[item], ("evidence", item), "standard") for item in words}
        ),
        terms=book.terms,
        rules=book.rules,
        brakes=book.brakes,
        cites=book.cites,
        held_route=book.held_route,
        changes=book.changes,
        sentences=book.sentences,
        shown=book.shown,
        calendar=calendar_from(calendar),
    )
    _check(policy, found)
    return policy


def _check(policy: Policy, found: Findings) -> None:
    """Note what is right on its own and wrong together."""
    low, high = policy.params.window_days_min, policy.params.window_days_max
    for reason in policy.reasons.values():
        _check_reason(policy, reason, found)
    if not policy.goods:
        found.add(("goods",), _unknown("商品类型", "kind of good", "-"))
    for kind in policy.goods.values():
        if not low <= kind.window_days <= high:
            found.add(("goods", kind.kind, "window_days"), _outside(low, high))
    for clause in policy.clauses.values():
        for law in clause.law:
            if law not in policy.law:
                found.add(("clauses", clause.id, "law"), _unknown("法律条目", "law entry", law))
    for code in ("OTHER", "MINOR"):
        if code not in policy.reasons:
            found.add(("reasons",), _unknown("原因", "reason", code))


def _check_reason(policy: Policy, reason: Reason, found: Findings) -> None:
    place = ("reasons", reason.code)
    for item in (*reason.auto, *reason.all_of, *reason.any_of):
        if item not in policy.evidence:
            found.add(place, _unknown("凭证", "evidence", item))
    if reason.clause and reason.clause not in policy.clauses:
        found.add((*place, "clause"), _unknown("条款", "clause", reason.clause))


def _unknown(zh: str, en: str, name: str) -> Words:
    return Words(f"没有这个{zh}:{name}。", f"There is no such {en}: {name}.")


def _outside(low: int, high: int) -> Words:
    return Words(
        f"申请时限要在 {low} 到 {high} 天之间(条款 B3)。",
        f"The window has to be from {low} to {high} days (clause B3).",
    )


def _by_key(
    found: Findings,
    document: Mapping[str, Any],
    key: str,
    read: Callable[[Findings, str, Mapping[str, Any]], T],
) -> Mapping[str, T]:
    rows = found.table(document, key, ())
    for name in rows:
        found.only(found.table(rows, name, (key,)), (key, name), _KEYS[key])
    return MappingProxyType(
        {name: read(found, name, found.table(rows, name, (key,))) for name in rows}
    )


def _by_code(
    found: Findings,
    document: Mapping[str, Any],
    key: str,
    code: str,
    read: Callable[[Findings, str, Mapping[str, Any]], T],
) -> Mapping[str, T]:
    table: dict[str, T] = {}
    for row in found.rows(document, key, ()):
        name = found.text(row, code, (key,))
        found.only(row, (key, name), _KEYS[key])
        if name in table:
            found.add((key, name), Words(f"“{name}”写了两次。", f"“{name}” is there twice."))
        if name:
            table[name] = read(found, name, row)
    return MappingProxyType(table)


def _law(found: Findings, key: str, row: Mapping[str, Any]) -> Law:
    place = ("law", key)
    return Law(key, found.words(row, place, "name"), found.words(row, place, "gist"))


def _clause(found: Findings, key: str, row: Mapping[str, Any]) -> Clause:
    place = ("clauses", key)
    return Clause(key, found.words(row, place), found.texts(row, "law", place))


def _params(found: Findings, row: Mapping[str, Any]) -> Params:
    place = ("params",)
    one_click = found.table(row, "one_click", place)
    low = found.whole(row, "window_days_min", place, 1, 366)
    return Params(
        window_days_min=low,
        window_days_max=found.whole(row, "window_days_max", place, low, 366),
        one_click_below_minor=_yuan(found, one_click, "paid_total_lt", ("params", "one_click")),
        one_click_30d_max=found.whole(one_click, "per_buyer_30d_max", ("params", "one_click")),
        auto_approve_max_minor=_yuan(found, row, "auto_approve_max", place),
        urgent_from_minor=_yuan(found, row, "urgent_from", place),
        supplement_days=found.whole(row, "supplement_days", place, 1, 366),
        amend_days=found.whole(row, "amend_after_reject_days", place, 1, 366),
        max_attempts=found.whole(row, "max_attempts_per_item", place, 1, 100),
        dispute_days=found.whole(row, "dispute_open_days_after_reject", place, 1, 366),
        promise_days=found.whole(row, "promise_days", place, 1, 366),
        original_route_days=found.whole(row, "original_route_max_age_days", place, 1, 3660),
        late_platform_fault_years=found.whole(row, "late_platform_fault_years", place, 1, 20),
    )


def _yuan(found: Findings, row: Mapping[str, Any], key: str, place: Place) -> int:
    text = found.text(row, key, place)
    minor = minor_of(text) if _AMOUNT.fullmatch(text) else -1
    if minor < 0:
        wrong = Words('这里要写金额(元),例如 "50.00"。', 'Write an amount in yuan, like "50.00".')
        found.add((*place, key), wrong)
    return max(minor, 0)


def _reason(found: Findings, code: str, row: Mapping[str, Any]) -> Reason:
    place = ("reasons", code)
    return Reason(
        code=code,
        words=found.words(row, place),
        group=found.words(row, place, "group"),
        fault=found.choice(row, "fault", place, tuple(FAULTS)),
        auto=found.texts(row, "auto", place),
        all_of=found.texts(row, "all_of", place),
        any_of=found.texts(row, "any_of", place),
        window=found.choice(row, "window", place, tuple(WINDOWS)),
        route=found.choice(row, "route", place, tuple(ROUTES)),
        clause=found.text(row, "clause", place, ""),
        hint=found.words(row, place, "hint"),
        system_proof=found.words(row, place, "system_proof"),
        good_example=found.words(row, place, "good"),
        bad_example=found.words(row, place, "bad"),
        description_fields=found.texts(row, "description_fields", place),
        discouraged=found.truth(row, "discouraged", place),
        retired=found.truth(row, "retired", place),
    )


def _goods(found: Findings, kind: str, row: Mapping[str, Any]) -> GoodsKind:
    place = ("goods", kind)
    return GoodsKind(
        kind=kind,
        words=found.words(row, place),
        direct=found.choice(row, "fulfilment", place, ("direct", "key")) == "direct",
        window_days=found.whole(row, "window_days", place, 1, 366),
        completed_when=found.words(row, place, "completed_when"),
        non_refundable=found.words(row, place, "non_refundable"),
        recall=found.words(row, place, "recall"),
        notes=found.words(row, place, "notes"),
        usage_signals=tuple(
            UsageSignal(
                found.text(signal, "code", place),
                found.words(signal, (*place, "usage_signals")),
                found.text(signal, "source", place),
                found.text(signal, "strength", place),
            )
            for signal in found.rows(row, "usage_signals", place)
        ),
    )
