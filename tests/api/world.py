"""Everybody who can call the API, and a thing of each kind that is 小林's or the first shop's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.journeys import states
from tests.services import dispute_steps
from weikameng.domain.complaints import NewComplaint
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.shops import SCOPES as SHOPS_SCOPES
from weikameng.domain.shops import Money
from weikameng.records.reading.refunds import progress_of
from weikameng.records.reading.shop_orders import Whose, order_named
from weikameng.services import accounts, complaints, data_exports, shops, tokens, wiring

# Who calls: persons of the cast by what they do here, then two shops, then nobody.
PERSONS = {
    "buyer": "xiaolin",
    "stranger": "xiaowu",
    "reviewer": "zhoujie",
    "agent": "xiaoman",
    "finance": "acai",
    "supervisor": "laochen",
    "arbiter": "helv",
}
SHOPS = {"shop": Money.OURS, "other shop": Money.SHOP}
ACCOUNT = "player-secret-7391"
CUSTOMER, THEIRS = "customer-4471", "EXT-90017"


@dataclass(frozen=True, slots=True)
class World:
    """Tokens by role; things by owner, each under the name the specification has for it."""

    tokens: Mapping[str, str]
    things: Mapping[str, Mapping[str, Any]]

    def headers(self, role: str) -> dict[str, str]:
        """The headers of a caller."""
        token = self.tokens.get(role)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def marks(self, owner: str) -> list[str]:
        """What nobody but its owner may read."""
        return [str(one) for name, one in self.things[owner].items() if name not in PUBLIC]


# Names of things that say nothing about whose they are.
PUBLIC = frozenset({"reason", "sku", "unit", "complaint_id", "good", "bulk", "export"})


def world(cast: Cast) -> World:
    """Bring everybody and everything there."""
    given = {
        role: accounts.issue_token(name, "test", accounts.SCOPES, at=cast.at)
        for role, name in PERSONS.items()
    }
    given |= {role: opened(cast, role, money) for role, money in SHOPS.items()}
    return World(given, {"buyer": _of_buyer(cast), "shop": _of_shop(cast, given["shop"])})


def opened(cast: Cast, name: str, money: Money = Money.OURS) -> str:
    """Open a shop and return a token of it that may do all a shop's can."""
    code = name.replace(" ", "-")
    shops.open_shop(code, name, money, None, cast.at)
    return shops.issue_token(code, tokens.Wish("test", SHOPS_SCOPES), None, cast.at)


def _of_buyer(cast: Cast) -> dict[str, Any]:
    states.screening(cast)
    ruled = dispute_steps.heard(cast)
    case = states.approved(cast)
    talk, _ = states.talking(cast)
    order = cast.buys("game-card-60", account=ACCOUNT)
    complaint = NewComplaint(case.order, "complaint", "SECRET-C-881", 100, "sandbox")
    finance = Actor(cast.ids["acai"], "finance")
    made = complaints.open_complaint(complaint, finance, at=cast.at)
    progress = progress_of(case.number)
    assert progress is not None
    return {
        "order": order,
        "refunded_order": case.order,
        "case": case.number,
        "dispute": ruled.number,
        "talk": talk,
        "upload": states.handed_in(cast, order),
        "payout": progress.payouts[0].number,
        "complaint_id": made.id,
        "reference": "SECRET-C-881",
        "good": _good(Whose(buyer_id=cast.xiaolin), order),
        "account": ACCOUNT,
        "reason": "NOT_ACTIVATED",
        "sku": "game-card-60",
    }


def _good(whose: Whose, order: str) -> str:
    from weikameng.api.order_rows import order_out

    found = order_named(whose, order)
    assert found is not None
    return str(order_out(found)["units"][0]["good"])


def _of_shop(cast: Cast, token: str) -> dict[str, Any]:
    program = Client(headers={"Authorization": f"Bearer {token}"})

    def sends(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = program.post(f"/api/v1/{path}", json.dumps(body), "application/json")
        assert answer.status_code in {200, 201, 202}, answer.content
        return dict(answer.json())

    orders = [sends("orders", order_body(cast, f"{THEIRS}-{n}")) for n in (1, 2, 3)]
    wanted = {"order": orders[0]["number"], "reason": "NOT_ACTIVATED"}
    case = sends("refunds", wanted)["number"]
    cast.at = timezone.now()  # when the API has written by its own clock
    cast.pays_out()
    progress = progress_of(case)
    assert progress is not None
    talk = sends("conversations", {"order": orders[1]["number"], "text": "还没到账,请查一下。"})
    endpoint = sends("webhooks", {"url": "https://hooks.shop.example/refunds"})
    export = sends(f"customers/{CUSTOMER}/exports", {})["id"]
    data_exports.make(export, clock=timezone.now)
    return {
        "endpoint": endpoint["id"],
        "secret": endpoint["secret"],
        "order": orders[2]["number"],
        "refunded_order": orders[0]["number"],
        "external_number": f"{THEIRS}-3",
        "customer": CUSTOMER,
        "export": export,
        "case": case,
        "talk": talk["number"],
        "payout": progress.payouts[0].number,
        "unit": orders[2]["units"][0]["id"],
        "good": orders[2]["units"][0]["good"],
        "account": ACCOUNT,
        "reason": "NOT_ACTIVATED",
        "sku": "game-card-3",
    }


def order_body(cast: Cast, external_number: str) -> dict[str, Any]:
    """An order as a shop pushes it."""
    paid = wiring.channel().pay(external_number, 300)
    return {
        "external_number": external_number,
        "buyer": CUSTOMER,
        "sku": "game-card-3",
        "units": [{"price": "3.00"}],
        "payments": [{"route": "sandbox", "amount": "3.00", "reference": paid}],
        "paid_at": cast.at.isoformat(),
        "completed_at": cast.at.isoformat(),
        "account": ACCOUNT,
    }
