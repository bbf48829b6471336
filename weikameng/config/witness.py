"""`weikameng witness`: a witness of logs, for suppliers, arbitrators and whoever wants to look.
Runs with Python, click and cryptography alone: no database, no Django, no settings."""

import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import click

from weikameng.gateways.witness.kept import StateTrouble, WitnessState
from weikameng.gateways.witness.server import WitnessServer
from weikameng.gateways.witness.serving import Witness
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.keys import (
    KEY_BYTES,
    SignatureType,
    SigningKey,
    VerifierKey,
    parse_signing_key,
    parse_vkey,
)
from weikameng.ledger.malformed import Malformed

_NO_NAME = "a name has no blanks and no plus signs"
_PATH = click.Path(dir_okay=False, path_type=Path)


@click.group()
def witness() -> None:
    """Be a witness: see that a log only grows, and say so by signature."""


@witness.command("key")
@click.argument("name")
@click.argument("file", type=_PATH)
@click.option("--ml-dsa-44", "quantum", is_flag=True, help="Not Ed25519: for the long run.")
def make_key(name: str, file: Path, *, quantum: bool) -> None:
    """Make a witness's key under NAME, like witness.example.com/w1, keep it in FILE, and print the
    key that verifies it, to hand on."""
    try:
        kind = SignatureType.ML_DSA_44 if quantum else SignatureType.COSIGNATURE
        key = SigningKey(name, secrets.token_bytes(KEY_BYTES), kind)
        vkey = key.verifier.vkey
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except Malformed as error:
        why = "the installed cryptography has no ML-DSA" if error.code == "key_type" else _NO_NAME
        raise click.UsageError(why) from None
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(f"{_text_of(key)}\n")
    click.echo(vkey)


@witness.command()
@click.option("--key", "key_file", required=True, type=_PATH, help="The file of `witness key`.")
@click.option("--log", "vkeys", required=True, multiple=True, help="A log's vkey; for each log.")
@click.option("--state", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8077, show_default=True, type=click.IntRange(0, 65_535))
def serve(key_file: Path, vkeys: tuple[str, ...], state: Path, host: str, port: int) -> None:
    """Cosign the heads of these logs over HTTP, as long as each only grows."""
    key, logs, kept = _read_key(key_file), _read_logs(vkeys), WitnessState(state)
    try:
        kept.hold()
        sizes = {origin: kept.latest(origin).size for origin in logs}
        desk = Witness(key, logs, kept, lambda: int(time.time()), lambda line: _say(line, err=True))
        server = WitnessServer(desk, host, port)
    except StateTrouble as trouble:
        raise click.ClickException(str(trouble)) from None
    except OSError as error:
        raise click.ClickException(f"{host}:{port} can't be used ({error.strerror})") from None
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: threading.Thread(target=server.shutdown).start())

    def ready() -> None:
        _say(f"见证人 witness  {server.address}  {key.verifier.vkey}")
        for origin, size in sizes.items():
            _say(f"  {origin}: {size}")

    server.serve(ready)


def _read_key(path: Path) -> SigningKey:
    try:
        key = parse_signing_key(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: can't be read ({type(error).__name__})") from None
    except Malformed:
        raise click.ClickException(f"{path}: no key; make one with weikameng witness key") from None
    if not key.type.cosigns:
        raise click.ClickException(f"{path}: this key signs notes, not with the time")
    return key


def _read_logs(vkeys: Iterable[str]) -> dict[str, tuple[VerifierKey, ...]]:
    logs: dict[str, tuple[VerifierKey, ...]] = {}
    for text in vkeys:
        try:
            key = parse_vkey(text.strip())
        except Malformed:
            raise click.UsageError(f"--log: {text[:80]!r} is no vkey") from None
        if key.type.cosigns:
            raise click.UsageError("--log: this is a witness's key")
        logs[key.name] = (*logs.get(key.name, ()), key)
    return logs


def _text_of(key: SigningKey) -> str:
    """The form other programs for notes keep private keys in."""
    content = base64_of(bytes([key.type]) + key.seed)
    return f"PRIVATE+KEY+{key.name}+{key.verifier.key_id.hex()}+{content}"


def _say(line: str, *, err: bool = False) -> None:
    click.echo(line, err=err)
    (sys.stderr if err else sys.stdout).flush()


if __name__ == "__main__":
    witness(prog_name="weikameng witness")
