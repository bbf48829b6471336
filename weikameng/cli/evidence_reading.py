"""``weikameng evidence again`` and ``standing``: pictures put back on the list, and how reading
stands (R3.4).
"""

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.domain.errors import Refusal
from weikameng.domain.reading.marks import NOT_CHECKED, READ, WAITING, Finding
from weikameng.domain.reading.trust import LAST_JUDGED, Trust
from weikameng.domain.words import Words, typeset
from weikameng.records.reading import picture_readings as reading
from weikameng.services import picture_readings, wiring
from weikameng.services.picture_marks import trust

_STATES = {
    WAITING: Words("等待识别", "waiting to be read"),
    READ: Words("已识别", "read"),
    NOT_CHECKED: Words("未核对", "not checked"),
}
_FINDINGS = {
    Finding.AGREES: Words("一致", "agree"),
    Finding.OPEN: Words("看不全", "not fully readable"),
    Finding.DIFFERS: Words("有出入", "differ"),
    Finding.FLAGGED: Words("有疑点", "flagged"),
}


@click.command()
@click.argument("cases", metavar="CASE...", nargs=-1)
@click.option("--not-checked", is_flag=True, help="Every case with a picture no machine checked.")
@click.option("--now", is_flag=True, help="Read here instead of in the worker.")
def again(cases: tuple[str, ...], *, not_checked: bool, now: bool) -> None:
    """Put the pictures of refunds back on the list; the worker reads them anew."""
    if not cases and not not_checked:
        raise click.UsageError("CASE, or else --not-checked")
    ready()
    at = timezone.now()
    if not_checked:
        _tell(f"{picture_readings.ask_unchecked_again(at=at)} 份申请重新排队", "refunds wait again")
    for case in cases:
        try:
            count = picture_readings.ask_again(case, at=at)
        except Refusal as refusal:
            raise click.ClickException(f"没有退款 {case} / no refund {case}") from refusal
        _tell(f"{case}:{count} 张图片重新排队", f"{count} pictures wait again")
        if now:
            _read_here(case)


@click.command()
@click.argument("cases", metavar="[CASE...]", nargs=-1)
def standing(cases: tuple[str, ...]) -> None:
    """How reading stands: what waits, what was not checked and why, how right "differs" is."""
    ready()
    if cases:
        for case, position, state, code in reading.waiting_or_unchecked(cases):
            _tell(f"{case} 第 {position} 项:{_STATES[state].zh}", _STATES[state].en, code)
        return
    figures, believed = reading.figures(), trust()
    for state, words in _STATES.items():
        _tell(f"{words.zh}:{figures.states.get(state, 0)}", words.en)
    for code, count in sorted(figures.not_checked.items()):
        why = picture_readings.WHY_NOT.get(code, Words(code, code))
        _tell(f"  {count} 张:{why.zh}", why.en, code)
    if figures.waiting_since:
        _tell(
            f"最早的从 {figures.waiting_since:%Y-%m-%d %H:%M} UTC 起等待", "the oldest since then"
        )
    _tell_trust(believed)
    for finding, words in _FINDINGS.items():
        yes, no = (figures.decided.get((finding, decided), 0) for decided in (True, False))
        if yes or no:
            _tell(f"{words.zh}:人工通过 {yes},驳回 {no}", f"{words.en}: {yes} approved, {no} not")


def _tell_trust(believed: Trust) -> None:
    share = f"{believed.right} / {believed.judged}"
    _tell(
        f"最近人工评判过的“不一致”里,对的 {share}(只数最近 {LAST_JUDGED} 条)",
        f"of the “differs” people judged last (at most {LAST_JUDGED}) right: {share}",
    )
    if not believed.trusted:
        _tell(
            "低于 98%:“不一致”暂按“看不清”显示",
            "below 98 %: “differs” is shown as not readable until it is better",
        )


def _read_here(case: str) -> None:
    for step in picture_readings.steps(case, wiring.picture_reader(), timezone.now):
        why = picture_readings.WHY_NOT.get(step.code, Words("已识别", "read"))
        _tell(f"{case} 第 {step.position} 项:{why.zh}", why.en, step.code)
    wiring.picture_reader().close()


def _tell(zh: str, en: str, code: str = "") -> None:
    click.echo(f"{typeset(zh)} / {en}" + (f" ({code})" if code else ""))
