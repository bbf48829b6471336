"""Which policy decides, and the promises and words that go with it. Versions never change."""

from datetime import datetime
from functools import cache

from weikameng.domain.calendar import calendar_from
from weikameng.domain.policy.model import Policy, policy_from
from weikameng.domain.promises import Promises, promises_from
from weikameng.records.documents import shipped
from weikameng.records.models import PolicyVersion


@cache
def policy(version: str) -> Policy:
    """Return one version, parsed once a process: a published version is immutable (N1)."""
    row = PolicyVersion.objects.get(version=version)
    return policy_from(row.document, shipped("cn_calendar"))


def version_at(at: datetime) -> PolicyVersion:
    """Return the version in force at a moment; an order keeps the one of its payment (N1)."""
    return PolicyVersion.objects.filter(effective_at__lte=at).order_by("-effective_at")[0]


@cache
def promises() -> Promises:
    """Return the promised clocks on the working calendar (R3.6)."""
    return promises_from(shipped("sla"), calendar_from(shipped("cn_calendar")))
