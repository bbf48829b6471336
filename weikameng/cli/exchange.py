"""``weikameng exchange``: records of cross-border refunds, for the payment institution (R6.1)."""

from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.cli.policy_steps import politely
from weikameng.cli.policy_texts import both
from weikameng.domain.exchange_file import file_of
from weikameng.domain.words import Words
from weikameng.records.reading import exchange as reading
from weikameng.services import exchange as service

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def exchange() -> None:
    """Cross-border refunds: deals that wait for finance, the file of records."""


@exchange.command("list")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
@click.option(
    "--show",
    default="open",
    type=click.Choice(["open", "filled", "done", "all"]),
    help="To be filled in (open), to be confirmed (filled), confirmed (done).",
)
def listing(page: int, show: str) -> None:
    """List cross-border orders with a refund by how far their deal is."""
    ready()
    rows, more = reading.orders_abroad(show, page)
    for row in rows:
        click.echo(f"{row.number}  {row.currency}  {row.product.sku}  {row.paid_at:%Y-%m-%d}")
    if more:
        click.echo(f"… --page {page + 1}")


@exchange.command("export")
@click.option("--from", "first", required=True, type=_DAY, help="The first day, Beijing.")
@click.option("--to", "last", required=True, type=_DAY, help="The last day, Beijing.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Else: printed.")
@politely
def export(first: datetime, last: datetime, out: Path | None) -> None:
    """Write the records made on these days as CSV, one line a refund."""
    lines = service.exported(first.date(), last.date(), None, at=timezone.now())
    text = file_of(lines)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8", newline="")
    written = Words(f"已写出 {len(lines)} 笔。", f"{len(lines)} refunds written.")
    click.echo(f"{out}  {both(written)}")
