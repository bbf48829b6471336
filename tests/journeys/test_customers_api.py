"""A shop's program and the shop's own customers: listed, their data taken along, erased (PIPL)."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import shop_rows
from tests.cast import Cast
from tests.journeys.test_api import Caller, problem
from tests.journeys.test_shop_api import told
from tests.shop_rows import OtherShop
from weikameng.cli.shops import shops
from weikameng.domain import personal
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import typeset
from weikameng.records.models import ApiToken, DataExport, Erasure, Order, StaffAction, User
from weikameng.services import bulk_imports, data_exports, erasing

CUSTOMERS = "/api/v1/customers"
ONE = f"{CUSTOMERS}/c-1"
A_WEEK = timedelta(days=8)


@pytest.fixture
def shop(cast: Cast) -> OtherShop:
    """A shop with one customer."""
    opened = shop_rows.opens("yunka", cast.at)
    opened.sold("E-1", cast.at, buyer="c-1", account="player-7391")
    return opened


@pytest.fixture
def program(cast: Cast, shop: OtherShop) -> Caller:
    """Its program."""
    return Caller(shop.token(cast.at))


@pytest.fixture
def stranger(cast: Cast) -> Caller:
    """Another shop's, which has a customer of that number, too."""
    west = shop_rows.opens("west", cast.at)
    west.sold("W-1", cast.at, buyer="c-9")
    return Caller(west.token(cast.at))


def person(customer: str) -> int:
    """Who a customer of the shop is here."""
    return User.objects.get(username=f"yunka:{customer}").pk


def brings_in(program: Caller, rows: str) -> None:
    """Customers come in from a file."""
    sent = {"file": SimpleUploadedFile("customers.csv", rows.encode()), "kind": "customers"}
    named = {"Authorization": f"Bearer {program.token}"}
    begun = Client().post("/api/v1/imports", sent, headers=named)
    bulk_imports.run(told(begun, 202)["id"], clock=timezone.now)


def test_a_shop_lists_its_own_customers_page_by_page(
    cast: Cast, shop: OtherShop, program: Caller, stranger: Caller, django_assert_max_num_queries
):
    for name in ("c-5", "c-3", "c-2"):
        shop.sold(f"E-{name}", cast.at, buyer=name)
    brings_in(program, "buyer,name\nc-4,林先生\n")
    with django_assert_max_num_queries(6):
        page = told(program.calls("get", f"{CUSTOMERS}?limit=3"))
    assert [one["customer"] for one in page["items"]] == ["c-1", "c-2", "c-3"]
    rest = told(program.calls("get", f"{CUSTOMERS}?limit=3&cursor={page['next']}"))
    assert ([one["customer"] for one in rest["items"]], rest["next"]) == (["c-4", "c-5"], None)
    (found,) = told(program.calls("get", f"{CUSTOMERS}?customer=c-4"))["items"]
    assert found == told(program.calls("get", f"{CUSTOMERS}/c-4"))
    assert (found["name"], found["erasure"]) == ("林先生", "not_asked")
    theirs = told(stranger.calls("get", CUSTOMERS))["items"]
    assert [one["customer"] for one in theirs] == ["c-9"]
    nowhere = told(stranger.calls("get", f"{CUSTOMERS}?cursor={page['next']}"))
    assert nowhere["items"] == []


def test_another_shops_and_our_own_buyers_are_not_there(
    cast: Cast, shop: OtherShop, program: Caller, stranger: Caller
):
    made = told(program.calls("post", f"{ONE}/exports"), 202)["id"]
    strange = ["c-9", "xiaolin", "yunka:c-1", "yunka:", "erased:1", "c-10", str(person("c-1"))]
    for who, names in ((stranger, ["c-1"]), (program, strange)):
        for name in names:
            for verb, rest in (
                ("get", ""),
                ("post", "/exports"),
                ("get", f"/exports/{made}"),
                ("get", f"/exports/{made}/file"),
                ("get", "/erasure"),
                ("post", "/erasure"),
                ("delete", "/erasure"),
            ):
                problem(who.calls(verb, f"{CUSTOMERS}/{name}{rest}"), 404)
    assert (DataExport.objects.count(), Erasure.objects.count()) == (1, 0)


