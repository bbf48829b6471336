"""Pictures handed in through the form and through the API: the same words, the same limits."""

import base64
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import CLEAR, Visitor, picture
from weikameng.domain.uploads import MAX_BYTES, MIN_PART_BYTES, PART_BYTES
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.services import accounts

KIND = "not_arrived_proof"
PART = "application/offset+octet-stream"
HEADS = ("Upload-Offset", "Upload-Length", "Tus-Resumable", "Upload-Expires")
PART_STATEMENTS = 12  # session and person, who asks, where it is, and one more part


@dataclass
class Door:
    """One way in: where uploads begin, where one of them is, and what goes with every request."""

    client: Client
    begin_at: str
    one_at: str
    order: str
    headers: dict[str, str]

    def begins(self, size: int, name: str = "记录.png", kind: str = KIND, **more: str) -> Any:
        said = {"order": self.order, "kind": kind, "filename": name} | more
        pairs = [
            f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items()
        ]
        about = {"Upload-Length": str(size), "Upload-Metadata": ",".join(pairs)}
        return self.asks("post", self.begin_at, about)

    def sends(self, place: str, offset: int, content: bytes, kind: str = PART) -> HttpResponse:
        about = self.headers | {"Upload-Offset": str(offset), "Tus-Resumable": "1.0.0"}
        return self.client.patch(place, content, content_type=kind, headers=about)

    def asks(self, verb: str, place: str, about: dict[str, str] | None = None) -> HttpResponse:
        return getattr(self.client, verb)(place, headers=self.headers | (about or {}))

    def hands_in(self, content: bytes, **more: str) -> str:
        place = self.begins(len(content), **more).headers["Location"]
        for offset in range(0, len(content), PART_BYTES):
            assert (
                self.sends(place, offset, content[offset : offset + PART_BYTES]).status_code == 204
            )
        return place


def pages(order: str, visitor: Visitor) -> Door:
    """The pages' own door."""
    return Door(visitor.client, f"/orders/{order}/uploads/", "/uploads/{}/", order, {})


def programs(cast: Cast, order: str, who: str = "xiaolin") -> Door:
    """The API."""
    token = accounts.issue_token(who, "test", accounts.SCOPES, at=cast.at)
    bearer = {"Authorization": f"Bearer {token}"}
    return Door(Client(), "/api/v1/uploads", "/api/v1/uploads/{}", order, bearer)


def token_of(place: str) -> str:
    return place.strip("/").split("/")[-1]


@pytest.fixture(autouse=True)
def _unhurried(db: None) -> None:
    """Nobody has uploaded anything this hour."""
    cache.clear()


@pytest.fixture
def order(cast: Cast) -> str:
    return cast.buys("game-topup-100", account="player-5555")


@pytest.fixture(params=["pages", "programs"])
def door(request, cast: Cast, order: str, xiaolin: Visitor) -> Door:
    """Either way in."""
    return pages(order, xiaolin) if request.param == "pages" else programs(cast, order)


@pytest.fixture(scope="module")
def content() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((800, 600), 60).save(out, "PNG")
    assert len(out.getvalue()) > PART_BYTES
    return out.getvalue()


def test_the_words_of_tus_begin_ask_send_and_ask_again(door: Door, content: bytes):
    begun = door.begins(len(content))
    assert begun.status_code == 201
    place = begun.headers["Location"]
    asked = door.asks("head", place)
    assert (asked.status_code, asked.content) == (200, b"")
    assert [bool(asked.headers.get(name)) for name in HEADS] == [True] * 4
    assert asked.headers["Upload-Offset"] == "0"
    assert asked.headers["Cache-Control"] == "no-store"
    first = door.sends(place, 0, content[:PART_BYTES])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(PART_BYTES))
    again = door.sends(place, 0, content[:PART_BYTES])
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, str(PART_BYTES))
    last = door.sends(place, PART_BYTES, content[PART_BYTES:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(content)))
    assert door.asks("get", place).json()["state"] == "ready"


def test_one_part_may_be_the_whole_file(door: Door, content: bytes):
    place = door.begins(len(content)).headers["Location"]
    assert door.sends(place, 0, content).status_code == 204
    assert door.asks("get", place).json()["state"] == "ready"


def test_what_can_not_be_taken_is_said_before_a_byte_is_sent(door: Door):
    said = {
        "picture_too_large": door.begins(MAX_BYTES + 1),
        "picture_empty": door.begins(0),
        "upload_kind": door.begins(100, kind="supplier_answer"),
        "picture_not_a_picture": door.begins(100, filetype="image/heic"),
        "upload_header": door.asks("post", door.begin_at, {"Upload-Length": "many"}),
    }
    for code, answer in said.items():
        told = answer.json()
        assert told.get("code", told.get("type", "").rsplit(":", 1)[-1]) == code
        assert answer.status_code == (413 if code == "picture_too_large" else 422)


