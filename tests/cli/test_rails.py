"""The demo's sandbox: who gets one, where its notices go, and what a taken port says."""

import os
import socket
import subprocess
import sys

import click
import pytest

from weikameng.cli.rails import Rails, check_port, rails_to, wanted
from weikameng.services import wiring

RUN = [sys.executable, "-m", "weikameng.config.entry", "run", "--demo"]


@pytest.fixture
def taken():
    """A port somebody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_only_a_demo_without_channels_of_its_own_gets_a_sandbox(settings):
    for set_up, needed in [
        ({}, True),
        ({"WEIKAMENG_ALIPAY_REFUND_DAYS": "90"}, True),
        ({"WEIKAMENG_ALIPAY_APP_ID": "2021"}, False),
        ({"WEIKAMENG_WECHATPAY_MCHID": "1900"}, False),
    ]:
        settings.CHANNELS = set_up
        wiring.forget_channels()
        assert wanted() is needed, set_up
    settings.CHANNELS = {}
    wiring.forget_channels()
    settings.SUPPLIERS = {"WEIKAMENG_FULU_APP_KEY": "app"}
    assert wanted() is False
    wiring.forget_channels()


@pytest.mark.parametrize(
    ("host", "shop"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.0.2.7", ""),
        ("shop.example", ""),
    ],
)
def test_notices_come_to_a_shop_on_this_machine_and_to_no_other(host, shop):
    assert rails_to(host, 8000, 8901) == Rails(8901, shop)


def test_a_port_is_found_when_none_is_given():
    assert rails_to("127.0.0.1", 8000, 0).port > 1023


def test_a_taken_port_is_told_with_the_option_that_chooses_another(taken):
    with pytest.raises(click.ClickException, match=f":{taken} .* choose another with --port"):
        check_port("127.0.0.1", taken, "--port")


def test_run_refuses_a_taken_sandbox_port_before_it_does_anything(taken):
    asked = [*RUN, "--port=0", f"--sandbox-port={taken}"]
    plain = {name: v for name, v in os.environ.items() if not name.startswith("WEIKAMENG_A")}
    done = subprocess.run(asked, env=plain, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"127.0.0.1:{taken} can't be used" in done.stderr
    assert "--sandbox-port" in done.stderr
    assert done.stdout == ""


def test_a_sandbox_that_does_not_start_is_told_in_a_sentence(taken):
    rails = Rails(taken, "")
    with pytest.raises(click.ClickException, match=f"did not start on {rails.address}"):
        rails.open(lambda: False)
