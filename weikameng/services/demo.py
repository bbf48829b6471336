"""Fills a fresh platform with demo data; doing it again changes nothing."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from weikameng.domain.money import minor_of
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import typeset
from weikameng.records.reading import accounts as people
from weikameng.records.reading import canned_replies as replies_in_use
from weikameng.records.reading import catalogue as reading
from weikameng.records.writing import accounts, catalogue, disputes
from weikameng.services import canned_replies, cards, demo_data, wiring


def seed(at: datetime, keys: int = demo_data.KEYS_PER_PRODUCT) -> None:
    """Make the demo's people, products, keys and a few orders with a past."""
    encoded = make_password(demo_data.PASSWORD)  # slow on purpose, so once for all of them
    code, zh, en, three_from_minor = demo_data.BODY
    body = disputes.keep_body(code, (zh, en), "", three_from_minor)
    for username, shown, role in demo_data.PEOPLE:
        person = accounts.keep_person(username, display_name=shown, role=role, encoded=encoded)
        if role == "buyer":
            accounts.top_up(person.pk, demo_data.BALANCE_MINOR, f"demo-{username}", at)
        if role == "arbiter":
            disputes.keep_arbitrator(person.pk, body.pk, "", "")
    for fields in demo_data.PRODUCTS:
        product = catalogue.keep_product(fields["sku"], fields)
        if product.fulfilment == "key" and not reading.in_stock(product.pk):
            cards.put_in_stock(product.pk, _keys(keys), at)


def replies(at: datetime) -> None:
    """Have 老陈 keep a few replies that agents send; once there are any nothing is added."""
    if replies_in_use.count():
        return
    chief = Actor(people.buyers_by_name({"laochen"})["laochen"], "supervisor")
    for texts in demo_data.REPLIES:
        kept = replace(texts, text_zh=typeset(texts.text_zh))
        canned_replies.keep(None, kept, chief, at=at)


def past_orders(buyer: str, at: datetime) -> list[dict[str, object]]:
    """Return import rows for orders whose story began days ago, paid at the sandbox channel."""
    stories: list[tuple[str, str, str, int, dict[str, object]]] = [
        ("trial-used", "video-trial-7", "7.90", 3, {"usage": "used", "used_days": 3}),
        ("too-late", "game-card-60", "60.00", 20, {"usage": "none"}),
    ]
    rows = [
        past_order(f"{name}-{buyer}", buyer, (sku, price, days), unit, at)
        for name, sku, price, days, unit in stories
    ]
    # Charged by automatic renewal, and nobody was reminded (H5).
    used: dict[str, object] = {"usage": "used", "used_days": 9}
    renewed = past_order(f"renewed-{buyer}", buyer, ("video-month", "25.00", 4), used, at)
    return [*rows, renewed | {"renewal": {"reminded_at": None}}]


def past_order(
    name: str,
    buyer: str,
    what: tuple[str, str, float],
    unit: dict[str, object],
    at: datetime,
) -> dict[str, object]:
    """Return one import row; ``what`` is sku, price in yuan, days ago."""
    sku, price, days = what
    moment = (at - timedelta(days=days)).isoformat()
    reference = wiring.channel().pay(name, minor_of(price))
    return {
        "external_number": name,
        "buyer": buyer,
        "sku": sku,
        "units": [{"price": price, **unit}],
        "payments": [{"route": "sandbox", "amount": price, "reference": reference}],
        "paid_at": moment,
        "completed_at": moment,
        "account": "member-" + buyer,
    }


def _keys(count: int) -> Iterator[str]:
    """Keys that look like keys and open nothing."""
    for _ in range(count):
        yield "-".join(secrets.token_hex(2).upper() for _ in range(4))
