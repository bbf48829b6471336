"""Drawn examples: our side failed. Most of it our own records prove, so a description is enough."""

from collections.abc import Mapping

from weikameng.domain.words import Words
from weikameng.web.drawn.pieces import Example, Said, Screen, draw, said, same
from weikameng.web.drawn.words import WHOLE_MESSAGE, asked_for, bar, order_row, row, status

_ORDER = (Words("订单 1261118000005273,", "Order 1261118000005273: "), Words("订单号", "order"))

_FAILED = Example(
    good=Screen(
        Words(
            "充值结果页截图:订单号、“充值失败”和失败原因、扣款金额、时间都在。",
            "The top-up result: order number, “top-up failed” with its cause, amount and time.",
        ),
        (
            status(noticed=True),
            bar("充值结果", "Top-up result"),
            order_row(),
            row("已付", "Paid", same("¥49.90")),
            draw(
                "error",
                Words("充值失败:渠道繁忙", "Top-up failed: channel busy"),
                note=WHOLE_MESSAGE,
                tone="bad",
            ),
        ),
    ),
    bad=Screen(
        Words(
            "支付密码页截图:只能证明正在付款,证明不了充值失败。",
            "A payment password page: it proves that somebody was paying, not that it failed.",
        ),
        (
            status(),
            draw(
                "keypad",
                Words("请输入支付密码", "Enter the payment password"),
                same("¥49.90"),
                note=Words("这是付款页,不是失败的结果", "A page for paying, not a failed result"),
            ),
        ),
    ),
)

_NO_KEY = Example(
    good=said(
        _ORDER,
        (Words("付款已经半小时,", "paid half an hour ago, "), Words("多久了", "how long")),
        (
            Words("订单页没有“查看卡密”,", "the order page shows no “View key”. "),
            Words("现象", "what is wrong"),
        ),
        (Words("请退款。", "Please refund it."), Words("诉求", "what you ask")),
        remarks=(
            Words("有没有发货,系统有记录,不用截图。", "Our records show whether it was delivered."),
        ),
    ),
    bad=said(
        (Words("没收到卡密!", "No key!"), None),
        remarks=(
            Words(
                "卡密就在订单页,点“查看卡密”就能看到。",
                "The key is on the order page: press “View key”.",
            ),
        ),
    ),
)

_SYSTEM = Example(
    good=Screen(
        Words(
            "订单页截图:订单号、状态显示异常的那一行、报错编号和时间。",
            "The order page: its number, the line that is wrong, the fault number and the time.",
        ),
        (
            status(noticed=True),
            bar("订单详情", "Order"),
            order_row(),
            row(
                "状态",
                "State",
                Words("已付款 / 已取消", "paid / cancelled"),
                Words("哪里不对,一眼能看到", "What is wrong can be seen at once"),
            ),
            draw(
                "error",
                Words("页面出错,编号 E-5031", "Something went wrong, E-5031"),
                note=WHOLE_MESSAGE,
                tone="bad",
            ),
        ),
    ),
    bad=Screen(
        Words("申请表:只写“有 bug”。", "A form that says only “there is a bug”."),
        asked_for("有 bug", "there is a bug"),
    ),
)

_DELAYED = Example(
    good=said(
        _ORDER,
        (
            Words("承诺 10:40 前到账,", "promised by 10:40, "),
            Words("承诺时间", "promised time"),
        ),
        (Words("现在 13:00 还没有到,", "not here at 13:00. "), Words("现象", "what is wrong")),
        (Words("不等了,请退款。", "I can't wait; refund it."), Words("诉求", "what you ask")),
        remarks=(
            Words(
                "过没过承诺时间,以系统记录为准。", "Whether the time has passed, our records say."
            ),
        ),
    ),
    bad=said(
        (Words("怎么还没到!", "Where is it!"), None),
        remarks=(
            Words(
                "还没到承诺的时间(慢充最长 72 小时),请先等一等。",
                "The promised time has not come (slow top-ups: up to 72 hours).",
            ),
        ),
    ),
)

