"""How long each step takes: half, nine in ten, and how many kept the promise."""

from collections.abc import Sequence

from weikameng.domain.clock_words import span
from weikameng.domain.figures.counted import StageTime
from weikameng.domain.figures.drawing import Bar, bars
from weikameng.domain.figures.sheet import Column, Figure, Table, per_mille
from weikameng.domain.figures.words import percent
from weikameng.domain.words import Words

_COLUMNS = (
    Column("stage", Words("环节", "Step"), "words"),
    Column("promise", Words("承诺", "Promised"), "words"),
    Column("count", Words("件数", "Counted")),
    Column("on_time", Words("按时", "On time"), "share"),
    Column("overdue", Words("超时还没完", "Overdue still")),
    Column("median_hours", Words("一半在", "Half within"), "hours"),
    Column("ninth_hours", Words("九成在", "Nine in ten within"), "hours"),
)


def stages(found: Sequence[StageTime]) -> Figure:
    """What was promised against what was attained, step by step."""
    measured = [row for row in found if row.count]
    rows = [
        (
            row.name,
            row.promise,
            row.count,
            per_mille(row.on_time, row.count),
            row.overdue,
            row.median_hours,
            row.ninth_hours,
        )
        for row in measured
    ]
    return Figure(
        "stages",
        Words("每一步用了多久", "How long each step takes"),
        _sentence(measured),
        Table(_COLUMNS, rows),
        bars([_bar(row) for row in measured], most=100.0) if measured else None,
        Words(
            "柱子是按时的占比,满格是全部按时;“一半”是一半的申请用的时间。用时是实际经过的时间,"
            "晚上和休息日也算;是否按时,按工作时间和暂停来算。",
            "The bars show how many were on time; a full bar is all. “Half” is the time half"
            " of them took. Times are real time, nights and rest days included; being on time"
            " counts working time and pauses.",
        ),
    )


def _bar(row: StageTime) -> Bar:
    share = percent(row.on_time, row.count)
    value = Words(share, share)
    if row.median_hours is not None:
        half = span(row.median_hours)
        value = Words(f"{share} · 一半 {half.zh}", f"{share} · half {half.en}")
    late = 100.0 * (row.count - row.on_time) / row.count
    return Bar(row.name, value, ((100.0 - late, "solid"), (late, "hatched")))


def _sentence(measured: Sequence[StageTime]) -> Words:
    if not measured:
        return Words(
            "这段时间没有走完的环节。", "No step was completed or became overdue in this period."
        )
    worst = min(measured, key=lambda row: row.on_time / row.count)
    if worst.on_time == worst.count:
        return Words("每一步都按时完成。", "Every step was on time.")
    share = percent(worst.on_time, worst.count)
    late = worst.count - worst.on_time
    return Words(
        f"最容易超时的是“{worst.name.zh}”:{share} 按时,{late} 件晚了。",
        f"Most often late is “{worst.name.en}”: {share} on time, {late} late.",
    )
