"""The tabs of the money room."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from weikameng.domain.words import Words
from weikameng.web.visitors import MONEY_ROLES

# (url name of the tab's first page, words, for which roles)
TABS: tuple[tuple[str, Words, frozenset[str]], ...] = (
    ("money", Words("概览", "Overview"), MONEY_ROLES),
    ("money_payouts", Words("打款", "Payouts"), MONEY_ROLES),
    ("money_transfers", Words("线下转账", "Offline transfers"), MONEY_ROLES),
    ("money_channels", Words("渠道", "Channels"), MONEY_ROLES),
    ("money_incidents", Words("故障退款", "Incidents"), MONEY_ROLES),
    ("money_exchange", Words("外汇登记", "Exchange"), MONEY_ROLES),
    ("money_complaints", Words("投诉与拒付", "Complaints"), MONEY_ROLES),
    ("money_reconcile", Words("对账", "Reconciliation"), MONEY_ROLES),
    ("money_forecast", Words("资金预估", "Forecast"), MONEY_ROLES),
    ("money_books", Words("账簿", "Books"), MONEY_ROLES),
    ("money_recovery", Words("供货商追偿", "Supplier recovery"), MONEY_ROLES),
)


def tabs_for(role: str, current: str) -> list[Mapping[str, Any]]:
    """Return the tabs a role sees; ``current`` is the url name of the tab one stands in."""
    return [
        {"url": reverse(name), "words": words, "current": name == current}
        for name, words, roles in TABS
        if role in roles
    ]
