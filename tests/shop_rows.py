"""A shop of other people in the tests: opened, with its token, a product, its buyers' orders."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from weikameng.domain.shops import SCOPES, Money, username_of
from weikameng.records.models import Shop, User
from weikameng.services import imports, shop_products, tokens
from weikameng.services.mirror import Payer
from weikameng.services.shop_products import Selling

CARD = "card-60"


@dataclass(frozen=True)
class OtherShop:
    """A shop by its id and code."""

    id: int
    code: str
    money: Money = Money.SHOP

    @property
    def payer(self) -> Payer:
        """The shop as it speaks of its own money."""
        return Payer(self.id, self.code)

    @property
    def account(self) -> int:
        """The shop's own account, which owns its tokens."""
        return User.objects.get(shop_id=self.id, customer="").pk

    def token(self, at: datetime, scopes: frozenset[str] = SCOPES) -> str:
        """Give it a token."""
        return tokens.issue(tokens.Wish("test", scopes), self.account, self.id, at)

    def sells(self, at: datetime, sku: str = CARD, kind: str = "game_card_key") -> None:
        """Put a product into its catalogue."""
        selling = Selling(sku, kind, "点卡 60 元", "Game card 60", 6_000)
        shop_products.keep(selling, (self.id, self.code), at=at)

    def sold(self, name: str, at: datetime, **changes: Any) -> str:
        """Push an order; returns our number."""
        given = row(name, at, self.money) | changes
        (result,) = imports.take_rows([(0, given)], shop_id=self.id, at=at)
        assert result.number, result.problem
        return result.number


def opens(code: str, at: datetime, money: Money = Money.SHOP) -> OtherShop:
    """Open a shop with one product."""
    shop = Shop.objects.create(code=code, name=code, money=money, opened_at=at)
    User.objects.create(username=username_of(code), role="buyer", shop=shop)
    opened = OtherShop(shop.pk, code, money)
    opened.sells(at)
    return opened


def row(name: str, at: datetime, money: Money = Money.SHOP) -> dict[str, Any]:
    """An order of two cards, paid in two legs and delivered yesterday.

    A shop that pays back itself has points of its own; for another we pay by channels alone.
    """
    moment = (at - timedelta(days=1)).isoformat()
    other = "points" if money is Money.SHOP else "wechatpay"
    return {
        "external_number": name,
        "buyer": "c-7",
        "sku": CARD,
        "units": [{"price": "30.00"}, {"price": "30.00"}],
        "payments": [
            {"route": "alipay", "amount": "50.00", "reference": f"A-{name}"},
            {"route": other, "amount": "10.00", "reference": f"P-{name}"},
        ],
        "paid_at": moment,
        "completed_at": moment,
    }
