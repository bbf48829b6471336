"""Where a command finds the policy it is asked about: a file, a folder of files, or a version."""

from dataclasses import dataclass
from pathlib import Path

import click

from weikameng.cli.database import ready
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.problems import Problem
from weikameng.domain.words import Words
from weikameng.records.documents import shipped_policy_text, toml_files
from weikameng.records.reading import policies as reading
from weikameng.services import policies, setup

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Source:
    """A policy text and the files it was joined from, with the line each begins on."""

    name: str
    text: str
    files: tuple[tuple[str, int], ...] = ()

    def where(self, line: int, column: int) -> str:
        """Return ``file:line:column`` of a place in the joined text; the name when unknown."""
        if not line:
            return self.name
        name, first = next(
            (file for file in reversed(self.files) if file[1] <= line), (self.name, 1)
        )
        return f"{name}:{line - first + 1}" + (f":{column}" if column else "")


def source_of(what: str) -> Source:
    """Return the text of a file, a folder of TOML files, a version, or what ships (``shipped``)."""
    path = Path(what)
    try:
        if path.is_dir():
            return _joined(path)
        if path.is_file():
            return Source(path.name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{what}: {error}") from error
    if what == SHIPPED:
        return Source(SHIPPED, shipped_policy_text())
    database()
    row = reading.version_named(what)
    if row is None:
        raise click.ClickException(
            f"没有叫 {what} 的文件、文件夹或版本 / no file, folder or version is named {what}"
        )
    return Source(row.version, row.text)


def policy_of_source(source: Source) -> Policy:
    """Return the policy a text says; its problems on stderr and exit code 2 when it has errors."""
    found = policies.checked(source.text)
    if found.policy is None:
        for problem in found.problems:
            click.echo(told(source, problem), err=True)
        raise click.exceptions.Exit(2)
    return found.policy


def told(source: Source, problem: Problem) -> str:
    """Return a problem on one line: where, how bad, what."""
    where = source.where(problem.line, problem.column)
    place = f" [{problem.place}]" if problem.place else ""
    return f"{where}: {problem.severity}: {both(problem.words)}{place}"


def both(words: Words) -> str:
    """Return a sentence in both languages, as commands say it."""
    return f"{words.in_language('zh-hans')} / {words.en}"


def database() -> None:
    """See that there is a database of this version: most commands here work without one."""
    setup.start_database()
    ready()


def _joined(folder: Path) -> Source:
    files, texts, line = [], [], 1
    for name, text in toml_files(folder):
        files.append((name, line))
        texts.append(text)
        line += text.count("\n")
    if not files:
        raise click.ClickException(f"{folder}: 没有 .toml 文件 / no .toml files")
    return Source(folder.name, "".join(texts), tuple(files))
