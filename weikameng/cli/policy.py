"""Reads the policy from the command line: decide worked cases (design/policy.md)."""

import json
from pathlib import Path

import click

from weikameng.domain.policy.cases import facts_of_case, prediction_of
from weikameng.domain.policy.decide import decide
from weikameng.domain.policy.model import policy_from
from weikameng.records.documents import shipped


@click.group()
def policy() -> None:
    """The policy: decide cases with it."""


@policy.command("decide")
@click.option("--cases", type=click.Path(exists=True, path_type=Path), required=True)
def decide_cases(cases: Path) -> None:
    """Read cases (JSON lines) and print one prediction a line."""
    rules = policy_from(shipped("catalogue"), shipped("cn_calendar"))
    for line in cases.read_text(encoding="utf-8").splitlines():
        if line.strip():
            case = json.loads(line)
            facts, at = facts_of_case(rules, case)
            click.echo(
                json.dumps(prediction_of(case["id"], decide(rules, facts, at)), ensure_ascii=False)
            )
