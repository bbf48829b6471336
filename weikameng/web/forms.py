"""The forms people fill in: shapes only, the services judge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from weikameng.domain.application import MAX_NARRATIVE
from weikameng.domain.asking import Question
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.domain.policy.model import Policy
from weikameng.domain.words import Words
from weikameng.services.checkout import MAX_ACCOUNT, MAX_QUANTITY
from weikameng.services.uploads import BY_CHECK
from weikameng.web.templatetags.words import in_words

_CHOOSE = Words("请选择", "Choose")
_ACCOUNT = Words("请填写要充值的账号。", "Enter the account to be topped up.")
_QUANTITY = Words(f"数量请填 1 到 {MAX_QUANTITY}。", f"Choose a quantity of 1 to {MAX_QUANTITY}.")
_ZONE = Words("请选择区服。", "Choose the zone.")
_ROUTE = Words("请选择付款方式。", "Choose how to pay.")


class CheckoutForm(forms.Form):
    """What to buy. Labels come from the product, so the templates pass them."""

    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY, initial=1)
    account = forms.CharField(max_length=MAX_ACCOUNT, required=False)
    zone = forms.ChoiceField(required=False)
    use_balance = forms.BooleanField(required=False)
    route = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    text_digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, product: Any, ways: Sequence[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        wrong = {"required": in_words(_ACCOUNT)}
        needed = product.fulfilment == "direct"
        self.fields["quantity"].error_messages |= dict.fromkeys(
            ("required", "invalid"), in_words(_QUANTITY)
        )
        for limit in self.fields["quantity"].validators:
            limit.message = in_words(_QUANTITY)  # type: ignore[attr-defined]
        self.fields["account"] = forms.CharField(
            max_length=MAX_ACCOUNT, required=needed, error_messages=wrong
        )
        # Nothing is chosen beforehand: the first zone of a list is nobody's answer.
        choices = [("", in_words(_CHOOSE)), *((zone, zone) for zone in product.zones)]
        self.fields["zone"] = forms.ChoiceField(
            choices=choices,
            required=bool(product.zones),
            error_messages={"required": in_words(_ZONE), "invalid_choice": in_words(_ZONE)},
        )
        # The first way is chosen beforehand; whoever sends none gets the shop's own.
        self.fields["route"] = forms.ChoiceField(
            choices=ways,
            required=False,
            initial=ways[0][0],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": in_words(_ROUTE)},
        )
        self.fields["route"].needed = True  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one reason needs: pictures, of which ``either`` one will do, and words of one's own."""

    items: tuple[str, ...] = ()
    either: frozenset[str] = frozenset()
    words: bool = False


class ApplyForm(forms.Form):
    """A refund application in words; its pictures come by web.handing_in."""

    narrative = forms.CharField(
        required=False, max_length=MAX_NARRATIVE, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, asked: Asked, **named: Any) -> None:
        super().__init__(*args, **named)
        # The label says what is needed; sending without it is answered with what is missing.
        self.fields["narrative"].needed = asked.words  # type: ignore[attr-defined]


def sent_with(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, even when it is nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def with_question(asked: Asked, question: Question) -> Asked:
    """Return what a form asks for, with what a person asked for beside it."""
    pictures = (item for item in question.items if item not in {"description", *BY_CHECK})
    items = tuple(dict.fromkeys((*pictures, *asked.items)))
    words = asked.words or "description" in question.items or bool(question.text)
    return replace(asked, items=items, words=words)


def asked_for(policy: Policy, reason: ReasonOutlook, on_record: frozenset[str]) -> Asked:
    """Return what a reason asks for as the facts stand: nothing of what the platform has."""
    row = policy.reasons[reason.code]
    words = reason.way != "one_click"
    if not reason.asks:
        return Asked(words=words)
    either = frozenset(row.any_of) if len(row.any_of) > 1 else frozenset()
    ours = row.proved(on_record) | BY_CHECK
    items = (item for item in (*row.all_of, *row.any_of) if item not in ours)
    return Asked(tuple(items), either, words)
