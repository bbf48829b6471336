"""My messages (我的消息): what happened to my refunds, each told once; seen means read."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weikameng.services import messages
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import buyer_of, no_store


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All my messages, newest first; what is shown counts as read from now on."""
    number = page_of(request)
    told, more = messages.opened(buyer_of(request), number, timezone.now())
    room = {"rows": [_row(one) for one in told], "page": Page(number, more)}
    return no_store(render(request, "weikameng/messages.html", room))


def _row(message: messages.Message) -> dict[str, Any]:
    return {
        "tone": message.tone,
        "title": message.title,
        "text": message.text,
        "good": message.good,
        "number": message.case_number,
        "url": reverse("refund", args=[message.case_number]),
        "at": message.at,
        "unread": message.unread,
        "corrected": message.corrected,
    }
