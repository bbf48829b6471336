"""``weikameng webhooks``: endpoints of shops, their health, what was sent, sent again (P2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.domain.errors import Refusal
from weikameng.domain.webhook_events import OFF_WORDS, Off
from weikameng.domain.webhook_life import Standing, Wanted
from weikameng.records.reading import webhooks as reading
from weikameng.services import webhook_sending
from weikameng.services import webhooks as service
from weikameng.services.webhooks import Changes, Hand

ANY = Hand(everywhere=True)
_STANDINGS = [standing.value for standing in Standing]


@click.group()
def webhooks() -> None:
    """Endpoints that are told of refunds, and what was sent to them."""


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.words.zh} / {refusal.words.en}") from refusal


@webhooks.command("list")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
def listing(page: int) -> None:
    """List endpoints, those in trouble first: id, shop, state, failures, waiting, address."""
    ready()
    rows, more = reading.every_endpoint(page)
    for row in rows:
        why = f"  {OFF_WORDS[Off(row.why)].zh}" if row.why else ""
        click.echo(
            f"{row.code}  {row.shop or '-'}  {row.state}  failures {row.failures}"
            f"  waiting {row.waiting}  {row.url}{why}"
        )
    if more:
        click.echo(f"… --page {page + 1}")


@webhooks.command("create")
@click.option("--shop", default="", help="The shop's code; without it, our own storefront's.")
@click.option("--url", required=True, help="Where events are sent.")
@click.option("--event", "kinds", multiple=True, help="Only this event; several times for more.")
@click.option("--note", default="", help="What it is for.")
def create(shop: str, url: str, kinds: tuple[str, ...], note: str) -> None:
    """Make an endpoint; prints its id and its secret, which is shown this once."""
    ready()
    shop_id = reading.shop_id_of(shop) if shop else None
    if shop and shop_id is None:
        raise click.ClickException(f"没有这个商家: {shop} / no such shop: {shop}")
    with _plainly():
        made = service.create(Hand(shop_id), url, kinds=kinds, note=note, at=timezone.now())
    click.echo(f"{made.code}\n{made.secret}")


@webhooks.command("switch")
@click.argument("endpoint")
@click.option("--on/--off", "is_on", required=True, default=None, help="On or off.")
def switch(endpoint: str, is_on: bool) -> None:
    """Switch ENDPOINT on or off; what happens while it is off waits for a replay."""
    ready()
    with _plainly():
        found = service.change(ANY, endpoint, Changes(on=is_on), at=timezone.now())
    click.echo(f"{found.code}  {found.state}")


@webhooks.command("delete")
@click.argument("endpoint")
def delete(endpoint: str) -> None:
    """Take ENDPOINT away; nothing more is sent to it."""
    ready()
    with _plainly():
        service.delete(ANY, endpoint, at=timezone.now())


@webhooks.command("rotate")
@click.argument("endpoint")
@click.option("--hours", default=24, show_default=True, help="How long the old one signs as well.")
def rotate(endpoint: str, hours: int) -> None:
    """Give ENDPOINT another secret; it is printed this once."""
    ready()
    with _plainly():
        made = service.rotate(ANY, endpoint, timedelta(hours=hours), at=timezone.now())
    click.echo(made.secret)


@webhooks.command("test")
@click.argument("endpoint")
def test(endpoint: str) -> None:
    """Send a test event to ENDPOINT; prints its id."""
    ready()
    with _plainly():
        click.echo(service.send_test(ANY, endpoint, at=timezone.now()))


@webhooks.command("deliveries")
@click.argument("endpoint")
@click.option("--state", default="", type=click.Choice(["", *_STANDINGS]), help="Only these.")
@click.option("--before", default=None, type=click.IntRange(1), help="Older than this number.")
def deliveries(endpoint: str, state: str, before: int | None) -> None:
    """List what was sent to ENDPOINT: number, event, refund, state, tries, last answer."""
    ready()
    with _plainly():
        found = service.of(ANY, endpoint)
    for row in reading.deliveries_of(found.id, state, before, reading.PAGE_SIZE):
        last = row.log[0] if row.log else None
        answer = f"{last.status or last.code}" if last else "-"
        click.echo(
            f"{row.id}  {row.message}  {row.type}  {row.refund or '-'}  {row.standing}"
            f"  tries {row.tries}  {answer}"
        )


@webhooks.command("replay")
@click.argument("endpoint")
@click.option("--event", default=None, help="The id of one event, msg_….")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="All from this moment on; Beijing's without a zone.",
)
@click.option("--missed", is_flag=True, help="Only what was not delivered.")
def replay(endpoint: str, event: str | None, since: datetime | None, missed: bool) -> None:
    """Send again to ENDPOINT: one event, or all since a moment."""
    ready()
    if (event is None) == (since is None):
        raise click.ClickException("--event 和 --since 选一个 / give --event or --since, not both")
    if since and since.tzinfo is None:
        since = timezone.make_aware(since)
    with _plainly():
        wanted = Wanted(event, since, missed)
        click.echo(service.replay(ANY, endpoint, wanted, at=timezone.now()))


@webhooks.command("send")
def send() -> None:
    """Send what is due now and end; the worker does so by itself."""
    ready()
    click.echo(f"{webhook_sending.send_until_idle('command line', timezone.now)} sent")
