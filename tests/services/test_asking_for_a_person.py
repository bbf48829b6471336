"""A machine's no, or asking for more, is never the last word: a person decides on request (I1)."""

import pytest

from tests.cast import asks
from tests.services.life_steps import reports_it, said
from weikameng.domain.case_life import Event, State
from weikameng.domain.errors import Refusal
from weikameng.records.reading.audit import audit
from weikameng.records.reading.refunds import progress_of
from weikameng.services import refunds

GOOD = "我在电信一区给账号 player-one 充值 100 元,付款成功但一直没有到账,申请退款 100 元。"
VAGUE = "充了钱没到账,赶紧退"
NO = "核对过供应商记录,已经到账,不能退。"


def lines(case: str) -> list[tuple[str, str]]:
    """What happened and who did it, oldest first."""
    return [(line.event, line.actor.split(":")[0]) for line in reversed(progress_of(case).events)]


def applies(cast, order: str, reason: str = "NOT_ACTIVATED", words: str = "", **more) -> str:
    """小林 applies; returns the case."""
    asked = asks(order, reason, words, **more)
    return refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number


def late(cast) -> str:
    """An order long past its window."""
    return cast.brings("game-card-60", "60.00", days=20, usage="none")


def sent_back(cast) -> str:
    """A top-up nobody can prove, described too vaguely; the supplier says nothing of use."""
    order = cast.buys("game-topup-100", account="player-5555")
    case = applies(cast, order, "NOT_ARRIVED", VAGUE)
    cast.supplier_speaks(case)
    assert cast.comes_to(case) is State.AWAITING_BUYER
    return case


def order_number(case: str) -> str:
    """The order a case is about."""
    return str(progress_of(case).order.number)


def asks_person(cast, case: str) -> None:
    """小林 asks for a person."""
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)


def test_a_case_the_machine_sent_back_goes_to_a_person(cast):
    case = sent_back(cast)
    asks_person(cast, case)
    assert cast.comes_to(case) is State.REVIEWING
    assert lines(case)[-1] == ("appeal", "buyer")
    assert progress_of(case).case.due_at is not None
    cast.approves(case)
    assert cast.comes_to(case) is State.PAYING
    assert audit() == []


def test_asking_twice_changes_nothing(cast):
    case = applies(cast, late(cast))
    asks_person(cast, case)
    before = lines(case)
    asks_person(cast, case)
    assert lines(case) == before


def test_a_person_who_decided_is_not_asked_again_without_something_new(cast):
    order = late(cast)
    case = applies(cast, order, words=GOOD, person_wanted=True)
    cast.rejects(case, NO)
    again = asks(order, "NOT_ACTIVATED", GOOD, person_wanted=True)
    for ask in (
        lambda: asks_person(cast, case),
        lambda: refunds.apply(again, buyer_id=cast.xiaolin, at=cast.at),
        lambda: refunds.amend(case, again, buyer_id=cast.xiaolin, at=cast.at),
    ):
        with pytest.raises(Refusal) as told:
            ask()
        assert told.value.code == "person_decided"
    assert cast.comes_to(case) is State.REJECTED
    new = asks(order, "NOT_ACTIVATED", "补充:卡密一直没有查看过,请核对。", person_wanted=True)
    assert refunds.amend(case, new, buyer_id=cast.xiaolin, at=cast.at).state is State.REVIEWING


@pytest.mark.parametrize("ended", ["refunded", "withdrawn"])
def test_what_is_over_stays_over(cast, ended):
    if ended == "refunded":
        case = applies(cast, cast.buys("game-card-3"))
        cast.pays_out()
    else:
        case = sent_back(cast)
        refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)
    before = lines(case)
    with pytest.raises(Refusal) as told:
        asks_person(cast, case)
    assert (told.value.code, lines(case)) == ("not_now", before)


def test_a_stranger_asks_for_nobody(cast):
    case = sent_back(cast)
    with pytest.raises(Refusal) as told:
        refunds.ask_person(case, buyer_id=cast.xiaowu, at=cast.at)
    assert (told.value.code, cast.comes_to(case)) == ("not_found", State.AWAITING_BUYER)


def test_a_hopeless_application_is_opened_for_a_person_at_once(cast):
    case = applies(cast, late(cast), words=GOOD, person_wanted=True)
    assert cast.comes_to(case) is State.REVIEWING
    assert lines(case) == [("apply", "buyer"), ("reject", "system"), ("appeal", "buyer")]
    assert "B3" in progress_of(case).decision["clauses"]  # the machine's answer stays readable
    cast.approves(case)
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_wanting_a_person_never_slows_down_a_yes(cast):
    order = cast.buys("game-card-3")
    applied = refunds.apply(asks(order, person_wanted=True), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.PAYING


def test_who_wants_a_person_is_not_kept_waiting_for_the_supplier(cast):
    order = cast.buys("game-topup-100", account="player-5555")
    case = applies(cast, order, "NOT_ARRIVED", GOOD, person_wanted=True)
    assert cast.comes_to(case) is State.REVIEWING


def test_a_second_application_that_wants_a_person_brings_the_first_to_one(cast):
    case = sent_back(cast)
    again = asks(order_number(case), "NOT_ARRIVED", VAGUE, person_wanted=True)
    joined = refunds.apply(again, buyer_id=cast.xiaolin, at=cast.at)
    assert (joined.number, joined.joined, joined.state) == (case, True, State.REVIEWING)
    assert cast.comes_to(case) is State.REVIEWING


def test_the_same_words_after_an_automatic_no_bring_it_to_a_person_when_wanted(cast):
    order = late(cast)
    case = applies(cast, order)
    joined = refunds.apply(asks(order, person_wanted=True), buyer_id=cast.xiaolin, at=cast.at)
    assert (joined.number, joined.state) == (case, State.REVIEWING)


def test_tries_that_are_used_up_leave_the_way_to_a_person_open(cast):
    case = sent_back(cast)
    for words in ("还是没到", "真的没到,快退"):
        again = asks("", "NOT_ARRIVED", words)
        refunds.amend(case, again, buyer_id=cast.xiaolin, at=cast.at)
        cast.supplier_speaks(case)
        assert cast.comes_to(case) is State.AWAITING_BUYER
    fourth = asks("", "NOT_ARRIVED", "怎么还不退")
    with pytest.raises(Refusal) as told:
        refunds.amend(case, fourth, buyer_id=cast.xiaolin, at=cast.at)
    assert told.value.code == "refused_g2"
    assert "人工复核" in told.value.words.zh
    asks_person(cast, case)
    assert cast.comes_to(case) is State.REVIEWING


def test_what_a_part_refund_left_out_can_be_brought_to_a_person(cast):
    order = cast.buys("game-card-60", quantity=2)
    reports_it(cast, said("used", order))
    case = applies(cast, order)
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    rest = applies(cast, order, "OTHER", GOOD, person_wanted=True)
    assert rest != case
    assert cast.comes_to(rest) is State.REVIEWING
    assert [line[0] for line in lines(rest)][-1] == Event.APPEAL
    assert audit() == []
