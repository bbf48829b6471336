"""The description on the form: looked at, a sentence taken or put back, told once when vague."""

from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest, QueryDict

from weikameng.domain import narrative
from weikameng.domain.money import yuan_of
from weikameng.domain.narrative import Anomaly, Quality
from weikameng.domain.words import Words
from weikameng.services.describing import Help, help_with
from weikameng.services.eligibility import Outlook
from weikameng.web.templatetags.words import in_words

Wish = Literal["", "submit", "look", "take", "undo"]
_SEEN_AS = {
    "known": Words("已有", "Known"),
    "found": Words("已写", "Found"),
    "missing": Words("还缺", "Missing"),
    "open": Words("可不写", "Optional"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a good description says: ``state`` is known, found, missing or open.

    ``own``: the value is in the buyer's own words, whatever language they are in.
    """

    label: Words
    value: Words
    state: str
    own: bool = False

    @property
    def mark(self) -> Words:
        """Return the state in words."""
        return _SEEN_AS[self.state]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was sent of the form, and what the buyer wants done with it."""

    wish: Wish
    data: QueryDict | None

    @property
    def told_before(self) -> bool:
        """Whether the form said once already that the words are vague. It never says so twice."""
        return self.data is not None and bool(self.data.get("told"))

    @property
    def before(self) -> str:
        """Return the buyer's own words while a sentence of ours stands in their place."""
        return str(self.data.get("before", "")) if self.data is not None else ""


def draft_of(request: HttpRequest, outlook: Outlook) -> Draft:
    """Return what was sent; a sentence taken or put back is in it already."""
    if request.method != "POST":
        return Draft("", None)
    data = request.POST.copy()
    if data.get("take"):
        own = data.get("narrative", "")
        sentence = in_words(help_with(own, outlook).sentence)
        if own != sentence:
            data["before"], data["narrative"] = own, sentence
        return Draft("take", data)
    if data.get("undo"):
        data["narrative"], data["before"] = data.get("before", ""), ""
        return Draft("undo", data)
    looks = data.get("look") or data.get("drop")  # a picture dropped sends nothing either
    return Draft("look" if looks else "submit", data)


def room_of(text: str, outlook: Outlook, *, told: bool = False) -> dict[str, Any]:
    """Return what the hints show; nothing for no text, unless it was told to be vague."""
    found = help_with(text, outlook)
    accounts = found.unclear_accounts
    clear = found.quality is Quality.GOOD and not accounts
    return {
        "written": bool(text.strip()) or told,
        "clear": clear,
        "told": told,
        "rows": rows_of(found, outlook),
        "masked": [narrative.KINDS[kind] for kind in found.masked],
        "masked_text": found.text if found.masked else "",
        "accounts": accounts,
        "too_long": found.too_long,
        "suggestion": None if clear else found.sentence,
        "unfinished": found.read.anomaly is None or bool(accounts),
    }


def masked_words(kinds: tuple[str, ...]) -> Words:
    """Return what the next page says after a secret was taken out."""
    found = _joined([narrative.KINDS[kind] for kind in kinds])
    return Words(
        f"说明里的{found.zh}已经隐去,没有保存原文。",
        f"We masked in your description: {found.en}. The original is not kept.",
    )


def rows_of(found: Help, outlook: Outlook) -> list[Row]:
    """Return the four things a description says, and the detail that makes it checkable."""
    read = found.read
    kind = outlook.policy.goods[outlook.photo.order.goods_kind].words
    requests = [narrative.request_words(request) for request in read.requests]
    return [
        Row(Words("订单号", "Order number"), Words("平台已经知道", "we know it"), "known"),
        Row(Words("商品", "What you bought"), kind, "known"),
        _anomaly_row(read.anomaly),
        Row(_REQUEST, _joined(requests), "found") if requests else Row(_REQUEST, _REFUND, "open"),
        _detail_row(found),
    ]


_REQUEST = Words("希望怎么处理", "What you ask for")
_REFUND = Words("没写就按退款处理", "a refund, unless you say otherwise")
_DETAIL = Words("一个细节", "One detail")


def _anomaly_row(anomaly: Anomaly | None) -> Row:
    label = Words("哪里不对", "What went wrong")
    if anomaly is None:
        hint = Words("写一句付款后看到了什么", "say what you saw after paying")
        return Row(label, hint, "missing")
    return Row(label, narrative.anomaly_words(anomaly), "found")


def _detail_row(found: Help) -> Row:
    read = found.read
    price = read.amount_minor or read.amount_actual_minor
    details = [read.account, read.zone, f"¥{yuan_of(price)}" if price else None]
    details += [f"“{read.shown}”" if read.shown else None, read.goods]
    said = list(dict.fromkeys(detail for detail in details if detail))
    if said:
        return Row(_DETAIL, _joined([Words(detail, detail) for detail in said]), "found", own=True)
    hint = Words(
        "账号、区服、金额或页面上的提示,写一个就行",
        "an account, zone, amount or what the page said: one is enough",
    )
    return Row(_DETAIL, hint, "missing" if "detail" in found.missing else "open")


def _joined(words: list[Words]) -> Words:
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
