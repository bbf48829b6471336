"""``weikameng disputes``: arbitration bodies and their arbitrators, and keys to sign rulings by."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.domain.dispute_words import PHASES
from weikameng.domain.disputes import phase_of
from weikameng.domain.errors import Refusal
from weikameng.domain.money import minor_of
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.keys import KEY_BYTES, SigningKey, is_key_name, parse_signing_key
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.rulings import vouching
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels
from weikameng.services import ruling_keys

_SECRET = 0o600


@click.group()
def disputes() -> None:
    """Disputes: who decides them, and keys to sign rulings by."""


@disputes.command("list")
@click.option("--page", default=1, type=click.IntRange(1), help="20 a page, newest first.")
def listing(page: int) -> None:
    """List disputes: number, case, body, where they stand."""
    ready()
    rows, more = reading.page_of_all(page)
    for row in rows:
        one, phase = row.dispute, phase_of(row.facts)
        told = (one.number, one.case_number, one.body_code, phase.value, PHASES[phase].en)
        click.echo("\t".join(told))
    if more:
        click.echo(f"--page {page + 1} …", err=True)


@disputes.command()
def people() -> None:
    """List arbitrators: body, sign-in name, whether they are drawn, their own key if any."""
    ready()
    for one in panels.arbitrators():
        drawn = "drawn" if one.active and one.person.is_active else "not drawn"
        click.echo(f"{one.body.code}\t{one.person.username}\t{drawn}\t{one.key or '-'}")


@disputes.command()
@click.argument("code")
@click.option("--zh", required=True, help="Its name in Chinese.")
@click.option("--en", required=True, help="Its name in English.")
@click.option("--key", default="", help="Its public key, which vouches for its arbitrators' keys.")
@click.option("--three-from", default="", help="From how many yuan on three decide; else one.")
def body(code: str, zh: str, en: str, key: str, three_from: str) -> None:
    """Register the arbitration body CODE, or change it."""
    ready()
    try:
        least = minor_of(three_from) if three_from else None
    except ValueError as problem:
        raise click.BadParameter(three_from, param_hint="--three-from") from problem
    _polite(lambda: ruling_keys.register_body(code, (zh, en), key, least, timezone.now()))


@disputes.command()
@click.argument("code")
@click.argument("username")
@click.option("--key", default="", help="Their own public key; without it they sign on the page.")
@click.option("--certificate", default="", help="The body's signature over it (disputes vouch).")
def arbitrator(code: str, username: str, key: str, certificate: str) -> None:
    """Let USERNAME (role arbiter) be drawn for the body CODE."""
    ready()
    own = (key, certificate)
    _polite(lambda: ruling_keys.register_arbitrator(code, username, own, timezone.now()))


@disputes.command()
@click.argument("username")
def dismiss(username: str) -> None:
    """Draw USERNAME no more; what they sit on they finish."""
    ready()
    _polite(lambda: ruling_keys.dismiss(username, timezone.now()))


@disputes.command()
@click.argument("name")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def key(name: str, output: Path) -> None:
    """Make a key called NAME: the private half goes into a file, the public half is printed."""
    if not is_key_name(name):
        raise click.BadParameter(name, param_hint="NAME")
    made = SigningKey(name, secrets.token_bytes(KEY_BYTES))
    public = made.verifier
    kind = bytes([made.type])
    private = f"PRIVATE+KEY+{name}+{public.key_id.hex()}+{base64_of(kind + made.seed)}\n"
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _SECRET)
    except OSError as problem:
        raise click.ClickException(f"{output}: {problem.strerror}") from problem
    with os.fdopen(handle, "w") as file:
        file.write(private)
    click.echo(public.vkey)


@disputes.command()
@click.argument("keyfile", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("document", type=click.File("rb"))
def sign(keyfile: Path, document: BinaryIO) -> None:
    """Sign the exact bytes of a ruling's text; prints the detached signature."""
    click.echo(base64_of(_key_in(keyfile).sign(document.read())))


@disputes.command()
@click.argument("keyfile", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("code")
@click.argument("username")
@click.argument("vkey")
def vouch(keyfile: Path, code: str, username: str, vkey: str) -> None:
    """Vouch, as the body CODE, that VKEY is the key of USERNAME; prints the certificate."""
    click.echo(base64_of(_key_in(keyfile).sign(vouching(code, username, vkey))))


def _key_in(path: Path) -> SigningKey:
    try:
        return parse_signing_key(path.read_text().strip())
    except (Malformed, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{path}: no private key") from problem


def _polite(doing: Callable[[], None]) -> None:
    try:
        doing()
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.words.zh} / {refusal.words.en}") from refusal
