"""Once pictures are read a rule may clear the case; it may never refuse for what a machine read."""

from datetime import timedelta

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import CLEAR
from tests.services.policy_steps import approves, drafts, proposes, rewrites
from tests.services.test_picture_readings import Broken, Died
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import Event, State
from weikameng.domain.reading.marks import Finding
from weikameng.records.models import Order, PictureReading
from weikameng.records.reading import picture_readings as reading
from weikameng.records.reading.audit import audit
from weikameng.records.reading.refunds import progress_of
from weikameng.records.writing import picture_readings as writing
from weikameng.services import clearing, picture_readings, refunds

FILES = (KeptFile("not_arrived_proof", "a" * 64, "b" * 64),)
RULE = """[[rules]]
id = "pictures"
clause = "A6"
shows = ["pictures_checked"]
passes.zh = "图片核对（{pictures_checked}）不决定结果。"
passes.en = "What the pictures say ({pictures_checked}) decides nothing."

[[rules.cases]]
id = "agree"
when = "reason == 'NOT_ARRIVED' && pictures_checked == 'agree' && remaining_minor < 20000"
decision = "approve_auto"
route = "standard"
clauses = ["A6"]
zh = "可以退：你的图片与订单记录一致。"
en = "Refundable: your pictures agree with our record."

[[rules.cases]]
id = "flagged"
when = "reason == 'NOT_ARRIVED' && pictures_checked == 'flagged'"
decision = "reject"
clauses = ["A6"]
zh = "不能退：图片与订单记录不一致。"
en = "Not refundable: the pictures do not agree with our record."

"""


@pytest.fixture
def asking(cast: Cast) -> Cast:
    """An operator's version is in force that asks what the pictures say."""
    drafts(cast, "2026.2")
    window = '[[rules]]\nid = "used"\n'
    rewrites(cast, "2026.2", window, RULE + window)
    proposes(cast, "2026.2")
    cast.at = approves(cast, "2026.2") + timedelta(hours=10)
    return cast


def applied(cast: Cast, said: str = CLEAR) -> tuple[str, Order]:
    number = cast.buys("game-topup-100", account="13912345555")
    asked = asks(number, "NOT_ARRIVED", said, files=FILES)
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    return case, Order.objects.get(number=number)


def read_as(cast: Cast, order: Order, finding: Finding) -> None:
    """A machine has read the pictures of an order."""
    for row in reading.of_order(order.pk):
        writing.keep(row.evidence_id, writing.Kept({}, finding, names_order=True), cast.at)


def test_agreeing_pictures_clear_a_case_that_waited_for_a_person(asking):
    case, order = applied(asking)
    asking.supplier_speaks(case)
    assert asking.comes_to(case) is State.REVIEWING
    read_as(asking, order, Finding.AGREES)
    assert clearing.clear(case, asking.at)
    progress = progress_of(case)
    assert progress.state is State.PAYING
    assert [line.event for line in progress.events][:2] == [Event.PAY, Event.CLEAR]
    assert progress.latest.facts["application"]["pictures_checked"] == "agree"
    assert progress.decision["outcome"] == "approve_auto"
    assert not clearing.clear(case, asking.at)
    asking.pays_out()
    assert asking.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_agreeing_pictures_read_before_the_supplier_speaks_clear_then(asking):
    case, order = applied(asking)
    read_as(asking, order, Finding.AGREES)
    assert not clearing.clear(case, asking.at)
    asking.supplier_speaks(case)
    assert asking.comes_to(case) is State.PAYING


@pytest.mark.parametrize("first", ["reading", "supplier"])
def test_a_rule_that_would_refuse_for_what_a_machine_read_is_not_followed(asking, first):
    case, order = applied(asking)
    if first == "supplier":
        asking.supplier_speaks(case)
    read_as(asking, order, Finding.DIFFERS)
    assert not clearing.clear(case, asking.at)
    if first == "reading":
        asking.supplier_speaks(case)
    assert asking.comes_to(case) is State.REVIEWING
    assert progress_of(case).latest.facts["application"]["pictures_checked"] == "not_checked"


def test_the_shipped_rules_ask_nothing_of_pictures(cast):
    case, order = applied(cast)
    cast.supplier_speaks(case)
    read_as(cast, order, Finding.AGREES)
    assert not clearing.clear(case, cast.at)
    assert cast.comes_to(case) is State.REVIEWING


def test_a_case_sent_back_is_cleared_too_and_one_a_person_was_called_to_is_not(asking):
    vague = "充了钱没到账,赶紧退"
    (sent_back, order), (called, second) = (applied(asking, said=vague) for _ in range(2))
    for case in (sent_back, called):
        asking.supplier_speaks(case)
        assert asking.comes_to(case) is State.AWAITING_BUYER
    refunds.ask_person(called, buyer_id=asking.xiaolin, at=asking.at)
    read_as(asking, order, Finding.AGREES)
    read_as(asking, second, Finding.AGREES)
    assert clearing.clear(sent_back, asking.at)
    assert not clearing.clear(called, asking.at)
    assert asking.comes_to(called) is State.REVIEWING
    assert audit() == []


def test_where_a_person_has_spoken_no_machine_clears(asking):
    other, order = applied(asking)
    asking.supplier_speaks(other)
    asking.rejects(other, "图片看不出是哪个订单,请补充订单页。")
    read_as(asking, order, Finding.AGREES)
    assert not clearing.clear(other, asking.at)
    assert asking.comes_to(other) is State.REJECTED


def test_a_case_withdrawn_meanwhile_stays_withdrawn(asking):
    case, order = applied(asking)
    asking.supplier_speaks(case)
    read_as(asking, order, Finding.AGREES)
    refunds.withdraw(case, buyer_id=asking.xiaolin, at=asking.at)
    assert not clearing.clear(case, asking.at)
    assert asking.comes_to(case) is State.WITHDRAWN


def test_the_errand_screens_again_even_when_nothing_is_left_to_read(asking):
    case, order = applied(asking)
    asking.supplier_speaks(case)
    read_as(asking, order, Finding.AGREES)
    assert picture_readings.read_case(case, Broken(Died()), lambda: asking.at) == 0
    assert asking.comes_to(case) is State.PAYING
    assert PictureReading.objects.filter(state="waiting").count() == 0
