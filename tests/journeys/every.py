"""Every page of the site with its case in it: the tests that walk all pages take them from here."""

from dataclasses import dataclass

from tests.cast import Cast
from tests.journeys import states
from weikameng.services import checkout
from weikameng.web.urls import urlpatterns

NAMES = sorted(str(pattern.name) for pattern in urlpatterns)


@dataclass(frozen=True, slots=True)
class Scene:
    """小林's things: an unpaid order, a delivered one, a case in review with a picture."""

    unpaid: str
    order: str
    case: str
    sent_back: str
    rejected: str
    picture: int = 5

    def address(self, name: str) -> str:
        """Return the address of a page, by url name; KeyError for a page without a case here."""
        return {
            "home": "/",
            "product": "/goods/game-topup-100/",
            "cashier": f"/pay/{self.unpaid}/",
            "cancel": f"/pay/{self.unpaid}/cancel/",
            "orders": "/orders/",
            "order": f"/orders/{self.order}/",
            "order_live": f"/orders/{self.order}/live/",
            "reveal": f"/orders/{self.order}/key/1/",
            "apply": f"/orders/{self.order}/refund/?reason=KEY_INVALID",
            "narrative_check": f"/orders/{self.order}/refund/check/",
            "refunds": "/refunds/",
            "refund": f"/refunds/{self.case}/",
            "refund_live": f"/refunds/{self.case}/live/",
            "amend": f"/refunds/{self.sent_back}/amend/?reason=NOT_ARRIVED",
            "ask_person": f"/refunds/{self.rejected}/person/",
            "withdraw": f"/refunds/{self.case}/withdraw/",
            "picture": f"/refunds/{self.case}/evidence/{self.picture}/",
            "policy": "/policy/",
            "desk": "/desk/",
            "desk_case": f"/desk/{self.case}/",
            "desk_picture": f"/desk/{self.case}/evidence/{self.picture}/",
            "ask_again": f"/desk/{self.case}/again/",
            "set_language": "/language/",
            "health": "/healthz",
        }[name]


# What takes a POST and nothing else.
SENT = frozenset(
    {"cancel", "reveal", "narrative_check", "ask_person", "ask_again", "withdraw", "set_language"}
)
FOR_ALL = frozenset({"home", "product", "policy", "health", "set_language"})
LISTS = frozenset({"orders", "refunds"})
DESK = frozenset({"desk", "desk_case", "desk_picture", "ask_again"})
PICTURES = frozenset({"picture", "desk_picture"})


def scene(cast: Cast) -> Scene:
    """Bring 小林's things about."""
    case = states.reviewing(cast)
    return Scene(
        unpaid=_unpaid(cast),
        order=cast.buys("game-card-3"),
        case=case.number,
        sent_back=states.awaiting_buyer(cast).number,
        rejected=states.too_late(cast).number,
    )


def _unpaid(cast: Cast) -> str:
    product = checkout.catalogue.product("game-card-3")
    assert product is not None
    digest = checkout.policy_shown(product, cast.at).digest
    wish = checkout.Purchase(sku="game-card-3", confirmed=True, text_digest=digest)
    return checkout.place(wish, buyer_id=cast.xiaolin, at=cast.at)
