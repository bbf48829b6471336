"""Labels of fields as screens write them. A label begins a line, alone or with its value."""

import re
from dataclasses import dataclass

from weikameng.domain.reading.folding import plain
from weikameng.domain.reading.likeness import edits

_LABELS = {
    field: tuple(labels.split())
    for field, labels in {
        "order_no": "订单编号 订单号 订单号码 单号 商户单号 商户订单号 商家订单号 平台订单号",
        "trade_no": "交易单号 交易号 支付流水号 交易流水号 流水号 支付单号 支付宝交易号 转账单号",
        "amount": "实付款 实付 实付金额 应付金额 订单金额 支付金额 付款金额 交易金额 合计 总价 总计"
        " 金额 需付款 应付",
        "created": "下单时间 创建时间 提交时间 订单时间 下单日期",
        "paid": "支付时间 付款时间 交易时间 转账时间",
        "account": "充值账号 充值帐号 充值号码 充值手机号 手机号 手机号码 游戏账号 QQ号 QQ号码 账号"
        " 会员账号",
        "zone": "充值区服 区服 游戏区服 服务器 大区 游戏大区 所在区服",
        "product": "商品 商品名称 商品说明 充值商品 商品信息 商品名 购买商品",
        "status": "订单状态 当前状态 处理结果 交易状态 状态 处理状态",
        "merchant": "商户全称 收款方全称 收款方 商户名称 商家名称",
        "pay_method": "支付方式 付款方式",
        "qtime": "查询时间 更新时间",
        "qdate": "查询日期",
        "balance": "话费余额(元) 话费余额 账户余额 余额",
        "other": "数量 优惠 剩余流量(GB) 当月消费 编号 错误码 温馨提示 账单服务 标签和备注 订单信息"
        " 会员权益 充值记录 账单分类 收单机构 服务详情",
    }.items()
}
_BY_LENGTH = sorted(
    ((label, field) for field, labels in _LABELS.items() for label in labels),
    key=lambda pair: -len(pair[0]),
)
_COLON = re.compile(r"^\s*[:;]\s*")
SLIP_FROM = 4  # labels this long may have one sign read wrong
SURE_FROM = 3  # labels this long may be followed by Chinese without a mark between


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the beginning of a line; ``rest`` is what the same line says behind it."""

    field: str
    label: str
    rest: str


def label_of(text: str, kind: str) -> Label | None:
    """Return the label a line begins with. On Alipay's bills 订单号 is Alipay's own number."""
    line = plain(text)
    found = _beginning(line) or _misread(line) or _behind_a_speck(line)
    if found and kind == "alipay_bill" and found.label in ("订单号", "订单编号"):
        return Label("trade_no", found.label, found.rest)
    return found


def labels_inside(text: str, field: str) -> tuple[int, ...]:
    """Return where labels of the field end inside a running text such as a chat."""
    ends: dict[int, int] = {}
    for label in sorted(_LABELS.get(field, ()), key=len):
        for hit in re.finditer(re.escape(label), text):
            ends[hit.end()] = hit.start()
    return tuple(sorted(ends))


def _beginning(line: str) -> Label | None:
    for label, field in _BY_LENGTH:
        if not line.casefold().startswith(label.casefold()):
            continue
        rest = line[len(label) :]
        if not rest or _COLON.match(rest) or rest.startswith(" ") or _may_follow(label, rest):
            return Label(field, label, _COLON.sub("", rest).strip())
    return None


def _may_follow(label: str, rest: str) -> bool:
    first = rest[0]
    if first.isascii() or first in "¥*":
        return True
    return len(label) > SURE_FROM


def _behind_a_speck(line: str) -> Label | None:
    """A scribble or an icon may be read as one sign before the label."""
    found = _beginning(line[1:].strip()) if line[:1].isascii() else None
    return found if found and len(found.label) >= SLIP_FROM else None


def _misread(line: str) -> Label | None:
    head, _, rest = line.partition(":")
    for label, field in _BY_LENGTH:
        if len(label) < SLIP_FROM or len(head) != len(label):
            continue
        if edits(label, head) == 1:
            return Label(field, label, rest.strip())
    return None
