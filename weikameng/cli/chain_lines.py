"""What checking a chain came to, line by line; used with and without a database (R7.1)."""

from collections.abc import Iterable, Sequence

import click

from weikameng.domain.chain_words import broken_words, whole_words
from weikameng.domain.words import Words, printable, typeset
from weikameng.ledger.evidence_chain import SHORTEST_PIN, Break, Entry, pinned

BROKEN = 1  # exit code
CANNOT_CHECK = 2  # exit code
_SEALS = Words(
    "每一项的封存码都由它的内容和前一项的封存码算出,位置连续",
    "every seal follows from its content and the seal before, and no place is left out",
)


def pin_of(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """Return a seal as typed off a page: small letters, no blanks."""
    pin = "".join(given.split()).lower()
    if given and (len(pin) < SHORTEST_PIN or set(pin) - set("0123456789abcdef")):
        raise click.BadParameter(f"封存码至少 {SHORTEST_PIN} 位 / at least {SHORTEST_PIN} digits")
    return pin


def tell(
    title: Words, entries: Sequence[Entry], broken: Break | None, checks: Iterable[Words] = ()
) -> int:
    """Print items, what was checked and the result; return the exit code."""
    click.echo(printable(said(title)))
    for entry in entries:
        file = f"  {entry.file[:SHORTEST_PIN]}" if entry.file else ""
        mark = "✗" if broken and broken.position == entry.position else " "
        click.echo(
            printable(
                f"{mark}{entry.position:>3}  {entry.at[:19]}Z  {entry.digest[:SHORTEST_PIN]}"
                f"  {entry.kind[:40]}  {entry.source[:20]}{file}"
            )
        )
    if broken:
        click.echo(said(broken_words(broken.code, broken.position)))
        return BROKEN
    for words in (_SEALS, *checks):
        click.echo(f"✓ {said(words)}")
    click.echo(said(whole_words(len(entries))))
    return 0


def pin_words(entries: Sequence[Entry], pin: str) -> tuple[Words, ...]:
    """Return where a seal noted earlier stands, for a chain that bears it."""
    place = pinned(entries, pin) if pin else None
    if place is None:
        return ()
    return (
        Words(
            f"你记下的封存码是第 {place} 项的:到那一项为止没有被改写",
            f"the seal you noted is that of item {place}: up to it nothing was rewritten",
        ),
    )


def said(words: Words) -> str:
    """Return a sentence in both languages on one line."""
    return f"{typeset(words.zh)} / {words.en}"
