"""Amounts of money as commands take them: typed in yuan, kept in fen."""

import click

from weikameng.domain.money import minor_of


def fen(_context: click.Context, _param: click.Parameter, typed: str) -> int:
    """Return fen for what was typed in yuan; BadParameter says how to write it."""
    try:
        return minor_of(typed)
    except ValueError as error:
        raise click.BadParameter("金额要写成 12.30 / an amount is written as 12.30") from error
