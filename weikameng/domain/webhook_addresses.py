"""Where a webhook may go (P2): out into the world, never to this machine or its neighbours.

Names are looked up once, and the call goes to the very address that was checked.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from weikameng.domain.errors import Refusal
from weikameng.domain.webhook_life import MAX_URL
from weikameng.domain.words import Words

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_SCHEMES = {"http": 80, "https": 443}
_RELAY = ip_network("192.88.99.0/24")  # 6to4, given up
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
# Addresses of the new kind that carry one of the old kind in their last 32 bits (RFC 6052, 4291).
_CARRIES_LAST = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))


def refused_url() -> Refusal:
    """The address can't be one that receives webhooks."""
    return Refusal(
        "webhook_url",
        Words(
            "接收地址要以 https:// 开头,写公网域名,不带用户名、密码和 # 后面的部分。",
            "Give an address that starts with https:// and a public host name, without user name,"
            " password or anything after #.",
        ),
    )


def checked_url(text: str, allowed: Sequence[Network]) -> str:
    """Return an address fit to be called; Refusal when it is not one, whatever its name means.

    Plain http and addresses of a local network only where the settings allow some network.
    """
    parts = _parts(text)
    if parts is None or (parts.scheme == "http" and not allowed):
        raise refused_url()
    host = parts.hostname or ""
    literal = literal_of(host)
    if literal and not may_call(literal, parts.scheme, allowed):
        raise refused_url()
    if literal is None and (_is_number(host) or (_is_this_machine(host) and not allowed)):
        raise refused_url()
    return text


def _is_number(host: str) -> bool:
    """Whether resolvers may read a name as an address: ``2130706433``, ``0x7f.1``, ``0177.0.0.1``
    (the URL standard: its last part is a number)."""
    return _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]) is not None


def _is_this_machine(host: str) -> bool:
    name = host.removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


def _parts(text: str) -> SplitResult | None:
    if (
        len(text) > MAX_URL
        or not text.isascii()
        or not text.isprintable()
        or set(text) & set(" \\")
    ):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    strange = parts.username is not None or parts.password is not None or "#" in text
    if parts.scheme not in _SCHEMES or not parts.hostname or port == 0 or strange:
        return None
    return parts


def place_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address that was checked."""
    parts = urlsplit(url)
    assert parts.hostname, "checked before"
    return parts.scheme, parts.hostname, parts.port or _SCHEMES[parts.scheme]


def literal_of(host: str) -> Address | None:
    """Return the address a host is, None when it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def may_call(address: Address, scheme: str, allowed: Sequence[Network]) -> bool:
    """Whether a call may go there: public over https, or named by the settings."""
    innermost = _meant(address)
    if any(innermost in network or address in network for network in allowed):
        return True
    return scheme == "https" and _is_public(innermost)


def callable_ones(found: Iterable[str], scheme: str, allowed: Sequence[Network]) -> list[str]:
    """Return those of a name's addresses that may be called, in their order, each once."""
    addresses = dict.fromkeys(ip_address(one.partition("%")[0]) for one in found)
    return [str(one) for one in addresses if may_call(one, scheme, allowed)]


def networks_from(text: str) -> tuple[Network, ...]:
    """Read networks by comma, as in ``127.0.0.0/8,::1``. ValueError when one is none."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def _meant(address: Address) -> Address:
    """Return the address that is reached in the end: mapped, tunnelled or translated ones carry
    another inside."""
    if isinstance(address, IPv4Address):
        return address
    inner: IPv4Address | None = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo:
        inner = address.teredo[1]
    if inner is None and any(address in network for network in _CARRIES_LAST):
        is_own = int(address) <= 1  # :: and ::1 are addresses themselves
        inner = None if is_own else IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _is_public(address: Address) -> bool:
    strange = address.is_multicast or address.is_reserved or address in _RELAY
    if isinstance(address, IPv6Address):
        strange = strange or address.is_site_local
    return address.is_global and not strange
