"""Against floods at the doors for machines: an address whose messages are refused falls silent."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

# Refused messages that one address (in fact one drawer of addresses) may send until it is silent
# for a minute; further ones are not even counted. Genuine ones are never turned away.
REFUSALS_AT_MOST = 60
SILENCE_SECONDS = 60
DRAWERS = 64


class Flood:
    """Counts refusals by address in few drawers, so that no flood fills the cache."""

    def __init__(self, name: str) -> None:
        self._name = name

    def admits(self, request: HttpRequest) -> bool:
        """Count one more refusal; False once there were too many."""
        drawer = self._drawer(request)
        if cache.get(drawer, 0) >= REFUSALS_AT_MOST:
            return False
        cache.set(drawer, cache.get(drawer, 0) + 1, SILENCE_SECONDS)
        return True

    def _drawer(self, request: HttpRequest) -> str:
        proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        address = request.META.get("REMOTE_ADDR", "")
        if 0 < proxies <= len(hops):
            address = hops[-proxies].strip()
        number = hashlib.sha256(address.encode()).digest()[0] % DRAWERS
        return f"{self._name}:{number}"
