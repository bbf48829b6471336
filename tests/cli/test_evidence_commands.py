"""``weikameng evidence read``: JSON for a picture, JSON lines and a summary for a folder."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from weikameng.gateways.reader import available

installed = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
NUMBER, OTHER = "4200002624202611119300302125", "4200002624202611119300302128"
LOADED = "import sys; print(sorted({'django', 'cv2', 'onnxruntime'} & set(sys.modules)))"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Read, the way the command does."""
    command = [sys.executable, "-m", "weikameng.config.evidence", "read", *map(str, arguments)]
    root = Path(__file__).parents[2]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, cwd=root
    )


def picture(path: Path, *lines: str) -> Path:
    """A page with lines of Latin text."""
    page = Image.new("RGB", (900, 420), "white")
    for at, line in enumerate(lines):
        ImageDraw.Draw(page).text(
            (60, 60 + 100 * at), line, fill="black", font=ImageFont.load_default(40)
        )
    out = io.BytesIO()
    page.save(out, "PNG")
    path.write_bytes(out.getvalue())
    return path


def order(path: Path, **record: object) -> Path:
    """A record as JSON."""
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


@installed
def test_a_picture_is_held_against_its_order(tmp_path: Path):
    shot = picture(tmp_path / "a.png", NUMBER, "15017254746")
    record = order(tmp_path / "order.json", trade_no=NUMBER, account="15017254746", amount="9.00")
    done = run(shot, "--order", record, "--lines")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    verdicts = {row["field"]: row["verdict"] for row in told["comparisons"]}
    assert verdicts == {"trade_no": "match", "account": "match", "amount": "not_shown"}
    assert told["checked"] is True
    assert told["flags"] == []
    assert told["lines"] == [NUMBER, "15017254746"]
    assert told["fields"]["trade_no"]["value"] == NUMBER
    assert len(told["fields"]["trade_no"]["boxes"][0]) == 4


@installed
def test_a_folder_is_read_with_the_order_beside_each_picture(tmp_path: Path):
    for name, shown, known in (("a", NUMBER, NUMBER), ("b", OTHER, NUMBER), ("c", NUMBER, "")):
        picture(tmp_path / f"{name}.png", shown)
        record = {"order_no": f"12345678{name}", "trade_no": known}
        order(tmp_path / f"{name}.json", order=record, ignored=1)
    (tmp_path / "d.jpg").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0")
    (tmp_path / "notes.txt").write_text("no picture")
    done = run(tmp_path)
    assert done.returncode == 2
    *rows, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["picture"] for row in rows] == ["a.png", "b.png", "c.png", "d.jpg"]
    verdict = {row["picture"]: row["comparisons"][-1]["verdict"] for row in rows[:2]}
    assert verdict == {"a.png": "match", "b.png": "differs"}
    assert rows[1]["flags"]
    assert rows[3]["because"]["code"] == "not_a_picture"
    assert last["summary"]["pictures"] == 3
    assert last["summary"]["same_picture"] == [["a.png", "c.png"]]
    assert "4/4" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nonsense", "not JSON"),
        (b"[1]", "should be an object"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"amount": 3}', '"amount"'),
        (b'{"created": "soon"}', '"created"'),
        (b" " * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_bad_order_is_refused_with_its_place(tmp_path: Path, content: bytes, said: str):
    shot = picture(tmp_path / "a.png", NUMBER)
    bad = tmp_path / "order.json"
    bad.write_bytes(content)
    done = run(shot, "--order", bad)
    assert done.returncode == 1
    assert "order.json" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_said_to_be_one(tmp_path: Path):
    done = run(tmp_path)
    assert done.returncode == 1
    assert "no .jpg, .png or .webp" in done.stderr


def test_without_the_engine_it_says_not_checked(tmp_path: Path):
    """An installation without the extra: none of its packages can be found."""
    shot = picture(tmp_path / "a.png", NUMBER)
    hidden = (
        "import importlib.util as u, sys\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda n, *p: None if n in ('rapidocr', 'cv2') else find(n, *p)\n"
        f"sys.argv = ['evidence', 'read', {str(shot)!r}]\n"
        "from weikameng.config.evidence import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert told["checked"] is False
    assert told["because"]["code"] == "not_installed"
    assert "未经机器核对" in told["because"]["zh"]


def test_the_asking_process_loads_neither_django_nor_the_engine():
    done = subprocess.run(
        [sys.executable, "-c", f"import weikameng.config.evidence\n{LOADED}"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
