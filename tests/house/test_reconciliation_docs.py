"""The table of causes in the docs is the table in the code, row for row."""

import re

from tests.house.sources import ROOT
from weikameng.domain.difference_causes import CAUSES, TURN_WORDS, CauseRow
from weikameng.domain.statements import Kind
from weikameng.domain.words import typeset

PAGE = (ROOT / "docs" / "reconciliation.md").read_text(encoding="utf-8")
ROW = re.compile(r"(?m)^\| `[a-z_]+` \| [a-z]+ \| .*$")


def written(row: CauseRow) -> str:
    """A cause as its row in the docs."""
    meaning = f"{row.meaning.en} · {typeset(row.meaning.zh)}"
    turn = TURN_WORDS[row.turn].en
    return f"| `{row.cause}` | {row.kind} | {turn} | {meaning} | {row.next_step.en} |"


def test_every_cause_is_documented_as_it_is() -> None:
    assert ROW.findall(PAGE) == [written(row) for row in CAUSES.values()]


def test_every_kind_is_documented() -> None:
    assert [kind for kind in Kind if f"| `{kind}` |" not in PAGE] == []


def test_a_row_that_changed_is_seen() -> None:
    (first, *_) = CAUSES.values()
    assert ROW.findall(written(first)) == [written(first)]
    assert written(first).replace("Wait", "Weigh") not in PAGE
