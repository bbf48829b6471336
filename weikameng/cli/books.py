"""``weikameng books``: trial balance, what suppliers owe us, corrections by named people."""

import json
import sys
from typing import Any

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.amounts import fen
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, WHY, politely
from weikameng.cli.policy_texts import both
from weikameng.domain.books import cost_account
from weikameng.domain.money import yuan_of
from weikameng.domain.recovery import Month, StatementRow
from weikameng.domain.recovery_file import KIND_WORDS, csv_text
from weikameng.records.reading import books as reading
from weikameng.records.reading import recovery
from weikameng.services import book_words
from weikameng.services import books as service


def _month(_context: click.Context, _param: click.Parameter, typed: str) -> Month:
    try:
        return Month.named(typed)
    except ValueError as error:
        raise click.BadParameter("月份要写成 2026-11 / a month is written as 2026-11") from error


SUPPLIER = click.argument("supplier")
MONTH = click.argument("month", callback=_month)
JSON = click.option("--json", "as_json", is_flag=True, help="One object instead.")


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def books(context: click.Context, as_json: bool) -> None:
    """Show the trial balance: every account with its debits, credits and balance, in yuan."""
    if context.invoked_subcommand:
        return
    ready()
    rows = reading.trial_balance()
    debit, credit = (sum(getattr(row, name) for row in rows) for name in _SIDES)
    if as_json:
        _print_json(
            {
                "accounts": [
                    {"account": row.account, "balance_minor": row.balance_minor}
                    | {name: getattr(row, name) for name in _SIDES}
                    for row in rows
                ],
                "debit_minor": debit,
                "credit_minor": credit,
            }
        )
        return
    told = [(row.debit_minor, row.credit_minor, row.account) for row in rows]
    click.echo(_line("debit", "credit", "balance", "account"))
    for one, other, account in [*told, (debit, credit, "")]:
        words = both(book_words.account_words(account)) if account else "合计 / total"
        amounts = (yuan_of(one), yuan_of(other), yuan_of(one - other))
        click.echo(_line(*amounts, f"{account}  {words}".strip()))


_SIDES = ("debit_minor", "credit_minor")


@books.command("recovery")
@SUPPLIER
@MONTH
@JSON
@click.option("--csv", "as_csv", is_flag=True, help="The file that is sent to the supplier.")
def recover(supplier: str, month: Month, as_json: bool, as_csv: bool) -> None:
    """Show what SUPPLIER owes us for the refunds of MONTH (Beijing time)."""
    ready()
    if supplier not in recovery.suppliers():
        raise click.ClickException(f"没有供货商 {supplier} / no supplier {supplier}")
    told = recovery.month_of(supplier, month)
    if as_csv:
        sys.stdout.write(csv_text(told.rows, told.total_minor))
        return
    (standing,) = recovery.standings([supplier])
    if as_json:
        _print_json(
            {
                "supplier": supplier,
                "month": str(month),
                "total_minor": told.total_minor,
                "open_minor": standing.open_minor,
                "lines": [_as_json(row) for row in told.rows],
            }
        )
        return
    for row in told.rows:
        kind = both(KIND_WORDS[row.line.kind])
        click.echo(
            f"{row.day}  {yuan_of(row.line.amount_minor):>12}  {row.payout_number}  "
            f"{row.order_number}  {kind}  {both(row.reason)}"
        )
    click.echo(f"{told.count} lines, total {yuan_of(told.total_minor)} yuan")
    click.echo(f"open now: {yuan_of(standing.open_minor)} yuan")


@books.command("reassign")
@click.argument("number")
@click.argument("bearer")
@WHY
@AS
@politely
def reassign(number: str, bearer: str, note: str, username: str) -> None:
    """Let BEARER (platform, or supplier:NAME) bear the case or payout NUMBER from now on."""
    wish = service.Correction(number, bearer, note)
    moved = service.reassign(wish, actor_named(username), at=timezone.now())
    click.echo(f"{number}: {cost_account(bearer)}, legs moved: {moved}")


@books.command("claimed")
@SUPPLIER
@MONTH
@click.option("--reference", required=True, help="The number of the letter or invoice.")
@AS
@politely
def claimed(supplier: str, month: Month, reference: str, username: str) -> None:
    """Note that the statement of MONTH was sent to SUPPLIER."""
    letter = service.Letter(supplier, month, reference)
    total = service.claim(letter, actor_named(username), at=timezone.now())
    click.echo(f"{supplier} {month}: {yuan_of(total)} yuan claimed")


@books.command("received")
@SUPPLIER
@click.argument("amount", callback=fen)
@click.option("--reference", required=True, help="The bank's number of the transfer.")
@click.option("--note", default="", help="Anything the books should keep with it.")
@AS
@politely
def received(supplier: str, amount: int, reference: str, note: str, username: str) -> None:
    """Note AMOUNT (yuan) that SUPPLIER paid us; the same again changes nothing."""
    receipt = service.Receipt(supplier, amount, reference, note)
    fresh = service.receive(receipt, actor_named(username), at=timezone.now())
    click.echo(f"{supplier}: {yuan_of(amount)} yuan " + ("noted" if fresh else "was noted before"))


def _line(debit: str, credit: str, balance: str, account: str) -> str:
    return f"{debit:>14}{credit:>14}{balance:>14}  {account}"


def _as_json(row: StatementRow) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "at": row.line.at.isoformat(),
        "entry": row.line.kind,
        "amount_minor": row.line.amount_minor,
        "order": row.order_number,
        "case": row.case_number,
        "payout": row.payout_number,
        "good": row.good._asdict(),
        "reason": row.reason._asdict(),
        "answer": row.answer,
    }


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
