"""The command ``weikameng``: every command is documented in docs/commands.md (a test checks)."""

import click

from weikameng.cli import (
    accounts,
    arrivals,
    books,
    campaign,
    channels,
    check,
    clock,
    complaints,
    database,
    demo,
    evidence,
    figures,
    funds,
    notices,
    orders,
    payouts,
    policy,
    reconcile,
    run,
    sandbox,
    simulate,
    suppliers,
    text,
    transfers,
    worker,
)


@click.group()
def cli() -> None:
    """weikameng (微卡盟): refunds for virtual goods."""


cli.add_command(run.run)
cli.add_command(run.web)
cli.add_command(worker.worker)
cli.add_command(database.migrate)
cli.add_command(database.manage)
cli.add_command(database.stop)
cli.add_command(demo.seed)
cli.add_command(demo.demo)
cli.add_command(orders.orders)
cli.add_command(accounts.people)
cli.add_command(policy.policy)
cli.add_command(text.text)
cli.add_command(clock.clock)
cli.add_command(arrivals.arrivals)
cli.add_command(figures.figures)
cli.add_command(books.books)
cli.add_command(reconcile.reconcile)
cli.add_command(funds.funds)
cli.add_command(complaints.complaints)
cli.add_command(payouts.payouts)
cli.add_command(transfers.transfers)
cli.add_command(channels.channels)
cli.add_command(suppliers.suppliers)
cli.add_command(notices.notices)
cli.add_command(evidence.evidence)
cli.add_command(check.audit)
cli.add_command(simulate.simulate)
cli.add_command(campaign.campaign)
cli.add_command(sandbox.sandbox)
cli.add_command(check.docs)
