"""Files in and out by page and API: progress, bad rows, links that end, nobody else's."""

import io
import json
import zipfile
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from tests.services.bulk_steps import takes_along
from weikameng.domain.staff_acts import Act
from weikameng.records.models import BulkImport, DataExport, Erasure, StaffAction
from weikameng.services import bulk_imports, data_exports, erasing, shops
from weikameng.services.tokens import Wish

ROWS = (
    "external_number,buyer,sku,paid_at,paid,route,reference\n"
    "A-1,c-1,game-card-3,2026-11-01T10:00:00+08:00,3.00,sandbox,r-1\n"
    "A-2,c-1,none,2026-11-01T10:00:00+08:00,3.00,sandbox,r-2\n"
)


def sheet(text: str = ROWS) -> SimpleUploadedFile:
    """A table somebody sends."""
    return SimpleUploadedFile("orders.csv", text.encode(), "text/csv")


def test_a_file_goes_in_by_the_page_and_its_bad_rows_come_back(cast: Cast, client: Client):
    shops.open_shop("yunka", "云卡", "ours", None, cast.at)
    client.force_login(person(cast, "laoxu"))
    sent = client.post("/staff/imports/", {"file": sheet(), "kind": "orders", "shop": "yunka"})
    row = BulkImport.objects.get()
    assert sent.headers["Location"] == f"/staff/imports/{row.pk}/"
    bulk_imports.run(row.pk, clock=timezone.now)
    shown = client.get(f"/staff/imports/{row.pk}/live/").content.decode()
    assert "没有商品 none" in shown
    assert "hx-get" not in shown
    bad = client.get(f"/staff/imports/{row.pk}/errors/")
    assert "problem" in b"".join(bad.streaming_content).decode()
    refused = client.post("/staff/imports/", {"file": sheet("a,b\n1,2\n")})
    assert refused.status_code == 422
    assert "external_number" in refused.content.decode()


def test_page_and_api_say_why_an_import_stands_still_and_what_to_do(cast: Cast, client: Client):
    shops.open_shop("yunka", "云卡", "ours", None, cast.at)
    token = shops.issue_token("yunka", wish(), None, timezone.now())
    mine = {"Authorization": f"Bearer {token}"}
    bulk = client.post("/api/v1/imports", {"file": sheet()}, headers=mine).json()["id"]
    client.force_login(person(cast, "laoxu"))

    def shown(english: bool = False) -> str:
        client.cookies["django_language"] = "en" if english else "zh-hans"
        return client.get(f"/staff/imports/{bulk}/live/").content.decode()

    def told() -> dict[str, str] | None:
        return client.get(f"/api/v1/imports/{bulk}", headers=mine).json()["stopped"]

    assert told() is None
    bulk_imports.cut_off(bulk, timezone.now())
    assert "不用重传" in shown()
    assert "Send nothing again" in shown(english=True)
    assert "hx-get" in shown()
    assert "by itself" in (told() or {})["en"]
    bulk_imports.cut_off(bulk, timezone.now(), for_good=True)
    assert "再传一次" in shown()
    assert "hx-get" not in shown()
    assert "再传一次" in (told() or {})["zh"]


def test_the_administrator_takes_a_shops_data_along(cast: Cast, client: Client):
    shop = shops.open_shop("yunka", "云卡", "ours", None, cast.at)
    shops.open_shop("other", "别家", "ours", None, cast.at)
    client.force_login(person(cast, "laoxu"))
    sent = {"file": sheet(), "kind": "orders", "shop": "yunka"}
    client.post("/staff/imports/", sent)
    bulk_imports.run(BulkImport.objects.get().pk, clock=timezone.now)
    asked = client.post("/staff/shops/yunka/data/")
    assert asked.headers["Location"] == "/staff/shops/yunka/data/"
    made = DataExport.objects.get(shop_id=shop)
    assert "正在整理" in client.get("/staff/shops/yunka/data/").content.decode()
    data_exports.make(made.pk, clock=timezone.now)
    link = f"/staff/shops/yunka/data/{made.pk}/"
    assert link in client.get("/staff/shops/yunka/data/").content.decode()
    books = zipfile.ZipFile(io.BytesIO(b"".join(client.get(link).streaming_content)))
    assert set(books.namelist()) == {"orders.jsonl", "customers.jsonl", "refunds.jsonl"}
    assert json.loads(books.read("orders.jsonl"))["external_number"] == "A-1"
    assert client.get(f"/staff/shops/other/data/{made.pk}/").status_code == 404
    assert StaffAction.objects.filter(what=Act.DATA_EXPORTED, about="shop yunka").exists()
    client.force_login(person(cast, "zhoujie"))
    assert client.get(link).status_code in {302, 403, 404}
    assert client.post("/staff/shops/yunka/data/").status_code in {302, 403, 404}
    assert DataExport.objects.count() == 1


