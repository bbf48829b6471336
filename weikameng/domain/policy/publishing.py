"""The life of a policy version: one table of arrows, who may walk them, the notice a version must
give, and every refusal on the way (N1). Publishing takes two people and a notice period."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words

NOTICE_DAYS, MAJOR_NOTICE_DAYS = 7, 15
# A date further away than this is a slip of the keyboard.
MAX_DAYS_AHEAD = 366
MIN_NOTE, MAX_NOTE = 5, 500
MAX_TITLE = 120
MAX_TEXT = 500_000
_NAME = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,38}[0-9A-Za-z])?")
_VERSION_LINE = re.compile(r"(?m)^version[ \t]*=[^\n]*$")
_FIRST_TABLE = re.compile(r"(?m)^[ \t]*\[")


class State(StrEnum):
    """Where a version stands. In force or not follows from its date, not from its state."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What can happen to a version; ``ship`` is the house's, the others are people's."""

    SHIP = "ship"
    START = "start"
    SAVE = "save"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    RESTORE = "restore"


S, E = State, Event
ARROWS: dict[tuple[State | None, Event], State] = {
    (None, E.SHIP): S.PUBLISHED,
    (None, E.START): S.DRAFT,
    (S.DRAFT, E.SAVE): S.DRAFT,
    (S.DRAFT, E.PROPOSE): S.PROPOSED,
    (S.PROPOSED, E.SEND_BACK): S.DRAFT,
    (S.PROPOSED, E.PUBLISH): S.PUBLISHED,
    # Only before it takes effect: nothing has been judged by it then.
    (S.PUBLISHED, E.WITHDRAW): S.WITHDRAWN,
    (S.DRAFT, E.DISCARD): S.DISCARDED,
    (S.DISCARDED, E.RESTORE): S.DRAFT,
}

