"""Identity checks in tests: the sandbox over HTTP behind the platform's own gateway, and what a
buyer writes; the end of the name chooses what is answered (docs/sandbox.md).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests.cast import Cast
from tests.gateways.sandbox_http.conftest import Running
from weikameng.domain.identity import Outcome
from weikameng.services import identity, identity_provider

NAME, NUMBER, PASSPORT = "欧阳试样", "11010519491231002X", "E12345678"
WRONG, UNKNOWN, BROKEN, LATER = "欧阳不符", "欧阳查无", "欧阳故障", "欧阳稍后"


@pytest.fixture
def identities(tmp_path: Path, sandbox_keys: Path, settings: Any) -> Iterator[Running]:
    """A running identity service, and keys of the test's own."""
    shutil.copytree(sandbox_keys, tmp_path / "identities" / "keys")
    running = Running(tmp_path / "identities")
    named = running.config["settings"]
    settings.IDENTITY = {key: named[key] for key in named if "_ALIYUN_ID_" in key}
    own_keys(tmp_path, settings)
    identity_provider.forget_provider()
    yield running
    running.stop()
    identity_provider.forget_provider()


def own_keys(folder: Path, settings: Any) -> Path:
    """Let this test seal with a key that lies in a file of its own."""
    file = folder / "identity_keys"
    file.write_text(Fernet.generate_key().decode())
    settings.IDENTITY_KEY_FILE = file
    settings.IDENTITY_KEYS = lambda: tuple(file.read_text().split(","))
    return file


def writes(
    cast: Cast, order: str, name: str = NAME, number: str = NUMBER, document: str = "resident"
) -> Outcome:
    """小林 fills in the form."""
    asked = identity.Asked(document, name, number, consented=True)
    return identity.submit(order, asked, buyer_id=cast.xiaolin, at=cast.at)