def person(cast: Cast, name: str):
    """Somebody of the cast, as Django signs them in."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=cast.ids[name])


def test_a_shop_sends_a_file_and_takes_its_books_along(cast: Cast, client: Client):
    ours = shops.open_shop("yunka", "云卡", "ours", None, cast.at)
    shops.open_shop("other", "别家", "ours", None, cast.at)
    mine, theirs = (
        {"Authorization": f"Bearer {shops.issue_token(code, wish(), None, timezone.now())}"}
        for code in ("yunka", "other")
    )
    begun = client.post("/api/v1/imports", {"file": sheet()}, headers=mine)
    assert begun.status_code == 202
    bulk = begun.json()["id"]
    bulk_imports.run(bulk, clock=timezone.now)
    done = client.get(f"/api/v1/imports/{bulk}", headers=mine).json()
    assert (done["state"], done["new"], done["bad"]) == ("done", 1, 1)
    (bad,) = client.get(f"/api/v1/imports/{bulk}/problems", headers=mine).json()["items"]
    assert bad["line"] == 3
    assert client.get(f"/api/v1/imports/{bulk}", headers=theirs).status_code == 404
    assert client.get(f"/api/v1/imports/{bulk}/errors", headers=theirs).status_code == 404
    export = client.post("/api/v1/exports", headers=mine).json()["id"]
    assert client.get(f"/api/v1/exports/{export}/file", headers=mine).status_code == 404
    data_exports.make(export, clock=timezone.now)
    assert client.get(f"/api/v1/exports/{export}/file", headers=theirs).status_code == 404
    answer = client.get(f"/api/v1/exports/{export}/file", headers=mine)
    books = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    (order,) = books.read("orders.jsonl").decode().splitlines()
    assert json.loads(order)["external_number"] == "A-1"
    again = SimpleUploadedFile("orders.jsonl", order.encode())
    begun = client.post("/api/v1/imports", {"file": again}, headers=mine).json()
    bulk_imports.run(begun["id"], clock=timezone.now)
    assert BulkImport.objects.get(pk=begun["id"]).known == 1
    assert ours


def wish() -> Wish:
    """What a shop's program may do with orders."""
    return Wish("test", frozenset({"orders:read", "orders:write"}), None)


def test_a_buyer_takes_their_data_along_and_nobody_else_does(cast: Cast, xiaolin: Visitor):
    states.talking(cast)
    link = takes_along(cast)
    page = xiaolin.sees("/my-data/")
    assert "下载" in page.text
    answer = xiaolin.client.get(f"/my-data/file/{link}/")
    data = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "卡号输进去就报错" in data.read("index.html").decode()
    assert {"account.json", "refunds.json", "consents.json"} <= set(data.namelist())
    assert json.loads(data.read("account.json"))[0]["sign_in_name"] == "xiaolin"
    assert len([name for name in data.namelist() if name.startswith("pictures/")]) == 1
    stranger = Client()
    stranger.force_login(person(cast, "xiaowu"))
    assert stranger.get(f"/my-data/file/{link}/").status_code == 404
    assert stranger.get("/my-data/file/" + link[:-2] + "xx/").status_code == 404


def test_a_buyer_asks_to_be_forgotten_and_thinks_again(cast: Cast, xiaolin: Visitor):
    xiaolin.client.post("/my-data/erase/")
    assert not Erasure.objects.exists()
    xiaolin.client.post("/my-data/erase/", {"sure": "yes"})
    assert "撤回" in xiaolin.sees("/my-data/").text
    xiaolin.client.post("/my-data/keep/")
    assert Erasure.objects.get().called_off_at
    xiaolin.client.post("/my-data/erase/", {"sure": "yes"})
    erasing.go_on(timezone.now() + timedelta(days=8))
    assert xiaolin.client.get("/my-data/").status_code == 302  # signed out, for ever
