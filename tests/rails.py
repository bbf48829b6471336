"""Real rails for tests: the sandbox over HTTP behind the platform's own gateways, and its till."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.gateways.sandbox_http.conftest import Running
from weikameng.domain.money import yuan_of
from weikameng.services import imports, wiring


class Rails(Running):
    """A running sandbox that the platform's gateways speak with; ``do`` and ``get`` control it."""

    def pays(self, route: str, number: str, amount_minor: int, **more: Any) -> str:
        """Somebody paid at a channel; returns the channel's number of the payment."""
        wish = {"provider": route, "number": number, "amount": amount_minor} | more
        reference: str = self.do("payments", **wish)["trade_no"]
        return reference

    def brings(
        self, cast: Cast, legs: dict[str, int], *, name: str = "rails-1", units: int = 1
    ) -> str:
        """An order of 小林's, delivered an hour ago and unused, paid by these legs of fen.

        Routes ``alipay`` and ``wechatpay`` are paid at this sandbox; returns the order number.
        """
        references = {r: self.pays(r, f"{name}-{r}", m) for r, m in legs.items()}
        row = order_row(name, (legs, references), units, cast.at - timedelta(hours=1))
        (result,) = imports.import_orders([json.dumps(row)], at=cast.at)
        assert not result.problem, result.problem
        return result.number

    def refunded(self) -> dict[str, int]:
        """Fen that left the sandbox, by refund number (sent back ones taken out)."""
        moved: dict[str, int] = {}
        for entry in self.get("ledger")["entries"]:
            if entry["kind"] in {"refunded", "sent_back"}:
                number = entry["number"]
                moved[number] = moved.get(number, 0) - entry["amount"]
        return moved


def order_row(
    name: str, paid: tuple[dict[str, int], dict[str, str]], units: int, paid_at: datetime
) -> dict[str, Any]:
    """One row of an import: game cards at the same price; ``paid``: legs and their references."""
    legs, references = paid
    price = yuan_of(sum(legs.values()) // units)
    return {
        "external_number": name,
        "buyer": "xiaolin",
        "sku": "game-card-60",
        "units": [{"price": price, "usage": "none"}] * units,
        "payments": [
            {"route": route, "amount": yuan_of(minor), "reference": references[route]}
            for route, minor in legs.items()
        ],
        "paid_at": paid_at.isoformat(),
        "completed_at": paid_at.isoformat(),
    }


@pytest.fixture(scope="session")
def sandbox_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys take a second to make, so they are made once."""
    from weikameng.gateways.sandbox.over_http.keys import key_ring

    folder = tmp_path_factory.mktemp("rails") / "keys"
    key_ring(folder, time.time)
    return folder


@pytest.fixture
def rails(tmp_path: Path, sandbox_keys: Path, settings: Any) -> Iterator[Rails]:
    """Alipay and WeChat Pay, simulated over HTTP and wired to the platform."""
    shutil.copytree(sandbox_keys, tmp_path / "rails" / "keys")
    running = Rails(tmp_path / "rails")
    settings.CHANNELS = running.config["settings"]
    wiring.forget_channels()
    yield running
    running.stop()
    wiring.forget_channels()