def test_odd_parts_are_refused_and_change_nothing(door: Door, content: bytes):
    place = door.begins(len(content)).headers["Location"]
    odd = [
        door.sends(place, 0, content + b"x"),
        door.sends(place, 0, content[: MIN_PART_BYTES - 1]),
        door.sends(place, 0, content, kind="image/png"),
        door.sends(place, 7, content[7:]),
    ]
    assert [answer.status_code for answer in odd] == [413, 422, 415, 409]
    assert door.asks("head", place).headers["Upload-Offset"] == "0"


def test_a_picture_that_is_none_is_told_with_the_last_part_and_stays_told(door: Door):
    place = door.begins(9000, name="a.svg").headers["Location"]
    answer = door.sends(place, 0, b"<svg onload=x>" + b" " * 8986)
    assert answer.status_code == 422
    assert "picture_not_a_picture" in answer.content.decode()
    assert door.asks("get", place).json()["state"] == "refused"


def test_a_stranger_finds_no_upload(door: Door, cast: Cast, xiaowu: Visitor, content: bytes):
    place = door.hands_in(content)
    strange = programs(cast, door.order, "xiaowu") if "api" in place else pages(door.order, xiaowu)
    tries = [strange.asks(verb, place) for verb in ("get", "head", "delete")]
    tries += [strange.sends(place, 0, b"x" * 5000), strange.begins(100)]
    if "api" not in place:
        tries += [strange.asks("post", place), strange.asks("get", f"{place}picture/")]
    assert {answer.status_code for answer in tries} == {404}
    assert door.asks("get", place).json()["state"] == "ready"


def test_what_is_taken_back_is_gone(door: Door, content: bytes):
    place = door.hands_in(content)
    assert door.asks("delete", place).status_code == 204
    for verb in ("get", "head", "delete"):
        assert door.asks(verb, place).status_code == 404


def test_uploads_are_limited_by_the_hour(door: Door, settings):
    settings.ACCOUNT_RATE_LIMITS = {"uploads": "3/h/key"}
    assert [door.begins(100).status_code for _ in range(4)] == [201, 201, 201, 429]


def test_odd_names_of_uploads_and_orders_are_simply_not_there(door: Door):
    for name in ("x" * 43, "../etc", "%00", "退款"):
        assert door.asks("get", door.one_at.format(name)).status_code == 404
    door.order = "1\x00"
    if "api" in door.begin_at:
        assert door.begins(100).status_code == 404


def test_a_page_brings_back_what_it_removed(order: str, xiaolin: Visitor, content: bytes):
    door = pages(order, xiaolin)
    place = door.hands_in(content)
    door.asks("delete", place)
    assert "record" not in xiaolin.sees(f"/orders/{order}/refund/?reason=NOT_ARRIVED").text
    back = door.asks("post", place)
    assert (back.status_code, back.json()["state"]) == (200, "ready")


def test_without_its_token_a_page_hands_in_nothing(order: str, cast: Cast, content: bytes):
    careful = Visitor(Client(enforce_csrf_checks=True)).enters(cast.xiaolin)
    assert pages(order, careful).begins(100).status_code == 403
    kept = f"/uploads/{states.handed_in(cast, order)}/"
    assert careful.client.delete(kept).status_code == 403
    assert careful.client.patch(kept, b"", content_type=PART).status_code == 403


def test_the_copy_is_shown_to_its_owner_before_it_is_sent(
    order: str, xiaolin: Visitor, content: bytes
):
    door = pages(order, xiaolin)
    place = door.hands_in(content)
    shown = xiaolin.client.get(f"{place}picture/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert b"".join(shown.streaming_content) != content
    half = door.begins(len(content)).headers["Location"]
    assert xiaolin.client.get(f"{half}picture/").status_code == 404


def test_the_form_sends_what_was_handed_in(order: str, xiaolin: Visitor, content: bytes):
    place = pages(order, xiaolin).hands_in(content)
    page = xiaolin.sees(f"/orders/{order}/refund/?reason=NOT_ARRIVED")
    assert page.where("input", name="upload", value=token_of(place))
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "upload": token_of(place)}
    xiaolin.sends(f"/orders/{order}/refund/", form)
    assert xiaolin.here.startswith("/refunds/")
    assert _kinds(xiaolin, order).count(KIND) == 1
    assert audit() == []


def test_without_the_script_pictures_stay_when_something_else_is_wrong(
    order: str, xiaolin: Visitor
):
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "look": "yes"}
    files = {f"file_{KIND}": [picture("一.png"), picture("二.png")]}
    page = xiaolin.sends(f"/orders/{order}/refund/", form | files)
    kept = [tag["value"] for tag in page.where("input", name="upload") if tag["value"]]
    assert len(kept) == 2
    long = form | {"narrative": "长" * 2001, "upload": kept}
    del long["look"]
    page = xiaolin.sends(f"/orders/{order}/refund/", long, status=422)
    assert [t["value"] for t in page.where("input", name="upload") if t["value"]] == kept
    dropped = form | {"upload": kept, "drop": kept[0]}
    page = xiaolin.sends(f"/orders/{order}/refund/", dropped)
    assert [t["value"] for t in page.where("input", name="upload") if t["value"]] == kept[1:]
    xiaolin.sends(f"/orders/{order}/refund/", {**form, "upload": kept[1:], "look": ""})
    assert _kinds(xiaolin, order).count(KIND) == 1


