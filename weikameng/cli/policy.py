"""Reads policies from the command line: check, compare, list, export and decide worked cases."""

import json
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone

from weikameng.cli import policy_backtest, policy_steps
from weikameng.cli.policy_texts import (
    SHIPPED,
    Source,
    both,
    database,
    policy_of_source,
    source_of,
    told,
)
from weikameng.domain.policy.cases import facts_of_case, prediction_of
from weikameng.domain.policy.decide import decide
from weikameng.domain.policy.document.compare import Change, compare
from weikameng.domain.policy.document.place_words import words_of_place
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words
from weikameng.records.reading import policies as reading
from weikameng.services import policies

if TYPE_CHECKING:
    from weikameng.records.models import PolicyVersion

_MARKS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}
_FAVOURS = {
    "buyer": Words("对买家更好", "better for buyers"),
    "shop": Words("对买家更不利", "worse for buyers"),
}


@click.group()
def policy() -> None:
    """The policy: its versions, their life, and cases decided with it."""


policy_steps.join(policy)
policy.add_command(policy_backtest.backtest)


@policy.command("check")
@click.argument("what", default=SHIPPED)
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def check_text(what: str, as_json: bool) -> None:
    """Check a policy: a FILE, a FOLDER of TOML files, a version, or what ships.

    Every problem with its file, line and column. Exit code 1 with errors; warnings are let be.
    """
    source = source_of(what)
    found = policies.checked(source.text)
    if as_json:
        rows = [asdict(p) | {"where": source.where(p.line, p.column)} for p in found.problems]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for problem in found.problems:
            click.echo(told(source, problem))
        errors = sum(problem.severity == "error" for problem in found.problems)
        warnings = len(found.problems) - errors
        count = Words(f"{errors} 处错误,{warnings} 处提醒", f"{errors} errors, {warnings} warnings")
        click.echo(f"{source.name}: {both(count)}")
    sys.exit(found.policy is None)


@policy.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def diff(old: str, new: str, as_json: bool) -> None:
    """Compare two policies, OLD and NEW: files, folders, versions or ``shipped``.

    What may change decisions first, then what only changes words.
    """
    changes = compare(_document(source_of(old)), _document(source_of(new)))
    if as_json:
        click.echo(json.dumps([asdict(change) for change in changes], ensure_ascii=False))
        return
    deciding = [change for change in changes if change.decides]
    words = [change for change in changes if not change.decides]
    _tell(Words("影响结果", "May change decisions"), deciding)
    _tell(Words("只改文字", "Only words"), words)


def _tell(title: Words, changes: list[Change]) -> None:
    click.echo(f"{both(title)}: {len(changes)}")
    for change in changes:
        named = both(words_of_place(tuple(change.place.split("."))))
        favour = _FAVOURS.get(change.better_for)
        tail = f" ({both(favour)})" if favour else ""
        click.echo(f"{_MARKS[change.kind]} {named} [{change.place}]{tail}")
        if change.kind == "moved":
            click.echo(f"    {change.old} → {change.new}")
            continue
        for mark, text in (("-", change.old), ("+", change.new)):
            if text:
                click.echo(f"    {mark} {text}")


def _document(source: Source) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise click.ClickException(f"{source.name}: {error}") from error


@policy.command("list")
def list_versions() -> None:
    """List what is in force, announced and being worked on."""
    database()
    at = timezone.now()
    for reign in reading.published():
        assert reign.row.effective_at is not None, "published without a date"
        if reign.holds_at(at):
            standing = Words("生效中", "in force")
        else:
            begun = reign.row.effective_at <= at
            standing = Words("已被取代", "superseded") if begun else Words("已公示", "announced")
        _line(reign.row.version, standing, _day(reign.row.effective_at), _title(reign.row))
    for row in reading.drafts():
        standing = Words("待批准", "proposed") if row.proposed_by else Words("草稿", "draft")
        _line(row.version, standing, "", _title(row))


@policy.command("history")
@click.argument("version")
def history(version: str) -> None:
    """Show every step of a VERSION: when, what, who and why."""
    database()
    lines = reading.events(version)
    if not lines:
        raise click.ClickException(f"没有版本 {version} / no version {version}")
    for line in lines:
        who = line.actor.display_name or line.actor.username if line.actor else "weikameng"
        moment = line.at.astimezone(BEIJING).isoformat(" ", "seconds")
        click.echo(f"{moment}  {line.event:<9} {who}  {line.digest[:12]}  {line.note}".rstrip())


@policy.command("export")
@click.argument("version")
def export(version: str) -> None:
    """Print the text of a VERSION, verbatim; its SHA-256 goes to stderr."""
    source = source_of(version)
    click.echo(source.text, nl=False)
    row = reading.version_named(version) if source.name == version != SHIPPED else None
    if row:
        click.echo(f"sha256 {row.digest}", err=True)


@policy.command("decide")
@click.option(
    "--cases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="JSON lines, one case a line.",
)
@click.option("--policy", "what", default=SHIPPED, help="A file, a folder or a version.")
def decide_cases(cases: Path, what: str) -> None:
    """Decide worked cases and print one prediction a line.

    A line that is no case is named on stderr and left out; then the exit code is 2.
    """
    rules = policy_of_source(source_of(what))
    with cases.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        bad = _decide_lines(rules, lines)
    sys.exit(2 if bad else 0)


def _decide_lines(rules: Policy, lines: Iterable[str]) -> int:
    bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            click.echo(_prediction(rules, line))
        except json.JSONDecodeError as error:
            bad += _bad(number, f"not JSON: {error.msg} at column {error.colno}")
        except KeyError as error:
            bad += _bad(number, f"lacks {error}")
        except (ValueError, TypeError, AttributeError, ArithmeticError, LookupError) as error:
            bad += _bad(number, str(error))
        except RecursionError:
            bad += _bad(number, "nested too deeply")
    return bad


def _prediction(rules: Policy, line: str) -> str:
    case = json.loads(line)
    if not isinstance(case, dict):
        raise TypeError("a case must be a JSON object")
    facts, at = facts_of_case(rules, case)
    if at.tzinfo is None:
        raise ValueError("now: a time with offset, such as 2026-03-01T10:00:00+08:00")
    return json.dumps(prediction_of(case["id"], decide(rules, facts, at)), ensure_ascii=False)


def _bad(number: int, what: str) -> int:
    click.echo(f"line {number}: {what}", err=True)
    return 1


def _title(row: "PolicyVersion") -> str:
    major = " " + both(Words("(影响重大)", "(major)")) if row.major else ""
    return f"{both(Words(row.title_zh, row.title_en))}{major}"


def _line(version: str, standing: Words, day: str, title: str) -> None:
    click.echo(f"{version:<16} {day:<10} {both(standing)}  {title}")


def _day(at: datetime) -> str:
    return at.astimezone(BEIJING).date().isoformat()
