"""Compares a page with the record, driven by the record: the expected value is looked for first,
then a value that contradicts it (docs/evidence.md).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from weikameng.domain.money import minor_of, yuan_of
from weikameng.domain.reading.finding import BILLS, Found
from weikameng.domain.reading.folding import digits_in, tight
from weikameng.domain.reading.moments import moments_in
from weikameng.domain.reading.names import best_fit, fits
from weikameng.domain.reading.pages import Page
from weikameng.domain.reading.record import Catalogue, OrderRecord
from weikameng.domain.reading.serials import (
    may_be_a_slip,
    nearly,
    same_number,
    same_shape,
    stands_in,
)
from weikameng.domain.reading.verdicts import Comparison, Verdict, contradicts

_ORDER_PAGE = ("order_no", "product", "amount", "created", "paid", "account", "zone", "status")
_BILL = ("order_no", "trade_no", "product", "amount", "paid", "pay_status", "merchant")
COMPARED = {
    "order_detail": _ORDER_PAGE,
    "order_list": ("order_no", "product", "amount", "created", "status"),
    "wechat_bill": _BILL,
    "alipay_bill": _BILL,
    "error_popup": ("account", "product", "amount", "zone", "error"),
    "carrier": ("account",),
    "vip": ("account",),
    "supplier": ("order_no", "account", "product", "amount", "created"),
    "chat": ("order_no", "product", "amount", "account", "created"),
    "unknown": ("order_no", "trade_no", "product", "amount", "account"),
}


def judged(
    page: Page,
    shown: Mapping[str, Sequence[Found]],
    record: OrderRecord,
    catalogue: Catalogue,
) -> tuple[Comparison, ...]:
    """Return a verdict for every field this kind of screen shows and the record knows."""
    judges: dict[str, Callable[[Sequence[Found]], Comparison | None]] = {
        "order_no": lambda found: _serial("order_no", record.order_no, found, page),
        "trade_no": lambda found: _serial("trade_no", record.trade_no, found, page),
        "account": lambda found: _serial("account", record.account, found, page),
        "amount": lambda found: _amount(record, found, page),
        "created": lambda found: _moment("created", record, found, page),
        "paid": lambda found: _moment("paid", record, found, page),
        "status": lambda found: _state("status", record.states, found),
        "pay_status": lambda found: _state("pay_status", record.pay_states, found),
        "product": lambda found: _name("product", record.product, found, catalogue.products),
        "zone": lambda found: _name("zone", record.zone, found, catalogue.zones),
        "merchant": lambda found: _name("merchant", record.merchant, found, catalogue.merchants),
        "error": lambda found: _name("error", record.error, found, catalogue.errors),
    }
    verdicts = (judges[field](shown.get(field, ())) for field in COMPARED[page.kind])
    return tuple(verdict for verdict in verdicts if verdict is not None)


def doubtful(comparisons: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """Return the comparisons that need a second reading of their lines before they count."""
    return tuple(c for c in comparisons if c.verdict == Verdict.DIFFERS and c.found)


def settled(first: Iterable[Comparison], second: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """Keep "differs" only where a second reading saw the very same other value."""
    again = {comparison.field: comparison for comparison in second}
    return tuple(_agreed(comparison, again.get(comparison.field)) for comparison in first)


def _agreed(one: Comparison, other: Comparison | None) -> Comparison:
    if one.verdict != Verdict.DIFFERS:
        return one
    same = (
        other is not None
        and other.verdict == Verdict.DIFFERS
        and one.found is not None
        and other.found is not None
        and tight(one.found.value) == tight(other.found.value)
    )
    return one if same else replace(one, verdict=Verdict.UNREADABLE)


def _serial(field: str, expected: str, found: Sequence[Found], page: Page) -> Comparison | None:
    if not expected:
        return None
    named = [one for one in found if one.order <= 1]
    for one in named:
        if same_number(expected, one.value):
            return Comparison(field, Verdict.MATCH, expected, one)
    elsewhere = _where(expected, field, page)
    against = [one for one in named if _another(expected, one)]
    if against:
        verdict = Verdict.UNREADABLE if elsewhere else Verdict.DIFFERS
        return Comparison(field, verdict, expected, against[0])
    if elsewhere:
        return Comparison(field, Verdict.MATCH, expected, elsewhere)
    if named:
        return Comparison(field, Verdict.UNREADABLE, expected, named[0])
    unnamed = _unnamed(field, expected, found)
    return unnamed if unnamed.found else _absent(field, expected, page)


def _absent(field: str, expected: str, page: Page) -> Comparison:
    """Nothing was read: unreadable where a label promises it, else not shown."""
    promised = any(valued.label.field == field for valued in page.valued)
    verdict = Verdict.UNREADABLE if promised else Verdict.NOT_SHOWN
    return Comparison(field, verdict, expected)


def _where(expected: str, field: str, page: Page) -> Found | None:
    for piece in page.pieces:
        if stands_in(expected, piece.text):
            return Found(field, expected, piece.text, piece.score, piece.quads, piece.cut, order=2)
    return None


def _another(expected: str, one: Found) -> bool:
    mask_lost = "*" in one.value and len(one.value) < len(expected) - 1
    return contradicts(one) and not mask_lost and not may_be_a_slip(expected, one.value)


def _unnamed(field: str, expected: str, found: Sequence[Found]) -> Comparison:
    """Without a label only a number built like ours, or nearly ours, says anything."""
    for one in found:
        alike = nearly(expected, one.value) or (
            field == "order_no" and same_shape(expected, one.value)
        )
        if alike:
            sure = contradicts(one)
            verdict = Verdict.DIFFERS if sure else Verdict.UNREADABLE
            return Comparison(field, verdict, expected, one)
    return Comparison(field, Verdict.NOT_SHOWN, expected)


def _amount(record: OrderRecord, found: Sequence[Found], page: Page) -> Comparison | None:
    if record.amount_minor is None:
        return None
    expected = yuan_of(record.amount_minor)
    best = [one for one in found if one.order == found[0].order]
    for one in best:
        if minor_of(one.value) == record.amount_minor:
            return Comparison("amount", Verdict.MATCH, expected, one)
    if not best:
        return _absent("amount", expected, page)
    sure = contradicts(best[0]) and not _point_lost(best[0], record.amount_minor)
    one_value = best[0].labelled or len({one.value for one in best}) == 1
    verdict = Verdict.DIFFERS if sure and one_value else Verdict.UNREADABLE
    return Comparison("amount", verdict, expected, best[0])


def _point_lost(found: Found, expected_minor: int) -> bool:
    """2500 for 25.00: the point may have been too faint to see."""
    pointed = "." in found.raw or "," in found.raw
    return not pointed and minor_of(found.value) in (expected_minor * 100, expected_minor * 10)


def _moment(
    field: str, record: OrderRecord, found: Sequence[Found], page: Page
) -> Comparison | None:
    if not record.moments:
        return None
    at = 0 if field == "created" else min(1, len(record.moments) - 1)
    expected = f"{record.moments[at]:%Y-%m-%d %H:%M:%S}"
    for one in found:
        for shown in moments_in(one.value):
            if any(shown.is_at(moment) for moment in record.moments):
                return Comparison(field, Verdict.MATCH, expected, one)
    for one in found:
        if contradicts(one):
            return Comparison(field, Verdict.DIFFERS, expected, one)
    if found:
        return Comparison(field, Verdict.UNREADABLE, expected, found[0])
    return _moment_in_pieces(field, record, page, expected)


def _moment_in_pieces(field: str, record: OrderRecord, page: Page, expected: str) -> Comparison:
    """A moment whose marks were read wrong still has its digits."""
    wanted = {f"{moment:%Y%m%d%H%M}" for moment in record.moments}
    labels = ("created", "paid") if page.kind in BILLS else (field,)
    for valued in page.valued:
        if valued.label.field in labels and valued.values:
            text = "".join(piece.text for piece in valued.values)
            piece = valued.values[0]
            one = Found(field, text, text, piece.score, piece.quads, piece.cut)
            exact = any(digits_in(text).startswith(digits) for digits in wanted)
            verdict = Verdict.MATCH if exact else Verdict.UNREADABLE
            return Comparison(field, verdict, expected, one)
    return _absent(field, expected, page)


def _state(field: str, expected: Sequence[str], found: Sequence[Found]) -> Comparison | None:
    if not expected:
        return None
    best = [one for one in found if one.order == found[0].order]
    for one in best:
        if one.value in expected:
            return Comparison(field, Verdict.MATCH, expected[0], one)
    if not best:
        return Comparison(field, Verdict.NOT_SHOWN, expected[0])
    sure = contradicts(best[0]) and len({one.value for one in best}) == 1
    return Comparison(field, Verdict.DIFFERS if sure else Verdict.UNREADABLE, expected[0], best[0])


def _name(
    field: str, expected: str, found: Sequence[Found], known: Sequence[str]
) -> Comparison | None:
    if not expected:
        return None
    for one in found:
        fit = best_fit((expected, *known), one.value)
        if fit and fit.name == expected:
            return Comparison(field, Verdict.MATCH, expected, one)
    others = [(one, best_fit(known, one.value)) for one in found]
    named = [(one, fit) for one, fit in others if fit and not fits(expected, one.value)]
    if named:
        one, fit = named[0]
        unanimous = one.labelled or len({fit.name for _, fit in named if fit}) == 1
        verdict = Verdict.DIFFERS if contradicts(one) and unanimous else Verdict.UNREADABLE
        return Comparison(field, verdict, expected, one)
    if found:
        return Comparison(field, Verdict.UNREADABLE, expected, found[0])
    return Comparison(field, Verdict.NOT_SHOWN, expected)
