"""Opens shops of other people and their tokens from the command line (P2, P3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils import timezone

from weikameng.domain.errors import Refusal
from weikameng.domain.shops import USUAL_SCOPES, Money
from weikameng.records.reading import shops as reading
from weikameng.records.reading import tokens as reading_tokens
from weikameng.services import data_exports, tokens
from weikameng.services import shops as service
from weikameng.services.tokens import Wish

_SCOPE = click.option("--scope", "scopes", multiple=True, help="What it may do; several times.")
_DAYS = click.option("--days", type=int, help="Valid for so many days; without it until revoked.")
_NAME = click.option("--name", default="command line", help="What the token is for.")


@contextmanager
def _told() -> Iterator[None]:
    """Tell a refusal as the command's error, in both languages."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.words.zh} / {refusal.words.en}") from refusal


@click.group("shops")
def shops() -> None:
    """Shops of other people that send us their orders."""


@shops.command("open")
@click.argument("code")
@click.option("--name", required=True, help="What it is called.")
@click.option(
    "--money",
    default=Money.OURS.value,
    type=click.Choice([money.value for money in Money]),
    help="Who pays back: our channels, or the shop itself.",
)
def open_shop(code: str, name: str, money: str) -> None:
    """Open the shop CODE; its tokens come from `weikameng shops token`."""
    with _told():
        service.open_shop(code, name, money, None, timezone.now())
    click.echo(f"{code} opened")


@shops.command("list")
def listing() -> None:
    """List shops: code, who pays back, live tokens, since when, until when, name."""
    for shop in reading.shops():
        until = shop.closed_at.isoformat() if shop.closed_at else "-"
        told = (shop.code, shop.money, str(shop.live), shop.opened_at.isoformat(), until, shop.name)
        click.echo("\t".join(told))


@shops.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(code: str, file: Path) -> None:
    """Write everything of the shop CODE into FILE, a zip of JSON lines: orders, customers, refunds.

    Orders and customers can be imported again as they are. A closed shop can take its own along.
    """
    shop = reading.shop_named(code)
    if shop is None:
        raise click.ClickException(f"没有这家店铺 / there is no shop {code}")
    with file.open("wb") as out:
        data_exports.write_shop(shop.id, out, lambda _done, _total: None)
    data_exports.noted_for_shop_by_command(code, at=timezone.now())
    click.echo(f"{file} {file.stat().st_size} bytes")


@shops.command("close")
@click.argument("code")
def close_shop(code: str) -> None:
    """Close the shop CODE for good; its tokens open nothing from now on."""
    with _told():
        count = service.close_shop(code, None, timezone.now())
    click.echo(f"{code} closed, {count} tokens revoked")


@shops.command("token")
@click.argument("code")
@_NAME
@_SCOPE
@_DAYS
def token(code: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Issue a token of the shop CODE; it is printed once.

    Without --scope it may do everything but read, take along and erase customers.
    """
    wish = Wish(name, frozenset(scopes) or USUAL_SCOPES, days)
    with _told():
        click.echo(service.issue_token(code, wish, None, timezone.now()))


@click.group("tokens")
def token_group() -> None:
    """Tokens of the API: of people and of shops."""


@token_group.command("list")
@click.option("--shop", default="", help="Only of this shop.")
@click.option("--person", default="", help="Only of this sign-in name.")
@click.option("--all", "everything", is_flag=True, help="Revoked ones, too.")
def token_list(shop: str, person: str, everything: bool) -> None:
    """List tokens: id, whose, what for, scopes, made, valid until, last used, revoked."""
    for one in reading_tokens.tokens(shop, person, live=not everything):
        whose = f"shop {one.shop.code}" if one.shop else f"person {one.owner.username}"
        times = (one.created_at, one.expires_at, one.last_used_at, one.revoked_at)
        told = [at.isoformat(timespec="seconds") if at else "-" for at in times]
        click.echo("\t".join([str(one.pk), whose, one.name, " ".join(one.scopes), *told]))


@token_group.command("revoke")
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    """Revoke the token of this id; it opens nothing from now on."""
    with _told():
        tokens.revoke(token_id, None, timezone.now())
    click.echo(f"{token_id} revoked")
