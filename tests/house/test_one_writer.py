"""Law 1: one function writes the state of a case, so one room may touch it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import PACKAGE, Complaints, broken, modules, texts

WRITER = PACKAGE / "records" / "writing" / "refunds.py"
MANY = PACKAGE / "records" / "writing" / "opening_many.py"  # the same for thousands at once
OPENING = PACKAGE / "records" / "writing" / "opening.sql"  # the statement the writer executes

A_CASE = re.compile(r"RefundCase|refund_case|\bcases?\b", re.IGNORECASE)
SQL = re.compile(
    r"UPDATE\s+(ONLY\s+)?\"?refund_case\"?\s.*?\bSET\b.*?\bstate\b\s*="
    r"|(INSERT\s+INTO|COPY|MERGE\s+INTO)\s+\"?refund_case\"?[\s(]",
    re.IGNORECASE | re.DOTALL,
)
QUERYSET_VERBS = {"update", "create", "get_or_create", "update_or_create", "acreate", "aupdate"}


def writes_state_in_sql(text: str) -> Complaints:
    """Say whether a statement writes the state of a case."""
    return [f"writes state: {found[0][:60]!r}" for found in SQL.finditer(text)]


def writes_state(source: str) -> Complaints:
    """Say where a module writes the state of a case, by row, by queryset or by statement."""
    tree = ast.parse(source)
    found = [f"{line}: {said}" for line, text in texts(tree) for said in writes_state_in_sql(text)]
    return found + [f"{node.lineno}: {ast.unparse(node)[:60]}" for node in _writes(tree)]


def _writes(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _call_writes(node):
            yield node
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target for target in targets if _is_state_of_a_case(target))


def _call_writes(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    verb = name.rsplit(".", 1)[-1]
    sets_state = any(keyword.arg == "state" for keyword in call.keywords)
    if verb == "setattr":
        return "'state'" in ast.unparse(call) and bool(A_CASE.search(ast.unparse(call)))
    if verb == "bulk_update":
        return "'state'" in ast.unparse(call) and bool(A_CASE.search(ast.unparse(call)))
    if verb == "copy_rows":
        return "'refund_case'" in ast.unparse(call)
    if verb == "bulk_create":
        return "RefundCase." in name
    return sets_state and (
        verb == "RefundCase" or (verb in QUERYSET_VERBS and bool(A_CASE.search(name)))
    )


def _is_state_of_a_case(target: ast.expr) -> bool:
    return (
        isinstance(target, ast.Attribute)
        and target.attr == "state"
        and bool(A_CASE.search(ast.unparse(target.value)))
    )


def test_only_one_room_writes_the_state_of_a_case() -> None:
    assert broken(writes_state, [path for path in modules() if path not in {WRITER, MANY}]) == []
    statements = [path for path in modules(ending=".sql") if path != OPENING]
    assert broken(writes_state_in_sql, statements) == []


def test_the_writer_is_where_this_law_says() -> None:
    assert WRITER.exists()
    assert writes_state(MANY.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "RefundCase.objects.filter(pk=1).update(state='paying')",
        "cases.filter(pk=1).update(state='paying')",
        "RefundCase.objects.create(order=o, state='screening')",
        "RefundCase(state='screening').save()",
        "case.state = 'approved'",
        "setattr(case, 'state', 'approved')",
        "RefundCase.objects.bulk_create(rows)",
        "copy_rows('refund_case', columns, rows)",
        "RefundCase.objects.bulk_update(rows, ['state'])",
        "run('UPDATE refund_case SET moved_at = %s, state = %s')",
        "run(f'INSERT INTO refund_case (number) VALUES ({x})')",
    ],
)
def test_a_second_writer_is_seen(source: str) -> None:
    assert writes_state(source)


@pytest.mark.parametrize(
    "source",
    [
        "Payout.objects.filter(pk=1).update(state='sent')",
        "run('SELECT state FROM refund_case')",
        "run('UPDATE refund_case SET due_at = %s WHERE id = 1')",
        "replace(life, state='paying')",
    ],
)
def test_readers_and_other_lives_are_let_be(source: str) -> None:
    assert writes_state(source) == []
