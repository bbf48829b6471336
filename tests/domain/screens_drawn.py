"""Pages laid out as boxes, the way a reader would hand them over."""

import math
from collections.abc import Sequence

from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.examining import Examination, Question, Reading, examine
from weikameng.domain.reading.record import Catalogue, OrderRecord, record_of

SIZE = (1080, 1600)
LINE = 40.0  # pixels
ORDER = {
    "order_no": "WK2611119381219159",
    "trade_no": "4200002624202611119300302125",
    "product": "腾讯视频VIP会员 月卡",
    "amount": "25.00",
    "created": "2026-11-11 07:06:56",
    "paid": "2026-11-11 07:08:00",
    "status": "success",
    "pay_status": "paid",
    "account": "15017254746",
    "merchant": "杭州卡盟信息技术有限公司",
    "error": "号码不存在",
}
RECORD = record_of(ORDER)
CATALOGUE = Catalogue(
    products=("腾讯视频VIP会员 月卡", "腾讯视频VIP会员 年卡", "和平精英 600UC"),
    errors=("号码不存在", "区服匹配失败"),
)
DETAIL = [
    ("订单详情", ""),
    ("已完成", ""),
    ("腾讯视频VIP会员月卡", "¥25.00"),
    ("充值账号", "15017254746"),
    ("订单编号", "WK2611119381219159复制"),
    ("下单时间", "2026-11-1107:06:56"),
    ("支付方式", "微信支付"),
]
BILL = [
    ("账单详情", ""),
    ("-25.00", ""),
    ("当前状态", "支付成功"),
    ("支付时间", "2026-11-11 07:08:00"),
    ("商品", "腾讯视频VIP会员月卡"),
    ("商户全称", "杭州卡盟信息技术有限公司"),
    ("交易单号", "4200002624202611119300302125"),
    ("商户单号", "WK2611119381219159"),
]


def box(text: str, left: float, top: float, *, score: float = 0.99, slant: float = 0.0) -> TextBox:
    """One line of text; as wide as its signs are, turned about its corner by degrees."""
    width = LINE * sum(0.9 if ord(sign) > 255 else 0.5 for sign in text)
    cos, sin = math.cos(math.radians(slant)), math.sin(math.radians(slant))

    def corner(x: float, y: float) -> tuple[float, float]:
        return round(left + x * cos - y * sin, 1), round(top + x * sin + y * cos, 1)

    quad: Quad = (corner(0, 0), corner(width, 0), corner(width, LINE), corner(0, LINE))
    return TextBox(quad, text, score)


def rows(lines: Sequence[tuple[str, str]], **how: float) -> list[TextBox]:
    """Labels at the left, values at the right, one row below the other."""
    boxes = []
    for at, (label, value) in enumerate(lines):
        boxes.append(box(label, 40, 100 + 90 * at, **how))
        if value:
            boxes.append(box(value, 330, 100 + 90 * at, **how))
    return boxes


def altered(lines: Sequence[tuple[str, str]], old: str, new: str) -> list[tuple[str, str]]:
    """The same page with one text another."""
    return [(a.replace(old, new), b.replace(old, new)) for a, b in lines]


def seen(
    boxes: Sequence[TextBox],
    record: OrderRecord = RECORD,
    again: Sequence[TextBox] | None = None,
) -> Examination:
    """Examine boxes; the second reading says the same unless given."""
    second = {one.quad: one for one in (boxes if again is None else again)}
    return examine(Reading(tuple(boxes), SIZE), Question(record, CATALOGUE), second)


def verdicts(examined: Examination) -> dict[str, str]:
    """Verdict by field."""
    return {comparison.field: comparison.verdict.value for comparison in examined.comparisons}


def codes(examined: Examination) -> list[str]:
    """Codes of flags."""
    return [flag.code for flag in examined.flags]
