"""The example shop as its own process against the application: it sells, pushes, refunds, hears of
it, pays back, confirms and reconciles; and its doors are shut for hours, and told things twice."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

from tests.browser.served import served
from weikameng.domain.calendar import beijing
from weikameng.domain.shops import SCOPES
from weikameng.domain.webhook_addresses import networks_from
from weikameng.gateways.webhooks import Letter, signed_headers
from weikameng.records.models import Payout, WebhookDelivery, WebhookEndpoint, WebhookEvent
from weikameng.records.reading.audit import audit
from weikameng.services import shops, tokens, webhook_sending

EXAMPLE = Path(__file__).parents[2] / "examples" / "shop" / "shop.py"
PATIENCE_SECONDS = 20.0


@dataclass
class Running:
    """The shop's process, asked as a browser or a program would."""

    address: str

    def get(self, path: str) -> Any:
        return self._read(httpx.get(self.address + path, timeout=20))

    def post(self, path: str, **body: str) -> Any:
        return self._read(httpx.post(self.address + path, json=body, timeout=20))

    def _read(self, answer: httpx.Response) -> Any:
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.json()


@contextmanager
def running(desk: str, token: str, data: Path, port: int = 0) -> Iterator[Running]:
    """The shop's own process until the block ends; killed without a word."""
    given = ["--desk", desk, "--token", token, "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLE), *given, "--every", "0.2"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://[\w.:]+", said)
        assert found, said + process.stdout.read()
        yield Running(found[0])
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(true: Any) -> None:
    """Wait for the shop's own hands."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends, "the shop has not done it"
        time.sleep(0.05)


def sends() -> int:
    return webhook_sending.send_until_idle("tests", timezone.now)


def hears(shop: Running, refund: dict[str, Any]) -> str:
    """Send what there is; return what the shop knows of a refund then."""
    sends()
    return str(shop.get(f"/orders/{refund['number']}")["state"])


def hours_pass(hours: int) -> None:
    """What waits has waited so much longer."""
    ago = timedelta(hours=hours)
    WebhookDelivery.objects.filter(due_at__isnull=False).update(due_at=F("due_at") - ago)
    resting = WebhookEndpoint.objects.filter(rest_until__isnull=False)
    resting.update(rest_until=F("rest_until") - ago)


def refund_of(shop: Running, customer: str = "c-1", sku: str = "east-card-30") -> dict[str, Any]:
    """Sell a card and ask for the money."""
    sold = shop.post("/orders", customer=customer, sku=sku)
    return dict(shop.post(f"/orders/{sold['number']}/refund", reason="NOT_ACTIVATED"))


@pytest.fixture
def desk(cast, settings):
    """The application, served, with a shop that pays back itself: its address and the token."""
    settings.WEBHOOK_NETWORKS = networks_from("127.0.0.0/8")
    webhook_sending.courier.cache_clear()
    at = timezone.now()
    shops.open_shop("example", "示例店", "shop", None, at)
    token = shops.issue_token("example", tokens.Wish("example", SCOPES, 30), None, at)
    with served() as address:
        yield address, token
    webhook_sending.courier.cache_clear()


def test_the_example_shop_sells_refunds_pays_back_and_its_books_agree(desk, tmp_path):
    data = tmp_path / "shop.db"
    with running(*desk, data) as shop:
        port = int(shop.address.rpartition(":")[2])
        _sells_shows_and_asks(shop)
        refund = refund_of(shop)
        again = shop.post(f"/orders/{refund['number']}/refund", reason="NOT_ACTIVATED")
        assert again["refund"] == refund["refund"]
        assert sends() > 0
        until(lambda: Payout.objects.filter(state="settled").count() == 1)
        until(lambda: hears(shop, refund) == "refunded")
        _told_twice(shop)
        _forged(shop)
    # Its doors are shut for hours; a customer of the shop asks at the desk meanwhile.
    late = _applies_at_the_desk(desk)
    for hours in (1, 3, 6):
        sends()
        hours_pass(hours)
    assert Payout.objects.get(case__number=late).state == "intended"
    with running(*desk, data, port) as shop:
        hours_pass(24)
        assert sends() > 0
        until(lambda: Payout.objects.get(case__number=late).state == "settled")
        _fails_and_is_asked_again(shop)
        found = shop.post(f"/reconcile/{beijing(timezone.now()).date()}")
        assert (found["agree"], found["differ"]) == (2, [])
        assert len([one for one in shop.get("/books")["payouts"] if one["state"] == "paid"]) == 2
    assert audit() == []


def _sells_shows_and_asks(shop: Running) -> None:
    """A key is shown once the desk has heard of it, and no more once a refund holds it."""
    kept = shop.post("/orders", customer="c-2", sku="east-card-30")
    assert len(shop.post(f"/orders/{kept['number']}/key")["key"]) == 16
    small = shop.post("/orders", customer="c-3", sku="east-card-3")
    assert shop.get(f"/orders/{small['number']}/eligibility")["eligible"] is True
    page = httpx.get(shop.address).text
    assert kept["number"] in page
    assert "示例店" in page


def _told_twice(shop: Running) -> None:
    """The same event again does nothing again, however it comes."""
    before = shop.get("/books")["payouts"]
    WebhookDelivery.objects.filter(event__type="payout.to_pay").update(
        standing="waiting", due_at=timezone.now(), ended_at=None
    )
    assert sends() == 1
    books = shop.get("/books")
    assert books["payouts"] == before
    assert {one["times"] for one in books["events"] if one["type"] == "payout.to_pay"} == {2}
    assert Payout.objects.get().settlements == 1


def _forged(shop: Running) -> None:
    """What the desk did not sign is turned away."""
    event = WebhookEvent.objects.filter(type="payout.to_pay").get()
    secret = "whsec_" + "c2VjcmV0" * 4
    letter = Letter(shop.address, event.message, json.dumps({"type": "x"}).encode(), (secret,))
    headers = dict(signed_headers(letter, timezone.now()))
    told = httpx.post(f"{shop.address}/webhooks", content=letter.body, headers=headers)
    assert told.status_code == 401


def _applies_at_the_desk(desk: tuple[str, str]) -> str:
    address, token = desk
    with httpx.Client(
        base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}
    ) as desk_:
        orders = desk_.get("/orders", params={"customer": "c-3"}).json()["items"]
        asked = {"order": orders[0]["number"], "reason": "NOT_ACTIVATED"}
        return str(desk_.post("/refunds", json=asked).json()["number"])


def _fails_and_is_asked_again(shop: Running) -> None:
    """A customer whose account is closed: the shop says so, and people see to it."""
    refund = refund_of(shop, "closed-9", "east-card-3")
    sends()
    until(lambda: Payout.objects.filter(case__number=refund["refund"], state="refused").exists())
    until(lambda: hears(shop, refund) == "payout_stuck")
