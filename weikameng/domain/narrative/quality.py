"""How good a description is, with and without what the platform knows of the order (R2.3)."""

from weikameng.domain.narrative.model import Anomaly, Narrative, Quality

GOOD_FACTS = 3  # of order number, goods, anomaly, request
VAGUE_FACTS = 1

# Here the sentence itself is the whole matter: the activation record tells the rest (R11.4).
SELF_EXPLAINING = frozenset(
    {
        Anomaly.UNUSED_CHANGE_MIND,
        Anomaly.USED_BUT_WANT,
        Anomaly.OUT_OF_STOCK,
        Anomaly.AUTO_RENEWAL,
        Anomaly.DUPLICATE,
    }
)


def quality_of(narrative: Narrative) -> Quality:
    """Grade the text alone.

    Good: an anomaly, a locator (order number, or goods with amount, account or zone) and at least 3
    of order number, goods, anomaly, request. Vague: nothing to find the order by, or only one thing
    said (any locator counts as one). Else partial. Abuse changes nothing.
    """
    goods = narrative.goods is not None or narrative.goods_kind is not None
    order = narrative.order_number is not None
    target = _names_target(narrative)
    said = (narrative.anomaly is not None) + bool(narrative.requests)
    if narrative.anomaly and (order or (goods and target)) and order + goods + said >= GOOD_FACTS:
        return Quality.GOOD
    located = order or goods or target
    if not located or order + (goods or target) + said <= VAGUE_FACTS:
        return Quality.VAGUE
    return Quality.PARTIAL


def missing_of(narrative: Narrative) -> tuple[str, ...]:
    """Return what the assistant asks for, in order. An account stands for the good it feeds."""
    have = {
        "order_no": narrative.order_number,
        "goods": narrative.goods or narrative.account,
        "anomaly": narrative.anomaly,
        "request": narrative.requests,
    }
    return tuple(name for name, value in have.items() if not value)


def quality_with_known_order(narrative: Narrative) -> Quality:
    """Grade a text in the form, where order number and goods are known and never asked for.

    An application asks for a refund by itself, so the request may stay unsaid. Good: an anomaly
    and one specific detail (goods, zone, account, amount, order number, or what was shown), or an
    anomaly that explains itself (changed my mind, bought twice). Vague, to be sent back: neither,
    or an anomaly without any detail, as "充了钱没到账,赶紧退": it fits every order, nothing in
    it can be checked. Partial: a detail without an anomaly.
    """
    detail = _has_detail(narrative)
    if narrative.anomaly and (detail or narrative.anomaly in SELF_EXPLAINING):
        return Quality.GOOD
    return Quality.PARTIAL if detail else Quality.VAGUE


def missing_with_known_order(narrative: Narrative) -> tuple[str, ...]:
    """Return what to ask in the form: ``anomaly``, ``detail`` (what was shown, zone, …)."""
    if narrative.anomaly is None:
        return ("anomaly",) if _has_detail(narrative) else ("anomaly", "detail")
    enough = quality_with_known_order(narrative) is Quality.GOOD
    return () if enough else ("detail",)


def _names_target(narrative: Narrative) -> bool:
    return bool(narrative.account or narrative.zone or narrative.amount_minor)


def _has_detail(narrative: Narrative) -> bool:
    named = narrative.goods or narrative.order_number or narrative.shown
    return bool(named or narrative.amount_actual_minor or _names_target(narrative))