def test_a_customers_data_is_made_by_the_worker_and_streamed_to_the_shop(
    cast: Cast, shop: OtherShop, program: Caller, stranger: Caller
):
    shop.sold("E-2", cast.at, buyer="c-2", account="player-2222")
    asked = told(program.calls("post", f"{ONE}/exports"), 202)
    assert asked["state"] == "waiting"
    again = told(program.calls("post", f"{ONE}/exports"))
    assert again == asked
    one = f"{ONE}/exports/{asked['id']}"
    problem(program.calls("get", f"{one}/file"), 404)
    data_exports.make(asked["id"], clock=timezone.now)
    done = told(program.calls("get", one))
    assert done["state"] == "done"
    assert done["size_bytes"]
    answer = program.calls("get", f"{one}/file")
    assert answer.headers["Cache-Control"] == "no-store"
    data = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert json.loads(data.read("account.json"))[0]["customer"] == "c-1"
    (order,) = json.loads(data.read("orders.json"))
    assert (order["external_number"], order["account"]) == ("E-1", "player-7391")
    problem(program.calls("get", f"{CUSTOMERS}/c-2/exports/{asked['id']}/file"), 404)
    problem(program.calls("get", f"/api/v1/exports/{asked['id']}/file"), 404)
    problem(stranger.calls("get", f"{one}/file"), 404)
    line = StaffAction.objects.get(what=Act.DATA_EXPORTED)
    assert (line.person_id, line.about) == (shop.account, f"person {person('c-1')}")


def test_before_anything_is_erased_the_answer_says_what_goes_and_what_stays(program: Caller):
    before = told(program.calls("get", f"{ONE}/erasure"))
    assert (before["state"], before["orders_later"], before["asked_at"]) == ("not_asked", 1, None)
    for field, sentences in (("gone", personal.GONE), ("stays", personal.KEPT)):
        assert before[field] == [{"zh": typeset(one.zh), "en": one.en} for one in sentences]
    assert not Erasure.objects.exists()


def test_an_erasure_is_asked_for_once_and_called_off_in_time(
    cast: Cast, shop: OtherShop, program: Caller
):
    asked = told(program.calls("post", f"{ONE}/erasure"), 201)
    assert asked["state"] == "waiting"
    row = Erasure.objects.get()
    assert (row.person_id, row.asked_by_id) == (person("c-1"), shop.account)
    assert row.carries_at - row.asked_at == timedelta(days=personal.WAIT_DAYS)
    again = told(program.calls("post", f"{ONE}/erasure"))
    assert (again["asked_at"], again["carries_at"]) == (asked["asked_at"], asked["carries_at"])
    (waiting,) = told(program.calls("get", f"{CUSTOMERS}?erasure=waiting"))["items"]
    assert waiting["customer"] == "c-1"
    assert told(program.calls("get", f"{CUSTOMERS}?erasure=not_asked"))["items"] == []
    off = told(program.calls("delete", f"{ONE}/erasure"))
    assert (off["state"], off["carries_at"]) == ("not_asked", None)
    late = problem(program.calls("delete", f"{ONE}/erasure"), 409)
    assert "not_waiting" in str(late["type"])
    erasing.go_on(timezone.now() + A_WEEK)
    assert told(program.calls("get", ONE))["customer"] == "c-1"
    acts = StaffAction.objects.order_by("id").values_list("what", "person_id", "about")
    about = f"person {person('c-1')}"
    assert list(acts) == [
        (act, shop.account, about) for act in (Act.ERASURE_ASKED, Act.ERASURE_CALLED_OFF)
    ]


