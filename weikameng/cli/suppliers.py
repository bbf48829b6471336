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
from weikameng.services import supplier_checks, wiring


@click.group(invoke_without_command=True)
@click.pass_context
def suppliers(context: click.Context) -> None:
    """Show which suppliers are on, which are off and why; exit code 1 if one is set up wrongly."""
    if context.invoked_subcommand:
        return
    ready()
    asked, faults = wiring.suppliers(), wiring.supplier_faults()
    for name in wiring.SUPPLIER_NAMES:
        if name in asked:
            click.echo(f"{name}  on  {both(name_words(name))}  {_rules(asked[name].questions)}")
        else:
            state = "off: settings" if name in wiring.suppliers_set_up() else "off: not set up"
            click.echo(f"{name}  {state}  {both(name_words(name))}")
        for fault in faults:
            if fault.channel == name:
                click.echo(f"  {fault.setting}: {both(fault.words)}")
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


def _rules(questions: Questions) -> str:
    gap = int(questions.gap.total_seconds())
    return f"at least {gap} s apart, for {questions.kept_for.days} days"
