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
from weikameng.records.models import BulkImport, Erasure
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
