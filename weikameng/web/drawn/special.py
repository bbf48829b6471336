"""Drawn examples: payments somebody else made, purchases by minors, and everything else."""

from collections.abc import Mapping

from weikameng.domain.words import Words
from weikameng.web.drawn.pieces import Example, Screen, draw, same
from weikameng.web.drawn.words import asked_for, bar, order_row, row, status

_UNAUTHORISED = Example(
    good=Screen(
        Words(
            "支付机构的受理通知:写明受理编号、涉及的交易、金额和日期,有盖章。",
            "The payment provider's notice: its number, the payment, the amount, date and stamp.",
        ),
        (
            draw("heading", Words("盗刷核验受理通知", "Report of an unauthorised payment")),
            row(
                "受理编号",
                "Report no.",
                same("PX-20261118-077"),
                Words("能向支付机构核对的编号", "A number that can be checked with them"),
            ),
            row(
                "交易",
                "Payment",
                same("¥600.00"),
                Words("是这笔交易和金额", "This payment and its amount"),
            ),
            row("商户单号", "Merchant no.", same("…5273")),
            draw(
                "stamp",
                Words("支付机构", "Payment provider"),
                Words("11月18日", "18 Nov"),
                note=Words("谁受理的、哪天", "Who took it up, and when"),
            ),
        ),
    ),
    bad=Screen(
        Words("申请表:只说“不是我买的”。", "A form that says only “it was not me”."),
        asked_for("不是我买的", "It was not me who bought it"),
    ),
)

_MINOR = Example(
    good=Screen(
        Words(
            "户口本同页:监护人和孩子在一页,无关信息已遮挡,下面是支付记录。",
            "One page of the household register with guardian and child, other details covered, "
            "and the record of payment.",
        ),
        (
            draw("heading", Words("户口本(同一页)", "Household register (one page)")),
            row("户主", "Head", Words("王**", "Wang **")),
            row(
                "与户主关系",
                "Relation",
                Words("女儿,13 岁", "daughter, aged 13"),
                Words("看得出监护关系和年龄", "It shows guardianship and age"),
            ),
            draw(
                "covered",
                Words("身份证号", "Identity no."),
                note=Words("无关信息可以遮挡", "Details that do not matter may be covered"),
            ),
            draw("section", Words("支付记录", "Record of payment")),
            row("微卡盟", "Weikameng", same("¥600.00"), Words("钱是谁付的", "Who paid the money")),
        ),
    ),
    bad=Screen(
        Words("申请表:只说“孩子充的”。", "A form that says only “my child bought it”."),
        asked_for("孩子充的,退给我", "My child bought it, give it back"),
    ),
)

_OTHER = Example(
    good=Screen(
        Words(
            "说明写清了订单号、商品、发生了什么和诉求,并附一张客服回复的截图。",
            "A description with order number, good, what happened and what is asked, and one "
            "screenshot of an answer by support.",
        ),
        (
            status(noticed=True),
            bar("与官方客服的聊天", "Chat with official support"),
            order_row(),
            draw(
                "mine",
                Words("游戏合服后买的礼包不能领了", "After the merger the pack can't be claimed"),
                note=Words("发生了什么", "What happened"),
            ),
            draw(
                "bubble",
                Words("该礼包已下线,请联系销售方退款", "The pack is gone; ask the seller"),
                note=Words("官方怎么说", "What the official side says"),
            ),
        ),
    ),
    bad=Screen(
        Words("申请表:只写“退款”两个字。", "A form with the one word “refund”."),
        asked_for("退款", "refund"),
    ),
)

EXAMPLES: Mapping[str, Example] = {
    "UNAUTHORIZED": _UNAUTHORISED,
    "MINOR": _MINOR,
    "OTHER": _OTHER,
}
