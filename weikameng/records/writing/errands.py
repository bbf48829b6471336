"""Follow-up tasks, deferred in the transaction that makes them necessary (stack.md, tasks)."""

from procrastinate.contrib.django import app


def defer(name: str, **details: str) -> None:
    """Put an errand on the list; it exists if and only if the transaction commits."""
    app.configure_task(name).defer(**details)
