"""``weikameng complaints``: listed, opened, closed and opened again by named people."""

import pytest
from click.testing import CliRunner

from tests.cast import asks, enter
from weikameng.cli.complaints import complaints
from weikameng.domain.case_life import State
from weikameng.records.models import Complaint
from weikameng.services import refunds, wiring

NOTE = ("--note", "渠道来信,已核对。")
ACAI = ("--as", "acai")


def runs(*words, code=0):
    """Run one command; returns what it prints."""
    done = CliRunner().invoke(complaints, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def cast(settings, transactional_db):
    """Everyone on stage in a database."""
    yield enter()
    wiring.sandbox_memory().close()


def test_a_complaint_from_the_command_line(cast):
    order = cast.buys("game-card-60")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    wish = ("open", order, "--reference", "C-1", "--amount", "60", "--kind", "chargeback", *ACAI)
    said = runs(*wish)
    assert f"{case}01  sandbox  60.00  没有发出，先等着" in said
    assert "Held until it is closed" in said
    number = Complaint.objects.get().pk
    assert f"{number}  未结 / open" in runs("list")
    assert runs("list", "--order", "1261123000000000") == ""
    runs("close", number, "--outcome", "lost", *NOTE, *ACAI)
    assert "渠道没有支持买家" in runs("list", "--order", order)
    runs("reopen", number, *NOTE, *ACAI)
    runs("close", number, "--outcome", "paid", "--paid", "60.00", *NOTE, "--as", "laochen")
    assert cast.comes_to(case) is State.REFUNDED
    assert "can't be opened again" in runs("reopen", number, *NOTE, *ACAI, code=1)


def test_what_can_not_be_done_is_said_in_both_languages(cast):
    order = cast.buys("game-card-60")
    good = ("open", order, "--reference", "C-1", "--amount", "60")
    assert "没有找到" in runs(*good, "--as", "zhoujie", code=1)
    assert "没有用户 nobody" in runs(*good, "--as", "nobody", code=1)
    assert "12.30" in runs("open", order, "--reference", "C", "--amount", "1e3", *ACAI, code=2)
    said = runs(*good[:-1], "60.01", *ACAI, code=1)
    assert "不能超过" in said
    assert "can't be above" in said
    assert "没有找到" in runs("close", 99, "--outcome", "lost", *NOTE, *ACAI, code=1)
    assert not Complaint.objects.exists()
