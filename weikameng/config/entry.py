"""The console script: brings up the embedded database when it is ours, then hands over to cli."""

import os
import sys


def main() -> None:
    """Run one ``weikameng`` command; exit code 2 with one sentence when the start can't work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weikameng.config.settings")
    from weikameng.config.environment import BadEnvironment, read_environment
    from weikameng.gateways import postgres

    try:
        environment = read_environment()
        if not environment.database_url and "--help" not in sys.argv:
            postgres.ensure_running(environment.data_dir / "postgres")
        import django

        django.setup()
    except (BadEnvironment, postgres.DatabaseUnavailable) as problem:
        sys.exit(f"weikameng: {problem}")
    from weikameng.cli.main import cli

    cli(prog_name="weikameng")
