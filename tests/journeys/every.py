"""Every page of the site with its case in it: the tests that walk all pages take them from here."""

from dataclasses import dataclass

from tests.cast import Cast
from tests.journeys import states
from tests.services.policy_steps import drafts
from weikameng.records.reading import policies
from weikameng.services import backtests, checkout
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
    version: str
    draft: str
    run: int
    picture: int = 5

    def address(self, name: str) -> str:
        """Return the address of a page, by url name; KeyError for a page without a case here."""
        if name in ROOM:
            return ROOM[name].format(v=self.draft, run=self.run)
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
            "policy_version": f"/policy/versions/{self.version}/",
            "standards": "/policy/standards/",
            "standard": "/policy/standards/WRONG_ACCOUNT/",
            "desk": "/desk/",
            "desk_case": f"/desk/{self.case}/",
            "desk_picture": f"/desk/{self.case}/evidence/{self.picture}/",
            "ask_again": f"/desk/{self.case}/again/",
            "set_language": "/language/",
            "health": "/healthz",
        }[name]


# The policy room: {v} is a draft, {run} a backtest of it.
ROOM = {
    "room": "/policy/room/",
    "room_overview": "/policy/room/{v}/",
    "room_step": "/policy/room/{v}/steps/discard/",
    "room_numbers": "/policy/room/{v}/numbers/",
    "room_clauses": "/policy/room/{v}/clauses/?edit=A1",
    "room_rules": "/policy/room/{v}/rules/",
    "room_move": "/policy/room/{v}/rules/move/",
    "room_rule": "/policy/room/{v}/rule/review/",
    "room_add_case": "/policy/room/{v}/rule/review/cases/",
    "room_case": "/policy/room/{v}/rule/review/cases/partial/",
    "room_remove_case": "/policy/room/{v}/rule/review/cases/partial/remove/",
    "room_brake": "/policy/room/{v}/brakes/auto_limit/",
    "room_term": "/policy/room/{v}/terms/staffed_route/",
    "room_condition": "/policy/room/{v}/condition/",
    "room_reasons": "/policy/room/{v}/reasons/",
    "room_reason": "/policy/room/{v}/reasons/WRONG_ACCOUNT/",
    "room_goods": "/policy/room/{v}/goods/",
    "room_good": "/policy/room/{v}/goods/gift_card/",
    "room_text": "/policy/room/{v}/text/?line=30",
    "room_file": "/policy/room/{v}/text/file/",
    "room_check": "/policy/room/{v}/check/?now=yes",
    "room_check_live": "/policy/room/{v}/check/live/",
    "room_compare": "/policy/room/{v}/compare/?now=yes",
    "room_effect": "/policy/room/{v}/compare/effect/?with=2026.1",
    "room_dry_run": "/policy/room/{v}/dry-run/",
    "room_backtest": "/policy/room/{v}/backtest/",
    "room_backtest_live": "/policy/room/{v}/backtest/live/",
    "room_backtest_cancel": "/policy/room/{v}/backtest/{run}/cancel/",
}
# What takes a POST and nothing else.
SENT = frozenset(
    {
        "cancel",
        "reveal",
        "narrative_check",
        "ask_person",
        "ask_again",
        "withdraw",
        "set_language",
        "room_step",
        "room_move",
        "room_add_case",
        "room_remove_case",
        "room_condition",
        "room_backtest_cancel",
    }
)
FOR_ALL = frozenset(
    {
        "home",
        "product",
        "policy",
        "policy_version",
        "standards",
        "standard",
        "health",
        "set_language",
    }
)
LISTS = frozenset({"orders", "refunds"})
DESK = frozenset({"desk", "desk_case", "desk_picture", "ask_again"})
# What is served as a file.
PICTURES = frozenset({"picture", "desk_picture", "room_file"})
# Parts of pages, without a frame of their own.
PARTS = frozenset(
    {"refund_live", "order_live", "room_check_live", "room_effect", "room_backtest_live"}
)


def scene(cast: Cast) -> Scene:
    """Bring 小林's things about."""
    case, draft = states.reviewing(cast), drafts(cast, "2026.8")
    return Scene(
        unpaid=_unpaid(cast),
        order=cast.buys("game-card-3"),
        case=case.number,
        sent_back=states.awaiting_buyer(cast).number,
        rejected=states.too_late(cast).number,
        version=policies.published()[-1].row.version,
        draft=draft,
        run=backtests.start(draft, backtests.Range(), cast.xiaozheng, at=cast.at),
    )


def insider(cast: Cast, name: str) -> int:
    """Who may see a page: 小林, 周姐 at the desk, 小郑 in the policy room."""
    if name in ROOM:
        return cast.xiaozheng.id
    return cast.zhoujie if name in DESK else cast.xiaolin


def _unpaid(cast: Cast) -> str:
    product = checkout.catalogue.product("game-card-3")
    assert product is not None
    digest = checkout.policy_shown(product, cast.at).digest
    wish = checkout.Purchase(sku="game-card-3", confirmed=True, text_digest=digest)
    return checkout.place(wish, buyer_id=cast.xiaolin, at=cast.at)
