"""Words that many drawings share: a clock, an order, the parts of a top-up page."""

from weikameng.domain.words import Words
from weikameng.web.drawn.pieces import Line, draw, same

CLOCK = same("10:32")
NUMBER = same("1261 1180 0000 5273")
WHEN = Words("11月18日 10:32", "18 Nov, 10:32")
SEEN_AT = Words("时间看得到", "The time can be seen")
NO_TIME = Words("没有时间,不知道是什么时候的", "No time: nobody can tell when this was")
ORDER_READ = Words("订单号完整,能对上这一单", "The whole order number, so that it can be matched")
WHOLE_MESSAGE = Words("提示文字完整", "The whole message can be read")
NOTHING_SENT = Words("没有凭证,只能退回补充", "No evidence: it has to be sent back")
TOO_LITTLE = Words(
    "没有说发生了什么,也没有能查的线索", "Not what happened, nothing to look it up by"
)


def status(*, noticed: bool = False) -> Line:
    """The phone's own bar with the time."""
    return draw("status", CLOCK, note=SEEN_AT if noticed else None)


def bar(zh: str, en: str) -> Line:
    """The title of an app's page."""
    return draw("bar", Words(zh, en))


def row(zh: str, en: str, value: Words, note: Words | None = None) -> Line:
    """A term and its value."""
    return draw("row", Words(zh, en), value, note=note)


def order_row(note: Words | None = ORDER_READ) -> Line:
    """The order number."""
    return row("订单号", "Order", NUMBER, note)


def asked_for(zh: str, en: str) -> tuple[Line, ...]:
    """A form in which only so much is said, and nothing is attached."""
    return (
        bar("退款申请", "Refund application"),
        draw("writing", Words("详细说明", "Description"), Words(zh, en), note=TOO_LITTLE),
        row("凭证", "Evidence", Words("没有上传", "nothing attached"), NOTHING_SENT),
        draw("button", Words("提交申请", "Apply")),
    )
