"""``weikameng ledger witnesses``: who cosigned what, how late, and what each says now."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.cli.policy_texts import both
from weikameng.domain.witness_words import (
    NO_WITNESSES,
    NOTHING_NEW,
    NOTHING_YET,
    policy_fault,
    quorum_stands,
    witness_trouble,
)
from weikameng.ledger.trust_policies import NO_POLICY, TrustPolicy
from weikameng.records.reading import log as heads
from weikameng.records.reading.witnesses import WitnessStanding, standings
from weikameng.services import witness_policy, witnessed_heads, witnessing
from weikameng.services.witness_policy import BadPolicy, Known
from weikameng.services.witnessing import Asked, WitnessTrouble

_MIRROR_POLICY = "weikameng.mirror.policy"


@click.command()
@click.option("--ask", is_flag=True, help="Ask each for the newest head now, and say what it says.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def witnesses(*, ask: bool, as_json: bool) -> None:
    """Show who cosigned which head, how late, and the newest head that enough of them saw."""
    ready()
    for words in witness_policy.policy_faults():
        raise click.ClickException(f"{witness_policy.SETTING}: {both(words)}")
    policy = witness_policy.policy()
    if not policy.witnesses:
        raise click.ClickException(both(NO_WITNESSES))
    said = _asked() if ask else {}
    found = standings(key.vkey for key in policy.witness_keys)
    signed, seen = heads.published(), witnessed_heads.newest_seen(policy, 0)
    size, enough = (one.size if one else 0 for one in (signed, seen))
    if as_json:
        told = {one.name: _told(one, found.get(one.key.vkey)) for one in policy.witnesses}
        click.echo(json.dumps({"size": size, "quorum_size": enough, "witnesses": told}))
        return
    for one in policy.witnesses:
        click.echo(_line(one, found.get(one.key.vkey), size))
        if one.name in said:
            click.echo(f"  {said[one.name]}")
    if policy.asks_for_witnesses:
        click.echo(both(quorum_stands(policy.quorum, enough, size)))


def _asked() -> dict[str, str]:
    """Ask each once, as the worker does; while a worker does, both may."""
    said = {}
    for asker in witnessing.askers():
        name = asker.witness.name
        try:
            answer = asker.ask(timezone.now())
            said[name] = both(NOTHING_NEW) if answer is Asked.NOTHING_SIGNED else str(answer.value)
        except WitnessTrouble as trouble:
            said[name] = both(witness_trouble(name, trouble.code))
    return said


def _line(one: Known, standing: WitnessStanding | None, size: int) -> str:
    if standing is None:
        return f"{one.name}  {both(NOTHING_YET)}  {one.url}"
    behind = size - standing.size
    late = f"{_seconds(standing.late_half)} / {_seconds(standing.late_most)}"
    at = standing.cosigned_at.isoformat(timespec="seconds")
    return f"{one.name}  {standing.size} (-{behind})  {at}  +{late}  {one.url}"


def _told(one: Known, standing: WitnessStanding | None) -> dict[str, Any]:
    told: dict[str, Any] = {"vkey": one.key.vkey, "url": one.url}
    if standing is not None:
        told |= {
            "size": standing.size,
            "heads": standing.heads,
            "cosigned_at": standing.cosigned_at.isoformat(),
            "received_at": standing.received_at.isoformat(),
            "late_seconds_p50": standing.late_half.total_seconds(),
            "late_seconds_p99": standing.late_most.total_seconds(),
        }
    return told


def _seconds(late: timedelta) -> str:
    return f"{late.total_seconds():.2f} s"


def _read(context: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
    if path is None:
        return
    try:
        context.meta[_MIRROR_POLICY] = witness_policy.read_policy(path)
    except BadPolicy as bad:
        raise click.UsageError(f"--policy: {both(policy_fault(bad.code, bad.line))}") from bad


# Not a parameter of the command: it has five already.
policy_option = click.option(
    "--policy",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_read,
    expose_value=False,
    help="Take only heads that enough witnesses saw, by this tlog-policy.",
)


def policy_given() -> TrustPolicy:
    """Return the policy of ``policy_option``, or the one that asks for nobody."""
    found = click.get_current_context().meta.get(_MIRROR_POLICY, NO_POLICY)
    assert isinstance(found, TrustPolicy), "only _read puts it there"
    return found
