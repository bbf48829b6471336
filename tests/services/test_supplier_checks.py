"""The supplier check over HTTP: who is asked when, what an answer is worth, what is kept (R3.3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.supply import MAX_QUESTIONS
from weikameng.gateways.payments import line
from weikameng.gateways.sandbox.over_http import suppliers as supplier_room
from weikameng.records.models import Evidence, Order, SupplierQuestion
from weikameng.records.reading.audit import audit
from weikameng.records.reading.errands import waiting
from weikameng.records.reading.supplying import order_to_ask, said_about
from weikameng.records.writing import supplying as writing
from weikameng.services import chain_files, refunds, supplier_checks, wiring

BOTH = pytest.mark.parametrize("supplier", ["fulu", "xingquanyi"])
GOOD = "11月18日充值,订单显示成功,账号里一直没有到账,刷新和重新登录都试过。"


@pytest.fixture
def case(cast, suppliers):
    """Return somebody who applies because nothing came: number of the case."""

    def applies(supplier, ending, **more):
        order = suppliers.brings(cast, supplier, ending, **more)
        asked = asks(order, "NOT_ARRIVED", GOOD)
        return refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number

    return applies


def asked_until_it_goes_on(cast, number):
    """Ask as the worker does, each time when it is due; returns the question the case went on."""
    question = 1
    for _ in range(20):
        later = supplier_checks.ask_supplier(number, question=question, at=cast.at)
        if later is None or cast.comes_to(number) is not State.SCREENING:
            return question
        cast.at, question = later.at, later.question
    raise AssertionError("asked for ever")


def order_of(number):
    return Order.objects.get(refundcase__number=number)


def answers(number):
    return [(one.status, one.code, one.arrived) for one in said_about(order_of(number).pk)]


def on_the_chain(number):
    return Evidence.objects.filter(order=order_of(number), kind="supplier_answer")


@BOTH
def test_it_is_asked_by_itself_when_a_case_opens(cast, case, supplier):
    number = case(supplier, "0000")
    assert [(one.name, one.details) for one in waiting()] == [("ask_supplier", {"case": number})]
    assert cast.comes_to(number) is State.SCREENING
    assert asked_until_it_goes_on(cast, number) == 1
    assert order_of(number).supplier_arrived is False
    assert cast.comes_to(number) is State.PAYING


@BOTH
def test_the_raw_answer_and_the_question_without_credentials_are_sealed(
    cast, case, suppliers, supplier
):
    number = case(supplier, "9999")
    asked_until_it_goes_on(cast, number)
    (item,) = on_the_chain(number)
    raw = wiring.files().read(item.file_digest).decode()
    question = wiring.files().read(item.body["question"]).decode()
    name = order_of(number).external_number
    assert name in raw
    assert name in question
    assert item.body["signed"] is (supplier == "fulu")
    assert not any(secret in question for secret in suppliers.secrets.values() if len(secret) > 7)
    assert chain_files.checked(number).broken is None


@BOTH
@pytest.mark.parametrize("ending", ["4444", "5555", "6666", "8888"])
def test_trouble_and_not_found_are_unknown_and_a_person_decides(cast, case, supplier, ending):
    number = case(supplier, ending)
    assert asked_until_it_goes_on(cast, number) == 3
    assert {status for status, _, _ in answers(number)} == {"unknown"}
    assert all(code for _, code, _ in answers(number))
    assert order_of(number).supplier_arrived is None
    assert cast.comes_to(number) in {State.REVIEWING, State.AWAITING_BUYER}
    assert audit() == []


def test_a_bad_signature_is_unknown_and_what_came_is_kept(cast, case):
    number = case("fulu", "1212")
    asked_until_it_goes_on(cast, number)
    assert answers(number)[0] == ("unknown", "BAD_SIGNATURE", None)
    (item,) = on_the_chain(number)
    assert item.body["signed"] is False
    assert b"success" in wiring.files().read(item.file_digest)


def test_an_answer_that_comes_too_late_is_unknown(cast, case, monkeypatch):
    monkeypatch.setattr(line, "TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(supplier_room, "LATE_SECONDS", 0.4)
    number = case("fulu", "1414")
    supplier_checks.ask_supplier(number, question=1, at=cast.at)
    assert answers(number) == [("unknown", "ReadTimeout", None)]


@BOTH
def test_answers_that_contradict_each_other_are_not_believed(cast, case, supplier):
    number = case(supplier, "1313")
    asked_until_it_goes_on(cast, number)
    assert order_of(number).supplier_arrived is True
    refunds.ask_person(number, buyer_id=cast.xiaolin, at=cast.at)
    cast.later(minutes=1)
    supplier_checks.ask_now(number, who=Actor(cast.zhoujie, "reviewer"), at=cast.at)
    order = order_of(number)
    assert (order.supplier_status, order.supplier_arrived) == ("unknown", None)
    cast.later(minutes=1)
    supplier_checks.ask_now(
        number, who=Actor(cast.zhoujie, "reviewer"), at=cast.at
    )  # arrived again: too late
    assert order_of(number).supplier_arrived is None
    assert [body["arrived"] for body in on_the_chain(number).values_list("body", flat=True)] == [
        True,
        False,
        True,
    ]


def test_an_order_older_than_the_supplier_keeps_is_not_asked_about(cast, case, suppliers):
    number = case("xingquanyi", "0000", days=4)
    assert asked_until_it_goes_on(cast, number) == 1
    assert suppliers.asked("xingquanyi") == 0
    assert answers(number) == [("unknown", "TOO_OLD", None)]
    assert on_the_chain(number).get().body["code"] == "TOO_OLD"
    assert cast.comes_to(number) is not State.SCREENING


def test_a_supplier_that_is_switched_off_holds_nobody_up(cast, case, settings):
    number = case("fulu", "0000")
    settings.SUPPLIERS = settings.SUPPLIERS | {"WEIKAMENG_FULU_GATEWAY": "ftp://nowhere"}
    wiring.forget_suppliers()
    assert [fault.setting for fault in wiring.supplier_faults()] == ["WEIKAMENG_FULU_GATEWAY"]
    assert "xingquanyi" in wiring.suppliers()
    assert asked_until_it_goes_on(cast, number) == 1
    assert answers(number) == [("unknown", "SWITCHED_OFF", None)]
    assert cast.comes_to(number) is not State.SCREENING


def test_nobody_is_asked_again_within_the_suppliers_gap(cast, case, suppliers):
    number = case("fulu", "3333")
    first = supplier_checks.ask_supplier(number, question=1, at=cast.at)
    too_soon = supplier_checks.ask_supplier(number, question=2, at=cast.later(seconds=1))
    assert too_soon.question == 2
    assert too_soon.at - cast.at == timedelta(seconds=2)
    with pytest.raises(Refusal) as refused:
        supplier_checks.ask_now(number, who=Actor(cast.zhoujie, "reviewer"), at=cast.at)
    assert "2" in refused.value.words.zh
    assert suppliers.asked("fulu") == 1
    assert first.at - cast.at >= timedelta(seconds=2)


def test_silence_is_asked_with_longer_and_longer_pauses_and_not_for_ever(cast, case, suppliers):
    number, question, pauses = case("fulu", "3333"), 1, []
    while later := supplier_checks.ask_supplier(number, question=question, at=cast.at):
        pauses.append(later.at - cast.at)
        cast.at, question = later.at, later.question
    assert suppliers.asked("fulu") == MAX_QUESTIONS
    assert pauses == sorted(pauses)
    assert len(on_the_chain(number)) == 2  # what the decision stood on, and the end


def test_an_answer_beside_a_person_is_kept_and_leaves_the_case_to_them(cast, case):
    number = case("fulu", "2222")
    late = supplier_checks.ask_supplier(number, question=3, at=cast.at)
    state = cast.comes_to(number)
    assert state is not State.SCREENING
    while late:
        cast.at = late.at
        late = supplier_checks.ask_supplier(number, question=late.question, at=cast.at)
    assert order_of(number).supplier_arrived is True
    assert cast.comes_to(number) is state


def test_a_worker_that_died_before_it_heard_leaves_a_question_and_the_next_asks_again(
    cast, case, suppliers
):
    number = case("fulu", "0000")
    assert writing.begin(order_to_ask(number), cast.at)  # and dies
    later = supplier_checks.ask_supplier(number, question=1, at=cast.at)
    assert later.at - cast.at == timedelta(seconds=3)
    assert suppliers.asked("fulu") == 0
    assert supplier_checks.ask_supplier(number, question=1, at=later.at) is None
    assert answers(number) == [("", "", None), ("failed", "FAILED", False)]


def test_a_worker_that_died_before_it_screened_does_not_ask_again(
    cast, case, suppliers, monkeypatch
):
    number = case("fulu", "0000")
    with monkeypatch.context() as dying:
        dying.setattr(supplier_checks, "_screen", lambda *_: None)
        supplier_checks.ask_supplier(number, question=1, at=cast.at)
    assert cast.comes_to(number) is State.SCREENING
    assert supplier_checks.ask_supplier(number, question=1, at=cast.at) is None
    assert cast.comes_to(number) is State.PAYING
    assert suppliers.asked("fulu") == 1
    assert len(on_the_chain(number)) == 1


def test_a_case_decided_meanwhile_is_not_asked_about(cast, case, suppliers):
    number = case("fulu", "0000")
    refunds.withdraw(number, buyer_id=cast.xiaolin, at=cast.at)
    assert supplier_checks.ask_supplier(number, question=1, at=cast.at) is None
    assert suppliers.asked("fulu") == 0


@pytest.mark.parametrize("role", ["buyer", "finance", "policy_editor", "auditor"])
def test_only_who_reviews_may_have_it_asked(cast, case, role):
    number = case("fulu", "0000")
    with pytest.raises(Refusal) as refused:
        supplier_checks.ask_soon(number, who=Actor(cast.zhoujie, role), at=cast.at)
    assert refused.value.code == "not_found"


def test_the_worker_asks_once_more_for_a_person(cast, case, suppliers):
    number = case("fulu", "3333")
    asked_until_it_goes_on(cast, number)
    cast.later(minutes=5)
    before = suppliers.asked("fulu")
    supplier_checks.ask_soon(number, who=Actor(cast.zhoujie, "reviewer"), at=cast.at)
    assert waiting()[-1].name == "ask_supplier_once"
    supplier_checks.ask_once(number, at=cast.at)
    assert suppliers.asked("fulu") == before + 1


def test_the_database_keeps_an_answer_as_it_was_heard(cast, case):
    number = case("fulu", "0000")
    asked_until_it_goes_on(cast, number)
    rows = SupplierQuestion.objects.filter(order=order_of(number))
    for change in ({"arrived": True}, {"status": "success"}, {"supplier": "other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_two_workers_at_once_ask_once(cast, case):
    number = case("fulu", "0000")
    order = order_to_ask(number)
    assert writing.begin(order, cast.at)
    row = SupplierQuestion.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
