"""Endpoints of webhooks (P2): made, changed, switched, given another secret, told again.

Whose endpoint it is is asked first: of another shop's nobody here learns that it exists.
"""

import base64
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.staff_acts import Act
from weikameng.domain.webhook_addresses import checked_url
from weikameng.domain.webhook_events import EventType, Off
from weikameng.domain.webhook_life import (
    MAX_NOTE,
    MOST_ENDPOINTS,
    MOST_OVERLAP,
    EndpointState,
    Wanted,
)
from weikameng.domain.words import Words
from weikameng.records.reading import webhooks as reading
from weikameng.records.reading.webhooks import Endpoint
from weikameng.records.writing import webhooks as writing
from weikameng.records.writing.webhooks import NewEndpoint, News
from weikameng.services.sealing import sealed
from weikameng.services.staff_log import noted

SECRET_BYTES = 32
MOST_REPLAYED = 100_000
_TOO_MANY = Words(
    f"一个商家最多 {MOST_ENDPOINTS} 个接收地址,先删掉不用的。",
    f"A shop has at most {MOST_ENDPOINTS} endpoints; delete one that is not used.",
)
_IS_OFF = Words(
    "这个接收地址已停用,先启用再发送。", "This endpoint is switched off; switch it on first."
)
_OVERLAP = Words(
    f"旧密钥最多再用 {MOST_OVERLAP.days} 天。",
    f"The old secret can sign for at most {MOST_OVERLAP.days} days more.",
)


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand acts: a shop's own program, staff or the command line. ``shop_id`` None with
    ``everywhere`` may touch any endpoint; without, only our own storefront's. ``staff_id`` is who
    stands in the staff log: a shop's own account, or None for the command line."""

    shop_id: int | None = None
    everywhere: bool = False
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A new endpoint or secret; the secret is shown this once."""

    code: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different; None stays as it is."""

    url: str | None = None
    kinds: Collection[str] | None = None
    note: str | None = None
    on: bool | None = None


def create(
    hand: Hand, url: str, *, kinds: Collection[str] = (), note: str = "", at: datetime
) -> Made:
    """Make an endpoint that is on from now, with a secret of its own."""
    checked_url(url, settings.WEBHOOK_NETWORKS)
    made = Made(f"ep_{secrets.token_hex(8)}", _new_secret())
    with transaction.atomic():
        if reading.count_of(hand.shop_id) >= MOST_ENDPOINTS:
            raise Refusal("webhook_many", _TOO_MANY)
        new = NewEndpoint(
            made.code, hand.shop_id, url, _kinds(kinds), note[:MAX_NOTE], sealed(made.secret)
        )
        writing.create(new, at)
        noted(hand.staff_id, Act.WEBHOOK_STEP, f"webhook {made.code}", f"create {_host(url)}", at)
    return made


def of(hand: Hand, code: str) -> Endpoint:
    """Return an endpoint this hand may touch; not found for any other."""
    found = reading.endpoint(code)
    if found is None or not (hand.everywhere or found.shop_id == hand.shop_id):
        raise not_found()
    return found


def change(hand: Hand, code: str, wanted: Changes, *, at: datetime) -> Endpoint:
    """Change an endpoint; switched on again it has another chance."""
    found = of(hand, code)
    changes: dict[str, object] = {}
    if wanted.url is not None:
        changes["url"] = checked_url(wanted.url, settings.WEBHOOK_NETWORKS)
    if wanted.kinds is not None:
        changes["kinds"] = list(_kinds(wanted.kinds))
    if wanted.note is not None:
        changes["note"] = wanted.note[:MAX_NOTE]
    with transaction.atomic():
        if changes:
            writing.change(found.id, changes, at)
        if wanted.on is not None:
            writing.switch(found.id, "" if wanted.on else Off.BY_HAND, at)
        said = [*changes, *([] if wanted.on is None else ["on" if wanted.on else "off"])]
        noted(hand.staff_id, Act.WEBHOOK_STEP, f"webhook {code}", " ".join(said), at)
    return of(hand, code)


def delete(hand: Hand, code: str, *, at: datetime) -> None:
    """Take an endpoint away; what waited for it is not sent any more."""
    found = of(hand, code)
    with transaction.atomic():
        writing.delete(found.id, at)
        noted(hand.staff_id, Act.WEBHOOK_STEP, f"webhook {code}", "delete", at)


def rotate(hand: Hand, code: str, overlap: timedelta, *, at: datetime) -> Made:
    """Give an endpoint another secret; for a while both sign, so that nothing is missed."""
    if not timedelta(0) <= overlap <= MOST_OVERLAP:
        raise Refusal("webhook_overlap", _OVERLAP)
    found, made = of(hand, code), Made(code, _new_secret())
    with transaction.atomic():
        writing.rotate(found.id, sealed(made.secret), at + overlap, at)
        noted(hand.staff_id, Act.WEBHOOK_STEP, f"webhook {code}", "rotate", at)
    return made


def send_test(hand: Hand, code: str, *, at: datetime) -> str:
    """Send a test event to an endpoint; returns its id."""
    found, message = _on(hand, code), new_message()
    writing.tell(News(message, EventType.TEST, found.shop_id, {"endpoint": code}, found.id), at)
    return message


def replay(hand: Hand, code: str, wanted: Wanted, *, at: datetime) -> int:
    """Send again, the oldest first: one event, or all since a moment; returns how many."""
    found = _on(hand, code)
    if wanted.message and reading.event_of(wanted.message, found.shop_id) is None:
        raise not_found()
    with transaction.atomic():
        again = writing.replay(found.id, wanted, MOST_REPLAYED, at)
        noted(hand.staff_id, Act.WEBHOOK_STEP, f"webhook {code}", f"replay {again}", at)
    return again


def new_message() -> str:
    """Return an event's id, as the triggers make them."""
    return f"msg_{secrets.token_hex(16)}"


def _on(hand: Hand, code: str) -> Endpoint:
    found = of(hand, code)
    if found.state != EndpointState.ON:
        raise Refusal("webhook_off", _IS_OFF)
    return found


def _kinds(wanted: Collection[str]) -> Sequence[str]:
    known = {kind.value for kind in EventType}
    if strange := sorted(set(wanted) - known):
        raise Refusal(
            "webhook_kind",
            Words(
                f"没有这样的事件:{strange[0][:40]}。", f"There is no such event: {strange[0][:40]}."
            ),
        )
    return sorted(set(wanted))


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def _host(url: str) -> str:
    """An address may carry a token of theirs in its path: only the host goes into the log."""
    return url.split("/")[2]
