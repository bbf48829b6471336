"""The demo's past on real rails: orders paid at the sandbox's Alipay and WeChat Pay, and what
became of their refunds. There is nothing to tell without that sandbox.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain.application import RefundApplication
from weikameng.domain.money import yuan_of
from weikameng.domain.ratings import Rating
from weikameng.gateways.payments.till import SandboxTill
from weikameng.records.reading import orders
from weikameng.records.writing import accounts
from weikameng.services import imports, payouts, ratings, refunds, wiring

WORKER = "demo"
# How long a refund is on its way there, and how long the one that shall be seen on its way.
SOON_SECONDS, HELD_SECONDS = 300, 4 * 3600
_BOUGHT_BEFORE = timedelta(hours=2)
_LOOKED_AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Story:
    """One order and its refund; the last two digits of the fen choose what goes wrong.

    ``name`` is the other shop's number of the order, ``days`` how long ago the refund began,
    ``rating`` what the customer says of it once the money has arrived.
    """

    name: str
    customer: str
    route: str
    amount_minor: int
    days: int
    seconds: int = SOON_SECONDS
    rating: Rating | None = None


STORIES = (
    Story("demo-settled", "顾客甲", "alipay", 300, 1, rating=Rating(5, "点一下就退了，很快。")),
    Story("demo-unequal", "顾客乙", "alipay", 1_443, 1, rating=Rating(4)),
    Story("demo-missing", "顾客丙", "wechatpay", 541, 1, rating=Rating(2, "到账比说的慢。")),
    Story("demo-abnormal", "顾客丁", "wechatpay", 222, 1),
    Story("demo-on-its-way", "顾客戊", "wechatpay", 1_111, 0, HELD_SECONDS),
)


def tell(at: datetime) -> int:
    """Play the stories that have not been told here; return how many. Raises TillSilent."""
    tills = wiring.rehearsal_tills()
    known = orders.external_numbers([story.name for story in STORIES])
    fresh = [story for story in STORIES if story.route in tills and story.name not in known]
    for story in fresh:
        _tell(story, tills[story.route], at)
    return len(fresh)


def _tell(story: Story, till: SandboxTill, at: datetime) -> None:
    """What happened yesterday happens now, and is then made a day older at the sandbox."""
    then = at - timedelta(days=story.days)
    customer = accounts.keep_person(
        story.name, display_name=story.customer, role="buyer", password=""
    )
    order = _bought(story, till, then - _BOUGHT_BEFORE)
    till.settle_after(story.seconds)
    application = RefundApplication(order, "NOT_ACTIVATED", "")
    case = refunds.apply(application, buyer_id=customer.pk, at=then).number
    payouts.pay_out_due(WORKER, then, wiring.gateways())
    till.settle_after(SOON_SECONDS)
    if story.days:
        till.age(story.name, story.days)
        payouts.pay_out_due(WORKER, then + _LOOKED_AGAIN_AFTER, wiring.gateways())
    if story.rating:
        ratings.rate(case, story.rating, buyer_id=customer.pk, at=at)


def _bought(story: Story, till: SandboxTill, then: datetime) -> str:
    amount = yuan_of(story.amount_minor)
    reference = till.pay(story.name, story.amount_minor)
    row = {
        "external_number": story.name,
        "buyer": story.name,
        "sku": "star-points",
        "units": [{"price": amount}],
        "payments": [{"route": story.route, "amount": amount, "reference": reference}],
        "paid_at": then.isoformat(),
        "completed_at": then.isoformat(),
    }
    (result,) = imports.import_orders([json.dumps(row)], at=then)
    assert not result.problem, result.problem
    return result.number
