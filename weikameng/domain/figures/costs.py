"""Where refunds come from and who bears them: by supplier, by good, by bearer."""

from collections.abc import Sequence

from weikameng.domain.figures.counted import Borne, Cause
from weikameng.domain.figures.drawing import Bar, bars
from weikameng.domain.figures.sheet import Column, Figure, Table, per_mille
from weikameng.domain.figures.words import percent
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

DRAWN = 8  # bars a person takes in at once; the table has the rest
_SUPPLIERS = (Words("供货商和退款", "Refunds by supplier"), Words("供货商", "Supplier"))
_GOODS = (Words("商品和退款", "Refunds by good"), Words("商品", "Good"))
_BORNE = (
    Column("bearer", Words("谁承担", "Borne by"), "words"),
    Column("cost_minor", Words("金额", "Cost"), "money"),
    Column("share", Words("占比", "Share"), "share"),
    Column("received_minor", Words("已收回", "Recovered"), "money"),
)


def suppliers(found: Sequence[Cause]) -> Figure:
    """How many of each supplier's orders were refunded."""
    return _causes("suppliers", _SUPPLIERS, found)


def goods(found: Sequence[Cause]) -> Figure:
    """How many orders of each good were refunded."""
    return _causes("goods", _GOODS, found)


def _causes(code: str, named: tuple[Words, Words], found: Sequence[Cause]) -> Figure:
    title, name = named
    table = Table(
        (
            Column(code.removesuffix("s"), name, "words"),
            Column("orders", Words("订单", "Orders")),
            Column("refunded", Words("退款的订单", "Orders refunded")),
            Column("share", Words("占比", "Share"), "share"),
            Column("amount_minor", Words("退款金额", "Amount refunded"), "money"),
            Column("reason", Words("最多的原因", "Commonest reason"), "words"),
        ),
        [
            (
                row.name,
                row.orders,
                row.refunded,
                per_mille(row.refunded, row.orders),
                row.amount_minor,
                row.reason,
            )
            for row in found
        ],
    )
    refunded = [row for row in found if row.refunded]
    drawn = sorted(refunded, key=lambda row: -row.refunded / row.orders)[:DRAWN]
    return Figure(
        code,
        title,
        _causes_sentence(found, drawn),
        table,
        bars([_cause_bar(row) for row in drawn]) if drawn else None,
        Words(
            "数的是这段时间付款的订单,其中有多少到现在已退款。",
            "Counted are orders paid in the period, and how many of them are refunded by now.",
        ),
    )


def _cause_bar(row: Cause) -> Bar:
    share = percent(row.refunded, row.orders)
    value = Words(
        f"{share} · {row.refunded}/{row.orders} 单", f"{share} · {row.refunded}/{row.orders}"
    )
    return Bar(row.name, value, ((row.refunded / row.orders, "solid"),))


def _causes_sentence(found: Sequence[Cause], drawn: Sequence[Cause]) -> Words:
    if not found:
        return Words("这段时间没有付款的订单。", "No orders were paid in this period.")
    orders, refunded = sum(row.orders for row in found), sum(row.refunded for row in found)
    amount = yuan_of(sum(row.amount_minor for row in found))
    share = percent(refunded, orders)
    zh = f"{orders} 单里退了 {refunded} 单,占 {share},共 {amount} 元。"
    en = f"Orders: {orders}; refunded: {refunded} ({share}), {amount} CNY in all."
    if drawn:
        worst = drawn[0]
        top = percent(worst.refunded, worst.orders)
        zh += f"占比最高的是 {worst.name.zh},有 {top},多半因为“{worst.reason.zh}”。"
        en += f" The highest share has {worst.name.en} ({top}), mostly “{worst.reason.en}”."
    return Words(zh, en)


def bearers(found: Sequence[Borne]) -> Figure:
    """What refunds cost, and whom, by the books."""
    total = sum(max(row.cost_minor, 0) for row in found)
    rows = [
        (
            row.name,
            row.cost_minor,
            per_mille(max(row.cost_minor, 0), total),
            row.received_minor,
        )
        for row in found
    ]
    drawn = [
        Bar(
            row.name,
            Words(f"{yuan_of(row.cost_minor)} 元", f"{yuan_of(row.cost_minor)} CNY"),
            ((float(max(row.cost_minor, 0)), "solid"),),
        )
        for row in found[:DRAWN]
    ]
    return Figure(
        "bearers",
        Words("退款由谁承担", "Who bears the refunds"),
        _borne_sentence(found, total),
        Table(_BORNE, rows),
        bars(drawn) if total else None,
        Words(
            "按账簿上这段时间记的账。更正承担方会从一方减去、加到另一方。",
            "By what the books record in the period. A corrected bearer takes from one, adds to"
            " another.",
        ),
    )


def _borne_sentence(found: Sequence[Borne], total: int) -> Words:
    if not total:
        return Words("这段时间没有退款记账。", "No refund was booked in this period.")
    most = max(found, key=lambda row: row.cost_minor)
    share = percent(most.cost_minor, total)
    return Words(
        f"退款一共 {yuan_of(total)} 元,承担最多的是{most.name.zh},占 {share}。",
        f"Refunds cost {yuan_of(total)} CNY in all. Who bears most: {most.name.en} ({share}).",
    )
