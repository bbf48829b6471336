"""The audit and the generated docs pages."""

import sys
from pathlib import Path

import click

from weikameng.domain.case_life import diagram
from weikameng.records.reading.audit import audit as audited


@click.command()
def audit() -> None:
    """Check the whole memory: replay equals state, sums equal sums. Exit code 1 with findings."""
    findings = audited()
    for finding in findings:
        click.echo(f"{finding.law}: {finding.what}")
    click.echo(f"{len(findings)} findings")
    sys.exit(bool(findings))


@click.command()
@click.option("--folder", default="docs", type=click.Path(exists=True, path_type=Path))
def docs(folder: Path) -> None:
    """Write the pages of docs/ that are generated from the code."""
    page = folder / "case-life.md"
    page.write_text(case_life_page(), encoding="utf-8")
    click.echo(f"{page} written")


def case_life_page() -> str:
    """Return the page drawn from the table of arrows (law 1)."""
    return (
        "# The life of a case\n\nGenerated from `weikameng/domain/case_life.py` by `make docs`; "
        "a test checks that it is current.\n\n```mermaid\n" + diagram() + "\n```\n"
    )
