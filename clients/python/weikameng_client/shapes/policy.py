"""What the API takes and answers: policy (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import Said


class GoodsOut(TypedDict):
    """A kind of good: how long one may apply, counted from which moment, what is not refunded."""

    kind: str
    words: Said
    fulfilment: str
    window_days: int
    completed_when: Said
    non_refundable: Said


class NeedOut(TypedDict):
    """One thing that proves a reason; ``standard`` says what it must show."""

    kind: str
    words: Said
    standard: Said | None


class ParamsOut(TypedDict):
    """The version's numbers. Money in fen."""

    one_click_below_minor: int
    one_click_30d_max: int
    auto_approve_max_minor: int
    urgent_from_minor: int
    supplement_days: int
    amend_days: int
    max_attempts: int
    dispute_days: int
    original_route_days: int


class PolicyClauseOut(TypedDict):
    """One published clause, and the law it stands on."""

    clause: str
    words: Said
    law: list[Said]


class PolicyOut(TypedDict):
    """A version: its clauses, goods and numbers; ``until`` when the next one takes over."""

    version: str
    title: Said
    since: str
    until: str | None
    clauses: list[PolicyClauseOut]
    goods: list[GoodsOut]
    numbers: ParamsOut
    reasons: list[ReasonListed]


class ReasonListed(TypedDict):
    """One reason of the list."""

    code: str
    words: Said
    group: Said
    fault: str
    window: str
    discouraged: bool


class StandardOut(TypedDict):
    """One reason with what it needs: ours we attach, all of these, and any one of those."""

    code: str
    words: Said
    group: Said
    fault: str
    window: str
    discouraged: bool
    hint: Said
    attached: list[NeedOut]
    all_of: list[NeedOut]
    any_of: list[NeedOut]
    description: list[str]
    good_example: Said
    bad_example: Said


class StandardsOut(TypedDict):
    """Every reason with what it needs."""

    version: str
    reasons: list[StandardOut]
