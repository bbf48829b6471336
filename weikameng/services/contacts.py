"""Where a buyer can be reached besides the inbox: asked for, confirmed by a code, forgotten."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from weikameng.domain.contacts import (
    CODE_DIGITS,
    CODE_VALID,
    DAY,
    MOST_TRIES,
    masked,
    may_ask,
    written,
)
from weikameng.domain.errors import Refusal
from weikameng.domain.notices import Channel
from weikameng.domain.words import Words
from weikameng.gateways.messages.credentials import ALIYUN_AT, TENCENT_AT
from weikameng.records.reading import notices as reading
from weikameng.records.reading.notices import Place, Wishes
from weikameng.records.writing import contacts as writing
from weikameng.records.writing import errands
from weikameng.services import carriers
from weikameng.services.sealing import mark_of, opened, sealed

ERRAND = "send_notices"
_ENDPOINTS = (ALIYUN_AT, TENCENT_AT)


@dataclass(frozen=True, slots=True)
class Reached:
    """One channel as its buyer sees it; ``waiting``: a place that waits for its code, masked."""

    channel: Channel
    served: bool
    shown: str
    waiting: str
    unreached: bool


def places(buyer_id: int) -> list[Reached]:
    """Return a buyer's channels, those nobody serves included."""
    mine = reading.places_of([buyer_id]).get(buyer_id, [])
    served, lost = carriers.carriers().channels, reading.unreached(buyer_id)
    return [
        Reached(
            channel,
            channel in served,
            _shown(mine, channel, confirmed=True),
            _shown(mine, channel, confirmed=False),
            channel in lost,
        )
        for channel in (Channel.SMS, Channel.EMAIL)
    ]


def wishes_of(buyer_id: int) -> Wishes:
    """Return what a buyer wishes."""
    return reading.wishes_of([buyer_id]).get(buyer_id, Wishes())


def wish(buyer_id: int, wishes: Wishes) -> None:
    """Keep what a buyer wishes."""
    writing.wish(buyer_id, wishes)


def ask_code(buyer_id: int, channel: Channel, text: str, at: datetime) -> str:
    """Send a code to a phone or mail box; returns the masked address. Refusal when it is none."""
    if channel not in carriers.carriers().channels:
        raise Refusal("channel_off", _OFF)
    address = written(channel, text)
    if not address:
        raise Refusal("no_address", _NO_MOBILE if channel is Channel.SMS else _NO_MAIL)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    mark, shown = mark_of("contact", f"{channel}:{address}"), masked(channel, address)
    place = writing.NewPlace(channel, sealed(address), shown, mark, sealed(code), at + CODE_VALID)
    with transaction.atomic():
        writing.hold(buyer_id)
        if not may_ask(reading.codes_asked(buyer_id, mark, at - DAY), at):
            raise Refusal("too_many_codes", _TOO_MANY)
        writing.propose(buyer_id, place, wishes_of(buyer_id).language, at)
        errands.defer(ERRAND)
    return shown


def confirm(buyer_id: int, channel: Channel, code: str, at: datetime) -> None:
    """Confirm a place with the code sent there. Refusal when it is wrong, too old or used up."""
    with transaction.atomic():
        writing.hold(buyer_id)
        mine = reading.places_of([buyer_id]).get(buyer_id, [])
        place = next((p for p in mine if p.channel == channel and not p.confirmed), None)
        right = place is not None and _is_right(place, code, at)
        if right:
            writing.confirm(buyer_id, channel, at)
        else:
            writing.note_wrong_code(buyer_id, channel)
    if not right:
        raise Refusal("wrong_code", _WRONG)


def forget(buyer_id: int, channel: Channel) -> None:
    """Delete a buyer's phone or mail box. Refusal when there is none."""
    if not writing.forget(buyer_id, channel):
        raise Refusal("nothing_there", _NOTHING)


def where_demo_messages_are() -> str:
    """Return the page of the demo's sandbox with what was sent; empty without that sandbox."""
    addresses = (settings.MESSAGES.get(name, "") for name in _ENDPOINTS)
    near = next((one for one in addresses if one.startswith("http://")), "")
    return near and f"{near}/_control/messages"


def _is_right(place: Place, code: str, at: datetime) -> bool:
    in_time = place.code_until is not None and at <= place.code_until
    given = code.strip().encode()
    same = hmac.compare_digest(opened(place.sealed_code).encode(), given)
    return in_time and same and place.tries < MOST_TRIES


def _shown(mine: list[Place], channel: Channel, *, confirmed: bool) -> str:
    found = (p.shown for p in mine if p.channel == channel and p.confirmed is confirmed)
    return next(found, "")


_OFF = Words("这种通知现在没有开通。", "This kind of notice is not set up here.")
_NO_MOBILE = Words("请填 11 位的大陆手机号码。", "Enter a mainland mobile number of 11 digits.")
_NO_MAIL = Words("请填完整的邮箱地址。", "Enter a whole e-mail address.")
_TOO_MANY = Words(
    "验证码要得太频繁:每分钟一次,每天五次。请过一会儿再试。",
    "Too many codes: one a minute, five a day. Try again later.",
)
_WRONG = Words(
    "验证码不对,或已经过期。请核对;输错五次要重新获取。",
    "The code is wrong or too old. Check it; after five wrong ones ask for a new one.",
)
_NOTHING = Words("这里没有要删除的。", "There is nothing to remove.")
