"""Real suppliers for tests: the sandbox over HTTP behind the platform's own gateways."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.gateways.sandbox_http.conftest import Running
from weikameng.records.models import Product
from weikameng.services import imports, wiring

SKU = {"fulu": "phone-50", "xingquanyi": "video-month"}


class Suppliers(Running):
    """A running sandbox that the platform asks; both suppliers serve a product each."""

    def brings(self, cast: Cast, supplier: str, ending: str, *, days: float = 0.1) -> str:
        """An order of 小林's from another shop, placed at a supplier, whose story its account
        tells; completed so many days ago. Returns our number of it."""
        name = f"there-{supplier}-{ending}-{days}"
        account = f"player-{ending}"
        self.do("supplies", supplier=supplier, number=name, account=account)
        row = order_row(name, SKU[supplier], account, cast.at - timedelta(days=days))
        (result,) = imports.import_orders([json.dumps(row)], at=cast.at)
        assert not result.problem, result.problem
        return result.number

    def asked(self, supplier: str) -> int:
        """How often this supplier was asked, whatever it answered."""
        rows = self.room.books.rows(
            "SELECT coalesce(sum(asked), 0) AS n FROM supplied WHERE supplier = :supplier",
            {"supplier": supplier},
        )
        return int(rows[0]["n"])


def order_row(name: str, sku: str, account: str, at: datetime) -> dict[str, Any]:
    """One row of an import."""
    return {
        "external_number": name,
        "buyer": "xiaolin",
        "sku": sku,
        "units": [{"price": "49.90"}],
        "payments": [{"route": "sandbox", "amount": "49.90", "reference": f"paid-{name}"}],
        "paid_at": at.isoformat(),
        "completed_at": at.isoformat(),
        "account": account,
        "supplier": {"status": "success"},
    }


@pytest.fixture
def suppliers(tmp_path: Path, sandbox_keys: Path, settings: Any, cast: Cast) -> Iterator[Suppliers]:
    """Fulu and 星权益, simulated over HTTP and wired to the platform."""
    shutil.copytree(sandbox_keys, tmp_path / "suppliers" / "keys")
    running = Suppliers(tmp_path / "suppliers")
    settings.SUPPLIERS = running.config["settings"]
    settings.FILES_DIR = tmp_path / "files"
    wiring.forget_suppliers()
    wiring.files.cache_clear()
    for supplier, sku in SKU.items():
        Product.objects.filter(sku=sku).update(supplier=supplier)
    yield running
    running.stop()
    wiring.forget_suppliers()
    wiring.files.cache_clear()
