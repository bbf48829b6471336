"""Demo data, and the six stories of the article played through the real doors."""

import json
import sys

import click
from django.utils import timezone

from weikameng.cli.stage import DoorClosed, Stage, open_stage
from weikameng.cli.stories import STORIES, Story
from weikameng.services import demo as demo_service
from weikameng.services import demo_data, demo_rails, demo_suppliers

ACCOUNTS_SHOWN = "\n".join(
    [
        f"演示账号(密码 {demo_data.PASSWORD}) / demo accounts, one password:",
        *(f"  {name:<9} {shown} ({role})" for name, shown, role in demo_data.PEOPLE),
        "按 Ctrl+C 停止 / Ctrl+C stops it",
    ]
)


@click.command()
@click.option("--past-orders-of", "buyer", help="Print import rows of orders with a past instead.")
def seed(buyer: str | None) -> None:
    """Fill in demo data: people, products, card keys; where the demo's sandbox runs, orders that
    were paid there and refunded. Repeating it changes nothing.
    """
    if buyer:
        for row in demo_service.past_orders(buyer, timezone.now()):
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    demo_service.seed(timezone.now())
    demo_service.replies(timezone.now())
    demo_rails.tell(timezone.now())
    demo_suppliers.tell(timezone.now())
    click.echo(ACCOUNTS_SHOWN)


@click.command()
def demo() -> None:
    """Play six stories on a platform of their own; exit code 0 if all came out as told."""
    with open_stage() as stage:
        kept = sum(_played(stage, number, story) for number, story in STORIES.items())
    click.echo(f"{kept}/{len(STORIES)} 个故事如约 / stories as told")
    sys.exit(kept != len(STORIES))


def _played(stage: Stage, number: int, story: Story) -> bool:
    try:
        ending = story.play(stage)
    except DoorClosed as trouble:
        click.echo(f"✗ {number}. {story.title.zh} / {story.title.en}\n     {trouble.message}")
        return False
    told = ending.state == story.ending
    mark = "✓" if told else "✗"
    click.echo(f"{mark} {number}. {story.title.zh} / {story.title.en}")
    click.echo(f"     {ending.number}  {ending.state}: {ending.text}")
    return told
