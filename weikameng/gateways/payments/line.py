"""The line to a provider: one exchange with limits on time and size, and no detours."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

# Every wait for connecting, sending or the next bytes; and the whole exchange.
TIMEOUT_SECONDS = 10.0
EXCHANGE_SECONDS = 30.0
ANSWER_LIMIT = 1024 * 1024
_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_PLAIN = {"", "identity"}


class LineDead(Exception):
    """No usable answer. ``reached`` False: the request surely never left this machine."""

    def __init__(self, code: str, *, reached: bool = True, status: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.reached = reached
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it arrived; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def new_client() -> httpx.Client:
    """Return a client that follows no redirect and believes no proxy of the environment."""
    return httpx.Client(
        timeout=TIMEOUT_SECONDS,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "weikameng", "Accept-Encoding": "identity"},
    )


class Line:
    """Asks through one client; what goes wrong on the way is a LineDead."""

    def __init__(self, client: httpx.Client) -> None:
        assert not client.trust_env, "a payment client must not take proxies from the environment"
        self._client = client

    def request(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Request:
        """Return the request as it will travel, so that its exact path can be signed."""
        return self._client.build_request(
            method,
            url,
            content=body or None,
            headers={"Accept-Encoding": "identity", **(headers or {})},
            timeout=TIMEOUT_SECONDS,
        )

    def ask(self, request: httpx.Request, limit: int = ANSWER_LIMIT) -> Reply:
        """Send the request once and return the answer, or raise LineDead."""
        until = time.monotonic() + EXCHANGE_SECONDS
        try:
            response = self._client.send(request, stream=True, follow_redirects=False, auth=None)
        except _UNREACHED as error:
            raise LineDead(_code(error), reached=False) from None
        except httpx.HTTPError as error:
            raise LineDead(_code(error)) from None
        except UnicodeError:  # no resolver takes such a host name
            raise LineDead("BAD_HOST", reached=False) from None
        try:
            return _read(response, limit, until)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise LineDead(_code(error), status=response.status_code) from None
        finally:
            response.close()


def _read(response: httpx.Response, limit: int, until: float) -> Reply:
    """Read raw bytes only: unpacking what nobody asked to be packed could fill the memory."""
    status = response.status_code
    if response.headers.get("content-encoding", "").lower() not in _PLAIN:
        raise LineDead("ENCODED_ANSWER", status=status)
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > limit:
            raise LineDead("OVERSIZED_ANSWER", status=status)
        if time.monotonic() > until:
            raise LineDead("SLOW_ANSWER", status=status)
        parts.append(part)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(status, headers, b"".join(parts))


def _code(error: Exception) -> str:
    """Name what happened without the address, which may carry a signature."""
    return type(error).__name__
