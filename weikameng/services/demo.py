"""Fills a fresh platform with demo data; doing it again changes nothing."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from weikameng.domain.money import minor_of
from weikameng.records.reading import catalogue as reading
from weikameng.records.writing import accounts, catalogue
from weikameng.services import cards, demo_data, wiring


def seed(at: datetime) -> None:
    """Make the demo's people, products, keys and a few orders with a past."""
    for username, shown, role in demo_data.PEOPLE:
        person = accounts.keep_person(
            username, display_name=shown, role=role, password=demo_data.PASSWORD
        )
        if role == "buyer":
            accounts.top_up(person.pk, demo_data.BALANCE_MINOR, f"demo-{username}", at)
    for fields in demo_data.PRODUCTS:
        product = catalogue.keep_product(fields["sku"], fields)
        lacking = demo_data.KEYS_PER_PRODUCT - reading.in_stock(product.pk)
        if product.fulfilment == "key" and lacking == demo_data.KEYS_PER_PRODUCT:
            cards.put_in_stock(product.pk, _keys(lacking))


def past_orders(buyer: str, at: datetime) -> list[dict[str, object]]:
    """Return import rows for orders whose story began days ago, paid at the sandbox channel."""
    stories: list[tuple[str, str, str, int, dict[str, object]]] = [
        ("trial-used", "video-trial-7", "7.90", 3, {"usage": "used", "used_days": 3}),
        ("too-late", "game-card-60", "60.00", 20, {"usage": "none"}),
    ]
    return [
        past_order(f"{name}-{buyer}", buyer, (sku, price, days), unit, at)
        for name, sku, price, days, unit in stories
    ]


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
