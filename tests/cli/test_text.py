"""``weikameng text describe``: a prediction a line, and bad lines named with exit code 2."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from weikameng.cli.text import text

GOOD = {"id": "1", "text": "订单WK2026031000123,Q币50元没到账,请核实", "more": "is ignored"}


def described(folder: Path, content: bytes) -> Result:
    cases = folder / "cases.jsonl"
    cases.write_bytes(content)
    return CliRunner().invoke(text, ["describe", "--cases", str(cases)])


def test_each_line_gets_its_prediction(tmp_path: Path):
    lines = [json.dumps(GOOD | {"id": name}, ensure_ascii=False) for name in ("a", "b")]
    done = described(tmp_path, ("\ufeff" + "\r\n\n".join(lines)).encode())
    assert done.exit_code == 0
    read = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in read] == ["a", "b"]
    assert read[0]["quality"] == "good"
    assert read[0]["fields"]["amount"] == "50.00"


def test_an_empty_file_is_no_trouble(tmp_path: Path):
    for nothing in (b"", b"\n\n"):
        done = described(tmp_path, nothing)
        assert (done.exit_code, done.output) == (0, "")


def test_a_separator_inside_a_text_does_not_end_its_line(tmp_path: Path):
    case = GOOD | {"text": "Q币没到\u2028请退款\x85谢谢"}
    done = described(tmp_path, json.dumps(case, ensure_ascii=False).encode())
    assert done.exit_code == 0
    assert json.loads(done.stdout)["fields"]["request"] == ["refund"]


def test_bad_lines_are_named_and_the_good_ones_still_read(tmp_path: Path):
    bad = [
        b"nonsense",
        b"[1]",
        b"null",
        b'{"id": "2"}',
        b'{"id": 3, "text": "x"}',
        b'{"id": "\\ud800", "text": "x"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": "4", "text": ' + b"9" * 5000 + b"}",
    ]
    for line in bad:
        done = described(tmp_path, json.dumps(GOOD).encode() + b"\n" + line)
        assert done.exit_code == 2, line[:40]
        assert "line 2: " in done.stderr, line[:40]
        assert "Traceback" not in done.output
        assert json.loads(done.stdout)["id"] == "1"


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    done = CliRunner().invoke(text, ["describe", "--cases", str(tmp_path / "none.jsonl")])
    assert done.exit_code == 2
    assert "none.jsonl" in done.output
    done = CliRunner().invoke(text, ["describe", "--cases", str(tmp_path)])
    assert done.exit_code == 2


def test_a_message_is_read_from_the_line_and_from_standard_input():
    said = CliRunner().invoke(text, ["intent", "退款多久到账,转人工"])
    assert json.loads(said.stdout) == {"intent": "human", "intents": ["human", "eta_query"]}
    piped = CliRunner().invoke(text, ["intent"], input="where is my refund")
    assert json.loads(piped.stdout)["intent"] == "progress_query"


def test_a_file_of_messages_gets_a_prediction_a_line(tmp_path: Path):
    cases = tmp_path / "cases.jsonl"
    rows = [{"id": "N1", "text": "話費沒到,怎麼退"}, {"id": "N2"}]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    cases.write_text(lines, encoding="utf-8")
    done = CliRunner().invoke(text, ["intent", "--cases", str(cases)])
    assert done.exit_code == 2
    read = json.loads(done.stdout)
    assert read == {"id": "N1", "intent": "delivery_issue", "intents": ["delivery_issue", "how_to"]}
    assert '"text"' in done.stderr
