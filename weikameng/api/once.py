"""Writes with an Idempotency-Key are done once: a turn is taken at the door and told at the front.

The key belongs to the token. Only what was done is kept; after a refusal the key is free again.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from weikameng.domain.kept_answers import Answer, Asked
from weikameng.services import kept_answers
from weikameng.services.kept_answers import Turn

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Bodies that are read whole anyway; a file on its way in is known by length and digest.
_READ_WHOLE = frozenset({"", "application/json"})
_OF_A_STREAM = ("Content-Length", "Content-Digest", "Upload-Offset", "Upload-Metadata")


class Told(Exception):
    """This was done and answered before; ``answer`` says how."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def demand_turn(request: HttpRequest, token_id: int) -> None:
    """Take the turn of a write that carries a key; Told with the answer it had before."""
    key = request.headers.get(HEADER)
    if key is None or request.method not in WRITES:
        return
    kept_answers.demand_key(key)
    turn = kept_answers.turn_of(Asked(token_id, key, _fingerprint(request)), timezone.now())
    if isinstance(turn, Answer):
        raise Told(turn)
    request.turn = turn  # type: ignore[attr-defined]


def tell_again(_request: HttpRequest, told: Told) -> HttpResponse:
    """Answer as the first time."""
    answer = HttpResponse(told.answer.content, status=told.answer.status)
    for name, value in told.answer.headers.items():
        answer.headers[name] = value
    answer.headers[REPLAYED] = "true"
    return answer


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what a turn led to, or free its key."""
    turn: Turn | None = getattr(request, "turn", None)
    if turn is None:
        return
    if not (200 <= response.status_code < 300 and isinstance(response, HttpResponse)):
        kept_answers.let_go(turn)
        return
    sealed = "no-store" in response.headers.get("Cache-Control", "")
    content = "" if sealed else response.content.decode()
    told = Answer(response.status_code, dict(response.headers), content, sealed)
    kept_answers.tell(turn, told)


def _fingerprint(request: HttpRequest) -> str:
    parts = [str(request.method), request.get_full_path(), request.content_type or ""]
    if request.content_type in _READ_WHOLE:
        body = request.body
    else:
        body = b""
        parts += [request.headers.get(name, "") for name in _OF_A_STREAM]
    return kept_answers.fingerprint(*(part.encode() for part in parts), body)
