"""A PostgreSQL of its own for a run of the bench, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch() -> Iterator[None]:
    """Start a server in a folder of its own and point the settings at it."""
    with tempfile.TemporaryDirectory(prefix="weikameng-bench-") as folder:
        Path(folder).chmod(0o711)  # the server's own account must be able to enter
        os.environ["WEIKAMENG_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "weikameng.config.settings"
        os.environ.pop("DATABASE_URL", None)
        from weikameng.gateways import postgres

        home = Path(folder) / "postgres"
        postgres.ensure_running(home)
        try:
            yield
        finally:
            postgres.stop(home)