_NO_STOCK = Example(
    good=said(
        _ORDER,
        (Words("页面提示缺货,", "the page says out of stock, "), Words("现象", "what is wrong")),
        (Words("请退款。", "please refund it."), Words("诉求", "what you ask")),
        remarks=(Words("缺货的订单会自动退款。", "Such orders are refunded by themselves."),),
    ),
    bad=said(
        (Words("不发货就退钱", "No goods, money back"), None),
        remarks=(
            Words(
                "不用重复提交:系统确认缺货后自动退。",
                "No need to apply again: once confirmed it is refunded by itself.",
            ),
        ),
    ),
)


def _charge(when: str, number: str) -> tuple[Words, ...]:
    return (Words("微卡盟", "Weikameng"), same(f"{when} · {number}"), same("-¥60.00"))


_OVERCHARGED = Example(
    good=Screen(
        Words(
            "支付账单截图:同一商户两笔扣款,金额、时间、商户单号都看得清。",
            "The bill with two charges of one merchant: amounts, times and numbers readable.",
        ),
        (
            status(),
            bar("支付账单", "Payment bill"),
            draw(
                "record",
                *_charge("10:32:05", "…5273"),
                Words("支付成功", "paid"),
                note=Words("第一笔:金额、时间、单号", "First charge: amount, time, number"),
                tone="ok",
            ),
            draw(
                "record",
                *_charge("10:32:41", "…5273"),
                Words("支付成功", "paid"),
                note=Words("第二笔:同一个商户单号", "Second charge: the same number"),
                tone="ok",
            ),
            row("本月支出", "This month", same("¥120.00")),
        ),
    ),
    bad=Screen(
        Words("申请表:只说“多扣我钱了”。", "A form that says only “you took too much”."),
        asked_for("多扣我钱了,还钱", "You took too much, give it back"),
    ),
)

_RENEWAL = Example(
    good=said(
        _ORDER,
        (
            Words("11月18日自动扣了 25 元,", "25 yuan was charged on 18 November, "),
            Words("哪一笔", "which charge"),
        ),
        (Words("扣款前没有收到提醒,", "without a reminder, "), Words("现象", "what is wrong")),
        (
            Words("续费后没有看过,请退。", "and I have not watched since. Please refund it."),
            Words("诉求", "what you ask"),
        ),
        remarks=(Words("有没有提醒过,系统会查,不用截图。", "We look up the reminder ourselves."),),
    ),
    bad=said(
        (Words("谁让你们自动续费的", "Who told you to renew"), None),
        remarks=(
            Words(
                "续费后的内容已经看过的部分,不在退款范围。",
                "What was watched after the renewal is not refunded.",
            ),
        ),
    ),
)

_DEVICE: Said = said(
    _ORDER,
    (Words("手机型号和系统版本,", "model and system of the phone, "), Words("设备", "device")),
    (Words("打开后停在哪一步,", "where it stops after opening. "), Words("现象", "what is wrong")),
    (Words("请告诉我怎么设置。", "How do I set it up?"), Words("诉求", "what you ask")),
    remarks=(
        Words(
            "自己的设备、网络问题一般不退,但会教你怎么用。",
            "One's own device or network is normally not refunded; we help you use it.",
        ),
    ),
)

EXAMPLES: Mapping[str, Example] = {
    "TOPUP_FAILED": _FAILED,
    "KEY_NOT_DELIVERED": _NO_KEY,
    "SYSTEM_ERROR": _SYSTEM,
    "DELAYED": _DELAYED,
    "OUT_OF_STOCK": _NO_STOCK,
    "OVERCHARGED": _OVERCHARGED,
    "AUTO_RENEWAL": _RENEWAL,
    "DEVICE_ISSUE": Example(
        good=_DEVICE,
        bad=said(
            (Words("用不了,退钱", "It does not work, money back"), None),
            remarks=(
                Words(
                    "没说什么设备、什么现象,帮不上忙。",
                    "Without the device and what happens nobody can help.",
                ),
            ),
        ),
    ),
}
