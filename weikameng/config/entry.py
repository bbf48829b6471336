"""The console script: brings up the embedded database when it is ours, then hands over to cli."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weikameng.cli.offline import hand_over
from weikameng.config.environment import BadEnvironment, read_environment
from weikameng.gateways import postgres


def main() -> None:
    """Run one ``weikameng`` command; one sentence and exit code 1 when the start can't work."""
    words = sys.argv[1:]
    # On any machine: checking makes no secrets and no folders there.
    if words[:1] == ["verify"]:
        hand_over("verify", *words[1:])
    if words[:1] == ["witness"]:
        hand_over("witness", *words[1:])
    if _checks_a_file(words):
        hand_over("evidence_chain", *words[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weikameng.config.settings")
    try:
        environment = read_environment()
        with _database(environment.data_dir, needed=not environment.database_url):
            _hand_over()
    except (BadEnvironment, postgres.DatabaseUnavailable) as problem:
        sys.exit(f"weikameng: {problem}")


# These read files or stop the server; they must not start one.
_WITHOUT_DATABASE = frozenset(
    {
        *("chain", "docs", "evidence read", "ledger chain", "ledger mirror", "policy"),
        *("sandbox", "text", "stop"),
    }
)


@contextmanager
def _database(data_dir: Path, *, needed: bool) -> Iterator[None]:
    """Have the embedded server running; ``run`` stops it again if it was the one to start it."""
    home = data_dir / "postgres"
    command = next(iter(sys.argv[1:]), "--help")
    asked = {command, " ".join(sys.argv[1:3])}
    if not needed or asked & _WITHOUT_DATABASE or "--help" in sys.argv:
        yield
        return
    started = postgres.ensure_running(home).started
    try:
        yield
    finally:
        if started and command == "run":
            postgres.stop(home)


def _checks_a_file(words: list[str]) -> bool:
    """Whether an exported chain is to be checked, not one that is kept here under a number."""
    kept = any(word in {"--all", "--help"} or word.isdigit() for word in words)
    return words[:2] == ["evidence", "verify"] and len(words) > 2 and not kept


def _hand_over() -> None:
    # Imported late: settings read the environment, and models need settings.
    import django

    django.setup()
    from weikameng.cli.main import cli

    cli(prog_name="weikameng")


if __name__ == "__main__":
    main()
