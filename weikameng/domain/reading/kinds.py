"""What kind of screen a picture shows, told by key words; the uploader's word is the fallback."""

import re
from collections.abc import Iterable

from weikameng.domain.reading.folding import bare

UNKNOWN = "unknown"

# Key words by weight, by kind. A word counts once, however often it stands there.
_WORDS: dict[str, dict[int, str]] = {
    "order_detail": {
        3: "订单详情",
        2: "下单时间 订单状态 申请退款 再次购买 订单信息",
        1: "创建时间 支付方式 联系客服 数量 订单编号 单号",
    },
    "order_list": {2: "待付款 售后 待收货", 1: "全部 我的订单 订单编号"},
    "wechat_bill": {
        4: "交易单号 商户单号",
        3: "商户全称 账单服务 发起群收款",
        2: "当前状态 对订单有疑惑 转账电子凭证 收单机构",
        1: "账单",
    },
    "alipay_bill": {
        4: "商家订单号 收款方全称",
        3: "商品说明 标签和备注 对此订单有疑问",
        2: "付款方式 账单分类 全部账单 计入收支",
        1: "账单详情",
    },
    "error_popup": {
        4: "我知道了 错误码",
        3: "应付金额",
        2: "提示 充值商品 温馨提示 立即充值 立即支付 重试 号码不存在 不匹配 系统繁忙 匹配失败",
    },
    "carrier": {
        5: "掌上营业厅",
        4: "话费余额",
        3: "剩余流量 当月消费",
        2: "查询日期 充值记录 查询时间 营业厅",
        1: "套餐",
    },
    "vip": {
        5: "会员中心",
        4: "会员权益",
        3: "立即开通 会员订单 未开通会员 会员未开通 会员已过期 广告特权",
        2: "片库 开通会员",
        1: "更新时间",
    },
    "supplier": {
        5: "情况说明",
        4: "特此证明 平台订单号 业务专用章 经我司",
        3: "处理结果 情况属实",
        2: "提交时间 我司",
        1: "证明",
    },
    "chat": {
        3: "请稍等 正在为您查询 查到了 对吗",
        2: "您好 你好 对的 没到账 请您 抱歉 查询到 您可以",
        1: "晚上 上午 下午 客服 亲",
    },
}
KINDS = tuple(_WORDS)
ENOUGH = 4
_COUNTED = re.compile(r"共\d+件")


def kind_of(lines: Iterable[str], claimed: str = UNKNOWN) -> str:
    """Return the kind of screen, or what was claimed when the words don't tell."""
    written = "\n".join(bare(line) for line in lines)
    points = {
        kind: sum(
            weight
            for weight, words in by_weight.items()
            for word in words.split()
            if word in written
        )
        for kind, by_weight in _WORDS.items()
    }
    points["order_list"] += 4 * (_order_numbers(written) >= 2)
    points["order_list"] += 2 * min(2, len(_COUNTED.findall(written)))
    best = max(points, key=lambda kind: points[kind])
    if points[best] >= ENOUGH:
        return best
    return claimed if claimed in KINDS else UNKNOWN


def _order_numbers(written: str) -> int:
    return sum(line.startswith(("订单编号", "订单号")) for line in written.splitlines())
