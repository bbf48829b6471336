"""A policy text with its rules and cases in another order, added or taken out: whole blocks of
lines move, each with the comment above it. The first rule that decides wins: order is content."""

import re
import tomllib
from dataclasses import dataclass

from weikameng.domain.policy.document.editing import NoSuchPlace

_HEADER = re.compile(r"[ \t]*\[\[?[ \t]*([A-Za-z0-9_.\"-]+)[ \t]*\]\]?")
_ID = re.compile(r"[ \t]*id[ \t]*=[ \t]*[\"']([^\"']*)[\"']")
_SAFE_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEW_CASE = """[[rules.cases]]
id = "{case}"
when = "false"
decision = "manual"
route = "standard"
clauses = ["{clause}"]
zh = "转人工复核。"
en = "Goes to a person."

"""


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one rule with its cases, or of one case."""

    name: str
    lines: tuple[str, ...]

    @property
    def spaced(self) -> "_Block":
        """The same with an empty line at its end, so that blocks can stand in any order."""
        if not self.lines or not self.lines[-1].strip():
            return self
        ended = (*self.lines[:-1], self.lines[-1].rstrip("\n") + "\n", "\n")
        return _Block(self.name, ended)


def rule_moved(text: str, rule: str, by: int) -> str:
    """Return the text with a rule moved down (1) or up (-1); the same text at either end."""
    return _moved(text, "rules", rule, by)


def case_moved(text: str, rule: str, case: str, by: int) -> str:
    """Return the text with a case moved within its rule."""
    head, body, tail = _of_rule(text, rule)
    return head + _moved(body, "rules.cases", case, by) + tail


def case_added(text: str, rule: str, case: str, clause: str) -> str:
    """Return the text with a new case, tried first; it never holds until its condition is written.

    ValueError for a name that can't stand in an address or is there already.
    """
    head, body, tail = _of_rule(text, rule)
    start, cases, end = _blocks(body, "rules.cases")
    if not _SAFE_ID.fullmatch(case) or case in {block.name for block in cases}:
        raise ValueError(case)
    lines = _NEW_CASE.format(case=case, clause=clause).splitlines(keepends=True)
    ahead = _Block("", start).spaced.lines
    return head + _joined(ahead, [_Block(case, tuple(lines)), *cases], end) + tail


def case_removed(text: str, rule: str, case: str) -> str:
    """Return the text without a case."""
    head, body, tail = _of_rule(text, rule)
    start, cases, end = _blocks(body, "rules.cases")
    kept = [block for block in cases if block.name != case]
    if len(kept) == len(cases):
        raise NoSuchPlace(f"{rule}.{case}")
    return head + _joined(start, kept, end) + tail


def _moved(text: str, table: str, name: str, by: int) -> str:
    start, blocks, end = _blocks(text, table)
    names = [block.name for block in blocks]
    if name not in names:
        raise NoSuchPlace(name)
    old = names.index(name)
    new = min(max(old + by, 0), len(blocks) - 1)
    if new == old:
        return text
    # Only what moves is touched; a block that ended the text needs an empty line after it now.
    for spot in range(min(old, new), max(old, new) + 1):
        blocks[spot] = blocks[spot].spaced
    blocks.insert(new, blocks.pop(old))
    return _joined(start, blocks, end)


def _of_rule(text: str, rule: str) -> tuple[str, str, str]:
    """The text before a rule, the rule, and the text after it."""
    start, blocks, end = _blocks(text, "rules")
    for spot, block in enumerate(blocks):
        if block.name == rule:
            head = _joined(start, blocks[:spot], ())
            return head, "".join(block.spaced.lines), _joined((), blocks[spot + 1 :], end)
    raise NoSuchPlace(rule)


def _blocks(text: str, table: str) -> tuple[tuple[str, ...], list[_Block], tuple[str, ...]]:
    """Cut a text into what stands before the rows of a table, the rows, and what comes after."""
    _demand_toml(text)
    lines = text.splitlines(keepends=True)
    cuts = [spot for spot, line in enumerate(lines) if _starts(line, table)]
    if not cuts:
        raise NoSuchPlace(table)
    last = next((s for s in range(cuts[-1] + 1, len(lines)) if _ends(lines[s], table)), len(lines))
    starts = [_with_comment(lines, spot) for spot in cuts]
    ends = [*starts[1:], _with_comment(lines, last) if last < len(lines) else last]
    blocks = [
        _Block(_named(lines[cut:end]), tuple(lines[start:end]))
        for cut, start, end in zip(cuts, starts, ends, strict=True)
    ]
    return tuple(lines[: starts[0]]), blocks, tuple(lines[ends[-1] :])


def _starts(line: str, table: str) -> bool:
    head = _HEADER.match(line)
    return head is not None and head[1] == table and line.lstrip().startswith("[[")


def _ends(line: str, table: str) -> bool:
    head = _HEADER.match(line)
    return head is not None and head[1] != table and not head[1].startswith(f"{table}.")


def _with_comment(lines: list[str], spot: int) -> int:
    """The comment directly above a header belongs to it."""
    while spot and lines[spot - 1].lstrip().startswith("#"):
        spot -= 1
    return spot


def _named(lines: list[str]) -> str:
    return next((found[1] for line in lines if (found := _ID.match(line))), "")


def _joined(start: tuple[str, ...], blocks: list[_Block], end: tuple[str, ...]) -> str:
    return "".join((*start, *(line for block in blocks for line in block.lines), *end))


def _demand_toml(text: str) -> None:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NoSuchPlace(str(error)) from error
