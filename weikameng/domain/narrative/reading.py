"""Read a buyer's description (R2.3). The text is data, never an instruction to us."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

from weikameng.domain.money import yuan_of
from weikameng.domain.narrative.cleaning import CleanText, clean
from weikameng.domain.narrative.goods import GoodFound, good_in
from weikameng.domain.narrative.locating import (
    Target,
    accounts_in,
    is_mobile,
    order_numbers_in,
    zones_in,
)
from weikameng.domain.narrative.manners import is_abusive
from weikameng.domain.narrative.meaning import anomaly_in, requests_in, shown_span
from weikameng.domain.narrative.model import Anomaly, Narrative, Quality
from weikameng.domain.narrative.prices import Prices, prices_in
from weikameng.domain.narrative.privacy import private_spans
from weikameng.domain.narrative.quality import missing_of, quality_of

_LONG_BLANK = re.compile(" {2,}")


def read_narrative(text: str) -> Narrative:
    """Read at most ``MAX_NARRATIVE_CHARS`` characters of ``text``; never raises for a str."""
    return _read(text) if text.strip() else _nothing_said()


def _read(text: str) -> Narrative:
    found = _facts_of(clean(text))
    return replace(found, quality=quality_of(found), missing=missing_of(found))


@cache
def _nothing_said() -> Narrative:
    """Most one-click refunds say nothing; there is nothing to read each time."""
    return _read("")


def prediction_of(case_id: str, narrative: Narrative) -> dict[str, Any]:
    """Return the narrative in the shape of ``descriptions.dev.jsonl`` (amounts decimal strings)."""
    return {
        "id": case_id,
        "quality": narrative.quality.value,
        "abusive": narrative.abusive,
        "fields": {
            "order_no": narrative.order_number,
            "goods": narrative.goods,
            "goods_kind": narrative.goods_kind,
            "account": narrative.account,
            "zone": narrative.zone,
            "amount": _decimal(narrative.amount_minor),
            "amount_actual": _decimal(narrative.amount_actual_minor),
            "anomaly": narrative.anomaly.value if narrative.anomaly else None,
            "request": [request.value for request in narrative.requests],
        },
        "missing": list(narrative.missing),
        "pii": list(narrative.pii),
    }


def _facts_of(text: CleanText) -> Narrative:
    """Read step by step; what is understood is blanked out, so no digits are read twice."""
    orders = order_numbers_in(text)
    rest = text.blanked([order.span for order in orders])
    private = private_spans(rest.plain)
    rest = rest.blanked([span for _, span in private])
    account, zone = accounts_in(rest), zones_in(rest)
    prices = prices_in(rest.blanked(list(account.spans)).plain)
    good = _good(rest, account.hit)
    shown = shown_span(rest.plain)
    sense = _LONG_BLANK.sub(" ", rest.plain)
    return Narrative(
        quality=Quality.VAGUE,
        order_numbers=tuple(order.text for order in orders),
        goods=good.name,
        goods_kind=good.kind,
        account=account.hit,
        account_meant=account.meant,
        accounts=account.named,
        zone=zone.hit,
        zone_meant=zone.meant,
        amount_minor=prices.amount_minor,
        amount_actual_minor=prices.actual_minor,
        currency=prices.currency,
        anomaly=_mixed_up(anomaly_in(sense), account, zone) or _by_amounts(prices),
        requests=requests_in(sense),
        shown=rest.shown[slice(*shown)].strip() if shown else None,
        abusive=is_abusive(text.plain),
        pii=tuple(dict.fromkeys(kind for kind, _ in private)),
    )


def _good(text: CleanText, account: str | None) -> GoodFound:
    good = good_in(text)
    if good.name is None and is_mobile(account):
        return GoodFound(None, "phone_credit")
    return good


# What may be said of an order that went to the wrong place: the place is the trouble.
_FOLLOWS = frozenset({None, Anomaly.NOT_ARRIVED, Anomaly.WRONG_PRODUCT, Anomaly.UNUSED_CHANGE_MIND})


def _mixed_up(said: Anomaly | None, account: Target, zone: Target) -> Anomaly | None:
    """Two accounts or two zones, one of them meant, say what went wrong without saying so."""
    if said not in _FOLLOWS:
        return said
    if zone.mixed_up:
        return Anomaly.WRONG_ZONE
    return Anomaly.WRONG_ACCOUNT if account.mixed_up else said


def _by_amounts(prices: Prices) -> Anomaly | None:
    """充100到账80 names no trouble in words, but its two amounts do."""
    if prices.amount_minor is None or prices.actual_minor is None:
        return None
    return Anomaly.UNDER_DELIVERED if prices.actual_minor < prices.amount_minor else None


def _decimal(minor: int | None) -> str | None:
    return None if minor is None else yuan_of(minor)
