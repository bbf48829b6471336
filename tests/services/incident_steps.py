"""Steps of an incident in short, as 老陈 and 阿财 take them; the worker's part is taken by hand."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast
from weikameng.domain.incidents import Finding
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import Words
from weikameng.services import incident_run, incidents

WORDS = Words("供货商系统故障,没有到账", "The supplier's system failed; nothing arrived")


def laochen(cast: Cast) -> Actor:
    """The supervisor, who declares and asks."""
    return Actor(cast.laochen, "supervisor")


def acai(cast: Cast) -> Actor:
    """Finance, who agrees."""
    return Actor(cast.ids["acai"], "finance")


def declares(cast: Cast, sku: str = "", **more: Any) -> int:
    """老陈 says what failed: the sandbox's goods (or one of them) of the last two days."""
    said = incidents.Declaration(
        more.get("supplier", "sandbox"),
        sku,
        more.get("since", cast.at - timedelta(days=2)),
        more.get("until", cast.at),
        more.get("finding", Finding.NOT_ARRIVED),
        WORDS,
    )
    return incidents.declare(said, laochen(cast), at=cast.at)


def starts(cast: Cast, made: int) -> tuple[int, int]:
    """Both agree on what the dry run says: units and fen."""
    count = incidents.dry_run(made, cast.at).run.refund
    incidents.ask(made, count.pair, laochen(cast), at=cast.at)
    incidents.approve(made, count.pair, acai(cast), at=cast.at)
    return count.pair


def works(cast: Cast, made: int) -> None:
    """The worker goes on until nothing is left."""
    for _ in range(50):
        if incident_run.step(made, cast.at) == "ended":
            return
        cast.later(seconds=3)
    raise AssertionError("it never ends")
