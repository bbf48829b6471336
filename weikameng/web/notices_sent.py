"""What was sent of a case by SMS and e-mail, for those who look after it; addresses are masked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.domain.errors import not_found
from weikameng.domain.notices import Channel
from weikameng.domain.roles import Right
from weikameng.domain.words import Words
from weikameng.records.reading import notices as reading
from weikameng.records.reading.refunds import progress_of
from weikameng.services.notice_plans import text_of
from weikameng.web.notice_settings import NAMES
from weikameng.web.visitors import no_store, politely, with_right

STANDINGS = {
    "new": Words("待处理", "Waiting"),
    "send": Words("等待发送", "Waiting to be sent"),
    "sending": Words("正在发送", "Being sent"),
    "ask": Words("已发出,等回执", "Sent, waiting for the receipt"),
    "done": Words("已发出", "Sent"),
    "given_up": Words("没有发成", "Not sent"),
}
FATES = {
    "delivered": (Words("已送达", "Delivered"), "ok"),
    "undelivered": (Words("没有送到", "Not delivered"), "bad"),
    "unknown": (Words("不确定是否发出", "Not known whether it went"), "warn"),
}


@with_right(Right.SEE_LOG)
@politely
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The copies of one case, the oldest first."""
    if progress_of(number) is None:
        raise not_found()
    rows = [_row(one) for one in reading.of_case(number)]
    room = {"rows": rows, "number": number}
    return no_store(render(request, "weikameng/notices_sent.html", room))


def _row(copy: reading.Sent) -> dict[str, object]:
    words, tone = STANDINGS[copy.state], "bad" if copy.state == "given_up" else "info"
    if copy.ended_at and copy.fate in FATES:
        words, tone = FATES[copy.fate]
    return {
        "channel": NAMES[Channel(copy.channel)],
        "shown": copy.shown,
        "text": text_of(copy),
        "standing": words,
        "tone": tone,
        "code": copy.code,
        "sendings": copy.sendings,
        "at": copy.handed_at or copy.at,
    }
