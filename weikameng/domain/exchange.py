"""What must be known of a cross-border deal before its money goes back (docs/cross-border.md)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from weikameng.domain.money import minor_of
from weikameng.domain.words import Words

# ISO 4217, those with two places: every amount of ours counts hundredths.
CURRENCIES = (
    *("CNY", "USD", "EUR", "GBP", "HKD", "MOP", "TWD", "SGD", "AUD", "NZD", "CAD", "CHF"),
    *("SEK", "NOK", "DKK", "THB", "MYR", "PHP", "AED"),
)
HOME, QUOTA_CURRENCY = "CNY", "USD"
MAX_PAYEE = 120
# A rate is of about the day of the payment; an older one is a slip of the pen.
RATE_AGE = timedelta(days=31)
# By how much a deal may differ from the payment where nothing else is set: rates are rounded.
TOLERANCE_PERCENT = Decimal(1)
# Legs that no payment institution carries across a border: our own balance, and what others paid.
NOT_CARRIED = ("wallet", "chargeback", "shop")
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_RATE = re.compile(r"[0-9]{1,7}(\.[0-9]{1,8})?")
_COUNTRY = re.compile(r"[A-Z]{2}")


class Purpose(StrEnum):
    """What the money was for, as trade in services is declared."""

    GAME = "game"
    SOFTWARE = "software"
    MEMBERSHIP = "membership"
    PREPAID = "prepaid"
    SERVICE = "service"


class RateRule(StrEnum):
    """By which rate the institution gives money back."""

    LOCKED = "locked"
    REFUND_DAY = "refund_day"


PURPOSE_WORDS: Mapping[Purpose, Words] = {
    Purpose.GAME: Words("游戏点卡、充值", "Game credit"),
    Purpose.SOFTWARE: Words("软件许可", "Software licence"),
    Purpose.MEMBERSHIP: Words("会员、订阅", "Membership or subscription"),
    Purpose.PREPAID: Words("礼品卡、预付卡", "Gift or prepaid card"),
    Purpose.SERVICE: Words("其他服务", "Another service"),
}
RATE_RULE_WORDS: Mapping[RateRule, Words] = {
    RateRule.LOCKED: Words("按付款时锁定的汇率", "The rate locked at payment"),
    RateRule.REFUND_DAY: Words("按机构退款当日的汇率", "The institution's rate on the day"),
}
FIELD_WORDS: Mapping[str, Words] = {
    "settled": Words("结算金额", "Amount settled"),
    "settled_currency": Words("结算币种", "Currency settled in"),
    "rate": Words("汇率", "Rate"),
    "rate_on": Words("汇率日期", "Date of the rate"),
    "rate_rule": Words("退款用哪个汇率", "Rate for refunds"),
    "purpose": Words("用途", "Purpose"),
    "quota": Words("占用便利化额度(美元)", "Quota used (USD)"),
    "payee": Words("收款方", "Payee"),
    "payee_country": Words("收款方国家或地区", "Payee's country or region"),
}
FIELDS = tuple(FIELD_WORDS)


@dataclass(frozen=True, slots=True)
class Paid:
    """The payment a deal settles: hundredths of ``currency``, paid and looked at on these days."""

    amount_minor: int
    currency: str
    on: date
    today: date


@dataclass(frozen=True, slots=True)
class Deal:
    """The original deal. ``rate``: so many of the payment's currency for one of the settled.

    ``quota_minor`` counts US cents of the payer's yearly quota; 0 where none was used.
    """

    settled_minor: int
    settled_currency: str
    rate: Decimal
    rate_on: date
    rate_rule: RateRule
    purpose: Purpose
    quota_minor: int
    payee: str
    payee_country: str


class DealFault(ValueError):
    """A field of a deal that can't be taken: which, and what it should be."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(f"{field}: {en}")
        self.field = field
        self.words = Words(f"{FIELD_WORDS[field].zh}:{zh}。", f"{FIELD_WORDS[field].en}: {en}.")


