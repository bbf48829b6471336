"""The shop's pages: what is sold, buying with the policy confirmed (R1.4), the cashier."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.words import Words
from weikameng.records.reading import catalogue
from weikameng.records.reading.accounts import balance_of
from weikameng.records.reading.orders import order_to_pay
from weikameng.records.reading.policies import in_force_at, policy
from weikameng.services import checkout
from weikameng.web.forms import CheckoutForm, sent_with
from weikameng.web.paying import split, way_of, ways
from weikameng.web.templatetags.words import in_words
from weikameng.web.terms import reasons_for, terms_of
from weikameng.web.visitors import buyer_of, politely


def home(request: HttpRequest) -> HttpResponse:
    """Everything on sale, with the refund window on each card."""
    rules = policy(in_force_at(timezone.now()).version)
    goods = [
        {
            "sku": row.sku,
            "name": Words(row.name_zh, row.name_en),
            "text": Words(row.about_zh, row.about_en),
            "kind": rules.goods[row.kind].words,
            "amount_minor": row.price_minor,
            "window_days": row.window_days or rules.goods[row.kind].window_days,
        }
        for row in catalogue.on_sale()
    ]
    return render(request, "weikameng/home.html", {"goods": goods})


@politely
def product(request: HttpRequest, sku: str) -> HttpResponse:
    """One good: what it is, when it can't be refunded, and the checkout form."""
    row = catalogue.product(sku)
    if row is None:
        raise not_found()
    at = timezone.now()
    shown = checkout.policy_shown(row, at)
    form = CheckoutForm(
        sent_with(request), product=row, ways=ways(), initial={"text_digest": shown.digest}
    )
    confirm_error = None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if form.is_valid():
            try:
                wish = _purchase(request, form, sku)
                return redirect("cashier", checkout.place(wish, buyer_id=buyer_of(request), at=at))
            except Refusal as refusal:
                if refusal.code in {"not_confirmed", "policy_changed"}:
                    confirm_error = refusal.words
                else:
                    _blame(form, refusal)
    failed = bool(form.errors or confirm_error)
    room = _product_room(request, row, shown) | {
        "form": form,
        "confirm_error": confirm_error,
        # What was ticked stays ticked, unless it was another text.
        "ticked": failed and _ticked(request) and request.POST.get("text_digest") == shown.digest,
    }
    return render(request, "weikameng/product.html", room, status=422 if failed else 200)


def _product_room(request: HttpRequest, row: Any, shown: checkout.PolicyShown) -> dict[str, Any]:
    rules = policy(shown.version)
    return {
        "product": row,
        "name": Words(row.name_zh, row.name_en),
        "about": Words(row.about_zh, row.about_en),
        "account_label": Words(row.account_label_zh, row.account_label_en),
        "kind": rules.goods[row.kind].words,
        "terms": terms_of(row, rules),
        "reasons": reasons_for(row, rules),
        "shown": shown,
        "balance": balance_of(buyer_of(request)) if request.user.is_authenticated else 0,
        "several_ways": len(ways()) > 1,
    }


@login_required
@politely
def cashier(request: HttpRequest, number: str) -> HttpResponse:
    """The cashier: a real channel shows a page of its own here."""
    buyer_id = buyer_of(request)
    order = order_to_pay(number, buyer_id=buyer_id)
    if order is None:
        return redirect("order", number)
    if request.method == "POST":
        checkout.pay(number, buyer_id=buyer_id, at=timezone.now())
        return redirect("order", number)
    balance, outside = split(order.tenders.all())
    room = {
        "order": order,
        "name": Words(order.product.name_zh, order.product.name_en),
        "way": outside and way_of(outside.route),
        "due_minor": outside.amount_minor if outside else 0,
        "balance_minor": balance.amount_minor if balance else 0,
    }
    return render(request, "weikameng/cashier.html", room)


@login_required
@require_POST
@politely
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an unpaid order; a balance part comes back at once."""
    checkout.cancel(number, buyer_id=buyer_of(request), at=timezone.now())
    return redirect("order", number)


def _purchase(request: HttpRequest, form: CheckoutForm, sku: str) -> checkout.Purchase:
    wish = form.cleaned_data
    return checkout.Purchase(
        sku=sku,
        quantity=wish["quantity"],
        account=wish["account"],
        zone=wish["zone"],
        use_balance_minor=balance_of(buyer_of(request)) if wish["use_balance"] else 0,
        route=wish["route"] or checkout.SANDBOX,
        confirmed=_ticked(request),
        text_digest=wish["text_digest"],
    )


def _ticked(request: HttpRequest) -> bool:
    return request.POST.get("confirmed") == "yes"


def _blame(form: CheckoutForm, refusal: Refusal) -> None:
    """Put the sentence at the field it is about."""
    field = refusal.code if refusal.code in form.fields else None
    form.add_error(field, in_words(refusal.words))
