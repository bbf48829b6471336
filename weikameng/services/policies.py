"""What editors do with policy versions: draft, propose, publish by two people with notice (N1).

Each verb is one step in one transaction; the role is checked here, whatever door it came by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import transaction

from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.policy import publishing
from weikameng.domain.policy.document.checking import Checked, check
from weikameng.domain.policy.problems import Problem
from weikameng.domain.policy.publishing import Actor, Event, Head, Published, State
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import calendars
from weikameng.records.reading import policies as reading
from weikameng.records.writing import policies as writing
from weikameng.records.writing.policies import Step
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import PolicyVersion

# Each try reads everything anew, so the refusal says what is the case now.
MAX_TRIES = 3
Changes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft to begin: its name and the version its text is copied from."""

    name: str
    based_on: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor saves. ``seen_digest`` is of the text they opened.

    ``based_on`` names the published version whose changes the text has taken over since; None
    leaves it as it is.
    """

    text: str
    seen_digest: str
    based_on: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft put forward: the text seen, and why. The text itself says whether it is major."""

    seen_digest: str
    note: str


@dataclass(frozen=True, slots=True)
class Approval:
    """The second person's yes to exactly this text; without a date it is the earliest allowed."""

    seen_digest: str
    effective_on: date | None = None
    note: str = ""


class BrokenPolicy(Refusal):
    """A text that can't be published; every problem with its place in the text."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "broken_policy",
            Words(
                f"规则文本有 {len(problems)} 处问题,改好才能提交或发布。",
                f"The policy text has {len(problems)} problems; mend them before publishing.",
            ),
        )
        self.problems = problems


def start_draft(new: NewDraft, actor: Actor, *, at: datetime) -> str:
    """Begin a draft as a copy of another version and return its name."""
    publishing.demand_role(actor.role, Event.START)
    publishing.demand_name(new.name)
    base = reading.version_named(new.based_on)
    if base is None:
        raise not_found()
    title = Words(base.title_zh, base.title_en)
    ground = base.pk if base.state == State.PUBLISHED else base.based_on_id
    text = publishing.renamed(base.text, new.name)
    try:
        version = writing.NewVersion(new.name, title, text, ground)
        with transaction.atomic():
            writing.start(version, actor.id, f"from {new.based_on}", at)
            _note(new.name, Step(Event.START, actor.id), at)
    except writing.NameTaken as error:
        raise _name_taken(new.name) from error
    return new.name


def save_draft(name: str, edit: Edit, actor: Actor, *, at: datetime) -> str:
    """Save a draft's text and return its digest; the second of two editors at once is told."""
    publishing.demand_role(actor.role, Event.SAVE)
    text = edit.text.replace("\r\n", "\n")  # browsers send these; the text is the same
    publishing.demand_size(text)
    digest = writing.digest_of_text(text)

    def changes(row: PolicyVersion) -> Changes:
        publishing.demand_same(edit.seen_digest, row.digest)
        changed: dict[str, Any] = {"text": text, "digest": digest}
        if head := publishing.head_of(text):  # a text that can't be read yet keeps its old title
            changed |= {"title_zh": head.title.zh, "title_en": head.title.en}
        if edit.based_on is not None:
            changed["based_on_id"] = _published_id(edit.based_on)
        return changed

    _walk(name, Step(Event.SAVE, actor.id), changes, at)
    return digest


def propose(name: str, proposal: Proposal, actor: Actor, *, at: datetime) -> None:
    """Put a draft forward for a second person. BrokenPolicy when the text has errors."""
    publishing.demand_role(actor.role, Event.PROPOSE)
    publishing.demand_note(proposal.note)

    def changes(row: PolicyVersion) -> Changes:
        publishing.demand_same(proposal.seen_digest, row.digest)
        return {
            "proposed_by_id": actor.id,
            "proposed_at": at,
            "major": _demand_sound(row, reading.newest()).major,
            "note": proposal.note.strip(),
        }

    _walk(name, Step(Event.PROPOSE, actor.id, proposal.note.strip()), changes, at)


def return_to_draft(name: str, note: str, actor: Actor, *, at: datetime) -> None:
    """Send a proposal back to be worked on, or take one's own back; the note says why."""
    publishing.demand_role(actor.role, Event.SEND_BACK)
    publishing.demand_note(note)

    def changes(_row: PolicyVersion) -> Changes:
        return {"proposed_by_id": None, "proposed_at": None}

    _walk(name, Step(Event.SEND_BACK, actor.id, note.strip()), changes, at)


def approve(name: str, approval: Approval, actor: Actor, *, at: datetime) -> datetime:
    """Publish what another person proposed: announced now. Returns when it takes effect."""
    publishing.demand_role(actor.role, Event.PUBLISH)

    def changes(row: PolicyVersion) -> Changes:
        publishing.demand_another(row.proposed_by_id, actor.id)
        publishing.demand_same(approval.seen_digest, row.digest)
        newest = reading.newest()
        _demand_sound(row, newest)
        effective_at = _effective_at(approval.effective_on, row.major, at, newest)
        publishing.demand_notice(effective_at, at, row.major)
        publishing.demand_last(effective_at, newest)
        return {
            "approved_by_id": actor.id,
            "approved_at": at,
            "notice_at": at,
            "effective_at": effective_at,
        }

    changed = _walk(name, Step(Event.PUBLISH, actor.id, approval.note.strip()), changes, at)
    effective_at = changed["effective_at"]
    assert isinstance(effective_at, datetime)
    return effective_at


