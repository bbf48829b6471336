"""The page on which a buyer says who they are for a cross-border refund (R6.1)."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.identity import MAX_NAME, MAX_NUMBER, Document, Outcome
from weikameng.domain.identity_words import (
    CONSENT,
    CONSENT_VERSION,
    DOCUMENTS,
    GIVEN_UP,
    GUARDIAN,
    OFFERS,
    TOLD,
    TOO_OFTEN,
)
from weikameng.domain.words import Words
from weikameng.records.reading.identity import MINOR, CheckAsRead, order_of_case, standing
from weikameng.records.reading.refunds import Progress
from weikameng.services import identity
from weikameng.services.identity import Asked, Standing
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import buyer_of, no_store, politely

_TONES = {
    Outcome.MATCH: "ok",
    Outcome.MISMATCH: "bad",
    Outcome.NO_RECORD: "info",
    Outcome.UNAVAILABLE: "warn",
}
_PRIVATE = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


_CHECKED = frozenset({"guardian_check", "identity_record"})
_ASKED_IN = frozenset({State.SCREENING, State.REVIEWING, State.AWAITING_BUYER})


def offer(progress: Progress) -> dict[str, Any] | None:
    """What a refund's page says of the check, and whether it leads there; None where none is."""
    case, order = progress.case, progress.order
    if progress.state not in _ASKED_IN:
        return None
    if case.reason == MINOR:
        done = any(item.kind in _CHECKED for item in progress.evidence)
        return None if done else {"tone": "warn", "text": GUARDIAN}
    stands = standing(case.pk) if order.cross_border else None
    if stands is None:
        return None
    if stands.state not in OFFERS:
        return None  # the lane of the check tells it
    tone, text = OFFERS[stands.state]
    return {"tone": tone, "text": text}


class IdentityForm(forms.Form):
    """Who the payer is; the service judges what was written."""

    document = forms.ChoiceField(
        widget=forms.RadioSelect, required=False, initial=Document.RESIDENT
    )
    name = forms.CharField(
        required=False, max_length=MAX_NAME, strip=False, widget=forms.TextInput(attrs=_PRIVATE)
    )
    number = forms.CharField(
        required=False, max_length=MAX_NUMBER, strip=False, widget=forms.TextInput(attrs=_PRIVATE)
    )
    consent = forms.BooleanField(required=False)
    text_version = forms.CharField(
        widget=forms.HiddenInput, required=False, initial=CONSENT_VERSION, max_length=20
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [(str(kind), in_words(words)) for kind, words in DOCUMENTS.items()]
        self.fields["document"].choices = choices  # type: ignore[attr-defined]
        for name in ("document", "name", "number", "consent"):
            self.fields[name].needed = True  # type: ignore[attr-defined]


@login_required
@sensitive_post_parameters("name", "number")
@politely
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The check of a refund: of the order it is about."""
    order = order_of_case(number, buyer_id=buyer_of(request))
    if order is None:
        raise not_found()
    return _page(request, order, reverse("refund", args=[number]))


@login_required
@sensitive_post_parameters("name", "number")
@politely
def of_order(request: HttpRequest, number: str) -> HttpResponse:
    """The check of an order, before or after a refund is asked for."""
    return _page(request, number, reverse("order", args=[number]))


@sensitive_variables("form")
def _page(request: HttpRequest, order: str, back: str) -> HttpResponse:
    buyer_id = buyer_of(request)
    stands = identity.standing_of(order, buyer_id=buyer_id, at=timezone.now())
    form = IdentityForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _sent(order, form, buyer_id):
            return no_store(redirect(request.path))
        status = 422
    room = _room(stands, form) | {"back_url": back, "of_refund": "/refunds/" in back}
    return no_store(render(request, "weikameng/identity.html", room, status=status))


@sensitive_variables("said", "form")
def _sent(order: str, form: IdentityForm, buyer_id: int) -> bool:
    """Send the form; what is wrong with it is told at its field."""
    said = form.cleaned_data
    asked = Asked(
        said["document"], said["name"], said["number"], said["consent"], said["text_version"]
    )
    at = timezone.now()
    faults = identity.faults_of(asked, at)
    try:
        if not faults:
            identity.submit(order, asked, buyer_id=buyer_id, at=at)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        faults = [refusal]
    for fault in faults:
        field = fault.code.removeprefix("identity_")
        form.add_error(field if field in form.fields else None, in_words(fault.words))
    return not faults


def _room(stands: Standing, form: IdentityForm) -> dict[str, Any]:
    found = stands.check
    return {
        "number": stands.order.number,
        "guardian": stands.order.minor,
        "form": form,
        "consent": CONSENT,
        "told": _told(found) if found else None,
        "tone": _TONES[found.outcome] if found else "",
        "next_at": found.due_at if found else None,
        "form_shown": stands.open,
        "tries_left": stands.tries_left,
        "too_often": None if stands.known or stands.waits or stands.tries_left else TOO_OFTEN,
    }


def _told(found: CheckAsRead) -> Words:
    given_up = found.outcome is Outcome.UNAVAILABLE and found.for_person
    return GIVEN_UP if given_up else TOLD[found.outcome]
