"""The demo's goods of real suppliers, served by the sandbox over HTTP, and refunds that ask them.

There is nothing to tell without that sandbox.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from weikameng.domain.application import RefundApplication
from weikameng.domain.money import yuan_of
from weikameng.domain.supply import SupplyOrder
from weikameng.records.reading import orders
from weikameng.records.writing import accounts, catalogue
from weikameng.services import demo, imports, refunds, wiring

_PRICE_MINOR = 3_000
_BOUGHT_DAYS = 0.1
_STAGGERED = timedelta(minutes=1)
_SAID = "下单后显示充值成功,但账号里一直没有到账,重新登录和刷新都试过,余额没有变化。"
_PHONE = {"account_label_zh": "手机号", "account_label_en": "Phone number"}
_MEMBER = {"account_label_zh": "会员账号", "account_label_en": "Member account"}
PRODUCTS: dict[str, dict[str, Any]] = {
    "fulu": {
        "sku": "phone-30-fulu",
        "kind": "phone_credit",
        "name_zh": "话费充值 30元(福禄)",
        "name_en": "Phone credit, 30 yuan (Fulu)",
        "about_zh": "由福禄的沙箱充值。演示里,号码最后四位决定它怎么答复:0000 失败,5555 查不到。",
        "about_en": "Delivered by Fulu's sandbox. In the demo the last four digits choose its"
        " answers: 0000 failed, 5555 not found.",
        **_PHONE,
    },
    "xingquanyi": {
        "sku": "video-30-xingquanyi",
        "kind": "video_membership",
        "name_zh": "云看视频 30元(星权益)",
        "name_en": "Yunkan video, 30 yuan (Xingquanyi)",
        "about_zh": "由星权益的沙箱开通。演示里,账号的最后四位决定答复:0000 失败,7777 只到一部分。",
        "about_en": "Opened by Xingquanyi's sandbox. In the demo the last four characters choose"
        " its answers: 0000 failed, 7777 in part.",
        **_MEMBER,
    },
}


@dataclass(frozen=True, slots=True)
class Story:
    """One order of another shop's, and how its account has the supplier answer."""

    name: str
    customer: str
    supplier: str
    ending: str


STORIES = (
    Story("demo-credited", "顾客己", "fulu", "9999"),
    Story("demo-not-found", "顾客庚", "fulu", "5555"),
    Story("demo-in-part", "顾客辛", "xingquanyi", "7777"),
    Story("demo-not-credited", "顾客壬", "xingquanyi", "0000"),
)


def tell(at: datetime) -> int:
    """Put both goods on sale and play the stories not told here; return how many."""
    served = wiring.deliverers()
    for supplier, fields in PRODUCTS.items():
        if supplier in served:
            more = {"fulfilment": "direct", "supplier": supplier, "price_minor": _PRICE_MINOR}
            catalogue.keep_product(fields["sku"], fields | more)
    known = orders.external_numbers([story.name for story in STORIES])
    fresh = [story for story in STORIES if story.supplier in served and story.name not in known]
    for place, story in enumerate(fresh):
        _tell(story, at - _STAGGERED * place)
    return len(fresh)


def _tell(story: Story, at: datetime) -> None:
    """They ordered there and ask for the money here; the worker asks the supplier by itself."""
    customer = accounts.keep_person(
        story.name, display_name=story.customer, role="buyer", password=""
    )
    sku, account = PRODUCTS[story.supplier]["sku"], f"1380000{story.ending}"
    wiring.deliverers()[story.supplier].deliver(SupplyOrder(story.name, sku, account, "", 1))
    what = (sku, yuan_of(_PRICE_MINOR), _BOUGHT_DAYS)
    row = demo.past_order(story.name, story.name, what, {"usage": "none"}, at)
    row |= {"account": account, "supplier": {"status": "success"}}
    (result,) = imports.import_orders([json.dumps(row)], at=at)
    assert not result.problem, result.problem
    application = RefundApplication(result.number, "NOT_ARRIVED", _SAID)
    refunds.apply(application, buyer_id=customer.pk, at=at)
