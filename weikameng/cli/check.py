"""The audit and the generated docs pages."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path

import click

from weikameng.domain.case_life import diagram
from weikameng.domain.policy.declared.fact import UNITS
from weikameng.domain.policy.declared.fact_list import GROUPS
from weikameng.domain.policy.document.reading import policy_of
from weikameng.domain.policy.model import Policy, Reason
from weikameng.domain.words import Words, typeset
from weikameng.records.documents import shipped, shipped_policy_text
from weikameng.services import audit as auditing

_WINDOW = {
    "hard": "ends the claim",
    "soft": "late claims go to a person",
    "none": "does not apply",
}


@click.command()
def audit() -> None:
    """Check the whole memory: replay equals state, sums equal sums. Exit code 1 with findings."""
    findings = auditing.run()
    for finding in findings:
        click.echo(f"{finding.law}: {finding.what}")
    click.echo(f"{len(findings)} findings")
    sys.exit(bool(findings))


@click.command()
@click.option("--folder", default="docs", type=click.Path(exists=True, path_type=Path))
def docs(folder: Path) -> None:
    """Write the pages of docs/ that are generated from the code."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
        click.echo(f"{folder / name} written")


def case_life_page() -> str:
    """Return the page drawn from the table of arrows (law 1)."""
    return (
        _head("The life of a case", "weikameng/domain/case_life.py")
        + "Every arrow of the table is drawn. `dispute`, `rule_for` and `rule_against` are those\n"
        "of [disputes](disputes.md).\n\n"
        "```mermaid\n" + diagram() + "\n```\n"
    )


def reasons_page() -> str:
    """Return every reason a buyer can choose and what proves it (R2.2)."""
    policy = policy_of(shipped_policy_text(), shipped("cn_calendar"))
    reasons = _table(
        ("Code", "中文", "English", "Whose fault", "Window"),
        (
            (f"`{r.code}`", r.words.zh, r.words.en, r.fault, _WINDOW[r.window])
            for r in policy.reasons.values()
        ),
    )
    proofs = _table(
        ("Code", "Evidence asked", "Good example", "Bad example"),
        (
            (f"`{r.code}`", _asked(r), r.good_example.en, r.bad_example.en)
            for r in policy.reasons.values()
        ),
    )
    items = _table(
        ("Item", "中文", "English", "What it must show"),
        (
            (f"`{item}`", words.zh, words.en, policy.standards[item].en)
            for item, words in policy.evidence.items()
        ),
    )
    return (
        _head("Reasons for a refund", "weikameng/records/shipped/policy")
        + f"Policy version `{policy.version}`. The facts decide, not the chosen reason:\n"
        "[policy](policy.md).\n\n"
        f"{reasons}\n## What proves a reason\n\n"
        "Evidence that the platform has itself is never asked for.\n\n"
        f"{proofs}\n## Evidence items\n\n{items}\n## Numbers of this version\n\n{_numbers(policy)}"
    )


def facts_page() -> str:
    """Return every fact a condition may read, by group, from its declaration (N2)."""
    groups = (
        f"\n## {title.en}\n\n"
        + _table(
            ("Fact", "Holds", "Meaning", "Source", "Codes"),
            (
                (f"`{f.name}`", UNITS[f.kind].en, f.meaning.en, f.source, _codes(f.values))
                for f in facts
            ),
        )
        for title, facts in GROUPS
    )
    return (
        _head("The facts of a decision", "weikameng/domain/policy/declared/fact_list.py")
        + "Conditions of a policy read these and nothing else. Amounts are fen; a moment that\n"
        "does not come is “never”, so that `at < promised_at` needs no special case.\n"
        "The photograph (`weikameng/records/reading/photograph.sql`) fills what they are made of.\n"
        + "".join(groups)
    )


def _codes(values: Mapping[str, Words]) -> str:
    return ", ".join(f"`{code}`" for code in values)


PAGES: Mapping[str, Callable[[], str]] = {
    "case-life.md": case_life_page,
    "reasons.md": reasons_page,
    "facts.md": facts_page,
}


def _head(title: str, source: str) -> str:
    made = f"Generated from `{source}` by `make docs`; a test checks it is current."
    return f"# {title}\n\n{made}\n\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return typeset(text).replace("|", "\\|")


def _asked(reason: Reason) -> str:
    every = [f"`{item}`" for item in reason.all_of]
    some = [f"`{item}`" for item in reason.any_of]
    choice = ["one of " + ", ".join(some)] if len(some) > 1 else some
    return "; ".join([*every, *choice]) or "nothing"


def _numbers(policy: Policy) -> str:
    rows = ((f"`{f.name}`", str(getattr(policy.params, f.name))) for f in fields(policy.params))
    return _table(("Parameter", "Value"), rows)
