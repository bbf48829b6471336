"""The guardian's part of an application (H3): who speaks for the child, and their consent."""

from django import forms
from django.http import HttpRequest, QueryDict

from weikameng.domain.errors import Refusal
from weikameng.domain.guardians import MAX_CONTACT, REASON, RELATIONS, Declaration, declared
from weikameng.domain.words import Words
from weikameng.records.reading.guardians import guardian_of
from weikameng.web.templatetags.words import in_words

PREFIX = "guardian"
_CHOOSE = Words("请选择", "Choose")
# Refusals of a declaration by the field they are about.
_FIELDS = {f"{PREFIX}_{name}": name for name in ("relation", "age", "contact", "consent")}


class GuardianForm(forms.Form):
    """Relation, age, contact, consent; the domain judges."""

    relation = forms.ChoiceField(required=False)
    age = forms.CharField(
        required=False, max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    contact = forms.CharField(
        required=False,
        max_length=MAX_CONTACT,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    consent = forms.BooleanField(required=False)

    prefix = PREFIX

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        choices = [(code, in_words(words)) for code, words in RELATIONS.items()]
        choices = [("", in_words(_CHOOSE)), *choices]
        self.fields["relation"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.needed = True  # type: ignore[attr-defined]


def form_for(request: HttpRequest, reason: str, case_id: int | None) -> GuardianForm | None:
    """Return the part a claim about a minor needs; None for others, and once it is here."""
    if reason != REASON or (case_id is not None and guardian_of(case_id)):
        return None
    return GuardianForm(request.POST if request.method == "POST" else None)


def form_by_phone(request: HttpRequest, reason: str) -> GuardianForm:
    """Return the part at the telephone: what was typed for a claim about a minor, else empty."""
    return GuardianForm(request.POST if reason == REASON else None)


def declaration_of(form: GuardianForm | None) -> Declaration | None:
    """Return what was declared. Refusal naming the first field that will not do."""
    if form is None or not form.is_valid():
        return None
    said = form.cleaned_data
    return declared(said["relation"], said["age"], said["contact"], agreed=said["consent"])


def told_at(form: GuardianForm | None, refusal: Refusal) -> bool:
    """Whether a refusal was about this part: it is then told at its field."""
    field = _FIELDS.get(refusal.code)
    if form is None or field is None:
        return False
    form.add_error(field, in_words(refusal.words))
    return True
