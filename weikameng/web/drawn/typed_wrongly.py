"""Drawn examples: a number or zone typed wrongly, the wrong good, bought twice, not wanted."""

from collections.abc import Mapping

from weikameng.domain.words import Words
from weikameng.web.drawn.pieces import Example, Screen, draw, said, same
from weikameng.web.drawn.words import NO_TIME, WHOLE_MESSAGE, asked_for, bar, order_row, row, status

_WRONG_ACCOUNT = Example(
    good=Screen(
        Words(
            "手机截图:充值结果页,有订单号和填错的号码,弹窗写着“号码不存在”,状态栏有时间。",
            "Phone screenshot: a top-up result with the order number, the number that was typed, "
            "the message “number does not exist” and the time.",
        ),
        (
            status(noticed=True),
            bar("充值结果", "Top-up result"),
            order_row(),
            row(
                "充值号码",
                "Number",
                same("138 **** 8000"),
                Words("填错的号码,中间四位可以打码", "The number typed; hiding the middle is fine"),
            ),
            draw(
                "dialog",
                Words("充值失败:号码不存在", "Top-up failed: number does not exist"),
                Words("请核对号码后重新下单", "Check the number and order again"),
                Words("知道了", "OK"),
                note=WHOLE_MESSAGE,
                tone="bad",
            ),
        ),
    ),
    bad=Screen(
        Words(
            "申请表:只有一句“我充错了,退给我”,没有填错的号码,也没有正确的号码。",
            "A form that says only “I typed it wrong, give it back”, with neither number in it.",
        ),
        asked_for("我充错了,退给我", "I typed it wrong, give it back"),
    ),
)

_WRONG_ZONE = Example(
    good=Screen(
        Words(
            "游戏截图:充值页有订单号,弹窗写着“区服匹配失败”,下面是角色所在的区服和角色名。",
            "Game screenshot: the order number, the message “zone does not match”, and the zone "
            "and name of the character.",
        ),
        (
            status(noticed=True),
            order_row(),
            draw(
                "dialog",
                Words("区服匹配失败", "The zone does not match"),
                Words("所选区服没有这个角色", "No such character in the zone chosen"),
                Words("知道了", "OK"),
                note=WHOLE_MESSAGE,
                tone="bad",
            ),
            draw("section", Words("角色资料", "Character")),
            row(
                "区服",
                "Zone",
                Words("电信二区", "Telecom 2"),
                Words("角色真正所在的区服", "The zone the character is really in"),
            ),
            row("角色名", "Name", Words("山间明月", "Moonlight")),
        ),
    ),
    bad=Screen(
        Words(
            "游戏截图:上半截被裁掉,看不到区服,也没有时间。",
            "Game screenshot with its top cut off: no zone and no time to be seen.",
        ),
        (
            bar("角色资料", "Character"),
            row(
                "角色名",
                "Name",
                Words("山间明月", "Moonlight"),
                Words("只有角色名,看不出区服", "Only the name: the zone can't be told"),
            ),
            row("等级", "Level", same("62")),
            row("点券", "Credit", same("1,250")),
            draw(
                "missing", Words("这里没有时间", "There is no time here"), note=NO_TIME, tone="bad"
            ),
        ),
        flaw="cut",
    ),
)

_WRONG_PRODUCT = Example(
    good=said(
        (Words("订单 1261118000005273,", "Order 1261118000005273: "), Words("订单号", "order")),
        (
            Words("本来要买 30 元点卡,", "I wanted the 30-yuan card "),
            Words("想买什么", "what was wanted"),
        ),
        (
            Words("错选了 60 元的。", "and chose the 60-yuan one by mistake. "),
            Words("买错什么", "what went wrong"),
        ),
        (Words("卡密没有查看过,", "I never viewed the key. "), Words("没有使用", "not used")),
        (Words("请退款。", "Please refund it."), Words("诉求", "what you ask")),
        remarks=(
            Words(
                "卡密有没有查看、有没有激活,系统有记录,不用截图。",
                "Our records show whether the key was viewed or activated; no picture is needed.",
            ),
        ),
    ),
    bad=said(
        (Words("买错了,卡密我没看过。", "Wrong one. I never looked at the key."), None),
        remarks=(
            Words(
                "系统记录卡密已在 10:35 查看过,与说明不符。",
                "Our records show the key was viewed at 10:35, which says otherwise.",
            ),
            Words("没有写本来要买什么。", "It does not say what was wanted."),
        ),
    ),
)

_DUPLICATE = Example(
    good=said(
        (
            Words("订单 1261118000005273", "Order 1261118000005273 "),
            Words("这个订单", "this order"),
        ),
        (
            Words("和订单 1261118000005281", "and order 1261118000005281 "),
            Words("另一个订单", "the other order"),
        ),
        (
            Words(
                "是给同一个号码 138****8000 充的,点了两次,",
                "top up the same number, 138****8000: I pressed twice. ",
            ),
            Words("为什么重复", "why it is twice"),
        ),
        (Words("请退后一单。", "Please refund the second."), Words("诉求", "what you ask")),
        remarks=(
            Words(
                "两个订单号都写上,系统自己核对,不用截图。",
                "With both numbers we check it ourselves; no picture is needed.",
            ),
        ),
    ),
    bad=said(
        (Words("多买了一个,退掉。", "I bought one too many, refund it."), None),
        remarks=(Words("没有另一个订单号,无从核对。", "No other order number, nothing to check."),),
    ),
)

_NOT_ACTIVATED = Example(
    good=said(
        (Words("订单 1261118000005273,", "Order 1261118000005273: "), Words("订单号", "order")),
        (
            Words("点卡还没有查看卡密,", "the key has not been viewed, "),
            Words("没有使用", "not used"),
        ),
        (
            Words("不需要了,请退款。", "I no longer need it. Please refund it."),
            Words("诉求", "ask"),
        ),
        remarks=(
            Words(
                "系统或公开存证显示未激活,就够了。",
                "That our records or the public log show it unused is enough.",
            ),
        ),
    ),
    bad=said(
        (Words("不想要了,赶紧退。", "I don't want it any more, hurry up."), None),
        remarks=(
            Words(
                "系统记录显示卡密已复制并兑换,已使用的不能退。",
                "Our records show the key was copied and redeemed; used goods are not refunded.",
            ),
        ),
    ),
)

EXAMPLES: Mapping[str, Example] = {
    "WRONG_ACCOUNT": _WRONG_ACCOUNT,
    "WRONG_ZONE": _WRONG_ZONE,
    "WRONG_PRODUCT": _WRONG_PRODUCT,
    "DUPLICATE_ORDER": _DUPLICATE,
    "NOT_ACTIVATED": _NOT_ACTIVATED,
}
