"""From upload to exhibit: an altered screenshot of somebody else's, really read and laid over."""

import pytest

from tests.cast import asks
from tests.gateways.test_likeness import AMOUNTS, altered, inside, page, sent
from weikameng.gateways.reader import ReaderProcess, available
from weikameng.services import evidence, picture_readings, refunds, reuse
from weikameng.services.reuse import How

pytestmark = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")


@pytest.fixture(scope="module")
def reader():
    """The real reader."""
    process = ReaderProcess()
    yield process
    process.close()


def handed(cast, buyer: int, content: bytes) -> str:
    """Somebody applies with a picture; returns the case's number."""
    order = cast.pays("game-topup-100", buyer=buyer, account=f"player-{buyer}")
    kept = evidence.take([evidence.Upload("error_screenshot", "a.jpg", content)])
    asked = asks(order, "NOT_ARRIVED", "充值一直没有到账,请核实。", files=kept)
    return refunds.apply(asked, buyer_id=buyer, at=cast.at).number


def test_somebody_else_s_screenshot_with_another_amount_is_shown_with_what_changed(cast, reader):
    first = handed(cast, cast.xiaowu, sent(page()))
    forged = handed(cast, cast.xiaolin, sent(altered(), 80))
    for case in (first, forged):
        assert picture_readings.read_case(case, reader, lambda: cast.at) == 1
        reuse.lay_over(case, reader, cast.at)
    (seen,) = reuse.seen_elsewhere(forged)
    assert (seen.other_case_number, seen.how, seen.newer) == (first, How.NEARLY, True)
    assert seen.capture is not None
    assert seen.capture.same
    assert len(seen.capture.changed) == 2
    assert all(any(inside(box, place) for place in AMOUNTS) for box in seen.capture.changed)
