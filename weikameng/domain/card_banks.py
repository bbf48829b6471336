"""The banks whose debit cards WeChat Pay can direct an abnormal refund to (docs/payments.md)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

# As WeChat Pay's list of bank types calls them; it takes debit cards of these fifteen only.
BANKS: Mapping[str, Words] = {
    "ICBC_DEBIT": Words("工商银行", "ICBC"),
    "CCB_DEBIT": Words("建设银行", "China Construction Bank"),
    "ABC_DEBIT": Words("农业银行", "Agricultural Bank of China"),
    "BOC_DEBIT": Words("中国银行", "Bank of China"),
    "COMM_DEBIT": Words("交通银行", "Bank of Communications"),
    "CMB_DEBIT": Words("招商银行", "China Merchants Bank"),
    "PSBC_DEBIT": Words("邮储银行", "Postal Savings Bank"),
    "CITIC_DEBIT": Words("中信银行", "CITIC Bank"),
    "CEB_DEBIT": Words("光大银行", "Everbright Bank"),
    "CMBC_DEBIT": Words("民生银行", "Minsheng Bank"),
    "CIB_DEBIT": Words("兴业银行", "Industrial Bank"),
    "GDB_DEBIT": Words("广发银行", "Guangfa Bank"),
    "SPDB_DEBIT": Words("浦发银行", "SPD Bank"),
    "PAB_DEBIT": Words("平安银行", "Ping An Bank"),
    "NBCB_DEBIT": Words("宁波银行", "Bank of Ningbo"),
}
MAX_HOLDER = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A debit card of the buyer, checked for shape; handed on encrypted and kept nowhere."""

    bank: str
    number: str = field(repr=False)
    holder: str = field(repr=False)


def card_of(bank: str, number: str, holder: str) -> Card:
    """Return a card in one spelling. Refusal for a bank that is not served, and for slips."""
    if bank not in BANKS:
        raise _refusal("bank", "请选择开户银行。", "Choose the bank.")
    digits = re.sub(r"[ -]", "", unicodedata.normalize("NFKC", number).strip())
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        raise _refusal(
            "card_number", "借记卡号是 12 到 19 位数字。", "A debit card has 12 to 19 digits."
        )
    if not checks(digits):
        raise _refusal(
            "card_number",
            "卡号的校验位不对,请核对有没有抄错。",
            "The card number's check digit is wrong; see whether a digit slipped.",
        )
    name = unicodedata.normalize("NFKC", holder).strip()
    unprintable = any(unicodedata.category(sign)[0] == "C" for sign in name)
    if not 2 <= len(name) <= MAX_HOLDER or unprintable:
        raise _refusal("card_holder", "请填持卡人姓名。", "Give the name of the card's holder.")
    return Card(bank, digits, name)


def checks(digits: str) -> bool:
    """Whether a card number's check digit holds (ISO/IEC 7812, Luhn)."""
    doubled = (
        2 * int(digit) - 9 * (int(digit) > 4) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0


def _refusal(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code, Words(zh, en))
