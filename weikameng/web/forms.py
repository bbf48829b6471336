"""The forms people fill in: shapes only, the services judge."""

from collections.abc import Iterable
from typing import Any

from django import forms

from weikameng.domain.application import MAX_NARRATIVE
from weikameng.domain.policy.model import Policy
from weikameng.services.checkout import MAX_ACCOUNT, MAX_QUANTITY
from weikameng.services.reviews import MAX_WORDS


class CheckoutForm(forms.Form):
    """What to buy. Labels come from the product, so the templates pass them."""

    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY, initial=1)
    account = forms.CharField(max_length=MAX_ACCOUNT, required=False)
    zone = forms.ChoiceField(required=False)
    use_balance = forms.BooleanField(required=False)
    text_digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, zones: Iterable[str] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [(zone, zone) for zone in zones]
        self.fields["zone"] = forms.ChoiceField(choices=choices, required=bool(choices))


class ApplyForm(forms.Form):
    """A refund application for one reason: the units, the words, and a file per item asked for."""

    narrative = forms.CharField(
        required=False, max_length=MAX_NARRATIVE, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, items: Iterable[str] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        for item in items:
            picker = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
            self.fields[f"file_{item}"] = forms.FileField(required=False, widget=picker)

    def files_given(self) -> list[tuple[str, Any]]:
        """Return (kind, upload) of the files that were chosen."""
        return [
            (name.removeprefix("file_"), upload)
            for name, upload in self.cleaned_data.items()
            if name.startswith("file_") and upload
        ]


class VerdictForm(forms.Form):
    """A reviewer's decision and the words the buyer will read."""

    because = forms.CharField(
        required=False, max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )


def items_of(policy: Policy, reason_code: str) -> list[str]:
    """Return the evidence a reason can be proved with, the required first."""
    reason = policy.reasons.get(reason_code)
    return [*reason.all_of, *reason.any_of] if reason else []
