"""``weikameng notices``: copies by SMS and e-mail; nobody sends one again, only asks (R5.1)."""

import sys

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.domain.notice_life import Standing
from weikameng.records.reading import notices as reading
from weikameng.services import carriers
from weikameng.services import notices as service

_USUAL = tuple(state for state in Standing if state is not Standing.LEFT_OUT)


@click.group()
def notices() -> None:
    """Copies of messages by SMS and e-mail."""


@notices.command("list")
@click.option("--state", type=click.Choice([str(state) for state in Standing]), help="Only these.")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
def listing(state: str | None, page: int) -> None:
    """List copies: reference, state, what became of it, masked address, carrier, its code."""
    ready()
    rows, more = reading.listed((state,) if state else _USUAL, page)
    for row in rows:
        alert = f"  ! {row.cause}" if row.cause else ""
        click.echo(
            f"{row.reference}  {row.state}  {row.fate or '-'}  {row.shown or '-'}"
            f"  {row.carrier or '-'}  {row.code or '-'}{alert}"
        )
    if more:
        click.echo(f"… --page {page + 1}")


@notices.command("ask")
@click.argument("reference")
def ask(reference: str) -> None:
    """Let the carrier be asked what became of REFERENCE; nothing that went is sent again."""
    ready()
    if not service.ask_again(reference, timezone.now()):
        click.echo(f"{reference}: 没有可问的 / nothing to ask", err=True)
        sys.exit(1)
    click.echo(f"{reference}: ask")


@notices.command("carriers")
def show_carriers() -> None:
    """Show who carries text messages and e-mail, and what is wrong with their settings."""
    found, faults = carriers.carriers(), carriers.carrier_faults()
    click.echo(f"sms: {', '.join(sorted(found.sms)) or '-'}")
    click.echo(f"email: {found.mail.name if found.mail else '-'}")
    for fault in faults:
        click.echo(f"{fault.channel}: {fault.setting}: {fault.words.zh} / {fault.words.en}")
    sys.exit(bool(faults))
