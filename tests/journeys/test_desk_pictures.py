"""The desk sees pictures beside what was read off them; nobody else does (R3.4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, asks
from tests.drawn_orders import page_of
from tests.journeys.people import CLEAR, Visitor
from weikameng.domain.reading.examining import Reading
from weikameng.gateways.reader import CannotRead
from weikameng.records.models import Order, PictureReading, ReadingJudgement
from weikameng.records.reading.picture_readings import of_order
from weikameng.services import accounts, evidence, picture_readings, refunds, supplier_checks

QUAD = [[320, 212], [480, 212], [480, 250], [320, 250]]


def comparison(field: str, verdict: str, expected: str, shown: str | None) -> dict:
    boxes = [QUAD] if shown else []
    said = {"field": field, "verdict": verdict, "expected": expected, "shown": shown}
    return said | {"boxes": boxes, "zh": "", "en": ""}


def report(*comparisons: dict, flags: tuple[str, ...] = ()) -> dict:
    """What a reader would have kept."""
    said = [{"code": code, "fields": [], "zh": f"提示{code}。", "en": f"{code}."} for code in flags]
    return {"size": [900, 732], "comparisons": list(comparisons), "flags": said, "fields": {}}


AGREES = report(
    comparison("order_no", "match", "1261118000000149", "1261118000000149"),
    comparison("account", "match", "13912345555", "13912345555"),
)
DIFFERS = report(
    comparison("amount", "differs", "100.00", "¥900.00"),
    comparison("order_no", "match", "1261118000000149", "1261118000000149"),
    comparison("zone", "not_shown", "电信一区", None),
    flags=("altered",),
)


def in_review(cast: Cast, pictures: int = 1) -> tuple[str, int]:
    """A case with pictures that waits for a person; returns its number and its order's id."""
    number = cast.buys("game-topup-100", account="13912345555")
    order = Order.objects.select_related("product").get(number=number)
    kept = evidence.take(
        evidence.Upload("not_arrived_proof", "a.png", page_of(order)) for _ in range(pictures)
    )
    asked = asks(number, "NOT_ARRIVED", CLEAR, files=kept)
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    supplier_checks.ask_supplier(case, question=3, at=cast.at)
    return case, order.pk


def was_read(order_id: int, said: dict, finding: str, *, at) -> None:
    PictureReading.objects.filter(evidence__order_id=order_id).update(
        state="read", report=said, finding=finding, clears=finding == "agrees",
        names_order=True, read_at=at,
    )  # fmt: skip


class Absent:
    """No engine is installed."""

    def read(self, _content: bytes) -> Reading:
        raise CannotRead("not_installed")


def test_what_differs_is_shown_beside_the_picture_with_its_box(cast: Cast, zhoujie: Visitor):
    case, order_id = in_review(cast)
    was_read(order_id, DIFFERS, "differs", at=cast.at)
    page = zhoujie.sees(f"/desk/{case}/")
    (overlay,) = page.where("svg", class_="shot__boxes")
    assert overlay["viewbox"] == "0 0 900 732"
    assert page.where("polygon")[0]["points"] == "320,212 480,212 480,250 320,250"
    place = page.where("article", class_="reading")[0]["id"].removeprefix("picture-")
    assert page.where("a", id=f"box-p{place}-1", href=f"#row-p{place}-1")
    assert page.where("tr", id=f"row-p{place}-1")
    for said in ("不一致", "提示altered。", "¥ 9 00.00", "图中没有：区服", "图片有出入，请看"):
        assert said in page.text, said
    assert not page.where("section", hx_trigger="every 3s")
    assert "style" not in {name for tag in page.tags for name in tag.attributes}


def test_of_a_person_no_more_is_shown_than_is_needed(cast: Cast, zhoujie: Visitor):
    case, order_id = in_review(cast)
    was_read(order_id, AGREES, "agrees", at=cast.at)
    page = zhoujie.sees(f"/desk/{case}/")
    assert "139****5555" in page.text
    assert "13912345555" not in page.html


def test_while_it_is_read_the_part_looks_again_and_then_stops(cast: Cast, zhoujie: Visitor):
    case, order_id = in_review(cast)
    part = f"/desk/{case}/pictures/"
    waits = zhoujie.sees(part)
    assert waits.where("section", id="pictures", hx_get=part, hx_trigger="every 3s")
    assert "识别中，结果会自动出现" in waits.text
    picture_readings.read_case(case, Absent(), lambda: cast.at)
    done = zhoujie.sees(part)
    assert not done.where("section", hx_get=part)
    assert "没有安装图片识别，图片未经机器核对。" in done.text
    assert of_order(order_id)[0].code == "not_installed"


def test_a_case_without_pictures_says_so(cast: Cast, zhoujie: Visitor):
    number = cast.buys("game-topup-100", account="player-5555")
    asked = asks(number, "NOT_ARRIVED", CLEAR)
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    assert "买家没有交图片。" in zhoujie.sees(f"/desk/{case}/").text


