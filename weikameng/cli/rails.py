"""The sandbox beside the demo: real rails to rehearse on, when nobody set real channels up (N8)."""

import ipaddress
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import click
import httpx
from django.conf import settings

from weikameng.services import carriers, wiring

HOST = "127.0.0.1"
START_WITHIN_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.05
# Who sends notices about refunds, and which of our doors they come to.
_NOTIFIED = {"alipay": "alipay", "alipay_app": "alipay", "wechatpay": "wechatpay"}
_SMS = "aliyun_sms"
_SHOWN = """\
支付宝和微信支付的沙箱 / sandbox of both  {address}/_control/ledger
  福禄和星权益的沙箱也在那里：账号的最后四位决定答复 / so are both suppliers: the account chooses
  短信也只到沙箱 / text messages end there, too  {address}/_control/messages
  金额的最后两位决定渠道出什么差错：11 晚到、21 关闭、22 异常，全表见 docs/sandbox.md
  The last two digits of an amount choose what goes wrong: docs/demo.md, docs/sandbox.md"""


@dataclass(frozen=True, slots=True)
class Rails:
    """Where the sandbox will listen, and the shop's address for notices (empty: none are sent)."""

    port: int
    shop: str

    @property
    def address(self) -> str:
        """Return the sandbox's address."""
        return f"http://{HOST}:{self.port}"

    @property
    def command(self) -> list[str]:
        """Return what serves it, amounts choosing scenarios."""
        entry = [sys.executable, "-m", "weikameng.config.sandbox", "run"]
        return [*entry, f"--host={HOST}", f"--port={self.port}", "--amounts"]

    @property
    def shown(self) -> str:
        """Return what is printed at start."""
        return _SHOWN.format(address=self.address)

    def open(self, alive: Callable[[], bool]) -> dict[str, str]:
        """Wait until the sandbox answers and tell it where notices without an address go; return
        the settings that point web and worker there.

        Raises ClickException when it does not start; ``alive`` says whether it still runs.
        """
        doors = {name: self._door(f"{route}/notice") for name, route in _NOTIFIED.items()}
        plan = {"notify": doors | {_SMS: self._door(f"sms/{_SMS}/receipt")}}
        notify = {"WEIKAMENG_WECHATPAY_NOTIFY_URL": self._door("wechatpay/notice")}
        end = time.monotonic() + START_WITHIN_SECONDS
        with httpx.Client(base_url=self.address, trust_env=False) as line:
            while time.monotonic() < end and alive():
                try:
                    line.post("/_control/plan", json=plan).raise_for_status()
                except httpx.TransportError:
                    time.sleep(LOOK_EVERY_SECONDS)
                else:
                    found: dict[str, str] = line.get("/_control/keys").json()["settings"]
                    return notify | _not_set_up(found | _texts())
        raise click.ClickException(f"the sandbox did not start on {self.address}")

    def _door(self, path: str) -> str:
        return self.shop and f"{self.shop}/channels/{path}"


def _texts() -> dict[str, str]:
    """The sandbox's carrier knows every text by our own name of it."""
    named = ", ".join(f"{code}={code}, {code}.en={code}.en" for code in carriers.rules().codes)
    return {carriers.ALIYUN_TEMPLATES: named}


def _not_set_up(found: dict[str, str]) -> dict[str, str]:
    """Leave a carrier and an identity service alone that somebody has set up."""
    taken = ["_SMS_"] * bool(settings.MESSAGES) + ["_ALIYUN_ID_"] * bool(settings.IDENTITY)
    return {name: value for name, value in found.items() if not any(t in name for t in taken)}


def wanted() -> bool:
    """Say whether the demo needs a sandbox: not when a real channel or supplier is set up."""
    return not wiring.set_up() and not wiring.suppliers_set_up()


def rails_to(host: str, port: int, sandbox_port: int) -> Rails:
    """Return rails for a shop that listens there; ``sandbox_port`` 0 takes a free one.

    Notices only travel within this machine: a shop that listens elsewhere does without.
    """
    near = _on_this_machine(host)
    return Rails(sandbox_port or free_port(), near and f"http://{near}:{port}")


def _on_this_machine(host: str) -> str:
    """Return how this machine reaches a shop that listens there; empty when it would go out."""
    try:
        where = ipaddress.ip_address(HOST if host == "localhost" else host)
    except ValueError:  # a name
        return ""
    if where.is_unspecified:
        return HOST
    if not where.is_loopback:
        return ""
    return f"[{where}]" if where.version == 6 else str(where)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(host: str, port: int, option: str) -> None:
    """Raise ClickException when a port is taken; ``option`` is where another is given."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} can't be used ({error.strerror}); choose another with {option}"
            ) from error
