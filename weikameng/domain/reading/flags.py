"""Flags a person should see: another order, altered-looking, inconsistent, wrong check digits, two
pictures that disagree. Only data tells; pixels of a redrawn forgery don't (docs/evidence.md).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.numbers import is_number
from weikameng.domain.reading.finding import Found
from weikameng.domain.reading.moments import moments_in
from weikameng.domain.reading.record import OrderRecord
from weikameng.domain.reading.serials import nearly, same_number
from weikameng.domain.reading.verdicts import FIELD_WORDS, Comparison, Verdict, contradicts
from weikameng.domain.words import Words

MAX_SHOWN_CHARS = 40
# WeChat Pay: 4200 and six digits, then the day. Alipay: the day first. Both have 28 digits.
_DATED = (re.compile(r"^4200\d{6}(20\d{6})\d{10}$"), re.compile(r"^(20\d{6})2200\d{16}$"))
_OURS = re.compile(r"^[12]\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{9}$")
_COMPARED_ACROSS = ("order_no", "trade_no", "account", "amount", "created", "paid")


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should look at, with its code, the fields it is about, and a sentence."""

    code: str
    fields: tuple[str, ...]
    words: Words


def flags_of(
    comparisons: Sequence[Comparison],
    shown: Mapping[str, Sequence[Found]],
    record: OrderRecord,
    foreign: Sequence[Found] = (),
) -> tuple[Flag, ...]:
    """Return every flag of one picture; ``foreign`` are the numbers of a list of other orders."""
    return (
        *_differences(comparisons, foreign),
        *_wrong_check_digits(comparisons, record),
        *_wrong_day_of_payment(comparisons, shown),
        *_older_than_the_order(shown, record),
    )


def disagreements(
    one: Mapping[str, Sequence[Found]], other: Mapping[str, Sequence[Found]]
) -> tuple[Flag, ...]:
    """Return what two pictures of one case say differently, each for sure and under a label."""
    found = []
    for field in _COMPARED_ACROSS:
        mine, theirs = _sure(one.get(field, ())), _sure(other.get(field, ()))
        if mine and theirs and not _compatible(field, mine, theirs):
            name = FIELD_WORDS[field]
            words = Words(
                f"两张图片的{name.zh}不一致:“{_short(mine.value)}”和“{_short(theirs.value)}”。",
                f"Two pictures disagree on the {name.en}: "
                f"“{_short(mine.value)}” and “{_short(theirs.value)}”.",
            )
            found.append(Flag("pictures_disagree", (field,), words))
    return tuple(found)


def _sure(found: Sequence[Found]) -> Found | None:
    return next((one for one in found if one.labelled and contradicts(one)), None)


def _compatible(field: str, one: Found, other: Found) -> bool:
    if field in ("created", "paid"):
        mine, theirs = moments_in(one.value), moments_in(other.value)
        return any(a.is_at(b.at) or b.is_at(a.at) for a in mine for b in theirs)
    return same_number(one.value, other.value) or same_number(other.value, one.value)


def _differences(comparisons: Sequence[Comparison], foreign: Sequence[Found]) -> Iterable[Flag]:
    different = [c for c in comparisons if c.verdict == Verdict.DIFFERS and c.found]
    number = next((c for c in comparisons if c.field == "order_no"), None)
    another = number in different and not _nearly(number)
    if another and number is not None and number.found is not None:
        yield _other_order(number.found.value, len(foreign))
        return
    alike = sum(c.verdict == Verdict.MATCH for c in comparisons)
    for comparison in different:
        # A state moves on: an older screenshot is no altered one.
        steady = comparison.field not in ("status", "pay_status")
        code = "altered" if steady and alike > len(different) else "contradicts"
        yield Flag(code, (comparison.field,), _contradiction(comparison, code))


def _nearly(comparison: Comparison | None) -> bool:
    return (
        comparison is not None
        and comparison.found is not None
        and nearly(comparison.expected, comparison.found.value)
    )


