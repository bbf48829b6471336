"""``weikameng webhooks``: an endpoint from its making to its end, secrets printed once."""

import pytest
from click.testing import CliRunner

from tests.cast import Cast, asks, enter
from tests.receiver import Receiver, receiving
from weikameng.cli import webhooks
from weikameng.domain.webhook_addresses import networks_from
from weikameng.services import refunds, shops, webhook_sending


@pytest.fixture
def cast(transactional_db) -> Cast:
    return enter()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = networks_from("127.0.0.0/8")
    webhook_sending.courier.cache_clear()
    with receiving() as one:
        yield one
    webhook_sending.courier.cache_clear()


@pytest.fixture(autouse=True)
def at_hand(monkeypatch):
    """The test's database is up already."""
    monkeypatch.setattr(webhooks, "ready", lambda: None)


def says(command: str, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(webhooks.webhooks, [command, *words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_an_endpoint_by_the_command_line(cast: Cast, receiver: Receiver):
    code, secret = says("create", "--url", receiver.url, "--event", "refund.opened").split()
    assert secret.startswith("whsec_")
    refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at)
    message = says("test", code).strip()
    assert says("send") == "2 sent\n"
    assert sorted(receiver.types) == ["refund.opened", "webhook.test"]  # side by side
    lines = says("deliveries", code, "--state", "delivered").splitlines()
    assert message in lines[0]
    assert lines[1].endswith("tries 1  200")
    assert secret not in says("list")
    assert says("replay", code, "--since", "2026-01-01") == "1\n"
    assert says("replay", code, "--event", message) == "1\n"
    assert says("replay", code, "--event", message) == "0\n"  # it waits already
    assert "--since" in says("replay", code, code=1)
    assert says("rotate", code, "--hours", "1").strip() != secret
    assert says("switch", code, "--off").split() == [code, "off"]
    assert "启用" in says("test", code, code=1)
    says("delete", code)
    assert says("list") == ""
    assert "找到" in says("delete", code, code=1)


def test_a_shop_is_named_by_its_code(cast: Cast):
    shops.open_shop("kami", "卡密店", "ours", None, cast.at)
    code = says("create", "--shop", "kami", "--url", "https://hooks.example.com/").split()[0]
    assert f"{code}  kami  on" in says("list")
    assert "no such shop" in says("create", "--shop", "x", "--url", "https://x.example/", code=1)
    assert "https://" in says("create", "--url", "http://127.0.0.1/", code=1)
