"""Files in and out, a buyer's data along or gone, from the command line."""

import json
import zipfile
from pathlib import Path

from click.testing import CliRunner

from weikameng.cli import main as _main  # noqa: F401 - joins the commands
from weikameng.cli.accounts import people
from weikameng.cli.orders import orders
from weikameng.records.models import Erasure, Order

TABLE = (
    "order_id,customer_id,item_code,qty,paid_fen,channel,trade_no,paid_time,status\n"
    "E-1,xiaolin,game-card-3,2,600,sandbox,r-1,2026-11-01T10:00:00,ACTIVE\n"
    "E-2,xiaolin,none,1,300,sandbox,r-2,2026-11-01T10:00:00,NEW\n"
)


def runs(group, *words):
    return CliRunner().invoke(group, [str(word) for word in words])


def test_a_table_goes_in_its_bad_rows_come_out_and_the_books_go_round(cast, tmp_path: Path):
    table, bad, out = (tmp_path / name for name in ("a.csv", "bad.csv", "out.jsonl"))
    table.write_text(TABLE, encoding="gb18030")
    told = runs(orders, "import", table, "--mapping", "erp", "--errors", bad)
    assert told.exit_code == 1
    assert "1 orders imported, 0 already here, 1 bad rows" in told.output
    assert "line 3: sku: no product none" in told.output
    bad.write_text(bad.read_text("utf-8").replace(",none,", ",game-card-3,"), "utf-8")
    assert runs(orders, "import", bad, "--mapping", "erp").exit_code == 0
    assert Order.objects.get(external_number="E-1").units.get(position=2).usage == "activated"
    assert "2 orders written" in runs(orders, "export", out).output
    assert json.loads(out.read_text("utf-8").splitlines()[1])["external_number"] == "E-2"
    assert "0 orders imported, 2 already here" in runs(orders, "import", out).output


def test_a_buyer_is_taken_along_and_forgotten_by_command(cast, tmp_path: Path):
    file = tmp_path / "me.zip"
    assert runs(people, "export", "xiaolin", file).exit_code == 0
    assert "index.html" in zipfile.ZipFile(file).namelist()
    assert "--yes" in runs(people, "erase", "xiaolin").output
    assert not Erasure.objects.exists()
    assert "carried out from" in runs(people, "erase", "xiaolin", "--yes").output
    assert "called off" in runs(people, "erase", "xiaolin", "--call-off").output
    assert runs(people, "erase", "zhoujie", "--yes").exit_code == 1
