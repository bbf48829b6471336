"""The tables of answers beside this file, read into cases: every state of use, kind and reason;
what the supplier said, at every stage of a top-up; and how late each reason may be."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.domain.policies import POLICY
from tests.domain.policy_answers import CaseData
from tests.domain.test_policy_cases import a_case

HERE = Path(__file__).parent
USAGES = ("none", "revealed", "activated", "used", "unknown", "void")
REASONS = tuple(POLICY.reasons)
KINDS = tuple(POLICY.goods)
DIRECT = tuple(kind for kind in KINDS if POLICY.goods[kind].direct)
KEYS = tuple(kind for kind in KINDS if kind not in DIRECT)
SUPPLIERS: dict[str, CaseData | None] = {
    "silent": None,
    "processing": {"status": "processing"},
    "recallable": {"status": "processing", "recallable": True},
    "unknown": {"status": "unknown"},
    "success": {"status": "success"},
    "arrived": {"status": "success", "arrived": True},
    "not_arrived": {"status": "success", "arrived": False},
    "failed": {"status": "failed"},
    "failed_arrived": {"status": "failed", "arrived": True},
    "no_such_number": {"status": "failed", "code": "NUMBER_NOT_EXIST"},
    "no_stock": {"status": "processing", "code": "OUT_OF_STOCK"},
    "reversed": {"status": "reversed", "arrived": True},
}
NOT_DELIVERED: CaseData = {"delivered": False, "completed_at": None}
STAGES: dict[str, CaseData] = {
    "waiting": NOT_DELIVERED | {"promised_at": "2026-03-10T12:00:00+08:00"},
    "undelivered": NOT_DELIVERED,
    "delivered": {},
}
SUPPLIER_USAGES = ("none", "activated", "used", "unknown")
# The window of the case ends on Monday 23 March 2026 at 24:00; late faults are heard three years.
MOMENTS = {
    "last second": "2026-03-23T23:59:59+08:00",
    "late": "2026-03-24T00:00:00+08:00",
    "last moment of three years": "2029-03-07T09:30:00+08:00",
    "later": "2029-03-07T09:30:01+08:00",
}
LATE_USAGES = ("none", "used", "unknown")
# Money on the platform's own account can go back at any time, so only the window speaks.
BALANCE: CaseData = {"payments": [{"method": "balance", "amount": "100.00"}]}
Row = tuple[tuple[str, ...], CaseData, str]


def everything(reason: str) -> list[str]:
    """All the evidence a reason asks for."""
    return [*POLICY.reasons[reason].all_of, *POLICY.reasons[reason].any_of]


def of_every_use() -> Iterator[Row]:
    """A domestic order of 100.00, delivered, in its window, about which no supplier spoke."""
    for line in _lines("policy_table.csv"):
        for kind in _named(line["kinds"], KINDS):
            for usage in _named(line["usages"], USAGES):
                case = {"usage": usage, "goods_kind": kind, "reason": line["reason"]}
                yield from _bare_and_proved(line, case, kind, usage)


def of_suppliers() -> Iterator[Row]:
    """A top-up of phone credit for 100.00: what the supplier said, before and after delivery."""
    for line in _lines("policy_table_supplier.csv"):
        for said in _named(line["supplier"], tuple(SUPPLIERS)):
            for stage in _named(line["stages"], tuple(STAGES)):
                for usage in _named(line["usages"], SUPPLIER_USAGES):
                    for reason in _named(line["reasons"], REASONS):
                        case = {"usage": usage, "goods_kind": "phone_credit", "reason": reason}
                        case |= STAGES[stage] | {"supplier": SUPPLIERS[said]}
                        yield from _bare_and_proved(line, case, said, stage, usage)


def of_lateness() -> Iterator[Row]:
    """A key for 100.00 with all the evidence its reason asks for, on time and late."""
    for line in _lines("policy_table_late.csv"):
        for reason in _named(line["reasons"], REASONS):
            for usage in _named(line["usages"], LATE_USAGES):
                case = {"usage": usage, "reason": reason, "evidence": everything(reason)}
                for name, now in MOMENTS.items():
                    answer = line[name] if line[name] != "same" else line["last second"]
                    yield (reason, usage, name), a_case(**case | BALANCE | {"now": now}), answer


def _bare_and_proved(line: dict[str, str], case: CaseData, *key: str) -> Iterator[Row]:
    bare, proved = line["without evidence"], line["with all evidence"]
    reason = case["reason"]
    yield (reason, *key, "bare"), a_case(**case), bare
    case |= {"evidence": everything(reason)}
    yield (reason, *key, "proved"), a_case(**case), bare if proved == "same" else proved


def _lines(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _named(text: str, among: Sequence[str]) -> Sequence[str]:
    """Read ``a|b``, ``every``, ``every but a|b``; for kinds also ``direct`` and ``key``."""
    if text == "every":
        return among
    if text in ("direct", "key") and "phone_credit" in among:
        return DIRECT if text == "direct" else KEYS
    names = text.removeprefix("every but ").split("|")
    assert set(names) <= set(among), text
    return names if names == text.split("|") else [one for one in among if one not in names]
