"""From application to arrival: how far the cases of a period came, where they were lost, and how
they were decided day by day.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from weikameng.domain.figures.counted import Group
from weikameng.domain.figures.drawing import Bar, Look, Stack, bars, columns
from weikameng.domain.figures.period import Period
from weikameng.domain.figures.sheet import Column, Figure, Table, per_mille
from weikameng.domain.figures.words import cases, joined, percent
from weikameng.domain.words import Words

APPLIED, SCREENED, REVIEWED, APPROVED, SENT, ARRIVED = range(6)
STEPS: tuple[Words, ...] = (
    Words("申请", "Applied"),
    Words("初审完", "Screened"),
    Words("审完", "Reviewed"),
    Words("通过", "Approved"),
    Words("已发出退款", "Money sent"),
    Words("到账", "Arrived"),
)
# Why a case that came to a step did not come to the next, by the state it is in.
_LOSSES: Mapping[str, Words] = {
    "screening": Words("还在初审", "still being screened"),
    "reviewing": Words("等人工复核", "waits for a person"),
    "awaiting_buyer": Words("等买家补充", "waits for the buyer"),
    "withdrawn": Words("买家撤销", "withdrawn by the buyer"),
    "closed": Words("没有回复,已关闭", "closed without an answer"),
    "disputed": Words("争议中", "in dispute"),
    "approved": Words("等着发出", "waits to be sent"),
    "paying": Words("退款在路上", "money on its way"),
    "payout_stuck": Words("退款受阻", "held up at the channel"),
    "refunded": Words("已退款", "refunded"),
}
_UNDER_WAY = frozenset(
    {"screening", "reviewing", "awaiting_buyer", "approved", "paying", "payout_stuck", "disputed"}
)
_WAYS: tuple[tuple[str, Look, Words], ...] = (
    ("one_click", "solid", Words("一键退款", "One click")),
    ("machine", "hatched", Words("系统决定", "Decided by rule")),
    ("person", "dotted", Words("人工决定", "Decided by a person")),
    ("open", "hollow", Words("还没有结果", "Not decided")),
)
_FUNNEL = (
    Column("step", Words("步骤", "Step"), "words"),
    Column("cases", Words("到这一步", "Came so far")),
    Column("share", Words("占申请", "Of all"), "share"),
    Column("lost", Words("没到下一步", "Went no further")),
    Column("why", Words("为什么", "Why"), "words"),
)
_DECIDED = (
    Column("from", Words("哪天起", "From"), "day"),
    Column("applied", Words("申请", "Applied")),
    *(Column(name, words) for name, _, words in _WAYS),
    Column("one_click_share", Words("一键占比", "One-click share"), "share"),
)


def funnel(groups: Sequence[Group]) -> Figure:
    """How far the cases came that were applied for in the period."""
    came = [sum(g.count for g in groups if g.reached >= step) for step in range(len(STEPS))]
    lost: list[Counter[str]] = [Counter() for _ in STEPS]
    for group in groups:
        lost[group.reached][_reason_of(group)] += group.count
    last = len(STEPS) - 1
    rows = [
        (
            STEPS[step],
            came[step],
            per_mille(came[step], came[0]),
            came[step] - came[step + 1] if step < last else None,
            _why(lost[step]) if step < last else Words("", ""),
        )
        for step in range(len(STEPS))
    ]
    return Figure(
        "funnel",
        Words("从申请到到账", "From application to arrival"),
        _funnel_sentence(came, lost, groups),
        Table(_FUNNEL, rows if came[0] else []),
        bars([_step_bar(step, came, groups) for step in range(len(STEPS))], _step_keys())
        if came[0]
        else None,
        Words(
            "数的是这段时间提交的申请,到现在走到了哪一步。",
            "Counted are the cases applied for in the period, by how far they have come now.",
        ),
    )


def decided(groups: Sequence[Group], period: Period) -> Figure:
    """How the cases were decided, column by column; how many at one click."""
    found = {start: Counter[str]() for start in _starts(period)}
    for group in groups:
        found[_start_of(group.day, period)][_way(group)] += group.count
    rows = [
        (
            start,
            sum(ways.values()),
            *(ways[name] for name, _, _ in _WAYS),
            per_mille(ways["one_click"], sum(ways.values())),
        )
        for start, ways in found.items()
    ]
    stacks = [
        Stack(_day_words(start), tuple((ways[name], look) for name, look, _ in _WAYS))
        for start, ways in found.items()
    ]
    total = sum((Counter(ways) for ways in found.values()), Counter[str]())
    every = sum(total.values())
    return Figure(
        "decided",
        Words("一键退款的占比", "How many went by one click"),
        _decided_sentence(total),
        Table(_DECIDED, rows if every else []),
        columns(stacks, [(look, words) for _, look, words in _WAYS]) if every else None,
        Words("按申请那天数,一周一行。", "By the day of application, a week a row.")
        if period.step > 1
        else Words("按申请那天数。", "By the day of application."),
    )


def _way(group: Group) -> str:
    if group.reached < REVIEWED:
        return "open"
    return "one_click" if group.one_click and group.reached >= APPROVED else group.judge


def _reason_of(group: Group) -> str:
    if group.state == "rejected":
        return f"rejected {group.clause}".strip()
    return group.state


def _reason_words(reason: str) -> Words:
    if reason.startswith("rejected"):
        clause = reason.removeprefix("rejected").strip()
        zh, en = (f"(规则 {clause})", f" (clause {clause})") if clause else ("", "")
        return Words(f"没有通过{zh}", f"not approved{en}")
    return _LOSSES.get(reason, Words(reason, reason))


def _why(lost: Counter[str]) -> Words:
    return joined(
        [
            Words(f"{_reason_words(reason).zh} {count}", f"{_reason_words(reason).en} {count}")
            for reason, count in lost.most_common()
        ]
    )


def _step_bar(step: int, came: Sequence[int], groups: Sequence[Group]) -> Bar:
    people = sum(g.count for g in groups if g.reached >= step and g.judge == "person")
    share = percent(came[step], came[0])
    value = Words(f"{came[step]} 件 · {share}", f"{came[step]} · {share}")
    return Bar(STEPS[step], value, ((came[step] - people, "solid"), (people, "hatched")))


def _step_keys() -> list[tuple[Look, Words]]:
    return [
        ("solid", Words("系统决定或还没有结果", "By rule, or not decided")),
        ("hatched", Words("人工决定", "Decided by a person")),
    ]


def _funnel_sentence(
    came: Sequence[int], lost: Sequence[Counter[str]], groups: Sequence[Group]
) -> Words:
    if not came[0]:
        return Words("这段时间没有申请。", "There were no applications in this period.")
    share = percent(came[ARRIVED], came[0])
    running = sum(g.count for g in groups if g.reached < ARRIVED and g.state in _UNDER_WAY)
    told = cases(came[0])
    zh = f"收到 {told.zh}申请,{came[ARRIVED]} 件已到账,占 {share},还在办 {running} 件。"
    en = f"Applied: {told.en}; arrived: {came[ARRIVED]} ({share}); under way: {running}."
    ended = Counter(
        {
            reason: count
            for reasons in lost[:ARRIVED]
            for reason, count in reasons.items()
            if reason not in _UNDER_WAY
        }
    )
    if ended:
        ((reason, count),) = ended.most_common(1)
        words = _reason_words(reason)
        zh += f"没有退成的,最多是{words.zh},有 {count} 件。"
        en += f" Of those that ended without a refund, most: {words.en}, {count}."
    return Words(zh, en)


def _decided_sentence(total: Counter[str]) -> Words:
    every = sum(total.values())
    if not every:
        return Words("这段时间没有申请。", "There were no applications in this period.")
    share = percent(total["one_click"], every)
    return Words(
        f"{every} 件申请里,一键退款 {total['one_click']} 件,占 {share},"
        f"系统决定 {total['machine']} 件,人工决定 {total['person']} 件。",
        f"Of {cases(every).en}, one click decided {total['one_click']} ({share}),"
        f" rules {total['machine']}, people {total['person']}.",
    )


def _starts(period: Period) -> list[date]:
    return [period.first + timedelta(days=offset) for offset in range(0, period.days, period.step)]


def _start_of(day: date, period: Period) -> date:
    offset = (day - period.first).days
    return period.first + timedelta(days=offset - offset % period.step)


def _day_words(day: date) -> Words:
    text = f"{day:%m-%d}"
    return Words(text, text)
