"""Writes answers by Idempotency-Key: begun before the act, kept after it, gone after a day."""

from datetime import datetime

from weikameng.domain.kept_answers import Answer, Asked
from weikameng.records.models import KeptAnswer
from weikameng.records.statements import fetch_one

# Begun anew where nobody holds the key, or who held it fell silent before ``lost``.
BEGIN = """
INSERT INTO kept_answer (token_id, key, fingerprint, started_at, headers, content, sealed)
VALUES (%(token)s, %(key)s, %(fingerprint)s, %(at)s, '{}', '', false)
ON CONFLICT (token_id, key) DO UPDATE
SET fingerprint = excluded.fingerprint, started_at = excluded.started_at, status = NULL,
    headers = '{}', content = '', sealed = false
WHERE kept_answer.started_at < %(forgotten)s
   OR (kept_answer.status IS NULL AND kept_answer.started_at < %(lost)s
       AND kept_answer.fingerprint = excluded.fingerprint)
RETURNING id
"""


def begin(asked: Asked, at: datetime, *, lost: datetime, forgotten: datetime) -> int | None:
    """Take the key; None when somebody has it, before ``lost`` under way or until ``forgotten``."""
    given = {
        "token": asked.token_id,
        "key": asked.key,
        "fingerprint": asked.fingerprint,
        "at": at,
        "lost": lost,
        "forgotten": forgotten,
    }
    row = fetch_one(BEGIN, given)
    return row[0] if row else None


def keep(kept_id: int, started_at: datetime, answer: Answer) -> None:
    """Keep the answer of who still holds the key."""
    KeptAnswer.objects.filter(pk=kept_id, started_at=started_at, status=None).update(
        status=answer.status,
        headers=dict(answer.headers),
        content=answer.content,
        sealed=answer.sealed,
    )


def let_go(kept_id: int, started_at: datetime) -> None:
    """Free the key: nothing was done."""
    KeptAnswer.objects.filter(pk=kept_id, started_at=started_at, status=None).delete()


def forget(before: datetime) -> int:
    """Delete what began before; return how many."""
    return KeptAnswer.objects.filter(started_at__lt=before).delete()[0]
