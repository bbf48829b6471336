"""``weikameng evidence again`` and ``standing``: pictures put back, and how reading stands."""

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tests.cast import Cast, asks, enter
from tests.journeys.people import CLEAR
from weikameng.cli.evidence import evidence
from weikameng.domain.application import KeptFile
from weikameng.domain.reading.marks import Finding
from weikameng.records.models import PictureReading
from weikameng.records.writing import picture_readings as writing
from weikameng.services import picture_readings, refunds, wiring

FILES = (KeptFile("not_arrived_proof", "a" * 64, "b" * 64),)  # sealed, and then lost


def runs(*words: str, code: int = 0) -> str:
    """Run one command; returns what it prints."""
    done = CliRunner().invoke(evidence, [*words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def cast(settings, transactional_db):
    """Everyone on stage in a database, now."""
    people = enter()
    people.at = timezone.now()
    yield people
    wiring.sandbox_memory().close()


@pytest.fixture
def case(cast: Cast) -> str:
    """A case with a picture whose file is gone."""
    number = cast.buys("game-topup-100", account="13912345555")
    asked = asks(number, "NOT_ARRIVED", CLEAR, files=FILES)
    return refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number


def test_what_waits_is_counted_with_since_when(case):
    said = runs("standing")
    assert "等待识别：1" in said
    assert "UTC 起等待" in said


def test_a_case_is_told_picture_by_picture(cast, case):
    picture_readings.read_case(case, wiring.picture_reader(), lambda: cast.at)
    assert "未核对 / not checked (missing)" in runs("standing", case)
    said = runs("standing")
    assert "未核对：1" in said
    assert "1 张：找不到图片文件" in said


def test_pictures_are_put_back_and_read_here_step_by_step(cast, case):
    picture_readings.read_case(case, wiring.picture_reader(), lambda: cast.at)
    said = runs("again", case, "--now")
    assert "1 张图片重新排队" in said
    assert "(missing)" in said
    assert "1 份申请重新排队" in runs("again", "--not-checked")


def test_a_case_that_is_none_and_no_case_at_all_are_said_so(cast):
    assert "no refund" in runs("again", "2" * 16, code=1)
    assert "CASE" in runs("again", code=2)


def test_what_people_decided_is_told_beside_what_the_machine_found(cast, case):
    row = PictureReading.objects.get()
    kept = writing.Kept({"comparisons": []}, Finding.DIFFERS, names_order=True)
    writing.keep(row.evidence_id, kept, cast.at)
    cast.supplier_speaks(case)
    cast.rejects(case, "图片和订单对不上,请补充原图。")
    assert "有出入：人工通过 0，驳回 1" in runs("standing")