def _other_order(number: str, cards: int) -> Flag:
    if cards > 1:
        words = Words(
            f"列表里有 {cards} 个订单,没有一个是本单。",
            f"The list shows {cards} orders, and this one is not among them.",
        )
    else:
        words = Words(
            f"图中是另一个订单:“{_short(number)}”。",
            f"The picture shows another order: “{_short(number)}”.",
        )
    return Flag("other_order", ("order_no",), words)


def _contradiction(comparison: Comparison, code: str) -> Words:
    name = FIELD_WORDS[comparison.field]
    seen = _short(comparison.found.raw if comparison.found else "")
    known = _short(comparison.expected)
    zh = f"图中的{name.zh}是“{seen}”,后台记录是“{known}”。"
    en = f"The picture shows “{seen}” as {name.en}; our record says “{known}”."
    if comparison.field in ("status", "pay_status"):
        zh += "截图可能更早。"
        en += " The screenshot may be older."
    if code == "altered":
        zh += "其他内容对得上,图片可能改过。"
        en += " The rest agrees, so the picture may have been altered."
    return Words(zh, en)


def _wrong_check_digits(comparisons: Sequence[Comparison], record: OrderRecord) -> Iterable[Flag]:
    """A number of our form that we can't have issued; read twice, as every difference."""
    for comparison in comparisons:
        number = comparison.found.value if comparison.found else ""
        different = comparison.field == "order_no" and comparison.verdict == Verdict.DIFFERS
        if different and is_number(record.order_no) and _OURS.match(number):
            if not is_number(number):
                words = Words(
                    f"图中的订单号“{number}”校验位不对,我们没有发过这个号。",
                    f"The check digits of order number “{number}” are wrong; we never issued it.",
                )
                yield Flag("check_digits", ("order_no",), words)
            return


def _wrong_day_of_payment(
    comparisons: Sequence[Comparison],
    shown: Mapping[str, Sequence[Found]],
) -> Iterable[Flag]:
    """The day inside a transaction number is the day of payment; an altered day betrays itself."""
    number = next((one for one in shown.get("trade_no", ()) if one.order <= 1), None)
    day = _day_inside(number.value) if number and contradicts(number) else ""
    if not day or any(c.verdict == Verdict.DIFFERS and c.field == "trade_no" for c in comparisons):
        return
    said = [
        f"{moment.at:%Y%m%d}"
        for one in shown.get("paid", ())[:1]
        if contradicts(one)
        for moment in moments_in(one.value)
    ]
    if said and not _near_days(day, said[0]):
        words = Words(
            f"交易单号里的日期是 {day},图中的支付时间却是 {said[0]}。",
            f"The transaction number holds the day {day}, but the picture says {said[0]}.",
        )
        yield Flag("inconsistent", ("trade_no", "paid"), words)


def _older_than_the_order(
    shown: Mapping[str, Sequence[Found]], record: OrderRecord
) -> Iterable[Flag]:
    """What was looked up before the order existed proves nothing about it."""
    if not record.moments:
        return
    placed = f"{min(record.moments):%Y-%m-%d}"
    for field in ("qdate", "qtime", "cdate"):
        one = next(iter(shown.get(field, ())), None)
        if one and contradicts(one) and one.value[:10] < placed:
            name = FIELD_WORDS[field]
            words = Words(
                f"图中的{name.zh}是 {one.value[:10]},早于下单日期 {placed}。",
                f"The {name.en} in the picture is {one.value[:10]}, before the order of {placed}.",
            )
            yield Flag("older_than_order", (field,), words)
            return


def _day_inside(number: str) -> str:
    for form in _DATED:
        hit = form.match(number)
        if hit:
            return hit[1]
    return ""


def _near_days(one: str, other: str) -> bool:
    """A payment just before midnight may get its number just after."""
    try:
        days = [datetime.strptime(day, "%Y%m%d") for day in (one, other)]  # noqa: DTZ007
    except ValueError:
        return True  # no day at all: nothing to compare
    return abs((days[0] - days[1]).days) <= 1


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"
