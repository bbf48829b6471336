"""Pictures are read in the worker: they clear or order, and never refuse (R3.4)."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from tests.cast import Cast, asks
from tests.drawn_orders import page, page_of
from tests.journeys.people import CLEAR
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.examining import Lens, Reading
from weikameng.domain.reading.marks import Mark
from weikameng.domain.reading.weighing import Asked, Weights
from weikameng.gateways.reader import CannotRead, ReaderProcess, available
from weikameng.records.models import Order, PictureReading, PictureToken
from weikameng.records.reading import errands
from weikameng.records.reading import picture_readings as reading
from weikameng.services import evidence, picture_marks, picture_readings, refunds

installed = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
KIND = "not_arrived_proof"


@pytest.fixture(scope="module")
def reader() -> Iterable[ReaderProcess]:
    """The real engine, one process for all."""
    process = ReaderProcess()
    yield process
    process.close()


class Broken:
    """A reader whose process falls, or a worker that dies with it."""

    def __init__(self, problem: BaseException) -> None:
        self.problem, self.asked = problem, 0

    def read(self, _content: bytes, _lens: Lens | None = None) -> Reading:
        self.asked += 1
        raise self.problem

    def read_again(self, content: bytes, _quads: Iterable[Quad]) -> Mapping[Quad, TextBox]:
        raise AssertionError("nothing was read")

    def weigh(self, content: bytes, _asked: Sequence[Asked]) -> Sequence[Weights]:
        raise AssertionError("nothing was read")


class Died(BaseException):
    """The worker is killed."""


def order_of(cast: Cast, sku: str = "game-topup-100", account: str = "13912345555") -> Order:
    return Order.objects.select_related("product").get(number=cast.buys(sku, account=account))


def files_of(*pictures: bytes, kind: str = KIND) -> tuple[KeptFile, ...]:
    uploads = [evidence.Upload(kind, f"{at}.png", one) for at, one in enumerate(pictures)]
    return evidence.take(uploads)


def applies(cast: Cast, order: Order, *pictures: bytes, kind: str = KIND) -> str:
    asked = asks(order.number, "NOT_ARRIVED", CLEAR, files=files_of(*pictures, kind=kind))
    return refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number


def reads(cast: Cast, case: str, reader) -> int:
    return picture_readings.read_case(case, reader, lambda: cast.at)


def rows(order: Order) -> list[PictureReading]:
    return reading.of_order(order.pk)


def verdicts(row: PictureReading) -> dict[str, str]:
    return {c["field"]: c["verdict"] for c in row.report["comparisons"]}


def codes(row: PictureReading) -> list[str]:
    return [flag["code"] for flag in row.report["flags"]]


@installed
def test_a_genuine_picture_agrees_and_clears(cast, reader):
    order = order_of(cast)
    case = applies(cast, order, page_of(order))
    assert [row.state for row in rows(order)] == ["waiting"]
    assert reads(cast, case, reader) == 1
    (row,) = rows(order)
    assert (row.state, row.clears, row.finding, row.names_order) == ("read", True, "agrees", True)
    assert verdicts(row)["order_no"] == verdicts(row)["amount"] == "match"
    assert row.report["size"] == [900, 732]
    amount = next(c for c in row.report["comparisons"] if c["field"] == "amount")
    assert len(amount["boxes"][0]) == 4
    assert picture_marks.mark_of_order(order.pk) is Mark.AGREES
    assert PictureToken.objects.filter(evidence=row.evidence_id).exists()
    assert reads(cast, case, reader) == 0


@installed
def test_an_altered_amount_differs_with_its_box_and_clears_nothing(cast, reader):
    order = order_of(cast)
    case = applies(cast, order, page_of(order, yuan="900.00"))
    reads(cast, case, reader)
    (row,) = rows(order)
    assert (row.clears, row.finding) == (False, "differs")
    assert verdicts(row)["amount"] == "differs"
    assert codes(row) == ["altered"]
    assert picture_marks.mark_of_order(order.pk) is Mark.DIFFERS


@installed
def test_the_page_of_another_order_is_flagged(cast, reader):
    order, other = order_of(cast), order_of(cast)
    case = applies(cast, order, page_of(other))
    reads(cast, case, reader)
    assert codes(rows(order)[0]) == ["other_order"]


@installed
def test_pictures_of_one_case_that_disagree_are_flagged(cast, reader):
    order = order_of(cast)
    case = applies(cast, order, page_of(order), page_of(order, account="13912347777"))
    reads(cast, case, reader)
    assert "pictures_disagree" in codes(rows(order)[1])
    assert picture_marks.mark_of_order(order.pk) is Mark.DIFFERS


@installed
def test_a_picture_that_names_no_order_clears_no_case(cast, reader):
    order = order_of(cast)
    rows_shown = {"商品名称": order.product.name_zh, "实付金额": "¥100.00"}
    case = applies(cast, order, page("订单详情", rows_shown))
    reads(cast, case, reader)
    (row,) = rows(order)
    assert (row.clears, row.names_order) == (True, False)
    assert picture_marks.mark_of_order(order.pk) is Mark.OPEN


@installed
def test_the_bill_of_one_payment_of_two_is_not_called_altered(cast, reader):
    number = cast.buys("game-topup-100", account="13912345555", use_balance_minor=3_000)
    order = Order.objects.select_related("product").get(number=number)
    case = applies(cast, order, page_of(order, yuan="70.00"))
    reads(cast, case, reader)
    assert verdicts(rows(order)[0])["amount"] == "match"
    assert rows(order)[0].report["flags"] == []


def test_without_the_engine_pictures_are_not_checked_and_people_decide_as_before(cast):
    order = order_of(cast)
    case = applies(cast, order, page_of(order))
    reads(cast, case, Broken(CannotRead("not_installed")))
    (row,) = rows(order)
    assert (row.state, row.code, row.clears) == ("not_checked", "not_installed", False)
    assert picture_readings.WHY_NOT[row.code].zh.endswith("图片未经机器核对。")
    assert picture_marks.checked(order.pk) == "not_checked"
    cast.supplier_speaks(case)
    cast.approves(case)
    assert cast.comes_to(case) is State.PAYING


def test_a_picture_that_ends_the_reader_is_not_tried_for_ever(cast):
    order, reader = order_of(cast), Broken(CannotRead("fell"))
    case = applies(cast, order, page_of(order))
    for _ in range(5):
        reads(cast, case, reader)
    assert reader.asked == 1
    assert rows(order)[0].code == "fell"


def test_a_picture_that_ends_the_worker_is_begun_three_times(cast):
    order, reader = order_of(cast), Broken(Died())
    case = applies(cast, order, page_of(order), page_of(order, yuan="1.00"))
    for _ in range(6):
        with pytest.raises(Died):
            reads(cast, case, reader)
    assert reader.asked == 6
    assert reads(cast, case, reader) == 1
    assert [(row.code, row.tries) for row in rows(order)] == [("fell", 3)] * 2


@installed
def test_after_a_crash_in_the_middle_only_the_rest_is_read(cast, reader):
    order = order_of(cast)
    case = applies(cast, order, page_of(order), page_of(order, yuan="1.00"))
    watched = picture_readings.steps(case, reader, lambda: cast.at)
    next(watched)
    watched.close()  # killed here
    assert [row.state for row in rows(order)] == ["read", "waiting"]
    assert reads(cast, case, reader) == 1
    assert [row.state for row in rows(order)] == ["read", "read"]


def test_a_file_that_is_gone_is_said_so(cast):
    order = order_of(cast)
    gone = KeptFile(KIND, "a" * 64, "b" * 64)
    asked = asks(order.number, "NOT_ARRIVED", CLEAR, files=(gone,))
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    reads(cast, case, Broken(Died()))
    assert rows(order)[0].code == "missing"


def test_the_errand_is_written_with_the_application_and_with_nothing_else(cast):
    order = order_of(cast)
    case = applies(cast, order, page_of(order))
    named = [one.name for one in errands.waiting() if one.details.get("case") == case]
    assert sorted(named) == ["ask_supplier", "read_pictures"]
    bare = refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number
    assert [one for one in errands.waiting() if one.details.get("case") == bare] == []


def test_an_amendment_with_a_picture_puts_it_on_the_list(cast):
    order = order_of(cast)
    asked = asks(order.number, "NOT_ARRIVED", "充了钱没到账,赶紧退")
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    cast.supplier_speaks(case)
    assert rows(order) == []
    more = asks("", "NOT_ARRIVED", CLEAR, files=files_of(page_of(order)))
    refunds.amend(case, more, buyer_id=cast.xiaolin, at=cast.later(hours=1))
    assert [row.state for row in rows(order)] == ["waiting"]
    assert "read_pictures" in [one.name for one in errands.waiting()]


def test_papers_about_a_person_are_never_read(cast):
    order = order_of(cast, "oversea-card-99", account="")
    asked = asks(order.number, files=files_of(page_of(order), kind="identity_check"))
    refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at)
    assert rows(order) == []
    assert picture_marks.mark_of_order(order.pk) is None


@installed
def test_pictures_can_be_read_again_by_hand(cast, reader):
    order = order_of(cast)
    case = applies(cast, order, page_of(order))
    reads(cast, case, Broken(CannotRead("too_slow")))
    assert picture_readings.ask_unchecked_again(at=cast.at) == 1
    assert [row.state for row in rows(order)] == ["waiting"]
    assert reads(cast, case, reader) == 1
    assert picture_readings.ask_again(case, at=cast.at) == 1
    with pytest.raises(Refusal, match="not_found"):
        picture_readings.ask_again("2" * 16, at=cast.at)


@installed
def test_a_rejection_by_a_person_is_kept_beside_what_the_machine_said(cast, reader):
    order = order_of(cast)
    case = applies(cast, order, page_of(order, yuan="900.00"))
    reads(cast, case, reader)
    cast.supplier_speaks(case)
    cast.rejects(case, "图中的金额与订单不一致,请上传原图。")
    (kept,) = rows(order)[0].decisions.all()
    assert (kept.approved, kept.finding, kept.verdicts["amount"]) == (False, "differs", "differs")
    assert reading.figures().decided == {("differs", False): 1}
