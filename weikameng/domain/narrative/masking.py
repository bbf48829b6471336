"""Masks private data and secrets in a buyer's own text before anything keeps it (R2.3)."""

import unicodedata
from dataclasses import dataclass

from weikameng.domain.narrative.cleaning import CleanText, blank, simplified, visible
from weikameng.domain.narrative.locating import order_numbers_in
from weikameng.domain.narrative.privacy import BANK_CARD, Private, identity_spans, private_spans
from weikameng.domain.words import Words

STARS = 4
KEPT_OF_A_CARD = 4  # enough to know which card is meant, too little to pay with
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))

KINDS = {
    "id_card": Words("身份证号", "identity card number"),
    "bank_card": Words("银行卡号", "bank card number"),
    "card_secret": Words("卡密或兑换码", "card key or code"),
    "password": Words("密码", "password"),
    "sms_code": Words("验证码", "verification code"),
}


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets, and which kinds were masked, in the order of the text."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Mask identity and bank cards, card secrets, passwords and codes; all else stays as written.

    Accounts and phone numbers stay: a case can't be handled without them. Masking what is masked
    changes nothing.
    """
    plain, places = _folded(text)
    secrets = _secrets(plain)
    for kind, (start, end) in reversed(secrets):
        first, last = places[start], places[end - 1]
        text = text[:first] + _stars(kind, plain[start:end]) + text[last + 1 :]
    return Masked(text, tuple(dict.fromkeys(kind for kind, _ in secrets)))


def _secrets(plain: str) -> list[Private]:
    """Order numbers are no secrets; only an identity card's check digit outweighs their look."""
    identity = identity_spans(plain)
    rest = blank(plain, [span for _, span in identity])
    orders = order_numbers_in(CleanText(rest, rest))
    found = private_spans(blank(rest, [order.span for order in orders]))
    return sorted([*identity, *found], key=lambda entry: entry[1])


def _stars(kind: str, secret: str) -> str:
    digits = [char for char in secret if char.isdigit()]
    if kind == BANK_CARD and len(digits) > 2 * KEPT_OF_A_CARD:
        return "*" * STARS + "".join(digits[-KEPT_OF_A_CARD:])
    return "*" * min(STARS, len(secret))


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in one spelling, and for each of its characters the place it came from.

    Character by character, unlike ``clean``: what is masked must be found in the buyer's own words.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char):
            for seen in visible(part):
                lowered = seen.lower()
                folded.append(lowered if len(lowered) == 1 else seen)
                places.append(place)
    whole = "".join(folded).translate(_DASHES)
    simple = simplified(whole)
    return (simple if len(simple) == len(whole) else whole), places
