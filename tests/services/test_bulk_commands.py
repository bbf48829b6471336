"""Files in and out, a buyer's data along or gone, from the command line."""

import json
import zipfile
from pathlib import Path

from click.testing import CliRunner

from tests import shop_rows
from weikameng.cli import main as _main  # noqa: F401 - joins the commands
from weikameng.cli.accounts import people
from weikameng.cli.orders import orders
from weikameng.cli.shops import shops
from weikameng.records.models import Erasure, Order, StaffAction

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


def test_mended_rows_may_take_the_place_of_the_file_they_came_from(cast, tmp_path: Path):
    file = tmp_path / "rows.csv"
    file.write_text(TABLE, "utf-8")
    told = runs(orders, "import", file, "--mapping", "erp", "--errors", file)
    assert "1 orders imported" in told.output
    assert "没有商品" in told.output
    assert file.read_text("utf-8").splitlines()[1].startswith("E-2,")
    file.write_text(file.read_text("utf-8").replace(",none,", ",game-card-3,"), "utf-8")
    mended = file.read_bytes()
    assert runs(orders, "import", file, "--mapping", "erp", "--errors", file).exit_code == 0
    assert file.read_bytes() == mended
    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]


def test_a_shop_is_taken_along_by_command(cast, tmp_path: Path):
    shop = shop_rows.opens("east", cast.at)
    shop.sold("E-1", cast.at)
    out = tmp_path / "east.zip"
    assert runs(shops, "export", "east", out).exit_code == 0
    books = zipfile.ZipFile(out)
    assert json.loads(books.read("orders.jsonl"))["external_number"] == "E-1"
    assert json.loads(books.read("customers.jsonl"))["buyer"] == "c-7"
    assert StaffAction.objects.filter(about="shop east").exists()
    assert "没有这家店铺" in runs(shops, "export", "west", tmp_path / "no.zip").output
    assert not (tmp_path / "no.zip").exists()


def test_a_buyer_is_taken_along_and_forgotten_by_command(cast, tmp_path: Path):
    file = tmp_path / "me.zip"
    assert runs(people, "export", "xiaolin", file).exit_code == 0
    assert "index.html" in zipfile.ZipFile(file).namelist()
    assert "--yes" in runs(people, "erase", "xiaolin").output
    assert not Erasure.objects.exists()
    assert "carried out from" in runs(people, "erase", "xiaolin", "--yes").output
    assert "called off" in runs(people, "erase", "xiaolin", "--call-off").output
    assert runs(people, "erase", "zhoujie", "--yes").exit_code == 1
