"""``weikameng evidence export`` and ``verify``: a chain handed out, and checked (R7.1)."""

import sys
from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.chain_lines import BROKEN, pin_of, pin_words, said, tell
from weikameng.cli.database import ready
from weikameng.cli.offline import hand_over
from weikameng.domain.chain_words import break_words
from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words
from weikameng.services import chain_files

TOLD_EVERY = 1_000  # chains, where progress is no bar but lines
_FOLDER = click.Path(file_okay=False, path_type=Path)
_PICTURES = Words(
    "图片的原图和副本都还是当时封存的", "pictures and their copies are what was sealed"
)


@click.command()
@click.argument("case")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--files", "pictures", type=_FOLDER, help="Put copies of the pictures there, too.")
def export(case: str, output: Path, pictures: Path | None) -> None:
    """Write the chain of a refund as a file that anyone can check: weikameng evidence verify."""
    ready()
    try:
        kept = chain_files.of_case(case)
    except Refusal as refusal:
        raise click.ClickException(f"没有退款 {case} / no refund {case}") from refusal
    try:
        output.write_bytes(chain_files.exported(kept, timezone.now()))
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            for picture in chain_files.pictures_of(kept):
                (pictures / picture.name).write_bytes(picture.content)
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from problem
    click.echo(f"{output}: {len(kept.entries)} items, {kept.entries[-1].digest}")


@click.command()
@click.argument("what", metavar="FILE|CASE|ORDER", required=False)
@click.option("--expect", "pin", default="", callback=pin_of, help="A seal noted earlier.")
@click.option("--files", "pictures", type=_FOLDER, help="FILE: the copies of its pictures.")
@click.option("--all", "every", is_flag=True, help="Every order, instead.")
def verify(what: str | None, pin: str, pictures: Path | None, *, every: bool) -> None:
    """Check a chain: an exported FILE, or that of a refund or an order by number.

    A FILE is checked without a database. Exit code 1 when a chain does not hold, 2 when the file
    can't be checked.
    """
    if every == bool(what):
        raise click.UsageError("FILE, CASE or ORDER, or else --all")
    if what is None:
        _verify_all()
    elif what.isascii() and what.isdigit():
        _verify_kept(what, pin)
    else:
        wishes = [f"--expect={pin}"] * bool(pin) + [f"--files={pictures}"] * bool(pictures)
        hand_over("evidence_chain", *wishes, "--", what)


def _verify_kept(number: str, pin: str) -> None:
    ready()
    try:
        kept = chain_files.checked(number, pin)
    except Refusal as refusal:
        raise click.ClickException(
            f"没有编号为 {number} 的退款或订单 / no refund or order {number}"
        ) from refusal
    title = Words(f"订单 {kept.order_number}", f"order {kept.order_number}")
    checks = (_PICTURES, *pin_words(kept.entries, pin))
    sys.exit(tell(title, kept.entries, kept.broken, checks))


def _verify_all() -> None:
    ready()
    broken = 0
    count = chain_files.count()
    with click.progressbar(
        chain_files.check_all(), length=count, label="订单 orders", file=sys.stderr, show_pos=True
    ) as chains:
        for at, (number, found) in enumerate(chains, start=1):
            if not sys.stderr.isatty() and (at % TOLD_EVERY == 0 or at == count):
                click.echo(f"{at}/{count}", err=True)
            if found:
                broken += 1
                click.echo(f"{number}  {said(break_words(found.code, found.position))}")
    click.echo(
        said(Words(f"{count} 条证据链,{broken} 条不完整", f"{count} chains, {broken} not whole"))
    )
    sys.exit(BROKEN if broken else 0)
