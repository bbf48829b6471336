"""Backtests as a page shows them."""

from weikameng.records.models import PolicyBacktest

MAX_SHOWN = 20


def backtest(backtest_id: int) -> PolicyBacktest | None:
    """Return one backtest with its version (no text) and who asked for it."""
    rows = PolicyBacktest.objects.select_related("version", "started_by")
    return rows.defer("version__text").filter(pk=backtest_id).first()


def backtests_of(version: str) -> list[PolicyBacktest]:
    """Return the latest backtests of a version, newest first."""
    rows = PolicyBacktest.objects.filter(version__version=version).select_related("started_by")
    return list(rows.order_by("-id")[:MAX_SHOWN])
