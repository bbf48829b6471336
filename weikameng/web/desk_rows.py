"""Cases as rows of the desk: what is promised, what it is about, and who works on it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from weikameng.domain.alarms import Stage
from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.words import Words
from weikameng.records.reading.desk_claims import Holder, holders_of
from weikameng.records.reading.desk_queue import WAITING, Viewer
from weikameng.records.reading.picture_readings import mark_at
from weikameng.records.reading.policies import policy
from weikameng.web import saying
from weikameng.web.desk_pictures import badge

# What the clocks have rung, said in the queue; a broken promise is told by its own badge.
_ALARMS = {
    Stage.NEARING: ("warn", Words("快到时限", "Nearly due")),
    Stage.OUTER_NEARING: ("warn", Words("临近法定 15 天", "15 days nearly up")),
    Stage.OUTER_BROKEN: ("bad", Words("超过法定 15 天", "Past 15 days")),
}


def rows_of(cases: Sequence[Any], viewer: Viewer) -> list[dict[str, Any]]:
    """Return the rows; who holds which costs one statement for all of them."""
    holders = holders_of([case.pk for case in cases], viewer.at)
    return [_row(case, holders.get(case.pk), viewer) for case in cases]


def _row(case: Any, holder: Holder | None, viewer: Viewer) -> dict[str, Any]:
    rules, waits = policy(case.version), case.state in WAITING
    alarm = _ALARMS.get(case.alarm) if waits else None
    late = case.due_at is not None and case.due_at <= viewer.at
    reason, kind = rules.reasons.get(case.reason), rules.goods.get(case.goods_kind)
    return {
        **saying.case_row(case, case.order.product),
        "url": reverse("desk_case", args=[case.number]),
        "due_at": case.due_at if waits else None,
        "overdue": waits and (late or case.alarm == Stage.BROKEN),
        "alarm": dict(zip(("tone", "text"), alarm, strict=True)) if alarm else None,
        "amount_minor": case.at_stake_minor or case.order.paid_minor,
        "reason": reason.words if reason else "",
        "kind": kind.words if kind else "",
        "route": ROUTES.get(case.route, Words(case.route, case.route)),
        "account": saying.masked(case.order.account) if case.order.account else "",
        "order": case.order.number,
        "buyer": case.buyer.display_name,
        "pictures": badge(mark_at(case.mark_rank)),
        "holder": holder,
        "mine": holder is not None and holder.person_id == viewer.id,
    }
