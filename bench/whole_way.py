"""The whole way of one click: from the application to the channel's word, worker included."""

import statistics
from datetime import datetime

import httpx

from weikameng.cli.stage import Stage, until
from weikameng.cli.stories import buys
from weikameng.services import demo_data

# The policy allows a buyer three one-click refunds in 30 days.
REFUNDS = 3


def show(stage: Stage) -> None:
    """Print how long a one-click refund took from application to settlement, in ms."""
    spans = sorted(_spans(stage))
    print(
        f"one click, application to settled: median {statistics.median(spans):.0f} ms, "
        f"slowest of {len(spans)} {spans[-1]:.0f} ms"
    )


def _spans(stage: Stage) -> list[float]:
    spans = []
    for name, _, role in demo_data.PEOPLE:
        if role != "buyer":
            continue
        token = stage.command("people", "token", name).strip()
        with httpx.Client(base_url=stage.url, headers={"Authorization": f"Bearer {token}"}) as http:
            spans += [_span(http, buys(stage.enter(name), "game-card-3")) for _ in range(REFUNDS)]
    return spans


def _span(http: httpx.Client, order: str) -> float:
    asked = {"order": order, "reason": "NOT_ACTIVATED"}
    number = http.post("/api/v1/refunds", json=asked).json()["number"]

    def settled() -> dict[str, list[dict[str, str]]] | None:
        case = http.get(f"/api/v1/refunds/{number}").json()
        return case if case["state"] == "refunded" else None

    case = until(settled, f"{number} refunded")
    begun = datetime.fromisoformat(case["applied_at"])
    ended = datetime.fromisoformat(case["payouts"][0]["settled_at"])
    return (ended - begun).total_seconds() * 1000