EDITORS = frozenset({"policy_editor"})
# The second person is another editor or a supervisor. One of them alone may withdraw: what is in
# force then goes on, and a mistake found the night before must be stopped by whoever sees it.
APPROVERS = EDITORS | {"supervisor"}
ROLES: dict[Event, frozenset[str]] = {
    E.START: EDITORS,
    E.SAVE: EDITORS,
    E.PROPOSE: EDITORS,
    E.SEND_BACK: APPROVERS,
    E.PUBLISH: APPROVERS,
    E.WITHDRAW: APPROVERS,
    E.DISCARD: EDITORS,
    E.RESTORE: EDITORS,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: a person and the role they have at that moment."""

    id: int
    role: str


@dataclass(frozen=True, slots=True)
class Head:
    """How a text calls itself: enough to list it, even when the rest of it is not right yet."""

    version: str
    title: Words
    major: bool


@dataclass(frozen=True, slots=True)
class Published:
    """A place on the timeline: which version, from when."""

    version: str
    effective_at: datetime


def next_state(state: State | None, event: Event) -> State:
    """Return where the event leads; Refusal when the version can't take it there."""
    try:
        return ARROWS[state, event]
    except KeyError:
        raise Refusal(
            "not_now",
            Words(
                "这个版本现在的状态不能这样操作,请刷新查看最新状态。",
                "This version can't do that in its present state; reload to see where it stands.",
            ),
        ) from None


def may(state: State, event: Event) -> bool:
    """Whether the event is possible now; pages show only such buttons."""
    return (state, event) in ARROWS


def diagram() -> str:
    """Return the life as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for (source, event), target in ARROWS.items():
        lines.append(f"    {source.value if source else '[*]'} --> {target.value}: {event.value}")
    return "\n".join(lines)


def notice_days(major: bool) -> int:
    """Return how many whole days a version must be announced before it takes effect."""
    return MAJOR_NOTICE_DAYS if major else NOTICE_DAYS


def earliest_effective(notice_at: datetime, major: bool) -> datetime:
    """Return the first moment a version announced then may take effect: 00:00 in Beijing.

    The day of the notice is not counted, as in every period of the policy; 7 or 15 whole days
    follow it (``notice_at`` is an aware moment).
    """
    last_day = notice_at.astimezone(BEIJING).date() + timedelta(days=notice_days(major))
    return effective_from(last_day + timedelta(days=1))


def effective_from(day: date) -> datetime:
    """Return the moment a version of that day takes effect: its first minute in Beijing."""
    return datetime.combine(day, time(), BEIJING)


def beijing_day(at: datetime) -> date:
    """Return the calendar day a moment falls on in Beijing."""
    return at.astimezone(BEIJING).date()


def next_day(at: datetime) -> date:
    """Return the day after a moment's in Beijing."""
    return beijing_day(at) + timedelta(days=1)


def head_of(text: str) -> Head | None:
    """Return how a policy text calls itself; None while it can't be read."""
    try:
        document = tomllib.loads(text)
        title = document["title"]
        words = Words(str(title["zh"])[:MAX_TITLE], str(title["en"])[:MAX_TITLE])
        return Head(str(document["version"]), words, document.get("major") is True)
    except (tomllib.TOMLDecodeError, LookupError, TypeError, RecursionError):
        return None


def renamed(text: str, name: str) -> str:
    """Return the policy text with its top-level ``version`` set to a name; all else stays."""
    line, found = f'version = "{name}"', _version_line(text)
    return f"{text[: found.start()]}{line}{text[found.end() :]}" if found else f"{line}\n{text}"


def version_line(text: str) -> int:
    """Return the number of the line on which a text names itself; 0 when it does not."""
    found = _version_line(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _version_line(text: str) -> re.Match[str] | None:
    table = _FIRST_TABLE.search(text)
    return _VERSION_LINE.search(text, 0, table.start() if table else len(text))


def demand_role(role: str, event: Event) -> None:
    """Refuse a step to everyone whose role it is not."""
    if role in ROLES[event]:
        return
    if ROLES[event] == EDITORS:
        words = Words("只有规则管理员可以这样做。", "Only a policy editor may do this.")
    else:
        words = Words(
            "只有规则管理员或主管可以这样做。", "Only a policy editor or a supervisor may do this."
        )
    raise Refusal("not_policy_editor", words)


def demand_another(proposer_id: int | None, approver_id: int) -> None:
    """Refuse the approval of one's own proposal: publishing takes two people."""
    if proposer_id == approver_id:
        raise Refusal(
            "same_person",
            Words(
                "发布要两个人:提交的人不能自己通过。",
                "Publishing takes two people: who proposed a version can't approve it.",
            ),
        )


def demand_same(seen: object, now: object) -> None:
    """Refuse a step on something other than what the person saw (law 2)."""
    if seen != now:
        raise text_changed()


def text_changed() -> Refusal:
    """Return the refusal of a step on what somebody else has changed meanwhile."""
    return Refusal(
        "text_changed",
        Words(
            "你打开之后,这个版本已被别人改动。你的内容没有丢失:请先比较,再决定怎样合并。",
            "Somebody has changed this version since you opened it. Nothing of yours is lost:"
            " compare the two first, then decide.",
        ),
    )


def demand_name(name: str) -> None:
    """Refuse a name that can't stand in a file name, an address or on a printed page."""
    if not _NAME.fullmatch(name):
        raise Refusal(
            "version_name",
            Words(
                "版本名用字母、数字、点、横线,最多 40 个字符,例如 2026.2。",
                "A version name has letters, digits, dots and dashes, at most 40, such as 2026.2.",
            ),
        )


def demand_note(note: str) -> None:
    """Refuse a step without its reason: the history shows why, not only who and when."""
    if not MIN_NOTE <= len(note.strip()) <= MAX_NOTE:
        raise Refusal(
            "note",
            Words(
                f"请写明原因,{MIN_NOTE} 到 {MAX_NOTE} 字。",
                f"Say why, in {MIN_NOTE} to {MAX_NOTE} characters.",
            ),
        )


def demand_title(title: Words) -> None:
    """Refuse a version without a title in both languages."""
    if not all(0 < len(part.strip()) <= MAX_TITLE for part in title):
        raise Refusal(
            "title",
            Words(
                f"请写中文和英文标题,各不超过 {MAX_TITLE} 字。",
                f"Give a title in Chinese and in English, at most {MAX_TITLE} characters each.",
            ),
        )


def demand_size(text: str) -> None:
    """Refuse a text no policy needs the length of, and what the database can't keep."""
    unwritable = any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in text)
    if len(text) > MAX_TEXT or unwritable:
        raise Refusal(
            "text",
            Words(
                f"规则文本最多 {MAX_TEXT} 个字符,并且不能含空字符或半个字符。",
                f"A policy text has at most {MAX_TEXT} characters, all of them writable.",
            ),
        )


def demand_notice(effective_at: datetime, notice_at: datetime, major: bool) -> None:
    """Refuse a date before the notice is over, or absurdly far away."""
    first = earliest_effective(notice_at, major)
    if effective_at < first:
        day, days = first.date().isoformat(), notice_days(major)
        raise Refusal(
            "notice_too_short",
            Words(
                f"生效日期太早:今天公示,要满 {days} 天,最早 {day} 零点生效。",
                f"Too early: announced today and {days} whole days later, it can take effect on"
                f" {day} at 00:00 Beijing time.",
            ),
        )
    if effective_at > notice_at + timedelta(days=MAX_DAYS_AHEAD):
        raise Refusal(
            "too_far_ahead",
            Words(
                f"生效日期最多在 {MAX_DAYS_AHEAD} 天之内,请核对年份。",
                f"The date is more than {MAX_DAYS_AHEAD} days ahead; check the year.",
            ),
        )


def demand_last(effective_at: datetime, newest: Published | None) -> None:
    """Refuse dates that overlap: the timeline only grows at its end.

    A version that slipped in before one already announced would be undone by it on its day,
    because that one was written without it. Withdraw the later one first, or take a later date.
    """
    if newest is None or effective_at > newest.effective_at:
        return
    day = beijing_day(newest.effective_at).isoformat()
    raise Refusal(
        "overlaps",
        Words(
            f"生效日期重叠:版本 {newest.version} 已定于 {day} 生效,新版本必须在它之后。",
            f"Overlapping dates: version {newest.version} takes effect on {day} already; a new"
            " version must come after it.",
        ),
        newest.version,
    )


def demand_newest_base(based_on: str | None, newest: Published | None) -> None:
    """Refuse a text that was written without the newest published one: it would undo it."""
    if newest is None or based_on == newest.version:
        return
    raise Refusal(
        "base_moved",
        Words(
            f"此后已发布版本 {newest.version}。请和它比较、并入它的改动,再以它为基础保存。",
            f"Version {newest.version} has been published since. Compare with it, take over its"
            " changes and save the draft as based on it.",
        ),
        newest.version,
    )


def demand_not_begun(effective_at: datetime, at: datetime) -> None:
    """Refuse to withdraw what is in force: orders are judged by it."""
    if at >= effective_at:
        raise Refusal(
            "in_force",
            Words(
                "这个版本已经生效,不能撤回;要改规则,请发布新的版本。",
                "This version is in force and can't be withdrawn; publish a new one instead.",
            ),
        )
