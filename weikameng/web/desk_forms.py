"""The forms of the case page: approve, refuse, ask for more. Shapes only, the services judge."""

from collections.abc import Sequence
from typing import Any

from django import forms

from weikameng.domain.asking import MAX_DAYS, MAX_TEXT
from weikameng.services.judging import MAX_WORDS

Choices = Sequence[tuple[str, str]]


class _OneOf(forms.ChoiceField):
    """A choice that the service judges: what is gone meanwhile is told there, and nothing lost."""

    def valid_value(self, _value: object) -> bool:
        """Take whatever was chosen."""
        return True


class _SomeOf(forms.MultipleChoiceField):
    """Several choices, judged by the service as well."""

    def valid_value(self, _value: object) -> bool:
        """Take whatever was chosen."""
        return True


def _words() -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=MAX_WORDS, required=False, widget=area)


class ApproveForm(forms.Form):
    """How much goes back, and the words for the buyer.

    ``shown_minor`` and ``shown_for`` are what the page had worked out: an amount nobody has seen is
    shown before it is confirmed.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown_minor = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown_for = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    share = forms.ChoiceField(required=False, widget=forms.RadioSelect, initial="whole")
    units = _SomeOf(required=False, widget=forms.CheckboxSelectMultiple)
    amount = forms.CharField(
        required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    each = forms.BooleanField(required=False)
    percent = forms.CharField(
        required=False, max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    because = _words()
    because_en = _words()

    def __init__(self, *args: Any, units: Choices, shares: Choices, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["units"].choices = units  # type: ignore[attr-defined]
        self.fields["share"].choices = shares  # type: ignore[attr-defined]
        for name in ("share", "because"):
            self.fields[name].needed = True  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """The clause and the facts, and the words for the buyer."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    clause = _OneOf(required=False)
    facts = _SomeOf(required=False, widget=forms.CheckboxSelectMultiple)
    because = _words()
    because_en = _words()

    def __init__(self, *args: Any, clauses: Choices, facts: Choices, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["clause"].choices = clauses  # type: ignore[attr-defined]
        self.fields["facts"].choices = facts  # type: ignore[attr-defined]
        for name in ("clause", "facts", "because"):
            self.fields[name].needed = True  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What the buyer is asked for, and for how long."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    items = _SomeOf(required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        required=False, max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=MAX_DAYS)

    def __init__(self, *args: Any, items: Choices, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["items"].choices = items  # type: ignore[attr-defined]
        self.fields["days"].needed = True  # type: ignore[attr-defined]
        for name in ("items", "text"):
            self.fields[name].either = True  # type: ignore[attr-defined]


class ReissueForm(forms.Form):
    """A new key instead of money: that the buyer agreed, and the words for them."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(required=False)
    because = _words()
    because_en = _words()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["because"].needed = True  # type: ignore[attr-defined]
