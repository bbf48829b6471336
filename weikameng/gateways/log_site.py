"""A log as others publish it: files by path over HTTP, each no larger than it may be."""

from types import TracebackType
from typing import Self

import httpx

TIMEOUT_SECONDS = 20.0


class SiteTrouble(Exception):
    """The log can't be read there now; the message says which address and why."""


class LogSite:
    """One log behind its prefix. Redirects are not followed: a log stays where it is."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix.rstrip("/")
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, path: str, limit: int) -> bytes:
        """Return a file. Raises SiteTrouble when it is not there, or too large to be one."""
        address = f"{self.prefix}/{path}"
        try:
            with self._client.stream("GET", address) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise SiteTrouble(f"{address}: {answer.status_code}")
                content = b""
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > limit:
                        raise SiteTrouble(f"{address}: more than {limit} bytes")
        except httpx.HTTPError as error:
            raise SiteTrouble(f"{address}: {error}") from error
        except httpx.InvalidURL as error:
            raise SiteTrouble(f"{address}: {error}") from error
        return content
