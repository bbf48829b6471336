"""Short secrets at rest: encrypted with the platform's key before they reach the database (P6)."""

from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings


def sealed(secret: str) -> str:
    """Return a secret encrypted, as text."""
    return _box().encrypt(secret.encode()).decode()


def opened(token: str) -> str:
    """Return what was sealed. cryptography's InvalidToken when another key sealed it."""
    return _box().decrypt(token.encode()).decode()


@cache
def _box() -> Fernet:
    return Fernet(settings.CARD_KEY)
