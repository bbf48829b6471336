"""Files of cases, JSON lines: each good line is answered, each bad one named with what to do."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from weikameng.domain.words import Words

BAD_LINES = 2  # exit code
TOO_DEEP = Words("不是可读取的 JSON:层次太深。", "not JSON we can read: nested too deeply")


class BadLine(ValueError):
    """A line that is no case; ``words`` say what it should be."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def answer_each(cases: Path, answer: Callable[[Any], Any]) -> None:
    """Print the answer to each case as a JSON line; a BadLine goes to stderr by its number.

    Exits with 2 if there were any.
    """
    bad = 0
    with cases.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                said = _answered(line, answer)
            except BadLine as problem:
                zh = problem.words.in_language("zh-hans")
                told = f"{cases}, 第 {number} 行 / line {number}: {zh} / {problem.words.en}"
                click.echo(told, err=True)
                bad += 1
            else:
                if said is not None:
                    click.echo(said)
    if bad:
        click.echo(f"跳过了 {bad} 行 / {bad} bad line(s) left out", err=True)
        sys.exit(BAD_LINES)


def _answered(line: bytes, answer: Callable[[Any], Any]) -> str | None:
    """Return the answer as JSON, None for an empty line."""
    try:
        # utf-8-sig: an editor may have put a byte order mark in front.
        written = line.decode("utf-8-sig").strip()
        if not written:
            return None
        said = json.dumps(answer(json.loads(written)), ensure_ascii=False)
        said.encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise BadLine(Words(f"不是 UTF-8:{error.reason}", f"not UTF-8: {error.reason}")) from error
    except json.JSONDecodeError as error:
        en = f"not JSON: {error.msg} at column {error.colno}"
        raise BadLine(Words(f"第 {error.colno} 列起不是 JSON。", en)) from error
    except BadLine:
        raise
    except ValueError as error:  # a number with thousands of digits
        en = f"not JSON we can read: {error}"
        raise BadLine(Words("不是可读取的 JSON。", en)) from error
    except RecursionError as error:
        raise BadLine(TOO_DEEP) from error
    return said
