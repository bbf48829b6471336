"""``weikameng evidence read --proof-key-file``: codes on our own pages, only with the secret."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from weikameng.domain.numbers import number_of, readable
from weikameng.domain.proof_code import Claim, grouped, key_from
from weikameng.gateways.reader import available

pytestmark = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
SECRET, MINUTE = "a secret of the platform", "2026-11-23 14:05"
NUMBER = number_of("1", date(2026, 11, 23), 7)


def screenshot(path: Path, amount: str) -> Path:
    """An order page of ours in English; its code belongs to 50.00."""
    code = grouped(key_from(SECRET).code(Claim(NUMBER, 5000, "delivered", MINUTE)))
    page = Image.new("RGB", (900, 520), "white")
    pen = ImageDraw.Draw(page)
    for at, text in (
        ((40, 40), readable(NUMBER)),
        ((700, 40), "Delivered"),
        ((40, 140), "Paid"),
        ((700, 140), amount),
        ((40, 240), f"Screenshot code   {code} · {MINUTE}"),
    ):
        pen.text(at, text, fill="black", font=ImageFont.load_default(32))
    page.save(path)
    return path


def read(*arguments: str | Path) -> dict:
    """Read, the way the command does; returns what is printed about the code."""
    done = subprocess.run(
        [sys.executable, "-m", "weikameng.config.evidence", "read", *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    told = json.loads(done.stdout)
    return {
        "match": [row for row in told["comparisons"] if row["field"] == "proof"],
        "flags": [flag for flag in told["flags"] if flag["code"] == "proof_code"],
        "field": "proof" in told["fields"],
    }


def test_a_code_is_checked_with_the_secret_and_only_with_it(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    order = tmp_path / "order.json"
    order.write_text(json.dumps({"order_no": NUMBER, "amount": "50.00"}), encoding="utf-8")
    genuine = screenshot(tmp_path / "genuine.png", "¥50.00")
    forged = screenshot(tmp_path / "forged.png", "¥980.00")
    assert read(genuine, "--order", order) == {"match": [], "flags": [], "field": False}
    seen = read(genuine, "--order", order, "--proof-key-file", secret)
    assert [row["verdict"] for row in seen["match"]] == ["match"]
    assert seen["flags"] == []
    seen = read(forged, "--order", order, "--proof-key-file", secret)
    assert seen["match"] == []
    assert [flag["fields"] for flag in seen["flags"]] == [["amount"]]
    assert SECRET not in json.dumps(seen)
