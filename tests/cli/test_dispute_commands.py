"""Arbitration from the shell: keys made and used offline, bodies and arbitrators registered."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cast import Cast, enter
from weikameng.cli.disputes import disputes
from weikameng.ledger.encodings import bytes_of_base64
from weikameng.ledger.keys import parse_vkey
from weikameng.records.reading import panels

CODE = "donghai"


def typed(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(disputes, words)


def made(folder: Path, name: str) -> tuple[str, str]:
    """Make a key; returns its file and its public half."""
    file = folder / f"{name}.key"
    answer = typed("key", f"{name}.example/k", "-o", str(file))
    assert answer.exit_code == 0, answer.output
    assert file.stat().st_mode & 0o777 == 0o600
    return str(file), answer.output.strip()


def test_a_key_is_made_once_and_signs_the_exact_bytes(tmp_path: Path):
    file, public = made(tmp_path, "he")
    text = tmp_path / "ruling.json"
    text.write_bytes(b'{"a":1}')
    signed = typed("sign", file, str(text)).output.strip()
    assert parse_vkey(public).verifies(b'{"a":1}', bytes_of_base64(signed, "s"))
    assert typed("key", "he.example/k", "-o", file).exit_code == 1
    assert typed("sign", str(text), str(text)).exit_code == 1


@pytest.fixture
def cast(transactional_db: None, settings) -> Cast:
    """Everyone on stage, with cheap password hashes."""
    return enter()


def test_a_body_vouches_for_its_arbitrators_key(cast: Cast, tmp_path: Path):
    body, body_key = made(tmp_path, "donghai")
    _, own = made(tmp_path, "he")
    names = ("--zh", "东海网络仲裁中心", "--en", "Donghai Online Arbitration Centre")
    registered = typed("body", CODE, *names, "--key", body_key, "--three-from", "200")
    assert registered.exit_code == 0, registered.output
    certificate = typed("vouch", body, CODE, "helv", own).output.strip()
    words = ("--key", own, "--certificate", certificate)
    assert typed("arbitrator", CODE, "helv", *words).exit_code == 0
    assert typed("arbitrator", CODE, "fanglv", *words).exit_code == 1
    assert typed("arbitrator", CODE, "zhoujie").exit_code == 1
    assert typed("body", CODE, *names, "--key", "no key").exit_code == 1
    assert typed("dismiss", "sulv").exit_code == 0
    told = typed("people").output
    assert f"{CODE}\thelv\tdrawn\t{own}" in told
    assert f"{CODE}\tsulv\tnot drawn\t-" in told
    found = panels.body_of(CODE)
    assert found is not None
    assert found.three_from_minor == 20_000
    assert typed("list").exit_code == 0
