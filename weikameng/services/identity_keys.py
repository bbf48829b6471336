"""Names and numbers at rest (P6): sealed by the newest key, sealed anew when a key is changed,
deleted when their time is over.
"""

import hashlib
from datetime import datetime

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction

from weikameng.domain.identity import Claim
from weikameng.domain.policy.publishing import beijing_day
from weikameng.domain.staff_acts import Act
from weikameng.gateways.identity.key_file import keep_keys
from weikameng.records.reading import identity as reading
from weikameng.records.reading.identity import CheckAsRead
from weikameng.records.writing import identity as writing
from weikameng.services.staff_log import noted

BATCH = 200


def sealed(claim: Claim) -> tuple[str, str, str]:
    """Return a name and a number encrypted, and which key did it."""
    keys = _keys()
    box = Fernet(keys[0])
    name, number = (box.encrypt(text.encode()).decode() for text in (claim.name, claim.number))
    return name, number, key_name(keys[0])


def opened(check: CheckAsRead) -> Claim | None:
    """Return what a check keeps; None once it was deleted. InvalidToken without its key."""
    found = reading.sealed_of(check.id)
    if found is None:
        return None
    box = MultiFernet([Fernet(key) for key in _keys()])
    name, number = (box.decrypt(text.encode()).decode() for text in (found.name, found.number))
    return Claim(check.document, name, number)


def rotate(at: datetime) -> int:
    """Make a new key, seal everything with it, and drop all but the one before; return how many.

    The staff log has its line, the name of the key in it, before anything is sealed anew.

    That one stays until the next time, for whoever wrote a check in this very moment. Where the
    keys were set by hand, the newest of them is used and none is made.
    """
    path, keys = settings.IDENTITY_KEY_FILE, _keys()
    if path:
        keys = (Fernet.generate_key().decode(), *keys)
        keep_keys(path, keys)
    with transaction.atomic():
        noted(None, Act.IDENTITY_KEY_CHANGED, f"key {key_name(keys[0])}", "", at)
    done = _sealed_anew(keys)
    if path:
        keep_keys(path, keys[:2])
    return done


def purge(at: datetime) -> int:
    """Delete what checks keep of people once nobody needs it any more; return how many."""
    done, before = 0, reading.answered_before(settings.IDENTITY_KEEP_DAYS, at)
    while ids := reading.to_purge(before, BATCH):
        done += writing.purge(ids, at)
    return done


def purge_now(at: datetime) -> int:
    """Delete by somebody's command what the worker deletes every night; the staff log says so."""
    before = reading.answered_before(settings.IDENTITY_KEEP_DAYS, at)
    with transaction.atomic():
        done = purge(at)
        about = f"answered {beijing_day(before)}"
        noted(None, Act.IDENTITY_PURGED, about, f"{done} deleted", at)
    return done


def newest() -> str:
    """Return the name of the key that seals now."""
    return key_name(_keys()[0])


def key_name(key: str) -> str:
    """Return what a row calls the key that sealed it; it tells nothing about the key."""
    return hashlib.sha256(b"weikameng identity key\n" + key.encode()).hexdigest()[:16]


def _sealed_anew(keys: tuple[str, ...]) -> int:
    box, name, done = MultiFernet([Fernet(key) for key in keys]), key_name(keys[0]), 0
    while rows := reading.sealed_otherwise(name, BATCH):
        with transaction.atomic():
            for row in rows:
                fresh = [box.rotate(text.encode()).decode() for text in (row.name, row.number)]
                writing.seal_anew(row.id, fresh[0], fresh[1], name)
        done += len(rows)
    return done


def _keys() -> tuple[str, ...]:
    keys: tuple[str, ...] = settings.IDENTITY_KEYS()
    return keys
