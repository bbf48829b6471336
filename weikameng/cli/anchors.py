"""``weikameng ledger anchors`` and ``ledger chain``: what is anchored, where, and how we stand."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from weikameng.cli.database import ready
from weikameng.cli.policy_texts import both
from weikameng.domain.anchor_words import NOT_SET_UP, STATES, TROUBLES, VERDICTS
from weikameng.domain.anchoring import ChainError
from weikameng.records.reading import anchors as reading
from weikameng.records.reading.anchors import MOST_SHOWN, KeptAnchor, shown
from weikameng.services import anchored
from weikameng.services.anchored import Verdict

WEI = 10**18
_JSON = click.option("--json", "as_json", is_flag=True, help="One list.")


@click.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, MOST_SHOWN))
@click.option("--verify", is_flag=True, help="Ask the node for every root and compare.")
@_JSON
def anchors(limit: int, *, verify: bool, as_json: bool) -> None:
    """Show the anchors sent last: entries, state, block, transaction; 1 if one is not as it was."""
    ready()
    kept = reading.newest(limit)
    verdicts = _verdicts(kept) if verify else {}
    if as_json:
        click.echo(json.dumps([_told(one, verdicts) for one in kept]))
    else:
        for one in kept:
            click.echo(_line(one, verdicts))
    if {Verdict.DIFFERENT, Verdict.MISSING} & set(verdicts.values()):
        sys.exit(1)


@click.group(invoke_without_command=True)
@click.pass_context
def chain(context: click.Context) -> None:
    """Show our account and contract on the chain; exit code 1 when something is wrong with them."""
    if context.invoked_subcommand:
        return
    try:
        found = anchored.report()
    except ChainError as error:
        raise click.ClickException(_why(error)) from None
    if found is None:
        raise click.ClickException(both(NOT_SET_UP))
    click.echo(f"chain     {found.chain_id}, block {found.height}")
    click.echo(f"account   {found.account}  {found.balance / WEI:.6f}")
    click.echo(f"contract  {found.contract}  {found.size} entries")
    for problem in found.problems:
        click.echo(both(problem))
    sys.exit(bool(found.problems))


@chain.command()
def deploy() -> None:
    """Put the anchor contract on the chain, once, by our account, and print its address."""
    try:
        address = anchored.deploy()
    except ChainError as error:
        raise click.ClickException(_why(error)) from None
    if not address:
        raise click.ClickException(both(NOT_SET_UP))
    click.echo(f"{anchored.CONTRACT_SETTING}={address}")


def _verdicts(kept: Sequence[KeptAnchor]) -> dict[int, Verdict]:
    try:
        return {one.id: verdict for one, verdict in anchored.verify(kept)}
    except ChainError as error:
        raise click.ClickException(_why(error)) from None


def _why(error: ChainError) -> str:
    return f"{both(TROUBLES[error.trouble])} ({error.message})"


def _line(one: KeptAnchor, verdicts: dict[int, Verdict]) -> str:
    block = "-" if one.block is None else one.block
    line = f"{one.size:>10}  {both(STATES[one.state])}  block {block}  {one.transactions[-1]}"
    return f"{line}  {both(VERDICTS[verdicts[one.id]])}" if verdicts else line


def _told(one: KeptAnchor, verdicts: dict[int, Verdict]) -> dict[str, Any]:
    return shown(one) | ({"verdict": verdicts[one.id]} if verdicts else {})
