"""The people and goods of one world: all its own, so that a seed tells the same story anywhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.records.writing import accounts, catalogue
from weikameng.services import cards, demo_data, setup

BALANCE_MINOR = 30_000
KEYS_EACH = 14
_SOLD = ("game-card-3", "game-card-60", "game-topup-100", "phone-50", "oversea-card-99")
_MORE: tuple[dict[str, Any], ...] = (
    {"sku": "free-card", "kind": "game_card_key", "fulfilment": "key", "price_minor": 0},
    {"sku": "suite-key", "kind": "software_key", "fulfilment": "key", "price_minor": 60_000},
)


@dataclass(frozen=True, slots=True)
class Good:
    """A product as the world needs it; price in fen."""

    sku: str
    fulfilment: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Who is there and what is sold; people by id."""

    buyers: tuple[int, ...]
    reviewer: int
    supervisor: int
    goods: tuple[Good, ...]


def prepare(seed: int, at: datetime) -> Stage:
    """Make the people, products and keys of one seed."""
    setup.publish_shipped_policy(at)
    buyers = tuple(_person(f"sim{seed}-buyer{place}", "buyer") for place in range(3))
    for buyer in buyers:
        accounts.top_up(buyer, BALANCE_MINOR, f"sim{seed}-{buyer}", at)
    return Stage(
        buyers,
        _person(f"sim{seed}-reviewer", "reviewer"),
        _person(f"sim{seed}-supervisor", "supervisor"),
        tuple(_good(seed, fields, at) for fields in _products()),
    )


def _products() -> list[dict[str, Any]]:
    shop = [fields for fields in demo_data.PRODUCTS if fields["sku"] in _SOLD]
    return [*shop, *({"name_zh": f["sku"], "name_en": f["sku"], **f} for f in _MORE)]


def _good(seed: int, fields: dict[str, Any], at: datetime) -> Good:
    sku = f"{fields['sku']}-sim{seed}"
    product = catalogue.keep_product(sku, {**fields, "sku": sku})
    if product.fulfilment == "key":
        secrets = [f"{sku}-{place:03d}" for place in range(KEYS_EACH)]
        cards.put_in_stock(product.pk, secrets, at)
    return Good(sku, product.fulfilment, tuple(fields.get("zones", ())))


def _person(username: str, role: str) -> int:
    person = accounts.keep_person(username, display_name=username, role=role, password="")
    return person.pk
