"""``weikameng ledger``: the log's head, proofs, audit and sequencer, and a mirror of any log."""

import json
import signal
import sys
import threading
from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.cli.mapping import catch_up
from weikameng.cli.sequencing import drain, sequence
from weikameng.cli.witnesses import policy_given, policy_option
from weikameng.cli.worker import keep_map_until
from weikameng.domain.log_audit_words import WHOLE
from weikameng.domain.log_words import KEPT_ELSEWHERE, NO_HEAD_YET, NOT_THAT_LARGE, map_stands
from weikameng.domain.mirror_words import KEY_FROM_LOG, all_again, grown, map_agrees
from weikameng.domain.words import Words, typeset
from weikameng.ledger.logged_proofs import LoggedProof
from weikameng.ledger.malformed import Malformed
from weikameng.records.reading import mapped
from weikameng.services import log_reading, mirror_witnesses, mirroring, witnessed_heads
from weikameng.services.log_audit import CHUNK, audit
from weikameng.services.log_identity import log_identity
from weikameng.services.log_standing import LogRefused

SHOWN_AT_MOST = 100
TOLD_EVERY = 100_000


@click.group()
def ledger() -> None:
    """The log of goods: every event once, provable, never rewritten."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="One object instead of the signed note.")
def head(*, as_json: bool) -> None:
    """Print the head as it is published at /checkpoint, with its cosignatures."""
    ready()
    signed = witnessed_heads.published(timezone.now())
    if signed is None:
        raise click.ClickException(_both(NO_HEAD_YET))
    if not as_json:
        click.echo(signed.note, nl=False)
        return
    told = {"origin": log_reading.log_origin(), "size": signed.size, "root": signed.root.hex()}
    told |= {"vkey": log_reading.log_vkey(), "signed_at": signed.signed_at.isoformat()}
    click.echo(json.dumps(told))


@ledger.command()
def vkey() -> None:
    """Print the key that verifies the log's heads, to hand on."""
    click.echo(log_reading.log_vkey())


@ledger.command()
@click.argument("index", type=click.IntRange(0))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--entry", type=click.Path(dir_okay=False, path_type=Path), help="The entry, too.")
def prove(index: int, output: Path | None, entry: Path | None) -> None:
    """Print the proof (C2SP tlog-proof) that the entry at INDEX is in the log."""
    ready()
    found = log_reading.proof_of(index)
    if found is None:
        raise click.ClickException(_both(NOT_THAT_LARGE))
    kept, signed, hashes = found
    file = LoggedProof(index, hashes, signed.note.encode()).encoded()
    if entry:
        entry.write_bytes(kept.leaf)
    if output:
        output.write_bytes(file)
    else:
        click.echo(file, nl=False)


@ledger.command("sequence")
@click.option("--once", is_flag=True, help="Write down what waits now, then end.")
def sequencer(*, once: bool) -> None:
    """Write waiting events into the log, as the worker does; stands by while another one does."""
    ready()
    try:
        if once:
            made = drain()
            catch_up()
            drain()  # has the log say the map's root
            click.echo("another sequencer is at work" if made is None else f"{made} entries")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        beside = threading.Thread(target=keep_map_until, args=(stop,), name="map")
        beside.start()
        try:
            sequence(stop)
        finally:
            stop.set()
            beside.join()
    except LogRefused as refused:
        click.echo(_both(refused.words), err=True)
        sys.exit(1)


@ledger.command("map")
@click.option("--again", is_flag=True, help="Forget it first and make it out of the log.")
def keep_map(*, again: bool) -> None:
    """Bring the map of goods up to the log, unless a worker does, and print how far it is."""
    ready()
    if not catch_up(again=again) and again:
        raise click.ClickException(_both(KEPT_ELSEWHERE))
    found = mapped.head()
    if found is not None:
        click.echo(_both(map_stands(found.size, found.root.hex())))


@ledger.command("audit")
@click.option("--quick", is_flag=True, help="The tree, its tiles and signed heads alone.")
def audit_log(*, quick: bool) -> None:
    """Compute the whole log anew and name what does not agree. Exit code 1 with findings."""
    ready()
    findings = 0
    for finding in audit(log_identity(), quick=quick, progress=_progress):
        findings += 1
        if findings <= SHOWN_AT_MOST:
            click.echo(f"{finding.code}: {_both(finding.words)}")
    click.echo(f"{findings} findings" if findings else _both(WHOLE))
    sys.exit(bool(findings))


@ledger.command()
@click.argument("url")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--vkey", "key_text", default="", help="The log's key, from where you trust.")
@click.option("--again", is_flag=True, help="Also fetch every entry anew and compare.")
@policy_option
@click.option("--map", "with_map", is_flag=True, help="Also compute the map anew and compare.")
def mirror(url: str, folder: Path, key_text: str, *, again: bool, with_map: bool) -> None:
    """Copy the log at URL into FOLDER and hold it against what it showed before.

    Exit code 1 when the log can't be believed, 2 when it could not be read. Needs no database.
    """
    try:
        policy = policy_given()
        if not key_text and len(policy.logs) == 1:
            key_text = policy.logs[0].key.vkey
        key, shown = mirroring.key_of(url, folder, key_text)
        if shown:
            click.echo(f"{_both(KEY_FROM_LOG)} {key.vkey}", err=True)
        followed = mirroring.follow(url, folder, key, policy)
        click.echo(_both(grown(followed.before, followed.size)))
        for words in mirror_witnesses.compare(url, folder, key, policy):
            click.echo(_both(words))
        if again:
            click.echo(_both(all_again(mirroring.look_again(url, folder))))
        if with_map:
            click.echo(_both(map_agrees(mirroring.check_map(folder))))
    except mirroring.MirrorTrouble as trouble:
        click.echo(f"{trouble.code}: {_both(trouble.words)}")
        sys.exit(1)
    except mirroring.SiteTrouble as trouble:
        click.echo(str(trouble), err=True)
        sys.exit(2)
    except Malformed as error:
        raise click.UsageError(f"--vkey: {error.code}") from error


def _progress(entries: int) -> None:
    if entries % TOLD_EVERY < CHUNK:
        click.echo(f"{entries} entries", err=True)


def _both(words: Words) -> str:
    return f"{typeset(words.zh)} / {words.en}"
