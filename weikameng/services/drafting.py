"""What the forms of the policy room do to a draft: single values changed, rules and cases moved,
added or taken out. Each is one save of the whole text, refused when somebody else saved first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy import publishing
from weikameng.domain.policy.document import editing, reordering
from weikameng.domain.policy.document.editing import NoSuchPlace, Place, Value
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import Words
from weikameng.records.reading.policies import version_named
from weikameng.services.policies import Edit, save_draft


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its editor saw it."""

    name: str
    seen_digest: str


@dataclass(frozen=True, slots=True)
class CasePlace:
    """A case of a rule."""

    rule: str
    case: str


def set_values(draft: Draft, values: Mapping[Place, Value], actor: Actor, *, at: datetime) -> str:
    """Change single values; what is not named stays as it was written. Returns the digest."""
    return _rewritten(draft, actor, lambda text: editing.with_values(text, values), at)


def move_rule(draft: Draft, rule: str, by: int, actor: Actor, *, at: datetime) -> str:
    """Move a rule up (-1) or down (1): the first rule that decides wins."""
    return _rewritten(draft, actor, lambda text: reordering.rule_moved(text, rule, by), at)


def move_case(draft: Draft, place: CasePlace, by: int, actor: Actor, *, at: datetime) -> str:
    """Move a case within its rule."""
    rule, case = place.rule, place.case
    return _rewritten(draft, actor, lambda text: reordering.case_moved(text, rule, case, by), at)


def add_case(draft: Draft, place: CasePlace, clause: str, actor: Actor, *, at: datetime) -> str:
    """Add a case at the top of a rule; it never holds until its condition is written."""
    rule, case = place.rule, place.case
    try:
        return _rewritten(
            draft, actor, lambda text: reordering.case_added(text, rule, case, clause), at
        )
    except ValueError as error:
        raise Refusal(
            "case_name",
            Words(
                "名字用小写字母、数字和下划线,以字母开头,最多 40 个字符,"
                "不能和这条规则里已有的重复。",
                "A name has small letters, digits and underscores, begins with a letter, has at"
                " most 40 characters, and is not in this rule yet.",
            ),
        ) from error


def remove_case(draft: Draft, place: CasePlace, actor: Actor, *, at: datetime) -> str:
    """Take a case out of its rule."""
    rule, case = place.rule, place.case
    return _rewritten(draft, actor, lambda text: reordering.case_removed(text, rule, case), at)


def _rewritten(draft: Draft, actor: Actor, rewrite: Callable[[str], str], at: datetime) -> str:
    publishing.demand_role(actor.role, publishing.Event.SAVE)
    row = version_named(draft.name)
    if row is None:
        raise not_found()
    publishing.next_state(publishing.State(row.state), publishing.Event.SAVE)
    publishing.demand_same(draft.seen_digest, row.digest)
    try:
        text = rewrite(row.text)
    except NoSuchPlace as error:
        raise Refusal(
            "no_such_place",
            Words(
                "文本里找不到这个位置,请到“全文”里修改。",
                "The text has no such place; please change it in the full text.",
            ),
            str(error),
        ) from error
    return save_draft(draft.name, Edit(text, draft.seen_digest), actor, at=at)
