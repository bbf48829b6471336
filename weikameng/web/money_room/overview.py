"""The first page of the money room: what waits for a person, and where."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from weikameng.domain.words import Words
from weikameng.records.reading.money_overview import waiting
from weikameng.web.money_room.room import show
from weikameng.web.visitors import money_only

# (what waits, tone, url name, its filter, words, what it means)
_KINDS = (
    (
        "stuck",
        "bad",
        ("money_payouts", "?show=person"),
        Words("笔打款等人处理", "Payouts for a person to decide"),
        Words("渠道退不了,或者退了又被退回。", "The channel can't pay, or the money came back."),
    ),
    (
        "to_approve",
        "warn",
        ("money_transfers", "?show=proposed"),
        Words("笔转账等第二人同意", "Transfers to approve"),
        Words("同意之后才能付款。", "They are paid only once somebody else agrees."),
    ),
    (
        "to_pay",
        "warn",
        ("money_transfers", "?show=approved"),
        Words("笔转账等付款", "Transfers to pay"),
        Words("付完后,填银行流水号和回单。", "Pay, then record the bank's number and its proof."),
    ),
    (
        "to_confirm",
        "warn",
        ("money_transfers", "?show=paid"),
        Words("笔转账等另一人核对", "Transfers to confirm"),
        Words("核对回单后,买家才看到“已退款”。", "The buyer sees it once the proof is checked."),
    ),
    (
        "stopped",
        "bad",
        ("money_channels", ""),
        Words("个渠道停用", "Channels stopped"),
        Words(
            "密钥或权限不对,整个渠道在等。", "Keys or rights are wrong: the whole channel waits."
        ),
    ),
    (
        "short",
        "warn",
        ("money_channels", ""),
        Words("个渠道余额不足", "Channels short of money"),
        Words("充值后会自动继续。", "They go on by themselves once topped up."),
    ),
    (
        "differences",
        "warn",
        ("money_reconcile", ""),
        Words("处对账差异", "Differences open"),
        Words("渠道的账单和我们的账不一样。", "A channel's statement and our books differ."),
    ),
    (
        "complaints",
        "warn",
        ("money_complaints", ""),
        Words("件投诉或拒付未结", "Complaints open"),
        Words("结案之前,这些订单的退款先等着。", "They hold the refunds of their orders."),
    ),
)


@money_only
def page(request: HttpRequest) -> HttpResponse:
    """Show what needs somebody; what is zero is not shown."""
    counts = waiting(timezone.now())
    tasks = [
        {"count": counts[name], "tone": tone, "url": reverse(target) + query} | _said(words, more)
        for name, tone, (target, query), words, more in _KINDS
        if counts.get(name)
    ]
    return show(request, "money", "overview", {"tasks": tasks})


def _said(words: Words, more: Words) -> dict[str, Words]:
    return {"words": words, "more": more}