def test_a_write_under_a_key_is_done_once(shop: OtherShop, cast: Cast):
    named = {"Authorization": f"Bearer {shop.token(cast.at)}", "Idempotency-Key": "erase-c-1"}
    first, second = (Client().post(f"{ONE}/erasure", headers=named) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()
    assert StaffAction.objects.filter(what=Act.ERASURE_ASKED).count() == 1
    named |= {"Idempotency-Key": "export-c-1"}
    asked = [Client().post(f"{ONE}/exports", headers=named).json()["id"] for _ in range(2)]
    assert len(set(asked)) == 1


def test_an_erased_customer_is_found_by_what_they_are_called_afterwards(
    cast: Cast, shop: OtherShop, program: Caller
):
    number = Order.objects.get().number
    export = told(program.calls("post", f"{ONE}/exports"), 202)["id"]
    data_exports.make(export, clock=timezone.now)
    alias = told(program.calls("post", f"{ONE}/erasure"), 201)["afterwards"]
    erasing.go_on(timezone.now() + A_WEEK)
    problem(program.calls("get", ONE), 404)
    (gone,) = told(program.calls("get", f"{CUSTOMERS}?erasure=account_emptied"))["items"]
    assert (gone["customer"], gone["name"]) == (alias, "")
    after = told(program.calls("get", f"{CUSTOMERS}/{alias}/erasure"))
    assert (after["state"], after["orders_later"]) == ("account_emptied", 1)
    assert after["account_emptied_at"]
    assert told(program.calls("post", f"{CUSTOMERS}/{alias}/erasure"))["state"] == after["state"]
    problem(program.calls("delete", f"{CUSTOMERS}/{alias}/erasure"), 409)
    taken = told(program.calls("get", f"{CUSTOMERS}/{alias}/exports/{export}"))
    assert taken["size_bytes"] is None
    problem(program.calls("get", f"{CUSTOMERS}/{alias}/exports/{export}/file"), 404)
    assert told(program.calls("get", f"/api/v1/orders/{number}"))["customer"] == alias
    shop.sold("E-7", cast.at, buyer="c-1")
    assert told(program.calls("get", ONE))["erasure"] == "not_asked"
    erasing.go_on(after_all := timezone.now() + timedelta(days=4 * 366))
    done = told(program.calls("get", f"{CUSTOMERS}/{alias}/erasure"))
    assert (done["state"], bool(done["done_at"])) == ("done", True)
    assert Erasure.objects.get().done_at == after_all


def test_a_number_with_a_slash_and_one_in_chinese_are_found(
    cast: Cast, shop: OtherShop, program: Caller
):
    for name in ("小店/林", "a%b c"):
        shop.sold(f"E-{name}", cast.at, buyer=name)
    assert told(program.calls("get", f"{CUSTOMERS}/小店%2F林"))["customer"] == "小店/林"
    assert told(program.calls("get", f"{CUSTOMERS}/a%25b%20c"))["customer"] == "a%b c"
    told(program.calls("post", f"{CUSTOMERS}/小店%2F林/erasure"), 201)
    assert Erasure.objects.get().person_id == person("小店/林")


def test_a_shops_token_reads_and_erases_nobody_unless_it_was_said(cast: Cast, shop: OtherShop):
    run = CliRunner()
    usual = Caller(run.invoke(shops, ["token", "yunka"]).output.strip())
    assert usual.calls("get", "/api/v1/orders").status_code == 200
    kept = ApiToken.objects.get().scopes
    assert [scope for scope in kept if scope.startswith("customers:")] == []
    named = ["token", "yunka", "--scope", "customers:read"]
    reads = Caller(run.invoke(shops, named).output.strip())
    for who, verb, path, scope in (
        (usual, "get", ONE, "customers:read"),
        (usual, "post", f"{ONE}/exports", "customers:export"),
        (usual, "post", f"{ONE}/erasure", "customers:erase"),
        (reads, "post", f"{ONE}/exports", "customers:export"),
        (reads, "get", f"{ONE}/erasure", "customers:erase"),
        (reads, "delete", f"{ONE}/erasure", "customers:erase"),
    ):
        assert scope in str(problem(who.calls(verb, path), 403)["detail"])
    assert reads.calls("get", ONE).status_code == 200
