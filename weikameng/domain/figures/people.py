"""Who has how much to do, and which promises are at risk: figures of this very moment."""

from collections.abc import Mapping, Sequence

from weikameng.domain.figures.counted import Ahead, Load
from weikameng.domain.figures.drawing import Bar, Look, bars
from weikameng.domain.figures.sheet import Column, Figure, Table
from weikameng.domain.figures.words import cases
from weikameng.domain.words import Words

MAX_LISTED = 50  # who has more at risk than this begins at the top anyway
NOBODY = Words("还没人处理", "Nobody's yet")
# When an open promise ends; the words of ``Ahead.ends``, in this order.
ENDS: Mapping[str, tuple[Words, Look]] = {
    "over": (Words("已经超时", "Overdue"), "solid"),
    "two_hours": (Words("2 小时内到期", "Within 2 hours"), "hatched"),
    "today": (Words("今天到期", "Later today"), "hollow"),
    "tomorrow": (Words("明天到期", "Tomorrow"), "hollow"),
    "later": (Words("更晚", "Later"), "hollow"),
}
_MARKS = {
    "nearing": Words("快到时限", "Nearing its end"),
    "broken": Words("承诺已超时", "Promise broken"),
    "outer_nearing": Words("法定 15 天快到", "The law's 15 days near"),
    "outer_broken": Words("法定 15 天已过", "The law's 15 days are over"),
    "": Words("已到时限", "Its time is up"),
}
_STATES = {
    "screening": Words("系统核实", "Being checked"),
    "reviewing": Words("人工复核", "Under review"),
    "awaiting_buyer": Words("等买家补充", "Waiting for the buyer"),
    "approved": Words("已通过待退款", "Approved, to be sent"),
    "paying": Words("退款中", "Money on its way"),
    "payout_stuck": Words("退款受阻", "Held up"),
    "disputed": Words("争议中", "In dispute"),
}
_AHEAD = (
    Column("case", Words("退款编号", "Refund"), "case"),
    Column("state", Words("环节", "Step"), "words"),
    Column("mark", Words("情况", "Alarm"), "words"),
    Column("due_at", Words("最晚", "Due"), "moment"),
    Column("holder", Words("谁在处理", "With"), "words"),
)
_LOAD = (
    Column("person", Words("谁", "Who"), "words"),
    Column("held", Words("手上", "Holds")),
    Column("decided_today", Words("今天已决定", "Decided today")),
    Column("decided", Words("这段时间已决定", "Decided in the period")),
    Column("oldest_due_at", Words("手上最早的时限", "Earliest promise held"), "moment"),
)


def ahead(found: Ahead) -> Figure:
    """Promises that break next: the list is for acting on, now."""
    rows = [
        (
            row.number,
            _STATES.get(row.state, Words(row.state, row.state)),
            _MARKS.get(row.mark, _MARKS[""]),
            row.due_at,
            row.holder,
        )
        for row in found.rows
    ]
    drawn = [
        Bar(words, cases(found.ends.get(name, 0)), ((found.ends.get(name, 0), look),))
        for name, (words, look) in ENDS.items()
    ]
    return Figure(
        "ahead",
        Words("快要超时和已经超时的承诺", "Promises near their end, or broken"),
        _ahead_sentence(found),
        Table(_AHEAD, rows),
        bars(drawn) if sum(found.ends.values()) else None,
        Words(
            f"这里看的是现在,和选的时间无关。最急的在前,最多列 {MAX_LISTED} 件。",
            f"This is now, whatever the period. The most urgent come first, {MAX_LISTED} at most.",
        ),
    )


def _ahead_sentence(found: Ahead) -> Words:
    running = sum(found.ends.values())
    if not found.broken and not found.near:
        if not running:
            return Words("现在没有进行中的承诺。", "No promise runs at present.")
        told = cases(running)
        return Words(
            f"{told.zh}在进行,没有超时的,也没有快到时限的。",
            f"Open promises: {running}. None is broken and none is near its end.",
        )
    return Words(
        f"{found.broken} 件已经超时,{found.near} 件快到时限;先处理最上面的。",
        f"Broken: {found.broken}. Near their end: {found.near}. Begin at the top.",
    )


def load(found: Sequence[Load]) -> Figure:
    """How many cases each person holds."""
    rows = [
        (row.name or NOBODY, row.held, row.decided_today, row.decided, row.oldest_due_at)
        for row in found
    ]
    looks: Mapping[bool, Look] = {True: "solid", False: "hollow"}
    drawn = [
        Bar(
            Words(row.name, row.name) if row.name else NOBODY,
            cases(row.held),
            ((row.held, looks[bool(row.name)]),),
        )
        for row in found
    ]
    return Figure(
        "load",
        Words("每个人手上的申请", "What each person holds"),
        _load_sentence(found),
        Table(_LOAD, rows),
        bars(drawn) if any(row.held for row in found) else None,
        Words(
            "“手上”是现在领着的、还在等人处理的申请。", "Held are claimed cases that still wait."
        ),
    )


def _load_sentence(found: Sequence[Load]) -> Words:
    people = [row for row in found if row.name]
    free = sum(row.held for row in found if not row.name)
    held, today = sum(row.held for row in people), sum(row.decided_today for row in people)
    most = max(people, key=lambda row: row.held, default=None)
    zh = f"{held} 件有人在处理,{free} 件还没人处理;今天已决定 {today} 件。"
    en = f"With a person: {held}. With nobody yet: {free}. Decided today: {today}."
    if most and most.held:
        zh += f"手上最多的是{most.name}({most.held} 件)。"
        en += f" {most.name} holds the most ({most.held})."
    return Words(zh, en)
