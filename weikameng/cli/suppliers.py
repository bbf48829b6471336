"""``weikameng suppliers``: who can be asked about orders, and asking about one case now."""

import sys

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, politely
from weikameng.cli.policy_texts import both
from weikameng.domain.supply import Questions
from weikameng.domain.supply_words import meaning_of, name_words
from weikameng.records.reading.reports import refusals
from weikameng.services import supplier_checks, wiring

MAX_REFUSALS = 20


@click.group(invoke_without_command=True)
@click.pass_context
def suppliers(context: click.Context) -> None:
    """Show which suppliers are on, which are off and why; exit code 1 if one is set up wrongly."""
    if context.invoked_subcommand:
        return
    ready()
    faults = wiring.supplier_faults()
    for name in wiring.SUPPLIER_NAMES:
        click.echo(_line(name))
        for fault in faults:
            if fault.channel == name:
                click.echo(f"  {fault.setting}: {both(fault.words)}")
    for row in refusals(MAX_REFUSALS):
        click.echo(f"refused reports: {row.day}  {row.supplier}  {row.reason}  {row.times}")
    if faults:
        sys.exit(1)


@suppliers.command("ask")
@click.argument("case")
@AS
@politely
def ask(case: str, username: str) -> None:
    """Ask the supplier about CASE now; the answer is kept as evidence like any other."""
    answer = supplier_checks.ask_now(case, who=actor_named(username), at=timezone.now())
    click.echo(both(meaning_of(answer.status, answer.code, answer.arrived)))
    signed = "signed" if answer.signed else "unsigned"
    click.echo(f"  {answer.status}  {answer.code or '-'}  {signed}")


def _line(name: str) -> str:
    asked, reporting = wiring.suppliers(), wiring.report_keys()
    off = "off: settings" if name in wiring.suppliers_set_up() else "off: not set up"
    parts = [name, "on" if name in asked else off, both(name_words(name))]
    if name in asked:
        parts.append(_rules(asked[name].questions))
    if name in reporting:
        parts.append(f"reports use by {reporting[name].scheme}")
    return "  ".join(parts)


def _rules(questions: Questions) -> str:
    gap = int(questions.gap.total_seconds())
    return f"at least {gap} s apart, for {questions.kept_for.days} days"
