"""Pictures of order pages, drawn the way an app shows them: what a buyer would upload."""

import io
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw, ImageFont

from weikameng.records.models import Order

FONT = "NotoSansCJK-Regular.ttc"
WIDTH, LEFT, VALUES, LINE = 900, 48, 320, 76
_BEIJING = ZoneInfo("Asia/Shanghai")


def _font(size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, size)
    except OSError:
        pytest.skip("no font with Chinese signs on this machine")


def page(title: str, rows: Mapping[str, str]) -> bytes:
    """A page with a title, and labels with their values."""
    height = 200 + LINE * len(rows)
    drawn = Image.new("RGB", (WIDTH, height), "#f5f6f8")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((24, 110, WIDTH - 24, height - 24), fill="white")
    pen.text((WIDTH // 2 - 80, 36), title, fill="#111111", font=_font(38))
    for at, (label, value) in enumerate(rows.items()):
        pen.text((LEFT, 136 + LINE * at), label, fill="#777777", font=_font(32))
        pen.text((VALUES, 136 + LINE * at), value, fill="#111111", font=_font(32))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def order_page(
    number: str, good: str, yuan: str, placed: str, account: str = "", status: str = "已完成"
) -> bytes:
    """The order's own page."""
    rows = {"订单状态": status, "商品名称": good, "实付金额": f"¥{yuan}"}
    if account:
        rows["充值账号"] = account
    rows |= {"订单编号": number, "下单时间": placed, "支付方式": "微信支付"}
    return page("订单详情", rows)


def page_of(order: Order, **instead: str) -> bytes:
    """The page of an order as it is; ``instead`` alters what it shows."""
    shown = {
        "number": order.number,
        "good": order.product.name_zh,
        "yuan": f"{order.paid_minor / 100:.2f}",
        "placed": written(order.created_at),
        "account": order.account,
    }
    return order_page(**(shown | instead))


def written(at: datetime) -> str:
    """A moment as screens show it."""
    return f"{at.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}"
