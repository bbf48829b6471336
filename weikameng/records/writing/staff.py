"""Changes the accounts of who works here: role, switched off or on, second factor, sessions."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from weikameng.records.models import User


def change_role(person_id: int, before: str, after: str) -> bool:
    """Give somebody another role; False when it is no longer the one that was read."""
    return bool(User.objects.filter(pk=person_id, role=before).update(role=after))


def switch(person_id: int, *, on: bool) -> bool:
    """Switch an account on or off; False when it is so already."""
    return bool(User.objects.filter(pk=person_id, is_active=not on).update(is_active=on))


def drop_factors(person_id: int) -> bool:
    """Forget somebody's second factor and recovery codes; False when there were none."""
    return bool(Authenticator.objects.filter(user_id=person_id).delete()[0])


def end_sessions(person_id: int) -> None:
    """Sign somebody out everywhere."""
    sessions = UserSession.objects.filter(user_id=person_id)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