def test_a_picture_not_taken_stops_the_form_and_the_good_one_stays(order: str, xiaolin: Visitor):
    bad = io.BytesIO(b"<svg>" * 1000)
    bad.name = "坏.svg"
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, f"file_{KIND}": [picture("好.png"), bad]}
    page = xiaolin.sends(f"/orders/{order}/refund/", form, status=422)
    assert "“坏.svg”没有收下：不是 JPG、PNG 或 WebP 图片" in page.text
    assert "好.png" in page.text
    assert len([t for t in page.where("input", name="upload") if t["value"]]) == 1


def test_an_upload_that_is_gone_is_told_and_the_rest_is_kept(
    order: str, xiaolin: Visitor, content: bytes
):
    place = pages(order, xiaolin).hands_in(content)
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR}
    both = [token_of(place), "A" * 43]
    page = xiaolin.sends(f"/orders/{order}/refund/", {**form, "upload": both}, status=422)
    assert "有一张图片已经移除或过期" in page.text
    assert page.where("input", name="upload", value=token_of(place))


def test_the_checklist_of_the_form_fills(order: str, xiaolin: Visitor, content: bytes):
    door, form = pages(order, xiaolin), {"reason": "NOT_ARRIVED"}
    address = f"/orders/{order}/refund/checklist/"
    before = xiaolin.sends(address, form).text
    assert "还差" in before
    place = door.begins(len(content)).headers["Location"]
    assert "在传" in xiaolin.sends(address, form).text
    door.sends(place, 0, content)
    after = xiaolin.sends(address, form).text
    assert "还差" not in after
    assert before[:20] != after[:20]
    assert xiaolin.client.post(address, {"reason": "NO_SUCH"}).status_code == 204


def test_a_sent_back_case_is_amended_with_what_was_handed_in(
    cast: Cast, xiaolin: Visitor, content: bytes
):
    case = states.awaiting_buyer(cast)
    place = pages(case.order, xiaolin).hands_in(content)
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "upload": token_of(place)}
    page = xiaolin.sees(f"/refunds/{case.number}/amend/?reason=NOT_ARRIVED")
    assert page.where("input", name="upload", value=token_of(place))
    xiaolin.sends(f"/refunds/{case.number}/amend/", form)
    assert _kinds(xiaolin, case.order).count(KIND) == 1


def test_the_api_takes_pictures_along_and_lists_what_waits(
    cast: Cast, order: str, xiaolin: Visitor, content: bytes
):
    door = programs(cast, order)
    token = token_of(door.hands_in(content))
    waits = door.asks("get", f"/api/v1/uploads?order={order}").json()["items"]
    assert [(one["token"], one["state"], one["kind"]) for one in waits] == [(token, "ready", KIND)]
    body = {"order": order, "reason": "NOT_ARRIVED", "narrative": CLEAR, "uploads": [token]}
    for status in (201, 200):  # sent twice: the same case, and the picture once
        answer = door.client.post(
            "/api/v1/refunds",
            json.dumps(body),
            content_type="application/json",
            headers=door.headers,
        )
        assert answer.status_code == status, answer.content
    assert _kinds(xiaolin, order).count(KIND) == 1
    assert door.asks("get", f"/api/v1/uploads?order={order}").json()["items"] == []
    strange = programs(cast, order, "xiaowu")
    assert strange.asks("get", f"/api/v1/uploads?order={order}").status_code == 404


def test_a_form_costs_the_same_with_one_file_as_with_many(order: str, cast: Cast, xiaolin: Visitor):
    address = f"/orders/{order}/refund/?reason=NOT_ARRIVED"
    costs = []
    for _ in range(3):
        states.handed_in(cast, order)
        xiaolin.sees(address)
        with CaptureQueriesContext(connection) as meter:
            xiaolin.sees(address)
        costs.append(len(meter))
    assert len(set(costs)) == 1


def test_a_part_costs_a_fixed_number_of_statements(order: str, xiaolin: Visitor, content: bytes):
    door = pages(order, xiaolin)
    place = door.begins(len(content)).headers["Location"]
    costs = []
    for offset in (0, MIN_PART_BYTES, 2 * MIN_PART_BYTES):
        with CaptureQueriesContext(connection) as meter:
            door.sends(place, offset, content[offset : offset + MIN_PART_BYTES])
        costs.append(len(meter))
    assert len(set(costs)) == 1
    assert costs[0] <= PART_STATEMENTS


def _kinds(buyer: Visitor, order: str) -> list[str]:
    """What hangs on the order's chain."""
    page = order_of(order, buyer_id=int(buyer.client.session["_auth_user_id"]))
    assert page is not None
    return [link.kind for link in links_of(page.order.pk)]
