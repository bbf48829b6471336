"""What the money room says of statements and differences: tones, badges, days, lines."""

from collections.abc import Mapping
from datetime import date

from weikameng.domain.difference_causes import DAY_WORDS, Turn
from weikameng.domain.statements import DayRun, DayState, DifferenceState, Told
from weikameng.domain.words import Words
from weikameng.web.money_room.payout_words import Badge

_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_TONES: Mapping[DayState, str] = {
    DayState.CLEAN: "ok",
    DayState.EXPECTED: "info",
    DayState.DIFFERENT: "bad",
    DayState.NOT_YET: "",
    DayState.NOT_THERE: "bad",
    DayState.NOT_RUN: "",
}
TURN_TONES: Mapping[Turn, str] = {Turn.TOMORROW: "info", Turn.ENGINE: "info", Turn.PERSON: "warn"}
ENDED: Mapping[str, Badge] = {
    DifferenceState.CLOSED: ("", Words("已关闭", "Closed")),
    DifferenceState.SETTLED: ("ok", Words("已自己消除", "Settled by itself")),
}
SOURCES: Mapping[str, Words] = {
    "fetched": Words("从渠道取来", "fetched from the channel"),
    "uploaded": Words("人工上传", "uploaded by hand"),
    "none": Words("渠道说这天没有账单", "the channel says there is none"),
}
EVENTS: Mapping[str, Words] = {
    "found": Words("发现差异", "Found"),
    "changed": Words("金额或原因有变", "Amounts or cause changed"),
    "settled": Words("再对时已经没有了", "Gone at a later run"),
    "closed": Words("关闭", "Closed"),
    "reopened": Words("重新打开", "Reopened"),
}
SYSTEM = Words("系统", "The system")
MATCHED: Badge = ("ok", Words("对上了", "Agrees"))
DIFFERENT: Badge = ("warn", Words("有差异", "Differs"))
NOT_OURS: Badge = ("", Words("不是我们的", "Not ours"))
LINES: Mapping[Told, Badge] = {
    Told.PAID: MATCHED,
    Told.UNDER_WAY: ("", Words("处理中", "Under way")),
    Told.FAILED: ("", Words("没有退成", "Failed")),
    Told.CAME_BACK: MATCHED,
    Told.UNREAD: DIFFERENT,
}
DONE: Mapping[str, Words] = {
    "close": Words(
        "已关闭。金额或原因有变时会重新打开。", "Closed. It opens again when it changes."
    ),
    "reopen": Words("已重新打开。", "It is open again."),
}
CLOSE = Words("查清了,关闭", "Looked into: close it")
CLOSE_TEXT = Words(
    "写明查到了什么、怎么处理的。以后再对账,它不会再冒出来,除非金额或原因变了。",
    "Say what you found and what was done. Later runs leave it closed unless it changes.",
)
CLOSE_NOTE = Words("查到什么、怎么处理", "What was found and done")


def day_words(day: date) -> Words:
    """Return a day with its weekday: ``2026-11-22 周日``."""
    weekday = day.weekday()
    return Words(f"{day} 周{_DAYS_ZH[weekday]}", f"{_DAYS_EN[weekday]} {day}")


def day_badge(state: DayState, run: DayRun) -> Mapping[str, object]:
    """Return how a day stands, with how many differences it has."""
    words = DAY_WORDS[state]
    if state is DayState.DIFFERENT:
        words = Words(f"{run.open} 处差异", f"{run.open} difference{'s' * (run.open != 1)}")
    if state is DayState.EXPECTED:
        words = Words(f"{run.expected} 笔等下一天", f"{run.expected} expected tomorrow")
    return {"tone": DAY_TONES[state], "words": words}


def ran(state: DayState, why: Words | None) -> Words:
    """Return what came of a run, for the next page."""
    match state:
        case DayState.CLEAN:
            return Words("对过了,没有差异。", "Reconciled: no differences.")
        case DayState.EXPECTED:
            return Words(
                "对过了,有的要等下一天的账单。",
                "Reconciled; some lines wait for the next statement.",
            )
        case DayState.DIFFERENT:
            return Words("对过了,差异列在下面。", "Reconciled; the differences are below.")
        case DayState.NOT_YET:
            return _not_had(
                Words("账单还没出,系统会每小时再取", "No statement yet, it is asked for hourly"),
                why,
            )
        case _:
            return _not_had(Words("没有取到账单", "The statement could not be had"), why)


def _not_had(words: Words, why: Words | None) -> Words:
    return Words(f"{words.zh}:{why.zh}。", f"{words.en}: {why.en}.") if why else words
