"""The policy in plain words, from the same data that decides (R9.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from weikameng.domain.words import Words
from weikameng.records.reading import policies

_CHAPTERS = {
    "A": Words("可以退款", "Refundable"),
    "B": Words("不能退款", "Not refundable"),
    "C": Words("凭证和说明", "Evidence and description"),
    "D": Words("申请时限", "Time limits"),
    "E": Words("一键退款和自动审核", "One click and automatic approval"),
    "F": Words("钱怎么退", "How the money goes back"),
    "G": Words("重复和再次申请", "Repeated and further applications"),
    "H": Words("特殊情况", "Special cases"),
    "I": Words("结果怎么告诉你", "How you are told"),
}


def page(request: HttpRequest) -> HttpResponse:
    """Every clause, and what each reason needs as proof."""
    rules = policies.policy(policies.version_at(timezone.now()).version)
    chapters = [
        (title, [clause for clause in rules.clauses.values() if clause.id.startswith(letter)])
        for letter, title in _CHAPTERS.items()
    ]
    room = {
        "version": rules.version,
        "chapters": chapters,
        "goods": rules.goods.values(),
        "reasons": rules.reasons.values(),
    }
    return render(request, "weikameng/policy.html", room)
