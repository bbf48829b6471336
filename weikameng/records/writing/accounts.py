"""Writes people and their balance."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from weikameng.records.models import User, WalletEntry
from weikameng.records.writing.orders import spend_wallet


def keep_person(
    username: str, *, display_name: str, role: str, password: str = "", encoded: str = ""
) -> User:
    """Make a person if there is none of that name; an existing one is left as it is.

    ``encoded`` is a password that Django has encoded already, for many people who share one.
    """
    person = User.objects.filter(username=username).first()
    if person is None:
        person = User(username=username, display_name=display_name, role=role)
        # none: nobody signs in with it
        person.password = encoded or make_password(password or None)
        person.save()
    return person


def top_up(buyer_id: int, amount_minor: int, cause: str, at: datetime) -> None:
    """Put fen on a balance, once per cause."""
    if not WalletEntry.objects.filter(cause=cause).exists():
        spend_wallet(buyer_id, -amount_minor, cause, at)