def withdraw(name: str, note: str, actor: Actor, *, at: datetime) -> None:
    """Withdraw an announced version before it takes effect; what is in force goes on."""
    publishing.demand_role(actor.role, Event.WITHDRAW)
    publishing.demand_note(note)

    def changes(row: PolicyVersion) -> Changes:
        assert row.effective_at is not None, "published without a date"
        publishing.demand_not_begun(row.effective_at, at)
        return {"withdrawn_at": at}

    _walk(name, Step(Event.WITHDRAW, actor.id, note.strip()), changes, at)


def delete_draft(name: str, actor: Actor, *, at: datetime) -> None:
    """Throw a draft away; its text and history stay, so that it can be restored."""
    publishing.demand_role(actor.role, Event.DISCARD)
    _walk(name, Step(Event.DISCARD, actor.id), _nothing, at)


def restore_draft(name: str, actor: Actor, *, at: datetime) -> None:
    """Take a thrown-away draft back."""
    publishing.demand_role(actor.role, Event.RESTORE)
    _walk(name, Step(Event.RESTORE, actor.id), _nothing, at)


def checked(text: str, name: str | None = None) -> Checked:
    """Return the policy a text says, or what is wrong with it; ``name`` is what it must be called.

    For the editor's page and the command line as much as for the proposal.
    """
    found = _checked(text)
    if name is None or found.policy is None or found.policy.version == name:
        return found
    words = Words(
        f"文本里的版本名是 {found.policy.version},应当是 {name}。",
        f"The text calls itself {found.policy.version}; it should be {name}.",
    )
    line = publishing.version_line(text)
    problem = Problem("version", words, line=line, column=1 if line else 0)
    return replace(found, policy=None, problems=(problem, *found.problems))


@lru_cache(maxsize=8)
def _checked(text: str) -> Checked:
    """Looking for rules that can't be reached takes a second; one text is checked many times."""
    return check(text, calendars.document())


# Every save is a line of the version's own history; the log would drown in them.
_QUIET = frozenset({Event.SAVE})


def _note(name: str, step: Step, at: datetime) -> None:
    assert step.actor_id is not None, "the house's own steps are none of staff's"
    because = f"{step.event}: {step.note}" if step.note else str(step.event)
    noted(step.actor_id, Act.POLICY_STEP, f"policy {name}", because, at)


def _walk(
    name: str, step: Step, changes: Callable[[PolicyVersion], Changes], at: datetime
) -> Changes:
    """Take one step on the row as it is; when it moves meanwhile, look again and say what is so."""
    for _ in range(MAX_TRIES):
        row = reading.version_named(name)
        if row is None:
            raise not_found()
        publishing.next_state(State(row.state), step.event)
        try:
            changed = changes(row)
            with transaction.atomic():
                writing.move(row, step, at, changed)
                if step.event not in _QUIET:
                    _note(name, step, at)
        except Conflict:
            continue
        return changed
    raise publishing.text_changed()


def _nothing(_row: PolicyVersion) -> Changes:
    return {}


def _demand_sound(row: PolicyVersion, newest: Published | None) -> Head:
    """The text has no errors and was written on top of what is published.

    ``newest`` is read once a try: asked twice, the second answer may be this version itself,
    published meanwhile by another, and the refusal would speak of dates instead.
    """
    found = checked(row.text, row.version)
    errors = tuple(problem for problem in found.problems if problem.severity == "error")
    head = publishing.head_of(row.text)
    if errors or head is None:
        raise BrokenPolicy(errors)
    publishing.demand_title(head.title)
    based_on = row.based_on.version if row.based_on else None
    if newest is not None and newest.version == row.version:
        raise Conflict(f"policy {row.version} was published while it was looked at")
    publishing.demand_newest_base(based_on, newest)
    return head


def _effective_at(
    day: date | None, major: bool, at: datetime, newest: Published | None
) -> datetime:
    if day is not None:
        return publishing.effective_from(day)
    first = publishing.earliest_effective(at, major)
    if newest is None or first > newest.effective_at:
        return first
    # Something later is announced already: without a date of one's own, the day after it.
    return publishing.effective_from(publishing.next_day(newest.effective_at))


def _published_id(name: str) -> int:
    row = reading.version_named(name)
    if row is None or row.state != State.PUBLISHED:
        raise Refusal(
            "base",
            Words(
                f"没有已发布的版本 {name},不能以它为基础。",
                f"No version {name} is published, so nothing can be based on it.",
            ),
        )
    return row.pk


def _name_taken(name: str) -> Refusal:
    return Refusal(
        "name_taken",
        Words(
            f"已经有版本 {name}(可能在回收站里)。请换一个名字,或恢复它。",
            f"There is a version {name} already, perhaps thrown away. Choose another name or"
            " restore it.",
        ),
        name,
    )
