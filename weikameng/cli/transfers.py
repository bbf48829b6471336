"""``weikameng transfers``: money paid by another way, by two people and two (R4.4)."""

from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, WHY, politely
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.publishing import beijing_day
from weikameng.domain.transfer_life import UNDER_WAY, Method, State
from weikameng.records.reading import transfers as reading
from weikameng.services import transfers as service
from weikameng.services.evidence import Upload

ID = click.argument("transfer", type=int)
MAX_PROOF = 10 * 1024 * 1024


@click.group()
def transfers() -> None:
    """Offline transfers: proposed and approved, paid and confirmed, each by two people."""


@transfers.command("list")
@click.option("--state", type=click.Choice([str(state) for state in State]), help="Only these.")
@click.option("--all", "everything", is_flag=True, help="Ended ones, too.")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
def listing(state: str | None, everything: bool, page: int) -> None:
    """List transfers: id, state, payout, yuan, payee, masked account, proof."""
    ready()
    states = (state,) if state else () if everything else UNDER_WAY
    rows, more = reading.transfers(states, page)
    for row in rows:
        amount, proof = yuan_of(row.payout.amount_minor), row.proof_digest[:12] or "-"
        click.echo(
            f"{row.pk}  {row.state}  {row.payout.number}  {amount}  {row.payee_name}"
            f"  {row.payee_shown}  {row.reference or '-'}  {proof}"
        )
    if more:
        click.echo(f"… --page {page + 1}")


@transfers.command("propose")
@click.argument("payout")
@click.option("--method", default=str(Method.BANK), type=click.Choice([str(m) for m in Method]))
@click.option("--name", required=True, help="The payee's name.")
@click.option("--account", prompt=True, hide_input=True, help="Asked for when left out.")
@click.option("--compared", is_flag=True, help="The channel's own records were looked at.")
@WHY
@AS
@politely
def propose(payout: str, note: str, username: str, compared: bool, **payee: str) -> None:
    """Propose to pay the dead payout PAYOUT by another way; somebody else approves it."""
    wish = service.Proposal(
        payout, payee["method"], payee["name"], payee["account"], note, compared
    )
    transfer = service.propose(wish, actor_named(username), at=timezone.now())
    click.echo(f"{transfer}: proposed")


@transfers.command("refuse")
@ID
@WHY
@AS
@politely
def refuse(transfer: int, note: str, username: str) -> None:
    """Turn the proposal TRANSFER down, or take your own back."""
    service.refuse(transfer, note, actor_named(username), at=timezone.now())
    click.echo(f"{transfer}: refused")


@transfers.command("approve")
@ID
@AS
@politely
def approve(transfer: int, username: str) -> None:
    """Agree to TRANSFER; never by who proposed it."""
    service.approve(transfer, actor_named(username), at=timezone.now())
    click.echo(f"{transfer}: approved")


@transfers.command("account")
@ID
@AS
@politely
def account(transfer: int, username: str) -> None:
    """Print the whole account to pay to; that you looked is recorded."""
    click.echo(service.reveal(transfer, actor_named(username), at=timezone.now()))


@transfers.command("cancel")
@ID
@WHY
@AS
@politely
def cancel(transfer: int, note: str, username: str) -> None:
    """Call the approved TRANSFER off before it is paid."""
    service.cancel(transfer, note, actor_named(username), at=timezone.now())
    click.echo(f"{transfer}: cancelled")


@transfers.command("pay")
@ID
@click.option("--reference", required=True, help="The bank's number of the payment.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Its day; today if left out.")
@click.option(
    "--proof",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture of the receipt: JPG, PNG or WebP.",
)
@AS
@politely
def pay(transfer: int, reference: str, day: datetime | None, proof: Path, username: str) -> None:
    """Record that TRANSFER was paid; somebody else confirms it."""
    at = timezone.now()
    with proof.open("rb") as file:
        picture = Upload(service.PROOF, proof.name, file.read(MAX_PROOF + 1))
    paid_on = day.date() if day else beijing_day(at)
    payment = service.Payment(reference, paid_on, picture)
    service.record_payment(transfer, payment, actor_named(username), at=at)
    click.echo(f"{transfer}: paid")


@transfers.command("return")
@ID
@WHY
@AS
@politely
def send_back(transfer: int, note: str, username: str) -> None:
    """Have the payment of TRANSFER recorded anew: its proof does not fit."""
    service.send_back(transfer, note, actor_named(username), at=timezone.now())
    click.echo(f"{transfer}: approved")


@transfers.command("confirm")
@ID
@click.option("--seen", required=True, help="The start of the proof's SHA-256, from the list.")
@AS
@politely
def confirm(transfer: int, seen: str, username: str) -> None:
    """Confirm somebody else's payment of TRANSFER; the buyer is told."""
    row = reading.transfer(transfer)
    now = row.proof_digest if row else ""
    whole = now if len(seen) >= 8 and now.startswith(seen) else seen
    service.confirm(transfer, whole, actor_named(username), at=timezone.now())
    click.echo(f"{transfer}: confirmed")