def deal_from(given: Mapping[str, object], paid: Paid, tolerance_percent: Decimal) -> Deal:
    """Return the deal these texts describe; DealFault names the first that is wrong.

    Amount settled times rate must be what was paid, within the tolerance.
    """
    currency = _one_of(given, "settled_currency", CURRENCIES)
    deal = Deal(
        settled_minor=_minor(given, "settled", least=1),
        settled_currency=currency,
        rate=_rate(given),
        rate_on=_day(given, paid),
        rate_rule=RateRule(_one_of(given, "rate_rule", tuple(map(str, RateRule)))),
        purpose=Purpose(_one_of(given, "purpose", tuple(map(str, Purpose)))),
        quota_minor=_minor(given, "quota", least=0),
        payee=_payee(given),
        payee_country=_country(given),
    )
    _demand_agreement(deal, paid, tolerance_percent)
    return deal


def share_minor(whole_minor: int, refunded_minor: int, paid_minor: int) -> int:
    """Return what of the settled amount, or of the quota, goes with a refund; half up."""
    if paid_minor == 0:
        return 0
    return (2 * whole_minor * refunded_minor + paid_minor) // (2 * paid_minor)


def _demand_agreement(deal: Deal, paid: Paid, tolerance_percent: Decimal) -> None:
    off = abs(deal.settled_minor * deal.rate - paid.amount_minor)
    # A hundredth is as near as a rounded amount comes, however small it is.
    allowed = max(paid.amount_minor * tolerance_percent / 100, deal.rate / 2, Decimal(1))
    if off > allowed:
        raise DealFault(
            "rate",
            "结算金额乘以汇率与付款金额对不上,请核对",
            "amount settled times rate is not what was paid; check both",
        )
    if (deal.settled_currency == paid.currency) != (deal.rate == 1):
        raise DealFault(
            "rate", "币种相同才是 1", "it is 1 when, and only when, both currencies agree"
        )


def _text(given: Mapping[str, object], field: str) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not value.strip():
        raise DealFault(field, "请填写", "fill it in")
    return unicodedata.normalize("NFKC", value).strip()


def _one_of(given: Mapping[str, object], field: str, known: tuple[str, ...]) -> str:
    value = _text(given, field)
    if value not in known:
        listed = ", ".join(known)
        raise DealFault(field, f"应是 {listed} 之一", f"one of {listed}")
    return value


def _minor(given: Mapping[str, object], field: str, *, least: int) -> int:
    value = _text(given, field)
    minor = minor_of(value) if _AMOUNT.fullmatch(value) else -1
    if minor < least:
        raise DealFault(field, "金额写成 12.30 这样", "an amount such as 12.30")
    return minor


def _rate(given: Mapping[str, object]) -> Decimal:
    value = _text(given, "rate")
    try:
        rate = Decimal(value) if _RATE.fullmatch(value) else Decimal(0)
    except InvalidOperation:  # pragma: no cover - the pattern lets only digits through
        rate = Decimal(0)
    if rate <= 0:
        raise DealFault(
            "rate",
            "1 个结算币等于多少付款币,写成 7.1200 这样,最多 8 位小数",
            "how many of the payment's currency for one settled, such as 7.1200; 8 places at most",
        )
    return rate


def _day(given: Mapping[str, object], paid: Paid) -> date:
    try:
        day = date.fromisoformat(_text(given, "rate_on"))
    except ValueError as error:
        if isinstance(error, DealFault):
            raise
        day = date.min
    if not paid.on - RATE_AGE <= day <= paid.today:
        first = (paid.on - RATE_AGE).isoformat()
        raise DealFault(
            "rate_on", f"应在 {first} 到今天之间", f"a day from {first} to today, such as {paid.on}"
        )
    return day


def _payee(given: Mapping[str, object]) -> str:
    payee = _text(given, "payee")
    strange = any(unicodedata.category(sign)[0] == "C" for sign in payee)
    if len(payee) > MAX_PAYEE or strange:
        raise DealFault(
            "payee", f"不超过 {MAX_PAYEE} 字", f"at most {MAX_PAYEE} characters, one line"
        )
    return payee


def _country(given: Mapping[str, object]) -> str:
    country = _text(given, "payee_country").upper()
    if not _COUNTRY.fullmatch(country) or country == "CN":
        raise DealFault(
            "payee_country",
            "境外国家或地区的两位代码,如 US、JP、HK",
            "two letters of a place abroad, such as US, JP or HK",
        )
    return country
