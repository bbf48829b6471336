"""Which call of a shop brought an event about (P3): its X-Request-Id goes into the webhook.

Only for shops, and only for an id they sent: no other call costs a statement, and nobody reads
an id of somebody else.
"""

from weikameng.records.writing import asked_by as writing


def begin(request_id: str) -> None:
    """From now on what this connection writes was asked for by this call."""
    writing.say(request_id)


def end() -> None:
    """The call is over: what comes next on this connection is somebody else's."""
    writing.say("")
