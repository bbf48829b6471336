"""Settings of a channel, read one by one as value or NAME_FILE; what is wrong adds up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from weikameng.domain.words import Words
from weikameng.gateways.payments.key_reading import KeyTrouble

FILE_LIMIT = 256 * 1024
MOST_DAYS = 3650
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

MISSING = Words("缺少这项设置。", "This setting is missing.")
NO_FILE = Words("读不到所指的文件。", "The file it names can't be read.")
NO_ADDRESS = Words(
    "必须是 https 地址（本机沙箱可用 http）。",
    "Must be an https address (http only for a sandbox on this machine).",
)
NO_DAYS = Words(f"必须是 1 至 {MOST_DAYS} 的天数。", f"Must be a number of days, 1 to {MOST_DAYS}.")

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one setting, in words fit for a page; never the value itself."""

    channel: str
    setting: str
    code: str
    words: Words


class Reading:
    """Reads the settings of one channel and keeps what is wrong with them."""

    def __init__(self, channel: str, settings: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self._channel = channel
        self._settings = settings

    def fault(self, setting: str, code: str, words: Words) -> None:
        """Keep a fault."""
        self.faults.append(Fault(self._channel, setting, code, words))

    def given(self, *names: str) -> bool:
        """Say whether any of these settings is set, as value or file."""
        return any(self._settings.get(name) or self._settings.get(f"{name}_FILE") for name in names)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a setting; without a default its absence is a fault."""
        value = self._settings.get(name, "").strip()
        if not value and (path := self._settings.get(f"{name}_FILE", "").strip()):
            value = self._file(name, Path(path))
            if not value:
                return ""
        if value:
            return value
        if default is None:
            self.fault(name, "missing", MISSING)
        return default or ""

    def _file(self, name: str, path: Path) -> str:
        try:
            with path.open("rb") as lines:
                value = lines.read(FILE_LIMIT).decode("utf-8").strip()
        except (OSError, ValueError):
            value = ""
        if not value:
            self.fault(f"{name}_FILE", "unreadable_file", NO_FILE)
        return value

    def made(self, name: str, make: Callable[[str], Made]) -> Made | None:
        """Return what ``make`` makes of a required setting; its KeyTrouble is a fault."""
        value = self.text(name)
        if not value:
            return None
        try:
            return make(value)
        except KeyTrouble as trouble:
            self.fault(name, trouble.code, trouble.words)
            return None

    def address(self, name: str, default: str | None = None) -> str:
        """Return an address to talk to; plain http only to this machine."""
        value = self.text(name, default)
        if value and not _is_safe(value):
            self.fault(name, "no_address", NO_ADDRESS)
        return value.rstrip("/")

    def days(self, name: str, default: int) -> timedelta:
        """Return a number of days."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST_DAYS):
            self.fault(name, "no_days", NO_DAYS)
            return timedelta(days=default)
        return timedelta(days=int(value))


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    return bool(host) and plain and secure and address.isascii() and address.isprintable()
