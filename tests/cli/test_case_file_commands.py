"""``weikameng case export`` and ``verify``: a case as a file anybody can check, offline (R6.4)."""

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cast import enter
from tests.journeys import states
from tests.ledger.case_file_parts import CASE, KEY, OTHER_KEY, packed, parts
from tests.ledger.cast_of_log import LOG
from tests.ledger.test_good_bundles import WHOLE as GOOD
from tests.ledger.test_mapped_bundles import NOTHING
from tests.ledger.test_mapped_bundles import WHOLE as MAPPED
from weikameng.cli.case_files import case
from weikameng.services import case_files, wiring

ROOT = Path(__file__).parents[2]
WHOLE = packed(parts())
# What a machine with nothing but Python, cryptography (with its cffi) and this package has.
ALONE = ("weikameng", "cryptography", "cffi", "_cffi_backend")
GUARD = """
import runpy, sys
def refuse(event, _arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "sqlite3.")):
        sys.stderr.write(f"REFUSED {event}\\n")
        raise RuntimeError(event)
sys.addaudithook(refuse)
try:
    runpy.run_module("weikameng.config.verify", run_name="__main__")
finally:
    roots = {name.partition(".")[0] for name in sys.modules}
    mine = {"weikameng", "cryptography", "_openssl", "cffi", "_cffi_backend", "__main__"}
    strange = roots - mine - set(sys.stdlib_module_names)
    print("STRANGE", sorted(strange), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """A folder to import from that holds these packages and no other."""
    folder = tmp_path_factory.mktemp("bare")
    for name in ALONE:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        here = origin.parent if origin.name == "__init__.py" else origin
        (folder / here.name).symlink_to(here)
    return folder


def checks(bare: Path, *words: object, code: int = 0, **environment: str) -> str:
    """Check a file with nothing else installed, without site packages; returns what it prints."""
    done = subprocess.run(
        [sys.executable, "-S", "-s", "-c", GUARD, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=bare,
        env={"PYTHONPATH": str(bare), "PYTHONUTF8": "1", "PATH": ""} | environment,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "REFUSED" not in done.stderr
    assert "STRANGE []" in done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A case file that was handed out."""
    path = tmp_path / "case.zip"
    path.write_bytes(WHOLE)
    return path


def test_a_whole_file_says_what_was_checked_and_by_which_key(bare: Path, file: Path):
    said = checks(bare, file)
    assert f"退款档案 {CASE}" in said
    assert "证据链 6 项，从下单起每一项都和封存时一样" in said
    assert "完整：从签名到现在没有改动。" in said
    assert f"  {KEY.verifier.vkey}" in said
    assert "请和商家网站“核对退款档案”页面上的比对" in said


