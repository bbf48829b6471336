"""The sandbox channel keeps its contract, so that what we learn with it is worth something (N8)."""

import pytest

from weikameng.domain.payout_life import Outcome, PayoutOrder
from weikameng.gateways.payments.sandbox import SandboxChannel
from weikameng.gateways.sandbox.bank import ConnectionCut, FaultPlan, SandboxBank
from weikameng.gateways.sealed import Sealed, seal, unseal
from weikameng.services import wiring

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "k" * 40


class Always(FaultPlan):
    """A plan with one fault, the first ``times`` calls."""

    def __init__(self, fault, times=1):
        super().__init__(seed=0, percent=100)
        object.__setattr__(self, "plan", (fault, times))

    def of(self, number, times):
        fault, wanted = self.plan
        return fault if times <= wanted else ""


@pytest.fixture
def memory():
    memory = wiring.sandbox_memory()
    memory.forget()
    yield memory
    memory.close()


def channel(memory, faults=None):
    return SandboxChannel(SandboxBank(memory, KEY, faults or FaultPlan()).handle, KEY)


def order(number="R1", amount=500, reference="SBorder-1"):
    return PayoutOrder(number, amount, reference, "order-1")


@pytest.fixture
def paid(memory):
    assert channel(memory).pay("order-1", 1_000) == "SBorder-1"
    return memory


def test_a_badly_signed_request_is_refused_and_changes_nothing(paid):
    bank = SandboxBank(paid, KEY)
    request = {"verb": "refund", "number": "R1", "amount": 500, "payment": "SBorder-1"}
    for signature in ("0" * 64, "", "签名", seal(request, "other key").signature):
        answer = unseal(bank.handle(Sealed(seal(request, KEY).body, signature)), KEY)
        assert answer == {"code": "SIGN_ERROR"}
    assert paid.refunds() == {}


def test_the_same_number_twice_is_one_refund(paid):
    line = channel(paid)
    assert line.refund(order()).outcome is Outcome.SETTLED
    assert line.refund(order()).outcome is Outcome.SETTLED
    assert paid.refunds() == {"R1": (500, "SUCCESS")}


def test_the_same_number_with_another_amount_is_for_a_person(paid):
    line = channel(paid)
    line.refund(order())
    assert line.refund(order(amount=400)).outcome is Outcome.NEEDS_HUMAN
    assert line.query(order(amount=400)).outcome is Outcome.NEEDS_HUMAN
    assert paid.refunds() == {"R1": (500, "SUCCESS")}


@pytest.mark.parametrize(
    "wrong",
    [
        order("R9", 1_001),
        order("R9", 0),
        order("R9", -5),
        order("R9", 100, "SBno-such-payment"),
    ],
)
def test_more_than_was_paid_nothing_or_for_no_payment_is_refused(paid, wrong):
    assert channel(paid).refund(wrong).outcome is Outcome.NEEDS_HUMAN
    assert paid.refunds() == {}


def test_parts_may_not_add_up_to_more_than_was_paid(paid):
    line = channel(paid)
    assert line.refund(order("R1", 600)).outcome is Outcome.SETTLED
    assert line.refund(order("R2", 401)).outcome is Outcome.NEEDS_HUMAN
    assert line.refund(order("R3", 400)).outcome is Outcome.SETTLED


def test_what_never_arrived_is_not_known(paid):
    receipt = channel(paid).query(order("R7"))
    assert (receipt.outcome, receipt.verified) == (Outcome.RETRY_SAME_ID, True)


@pytest.mark.parametrize(
    ("fault", "outcome", "verified", "carried_out"),
    [
        ("cut_before", Outcome.RETRY_SAME_ID, False, False),
        ("cut_after", Outcome.RETRY_SAME_ID, False, True),
        ("bad_signature", Outcome.RETRY_SAME_ID, False, True),
        ("error_not_executed", Outcome.RETRY_SAME_ID, False, False),
        ("error_but_executed", Outcome.RETRY_SAME_ID, False, True),
        ("accepted", Outcome.ACCEPTED, True, True),
        ("no_balance", Outcome.RETRY_LATER, True, False),
    ],
)
def test_each_fault_is_told_as_what_it_is_and_heals(paid, fault, outcome, verified, carried_out):
    line = channel(paid, Always(fault))
    receipt = line.refund(order())
    assert (receipt.outcome, receipt.verified) == (outcome, verified)
    assert ("R1" in paid.refunds()) is carried_out
    for _ in range(3):
        line.query(order())
    assert line.refund(order()).outcome is Outcome.SETTLED
    assert paid.refunds() == {"R1": (500, "SUCCESS")}


def test_every_fault_of_a_plan_happens_and_a_seed_repeats_it():
    plan = FaultPlan(seed=7, percent=50)
    said = [plan.of(f"R{place}", 1) for place in range(400)]
    assert set(said) == {"", *FaultPlan.FAULTS}
    assert said == [FaultPlan(seed=7, percent=50).of(f"R{place}", 1) for place in range(400)]
    assert 120 < said.count("") < 280
    assert FaultPlan().of("R1", 1) == ""


def test_a_dead_line_is_raised_by_the_bank_and_never_by_the_channel(paid):
    bank = SandboxBank(paid, KEY, Always("cut_before"))
    request = {"verb": "refund", "number": "R1", "amount": 5, "payment": "SBorder-1"}
    with pytest.raises(ConnectionCut):
        bank.handle(seal(request, KEY))
