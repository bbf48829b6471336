"""The audit and the generated docs pages."""

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path

import click

from weikameng.domain.case_life import diagram
from weikameng.domain.policy.fact_words import name_words
from weikameng.domain.policy.facts import (
    ApplicationFacts,
    OrderFacts,
    ReviewFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
)
from weikameng.domain.policy.model import Policy, Reason, policy_from
from weikameng.domain.words import typeset
from weikameng.records.documents import shipped
from weikameng.services import audit as auditing

_FACTS = (OrderFacts, UnitFacts, TenderFacts, SupplierFacts, ApplicationFacts, ReviewFacts)
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
        + "Every arrow of the table is drawn. Some have no door yet: `ask` by a reviewer,\n"
        "`resume`, `reverse`, `dispute`, `rule_for` and `rule_against`.\n\n"
        "```mermaid\n" + diagram() + "\n```\n"
    )


def reasons_page() -> str:
    """Return every reason a buyer can choose and what proves it (R2.2)."""
    policy = policy_from(shipped("catalogue"), shipped("cn_calendar"))
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
            (f"`{r.code}`", _asked(r), r.good_example, r.bad_example)
            for r in policy.reasons.values()
        ),
    )
    items = _table(
        ("Item", "中文", "English", "What it must show"),
        (
            (f"`{item}`", words.zh, words.en, policy.standards[item])
            for item, words in policy.evidence.items()
        ),
    )
    return (
        _head("Reasons for a refund", "weikameng/records/shipped/catalogue.json")
        + f"Policy version `{policy.version}`. The facts decide, not the chosen reason:\n"
        "[policy](policy.md).\n\n"
        f"{reasons}\n## What proves a reason\n\n"
        "Examples are written for buyers, so they are in Chinese.\n"
        "Evidence that the platform has itself is never asked for.\n\n"
        f"{proofs}\n## Evidence items\n\n{items}\n## Numbers of this version\n\n{_numbers(policy)}"
    )


def facts_page() -> str:
    """Return every fact a decision may read, by group."""
    groups = (
        f"\n## {group.__name__}\n\n{' '.join((group.__doc__ or '').split())}\n\n"
        + _table(
            ("Fact", "Type", "Unless known", "Shown to readers as"),
            ((f"`{f.name}`", f"`{_type(f)}`", _default(f), _shown(f)) for f in fields(group)),
        )
        for group in _FACTS
    )
    return (
        _head("The facts of a decision", "weikameng/domain/policy/facts.py")
        + "A decision reads these and nothing else. Names ending in `_minor` are fen; names\n"
        "ending in `_at` are moments with an offset. The photograph\n"
        "(`weikameng/records/reading/photograph.sql`) fills order, units, tenders and supplier.\n"
        + "".join(groups)
    )


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


def _type(fact: "Field[object]") -> str:
    written = inspect.formatannotation(fact.type)
    return written.replace("weikameng.domain.policy.facts.", "").replace("datetime.", "")


def _default(fact: "Field[object]") -> str:
    return "always known" if fact.default is MISSING else f"`{fact.default!r}`"


def _shown(fact: "Field[object]") -> str:
    words = name_words(fact.name)
    # A list of parts is not what readers see under its name.
    return "" if words.zh == fact.name or "..." in _type(fact) else f"{words.zh} / {words.en}"
