"""Steps of a policy version in short, as 小郑 and 老陈 take them."""

from datetime import date, datetime

from tests.cast import Cast
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import PolicyVersion
from weikameng.records.reading import policies as reading
from weikameng.services import policies

WHY = "把一键退款的门槛调高,并写清原因。"


def row_of(name: str) -> PolicyVersion:
    """The version as it is now."""
    row = reading.version_named(name)
    assert row is not None
    return row


def newest() -> str:
    """The end of the timeline."""
    last = reading.newest()
    assert last is not None
    return last.version


def drafts(cast: Cast, name: str, *, major: bool = False) -> str:
    """小郑 drafts a version from the newest and changes a line in it."""
    policies.start_draft(policies.NewDraft(name, newest()), cast.xiaozheng, at=cast.at)
    rewrites(cast, name, "major = false", f"major = {str(major).lower()}")
    return name


def rewrites(cast: Cast, name: str, old: str, new: str) -> str:
    """小郑 replaces words in a draft and saves it; returns the digest."""
    row = row_of(name)
    assert old in row.text
    edit = policies.Edit(row.text.replace(old, new) + f"# {name}\n", row.digest)
    return policies.save_draft(name, edit, cast.xiaozheng, at=cast.at)


def proposes(cast: Cast, name: str, *, major: bool = False) -> str:
    """小郑 drafts and proposes."""
    if reading.version_named(name) is None:
        drafts(cast, name, major=major)
    proposal = policies.Proposal(row_of(name).digest, WHY)
    policies.propose(name, proposal, cast.xiaozheng, at=cast.at)
    return name


def approves(
    cast: Cast, name: str, on: date | None = None, *, who: Actor | None = None
) -> datetime:
    """老陈 approves what he sees."""
    row = row_of(name)
    approval = policies.Approval(row.digest, on)
    return policies.approve(name, approval, who or cast.approver, at=cast.at)


def publishes(cast: Cast, name: str, *, major: bool = False) -> datetime:
    """The whole way; returns when it takes effect."""
    return approves(cast, proposes(cast, name, major=major))