@pytest.mark.parametrize(
    ("environment", "words", "language"),
    [
        ({}, (), "zh"),
        ({"LANG": "C"}, (), "zh"),
        ({"LANG": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "en_US.UTF-8"}, ("--language", "zh"), "zh"),
        ({}, ("--language", "en"), "en"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(bare, file, environment, words, language):
    said = checks(bare, *words, file, **environment)
    assert ("Whole: nothing was changed" in said) is (language == "en")
    assert ("没有改动" in said) is (language == "zh")


def test_a_key_that_was_compared_can_be_named(bare: Path, file: Path):
    said = checks(bare, "--key", KEY.verifier.vkey, file)
    assert "签名的公钥就是你指定的那一把" in said
    assert "请和商家网站" not in said
    said = checks(bare, "--key", OTHER_KEY.verifier.vkey, file, code=1)
    assert "签名的不是你指定的公钥" in said
    assert "不要采信这份文件" in said
    assert "--key 不是一把公钥" in checks(bare, "--key", "nonsense", file, code=2)


def test_what_was_changed_is_told_apart_from_what_can_not_be_checked(bare: Path, tmp_path: Path):
    path = tmp_path / "x.zip"
    for content, code, words in (
        (WHOLE.replace(b"a picture", b"b picture"), 1, "文件和签名时不一样"),
        (WHOLE[:-1], 1, "文件没有传完"),
        (packed(parts(state="refunded")), 1, "最后一步和状态不一致"),
        (b"", 2, "这不是退款档案"),
        (b"%PDF-1.7", 2, "这不是退款档案"),
    ):
        path.write_bytes(content)
        assert words in checks(bare, path, code=code)
    assert "读不了文件" in checks(bare, tmp_path / "nothing.zip", code=2)
    assert "读不了文件" in checks(bare, tmp_path, code=2)
    checks(bare, code=2)
    checks(bare, "--language", "fr", path, code=2)


def test_programs_get_the_same_as_json(bare: Path, file: Path):
    told = json.loads(checks(bare, "--json", file).partition("\nSTRANGE")[0])
    assert (told["whole"], told["case"], told["key"]) == (True, CASE, KEY.verifier.vkey)
    assert {one["how"] for one in told["findings"]} == {"holds", "open"}
    file.write_bytes(WHOLE[:-1])
    told = json.loads(checks(bare, "--json", file, code=1).partition("\nSTRANGE")[0])
    assert (told["whole"], told["case"]) == (False, None)
    told = json.loads(checks(bare, "--json", "nothing", code=2).partition("\nSTRANGE")[0])
    assert told["whole"] is None


def test_the_command_makes_no_folder_and_asks_no_database(file: Path, tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "weikameng.config.entry", "verify", str(file)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env=environment | {"WEIKAMENG_DATA_DIR": str(tmp_path / "data"), "LANG": "en_US.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    assert "Whole: nothing was changed since it was signed." in done.stdout
    assert not (tmp_path / "data").exists()


@pytest.fixture
def cast(settings, transactional_db):
    """Everyone on stage in a database."""
    yield enter()
    wiring.sandbox_memory().close()


def runs(*words: object, code: int = 0) -> str:
    """Run a command that needs the database."""
    done = CliRunner().invoke(case, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_a_case_is_handed_out_and_checked_everywhere(cast, bare: Path, tmp_path: Path, monkeypatch):
    number = states.reviewing(cast).number
    vkey = case_files.signing_key().verifier.vkey
    monkeypatch.chdir(tmp_path)
    said = runs("export", number)
    path = tmp_path / f"refund-{number}.zip"
    assert said == f"{path.name}: {path.stat().st_size} bytes, {vkey}\n"
    assert "给买家的" in checks(bare, "--key", vkey, path)
    staff = tmp_path / "staff.zip"
    runs("export", number, "--for", "staff", "--output", staff)
    assert "给工作人员的" in checks(bare, "--key", vkey, staff)
    assert path.stat().st_mode & 0o077 == 0  # personal: nobody else on this machine reads it
    assert "没有找到" in runs("export", "1", code=1)
    assert "Error" in runs("export", number, "-o", tmp_path / "no" / "x.zip", code=1)
    assert "Error" in runs("export", number, "--for", "strangers", code=2)
    assert {one.name for one in tmp_path.iterdir()} == {path.name, staff.name}


def test_the_bundle_of_a_good_is_checked_by_the_same_command(bare: Path, tmp_path: Path):
    path = tmp_path / "good.bundle"
    path.write_bytes(GOOD.encoded())
    key = LOG.verifier.vkey
    said = checks(bare, "--key", key, path)
    assert "检查点由你指定的日志公钥签名" in said
    assert "完整" in said
    assert "没有指定日志的公钥" in checks(bare, path)
    assert json.loads(checks(bare, "--json", path).partition("\nSTRANGE")[0])["signed"] is False
    assert "不是由这把公钥签名的" in checks(bare, "--key", KEY.verifier.vkey, path, code=1)
    path.write_bytes(GOOD.encoded()[:-2] + b" }")
    assert "不要采信这份文件" in checks(bare, path, code=1)


def test_a_bundle_with_the_maps_proof_says_what_was_never_told(bare: Path, tmp_path: Path):
    path, key = tmp_path / "good.bundle", LOG.verifier.vkey
    path.write_bytes(MAPPED.encoded())
    said = checks(bare, "--key", key, path)
    assert "截至 2026-11-23 08:01:00 UTC" in said
    assert "没有人告诉过平台这件商品被激活或使用" in said
    said = checks(bare, "--key", key, "--language", "en", path)
    assert "the platform had been told of no activation of this good" in said
    path.write_bytes(NOTHING.encoded())
    assert "日志里没有这个编号的任何记录" in checks(bare, path)
    path.write_bytes(MAPPED.encoded().replace(b"card-50", b"card-51", 1))
    assert "不要采信这份文件" in checks(bare, "--key", key, path, code=1)
    path.write_bytes(replace(MAPPED, events=MAPPED.events[:2]).encoded())
    assert "有记录被漏掉或者换过" in checks(bare, "--key", key, path, code=1)
