"""Rehearses a policy on the shop's history from the command line, with progress (N1)."""

import json
import sys
from datetime import datetime

import click

from weikameng.cli.policy_texts import both, database, policy_of_source, source_of
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.backtest import Moved, Tally, matrix
from weikameng.domain.policy.outcome import OUTCOME_WORDS
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words
from weikameng.services import backtests

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("backtest")
@click.argument("what")
@click.option("--since", type=_DAY, help="Only rounds decided on this day (Beijing) or later.")
@click.option("--until", type=_DAY, help="Only rounds decided before this day.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def backtest(what: str, since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Decide every past round anew with WHAT: a file, a folder, a version or ``shipped``.

    Nothing is changed. Exit code 0 when nothing would change, 1 when something would.
    """
    source = source_of(what)
    policy_of_source(source)
    database()
    over = backtests.Range(_begin(since), _begin(until))
    with click.progressbar(length=1, file=sys.stderr, label=source.name) as bar:

        def step(done: int, total: int) -> bool:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)
            return True

        tally = backtests.rehearse(source.text, over, step)
    if as_json:
        click.echo(json.dumps(tally.to_json()))
    else:
        _tell(tally)
    sys.exit(bool(tally.changed))


def _begin(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=BEIJING) if day else None


def _tell(tally: Tally) -> None:
    click.echo(both(Words(f"共 {tally.rounds} 轮", f"{tally.rounds} rounds")))
    click.echo(both(Words(f"结果改变 {tally.changed} 轮", f"{tally.changed} would change")))
    if tally.skipped:
        click.echo(both(_skipped(tally.skipped)))
    gained, lost = yuan_of(tally.gained_minor), yuan_of(tally.lost_minor)
    click.echo(both(Words(f"自动多退 {gained} 元", f"{gained} yuan more paid automatically")))
    click.echo(both(Words(f"自动少退 {lost} 元", f"{lost} yuan less paid automatically")))
    for before, row in matrix(tally):
        for after, moved in row:
            if moved.count:
                was, now = OUTCOME_WORDS[before], OUTCOME_WORDS[after]
                click.echo(f"{moved.count:>9}  {both(was)} → {both(now)}{_examples(moved)}")
    if tally.amounts.count:
        words = Words("同样通过,金额不同", "approved as before, another amount")
        click.echo(f"{tally.amounts.count:>9}  {both(words)}{_examples(tally.amounts)}")


def _examples(moved: Moved) -> str:
    cases = ", ".join(case for case, _ in moved.examples)
    return f"  [{cases}]" if cases else ""


def _skipped(count: int) -> Words:
    return Words(
        f"{count} 轮的商品类型不在这个版本里,没有计入",
        f"{count} rounds left out: this version does not know their kind of good",
    )
