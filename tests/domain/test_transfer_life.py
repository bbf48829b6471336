"""The life of an offline transfer: its arrows, which legs may be paid by hand, what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.house.sources import ROOT
from weikameng.domain import transfer_life
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Concern, PayoutState
from weikameng.domain.transfer_life import ARROWS, Event, Leg, Method, State, next_state

WALKS = [
    ((None, Event.PROPOSE), State.PROPOSED),
    ((State.PROPOSED, Event.REFUSE), State.REFUSED),
    ((State.PROPOSED, Event.APPROVE), State.APPROVED),
    ((State.APPROVED, Event.REVEAL), State.APPROVED),
    ((State.APPROVED, Event.CANCEL), State.CANCELLED),
    ((State.APPROVED, Event.PAY), State.PAID),
    ((State.PAID, Event.SEND_BACK), State.APPROVED),
    ((State.PAID, Event.CONFIRM), State.CONFIRMED),
]
ODD = ["\x00", "a\u202eb", "x\ny", "", "   ", "\ud800", "长" * 61]


def refused(act, *given):
    """The code an act is refused with."""
    with pytest.raises(Refusal) as caught:
        act(*given)
    assert caught.value.words.zh
    assert caught.value.words.en
    return caught.value.code


def test_the_table_has_these_arrows_and_no_other():
    assert list(ARROWS.items()) == WALKS


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("event", list(Event))
def test_an_event_leads_on_or_is_refused_in_words(state, event):
    if (state, event) in dict(WALKS):
        assert next_state(state, event) is dict(WALKS)[state, event]
    else:
        assert refused(next_state, state, event) == "not_now"


def test_money_that_was_paid_or_settled_is_never_called_off():
    for state in (State.PAID, State.CONFIRMED):
        assert not transfer_life.may(state, Event.CANCEL)
        assert not transfer_life.may(state, Event.REFUSE)


@pytest.mark.parametrize("state", list(PayoutState))
@pytest.mark.parametrize("concern", list(Concern))
@pytest.mark.parametrize("route", ["alipay", "wechatpay", "wallet", "offline", "chargeback"])
def test_only_a_dead_leg_is_paid_by_hand(state, concern, route):
    why = transfer_life.why_not(Leg(state, concern, route))
    code = why.code if why else ""
    dead = state in {PayoutState.REFUSED, PayoutState.REVERSED}
    bounced = route == "offline" and state is PayoutState.REVERSED
    if route in {"offline", "chargeback"} and not bounced:
        assert code == "by_hand"
    elif not dead:
        assert code == "not_dead"
    elif concern is Concern.ABNORMAL:
        assert code == "redirect_first"
    else:
        assert code == ""


def test_books_that_disagree_are_compared_first():
    leg = Leg(PayoutState.REFUSED, Concern.LEDGER, "alipay")
    assert refused(transfer_life.demand_dead, leg, False) == "compare_first"
    transfer_life.demand_dead(leg, True)


@pytest.mark.parametrize("role", ["buyer", "reviewer", "policy_editor", "auditor", ""])
def test_who_does_not_move_money_is_refused(role):
    for event in Event:
        assert refused(transfer_life.demand_role, role, event) == "not_finance"


def test_finance_takes_every_step_and_a_supervisor_is_the_second_person_only():
    for event in Event:
        transfer_life.demand_role("finance", event)
    for event in (Event.APPROVE, Event.REFUSE, Event.CONFIRM, Event.SEND_BACK):
        transfer_life.demand_role("supervisor", event)
    for event in (Event.PROPOSE, Event.REVEAL, Event.PAY, Event.CANCEL):
        assert refused(transfer_life.demand_role, "supervisor", event) == "not_finance"


@pytest.mark.parametrize("event", [Event.APPROVE, Event.CONFIRM])
def test_nobody_signs_twice(event):
    assert refused(transfer_life.demand_another, 7, 7, event) == "same_person"
    transfer_life.demand_another(7, 8, event)


def test_nobody_pays_themselves():
    assert refused(transfer_life.demand_not_own, 7, 7) == "own_case"
    transfer_life.demand_not_own(7, 8)


@pytest.mark.parametrize(
    ("method", "typed", "kept", "shown"),
    [
        ("bank_transfer", "6222 0212-3456 7894", "6222021234567894", "**** 7894"),
        ("bank_transfer", "６２２２０２１２３４５６７８９４", "6222021234567894", "**** 7894"),
        ("alipay_transfer", " 13812345678 ", "13812345678", "138****5678"),
        ("alipay_transfer", "lin@mail.example.cn", "lin@mail.example.cn", "l***@mail.example.cn"),
        ("wechat_transfer", "wx_lin-1", "wx_lin-1", "**** in-1"),
        ("other", "A-77", "A-77", "****7"),
    ],
)
def test_an_account_is_kept_in_one_spelling_and_shown_without_its_middle(
    method, typed, kept, shown
):
    payee = transfer_life.payee_of(method, "  林 小  ", typed)
    assert (payee.account, payee.shown, payee.name) == (kept, shown, "林 小")
    assert kept not in payee.shown
    assert kept not in repr(payee)


@pytest.mark.parametrize("name", ODD)
def test_a_name_that_can_not_be_printed_is_refused(name):
    assert refused(transfer_life.payee_of, "other", name, "A-77") == "payee_name"


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("account", [*ODD, '"><script>', "a b c d", "<img>@x.cn"])
def test_an_odd_account_is_refused(method, account):
    assert refused(transfer_life.payee_of, method, "小林", account) == "payee_account"


def test_a_way_nobody_knows_is_refused():
    assert refused(transfer_life.payee_of, "cash", "小林", "A-77") == "method"


@given(some.text(max_size=80), some.text(max_size=80), some.sampled_from(list(Method)))
def test_whatever_is_typed_is_kept_whole_or_refused(name, account, method):
    try:
        payee = transfer_life.payee_of(method, name, account)
    except Refusal:
        return
    assert 1 <= len(payee.name) <= transfer_life.MAX_NAME
    assert "\x00" not in payee.name + payee.account
    payee.name.encode()
    payee.account.encode()
    assert len(payee.account) <= 110
    assert len(payee.shown) <= 40
    assert payee.account not in payee.shown


@pytest.mark.parametrize("note", ["", "短", "x" * 501, "原因\x00写在这里", "原因\u202e写在这里"])
def test_a_note_says_why_and_can_be_kept(note):
    assert refused(transfer_life.note_of, note) == "note"


def test_a_note_may_have_lines():
    assert (
        transfer_life.note_of(" 账户已注销。\r\n开户行:招行\t上海 ")
        == "账户已注销。\n开户行:招行 上海"
    )


@pytest.mark.parametrize("number", ["", "abc", "x" * 65, "12 <b>", "流水号一二三", "\x00123456"])
def test_a_bank_number_is_letters_and_digits(number):
    assert refused(transfer_life.reference_of, number) == "reference"


def test_a_bank_number_may_be_typed_in_groups():
    assert transfer_life.reference_of(" 2026 1118 0001 ") == "202611180001"


def test_a_day_of_payment_lies_between_the_approval_and_today():
    first, today = date(2026, 11, 18), date(2026, 11, 20)
    for day in (first, date(2026, 11, 19), today):
        transfer_life.demand_day(day, first, today)
    for day in (date(2026, 11, 17), date(2026, 11, 21)):
        assert refused(transfer_life.demand_day, day, first, today) == "paid_on"


def test_only_the_proof_that_was_looked_at_is_confirmed():
    transfer_life.demand_same("a" * 64, "a" * 64)
    assert refused(transfer_life.demand_same, "a" * 64, "b" * 64) == "proof_changed"


def test_the_diagram_of_the_docs_shows_every_arrow():
    drawn = transfer_life.diagram()
    assert drawn in (ROOT / "docs/money-room.md").read_text(encoding="utf-8")
    assert drawn.count("-->") == len(ARROWS) + 3
    assert "paid --> confirmed: confirm" in drawn