def test_an_agent_says_whether_the_machine_was_right_and_may_say_otherwise(
    cast: Cast, zhoujie: Visitor
):
    case, order_id = in_review(cast)
    was_read(order_id, DIFFERS, "differs", at=cast.at)
    form = zhoujie.sees(f"/desk/{case}/").where("form", class_="judge")[0]
    page = zhoujie.sends(form["action"], {"field": "amount", "right": "no"})
    assert zhoujie.here == f"/desk/{case}/"
    assert [b["value"] for b in page.where("button", aria_pressed="true")] == ["no"]
    page = zhoujie.sends(form["action"], {"field": "amount", "right": "yes"})
    assert [b["value"] for b in page.where("button", aria_pressed="true")] == ["yes"]
    assert ReadingJudgement.objects.count() == 2
    zhoujie.sends(form["action"], {"field": "zone", "right": "no"}, status=404)
    zhoujie.sends(form["action"], {"field": "nothing", "right": "no"}, status=404)
    assert ReadingJudgement.objects.count() == 2


def test_the_queue_marks_cases_puts_quick_ones_first_and_can_be_filtered(
    cast: Cast, zhoujie: Visitor
):
    differs, open_, agrees, waits = (in_review(cast) for _ in range(4))
    was_read(differs[1], DIFFERS, "differs", at=cast.at)
    was_read(open_[1], report(), "open", at=cast.at)
    was_read(agrees[1], AGREES, "agrees", at=cast.at)
    page = zhoujie.sees("/desk/")
    numbers = [tag["data-number"] for tag in page.where("bdi", class_="number")]
    assert numbers == [case for case, _ in (agrees, differs, open_, waits)]
    for mark, case in {
        "differs": differs, "open": open_, "agrees": agrees, "waiting": waits,
    }.items():  # fmt: skip
        shown = zhoujie.sees(f"/desk/?pictures={mark}")
        assert [t["data-number"] for t in shown.where("bdi", class_="number")] == [case[0]], mark
    assert "没有这样的申请" in zhoujie.sees("/desk/?pictures=not_checked").text
    assert zhoujie.sees("/desk/?pictures=nonsense").html.count("<tr>") == 5


@pytest.mark.parametrize("who", ["xiaolin", "xiaowu", ""])
def test_strangers_and_buyers_find_nothing_here(cast: Cast, who: str):
    case, order_id = in_review(cast)
    was_read(order_id, DIFFERS, "differs", at=cast.at)
    visitor = Visitor().enters(cast.ids[who]) if who else Visitor()
    for path in (f"/desk/{case}/pictures/", "/desk/?pictures=differs"):
        assert visitor.client.get(path).status_code == (404 if who else 302)
    place = of_order(order_id)[0].evidence.position
    answer = visitor.client.post(f"/desk/{case}/pictures/{place}/", {"field": "amount"})
    assert answer.status_code == (404 if who else 302)
    assert ReadingJudgement.objects.count() == 0


def test_finance_looks_and_does_not_judge(cast: Cast):
    case, order_id = in_review(cast)
    was_read(order_id, DIFFERS, "differs", at=cast.at)
    acai = Visitor().enters(cast.ids["acai"])
    assert not acai.sees(f"/desk/{case}/").where("form", class_="judge")
    place = of_order(order_id)[0].evidence.position
    acai.sends(f"/desk/{case}/pictures/{place}/", {"field": "amount", "right": "no"}, status=404)


def test_the_buyer_reads_nothing_of_what_a_machine_found(cast: Cast, xiaolin: Visitor):
    case, order_id = in_review(cast)
    was_read(order_id, DIFFERS, "differs", at=cast.at)
    text = xiaolin.sees(f"/refunds/{case}/").text
    assert "不一致" not in text
    assert "提示altered" not in text
    assert "图片已核对" not in text
    was_read(order_id, AGREES, "agrees", at=cast.at)
    assert "图片已核对" in xiaolin.sees(f"/refunds/{case}/").text


def test_nine_pictures_cost_as_much_as_one(cast: Cast, zhoujie: Visitor):
    counts = []
    for pictures in (1, 9):
        case, order_id = in_review(cast, pictures)
        was_read(order_id, AGREES, "agrees", at=cast.at)
        zhoujie.sees(f"/desk/{case}/pictures/")
        with CaptureQueriesContext(connection) as meter:
            zhoujie.sees(f"/desk/{case}/pictures/")
        counts.append(len(meter))
    assert counts[0] == counts[1]


def test_the_api_lists_the_owners_pictures_and_which_agree(cast: Cast):
    case, order_id = in_review(cast)
    scopes = frozenset({"refunds:read"})
    token = accounts.issue_token("xiaolin", "test", scopes, at=cast.at)
    headers = {"Authorization": f"Bearer {token}"}

    def checked() -> list[bool]:
        answer = Visitor().client.get(f"/api/v1/refunds/{case}", headers=headers)
        return [picture["checked"] for picture in answer.json()["pictures"]]

    assert checked() == [False]
    was_read(order_id, DIFFERS, "differs", at=cast.at)
    assert checked() == [False]
    was_read(order_id, AGREES, "agrees", at=cast.at)
    assert checked() == [True]
