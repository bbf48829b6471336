"""The command ``weikameng``: every command is documented in docs/commands.md (a test checks)."""

import click

from weikameng.cli import (
    accounts,
    alarms,
    anchors,
    arrivals,
    books,
    campaign,
    case_files,
    chain,
    channels,
    check,
    clock,
    complaints,
    database,
    demo,
    disputes,
    evidence,
    exchange,
    figures,
    forgetting,
    funds,
    identity,
    incidents,
    ledger,
    notices,
    orders,
    payouts,
    policy,
    reconcile,
    run,
    sandbox,
    shops,
    simulate,
    suppliers,
    text,
    transfers,
    webhooks,
    witness,
    witnesses,
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
cli.add_command(shops.shops)
cli.add_command(shops.token_group)
cli.add_command(policy.policy)
cli.add_command(text.text)
cli.add_command(clock.clock)
cli.add_command(arrivals.arrivals)
cli.add_command(figures.figures)
cli.add_command(books.books)
cli.add_command(reconcile.reconcile)
cli.add_command(funds.funds)
cli.add_command(complaints.complaints)
cli.add_command(exchange.exchange)
cli.add_command(incidents.incident)
cli.add_command(identity.identity)
cli.add_command(payouts.payouts)
cli.add_command(transfers.transfers)
cli.add_command(disputes.disputes)
cli.add_command(channels.channels)
cli.add_command(suppliers.suppliers)
cli.add_command(notices.notices)
cli.add_command(webhooks.webhooks)
cli.add_command(evidence.evidence)
cli.add_command(case_files.case)
cli.add_command(case_files.verify)
cli.add_command(ledger.ledger)
cli.add_command(check.audit)
cli.add_command(simulate.simulate)
cli.add_command(campaign.campaign)
cli.add_command(sandbox.sandbox)
cli.add_command(check.docs)
cli.add_command(chain.chain)
cli.add_command(witness.witness)
ledger.ledger.add_command(alarms.alarms)
ledger.ledger.add_command(anchors.anchors)
ledger.ledger.add_command(forgetting.forget)
ledger.ledger.add_command(anchors.chain)
ledger.ledger.add_command(witnesses.witnesses)
