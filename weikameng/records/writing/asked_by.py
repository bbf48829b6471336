"""Says on the connection which call is being answered: events it brings about keep that id."""

from weikameng.records.statements import fetch_one

_SAY = "SELECT set_config('weikameng.request', %(request)s, false)"


def say(request_id: str) -> None:
    """Say it until something else is said; empty for nobody's call."""
    fetch_one(_SAY, {"request": request_id})
