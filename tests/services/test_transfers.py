"""Money paid by another way: two people to agree, two to confirm, nothing paid twice (R4.4)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from tests.cast import Scripted, asks
from tests.services.test_concurrency import at_once
from tests.services.transfer_steps import (
    ACCOUNT,
    DEAD,
    WHY,
    acai,
    approves,
    laochen,
    payment,
    pays,
    proposes,
    refuses,
    row_of,
    wish,
)
from weikameng.domain.case_life import State as CaseState
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Concern, Outcome, PayoutReceipt, PayoutState
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.transfer_life import State
from weikameng.records.models import (
    BookEntry,
    Complaint,
    OfflineTransfer,
    Payout,
    TransferEvent,
)
from weikameng.records.reading.audit import audit
from weikameng.services import evidence, payouts, redirecting, refunds, transfers, wiring

pytestmark = pytest.mark.usefixtures("own_files")


@pytest.fixture
def dead(cast):
    """A leg its channel refused for good."""
    return refuses(cast)


def code_of(act, *given, **named):
    """The code an act is refused with."""
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    return caught.value.code


def case_of(payout):
    return payout.case.number


def test_a_dead_leg_is_paid_by_two_people_and_confirmed_by_two(cast, dead):
    transfer = proposes(cast, dead)
    assert Payout.objects.count() == 1
    assert cast.comes_to(case_of(dead)) is CaseState.PAYOUT_STUCK
    transfers.approve(transfer, laochen(cast), at=cast.at)
    dead.refresh_from_db()
    leg = row_of(transfer).successor
    assert (dead.state, leg.state, leg.route, leg.due_at) == (
        "replaced",
        "intended",
        "offline",
        None,
    )
    assert leg.number != dead.number
    assert leg.amount_minor == dead.amount_minor
    assert cast.comes_to(case_of(dead)) is CaseState.PAYING
    assert transfers.reveal(transfer, acai(cast), at=cast.at) == ACCOUNT
    transfers.record_payment(transfer, payment(cast), acai(cast), at=cast.at)
    assert cast.comes_to(case_of(dead)) is CaseState.PAYING
    row = row_of(transfer)
    assert evidence.picture(row.proof_digest).startswith(b"\xff\xd8\xff")
    transfers.confirm(transfer, row.proof_digest, laochen(cast), at=cast.at)
    leg.refresh_from_db()
    assert (leg.state, leg.provider_reference, leg.credited_to) == (
        "settled",
        "202611180001",
        "**** 7894",
    )
    assert cast.comes_to(case_of(dead)) is CaseState.REFUNDED
    said = list(TransferEvent.objects.order_by("position").values_list("event", flat=True))
    assert said == ["propose", "approve", "reveal", "pay", "confirm"]
    assert BookEntry.objects.get(kind="settled").credit == "clearing:offline"
    assert audit() == []


def test_the_account_is_kept_sealed_and_shown_masked(cast, dead):
    row = row_of(proposes(cast, dead))
    assert row.payee_shown == "**** 7894"
    assert ACCOUNT not in row.payee_sealed
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM offline_transfer t")
        assert ACCOUNT not in cursor.fetchone()[0]
    assert ACCOUNT not in repr(wish(dead.number))


@pytest.mark.parametrize(
    "receipt",
    [
        PayoutReceipt(Outcome.ACCEPTED, "PROCESSING"),
        PayoutReceipt(Outcome.RETRY_SAME_ID, "NO_ANSWER", verified=False),
        PayoutReceipt(Outcome.PERMANENTLY_FAILED, "UNSIGNED", verified=False),
        PayoutReceipt(Outcome.RETRY_LATER, "NOT_ENOUGH", concern=Concern.BALANCE),
        PayoutReceipt(Outcome.NEEDS_HUMAN, "SIGN_ERROR", concern=Concern.CONFIGURATION),
    ],
    ids=lambda receipt: receipt.code,
)
def test_what_the_channel_may_still_pay_is_not_paid_by_hand(cast, receipt):
    leg = refuses(cast, receipt)
    assert code_of(transfers.propose, wish(leg.number), acai(cast), at=cast.at) == "not_dead"


def test_money_wechat_pay_still_holds_is_directed_first(cast):
    leg = refuses(cast, PayoutReceipt(Outcome.NEEDS_HUMAN, "ABNORMAL", concern=Concern.ABNORMAL))
    assert code_of(transfers.propose, wish(leg.number), acai(cast), at=cast.at) == "redirect_first"


def test_books_that_disagree_are_compared_before_a_transfer(cast):
    leg = refuses(cast, PayoutReceipt(Outcome.NEEDS_HUMAN, "OTHER", concern=Concern.LEDGER))
    assert code_of(transfers.propose, wish(leg.number), acai(cast), at=cast.at) == "compare_first"
    assert transfers.propose(wish(leg.number, compared=True), acai(cast), at=cast.at)


def test_nobody_approves_or_confirms_what_they_did_themselves(cast, dead):
    transfer = proposes(cast, dead)
    assert code_of(transfers.approve, transfer, acai(cast), at=cast.at) == "same_person"
    assert row_of(transfer).state == State.PROPOSED
    transfers.approve(transfer, laochen(cast), at=cast.at)
    transfers.record_payment(transfer, payment(cast), acai(cast), at=cast.at)
    proof = row_of(transfer).proof_digest
    assert code_of(transfers.confirm, transfer, proof, acai(cast), at=cast.at) == "same_person"
    transfers.confirm(transfer, proof, laochen(cast), at=cast.at)
    assert row_of(transfer).state == State.CONFIRMED


def test_the_database_is_the_second_line(cast, dead):
    transfer = OfflineTransfer.objects.filter(pk=pays(cast, dead))
    for column, broken in (
        ("approved_by", "transfer_approved_by_another"),
        ("confirmed_by", "transfer_confirmed_by_another"),
    ):
        with pytest.raises(IntegrityError, match=broken):
            transfer.update(**{column: cast.ids["acai"]})
    with pytest.raises(IntegrityError, match="transfer_proven"):
        transfer.update(state="confirmed", confirmed_by=cast.laochen, proof_digest="")
    with pytest.raises(IntegrityError, match="transfer_event_is_kept"):
        TransferEvent.objects.update(note="")
    with pytest.raises(IntegrityError, match="transfer_event_is_kept"):
        TransferEvent.objects.all()._raw_delete("default")


def test_other_roles_are_refused_every_step(cast, dead):
    transfer = pays(cast, dead)
    for role in ("buyer", "reviewer", "policy_editor", "auditor"):
        refused = every_step(cast, dead, transfer, Actor(cast.zhoujie, role))
        assert set(refused) == {"not_finance"}


def every_step(cast, dead, transfer, who):
    note, day = "没有这个权限的人来办。", cast.at
    return [
        code_of(transfers.propose, wish(dead.number), who, at=day),
        code_of(transfers.refuse, transfer, note, who, at=day),
        code_of(transfers.approve, transfer, who, at=day),
        code_of(transfers.reveal, transfer, who, at=day),
        code_of(transfers.cancel, transfer, note, who, at=day),
        code_of(transfers.record_payment, transfer, payment(cast), who, at=day),
        code_of(transfers.send_back, transfer, note, who, at=day),
        code_of(transfers.confirm, transfer, row_of(transfer).proof_digest, who, at=day),
    ]


def test_nobody_handles_their_own_refund(cast, dead):
    mine = Actor(cast.xiaolin, "finance")
    transfer = proposes(cast, dead)
    assert code_of(transfers.propose, wish(dead.number), mine, at=cast.at) == "own_case"
    assert code_of(transfers.approve, transfer, mine, at=cast.at) == "own_case"


def test_a_refused_proposal_leaves_the_leg_to_be_decided_on(cast, dead):
    first = proposes(cast, dead)
    another = Actor(cast.zhoujie, "finance")
    assert code_of(transfers.propose, wish(dead.number), another, at=cast.at) == (
        "already_under_way"
    )
    transfers.refuse(first, "账号和户名对不上。", laochen(cast), at=cast.at)
    assert row_of(first).ended_because == "账号和户名对不上。"
    dead.refresh_from_db()
    assert dead.state == PayoutState.REFUSED
    assert code_of(transfers.approve, first, laochen(cast), at=cast.at) == "not_now"
    assert proposes(cast, dead) != first


def test_a_cancelled_transfer_leaves_a_leg_that_nobody_sends(cast, dead):
    transfer = approves(cast, dead)
    transfers.cancel(transfer, "买家说账户恢复了。", acai(cast), at=cast.at)
    fresh = Payout.objects.get(replaces=row_of(transfer).successor)
    assert (fresh.route, fresh.state, fresh.due_at) == (dead.route, "refused", None)
    assert fresh.last_concern == Concern.OFFLINE
    assert cast.comes_to(case_of(dead)) is CaseState.PAYOUT_STUCK
    cast.later(days=30)
    assert cast.pays_out() == 0
    assert wiring.sandbox_memory().refunds() == {}
    assert code_of(transfers.cancel, transfer, WHY, acai(cast), at=cast.at) == "not_now"
    again = pays(cast, fresh, "202612180002")
    transfers.confirm(again, row_of(again).proof_digest, laochen(cast), at=cast.at)
    assert cast.comes_to(case_of(dead)) is CaseState.REFUNDED
    assert audit() == []


def test_a_paid_transfer_can_not_be_called_off(cast, dead):
    transfer = pays(cast, dead)
    assert code_of(transfers.cancel, transfer, WHY, acai(cast), at=cast.at) == "not_now"
    assert code_of(transfers.refuse, transfer, WHY, laochen(cast), at=cast.at) == "not_now"


def test_a_payment_whose_proof_does_not_fit_is_recorded_anew(cast, dead):
    transfer = pays(cast, dead)
    old = row_of(transfer).proof_digest
    transfers.send_back(transfer, "回单金额看不清。", laochen(cast), at=cast.at)
    row = row_of(transfer)
    assert (row.state, row.reference, row.proof_digest, row.paid_by_id) == (
        "approved",
        "",
        "",
        None,
    )
    transfers.record_payment(transfer, payment(cast, "202611180009"), acai(cast), at=cast.at)
    assert code_of(transfers.confirm, transfer, old, laochen(cast), at=cast.at) == "proof_changed"
    kept = TransferEvent.objects.filter(event="pay").values_list("note", flat=True)
    assert set(kept) == {"202611180001", "202611180009"}
    assert all(event.file_digest for event in TransferEvent.objects.filter(event="pay"))


def test_one_payment_of_the_bank_counts_once(cast, dead):
    pays(cast, dead)
    other = approves(cast, refuses(cast))
    said = code_of(transfers.record_payment, other, payment(cast), acai(cast), at=cast.at)
    assert said == "reference_used"
    assert row_of(other).state == State.APPROVED
    assert TransferEvent.objects.filter(transfer=other, event="pay").count() == 0


def test_a_payment_is_neither_from_before_the_approval_nor_from_tomorrow(cast, dead):
    transfer = approves(cast, dead)
    for days in (-1, 1):
        paid = payment(cast)
        odd = transfers.Payment(paid.reference, paid.paid_on + timedelta(days=days), paid.proof)
        said = code_of(transfers.record_payment, transfer, odd, acai(cast), at=cast.at)
        assert said == "paid_on"


def test_a_proof_that_is_no_picture_is_refused(cast, dead):
    transfer = approves(cast, dead)
    for content in (b"", b"%PDF-1.7", b"<svg onload=alert(1)>", b"\xff\xd8\xff torn"):
        upload = evidence.Upload(transfers.PROOF, "../../<b>x.pdf", content)
        paid = transfers.Payment("202611180001", payment(cast).paid_on, upload)
        said = code_of(transfers.record_payment, transfer, paid, acai(cast), at=cast.at)
        assert said.startswith("picture_")
    assert row_of(transfer).state == State.APPROVED


def test_an_open_complaint_holds_a_transfer_until_it_is_paid(cast, dead):
    transfer = proposes(cast, dead)
    complaint = Complaint.objects.create(
        order_id=dead.case.order_id,
        tender_id=dead.tender_id,
        kind="complaint",
        reference="C-1",
        amount_minor=300,
        opened_at=cast.at,
        recorded_by_id=cast.laochen,
    )
    assert code_of(transfers.approve, transfer, laochen(cast), at=cast.at) == "complaint_open"
    Complaint.objects.filter(pk=complaint.pk).update(
        closed_at=cast.at, closed_by=cast.laochen, outcome="withdrawn"
    )
    transfers.approve(transfer, laochen(cast), at=cast.at)
    Complaint.objects.filter(pk=complaint.pk).update(closed_at=None, closed_by=None, outcome="")
    assert code_of(transfers.reveal, transfer, acai(cast), at=cast.at) == "complaint_open"
    # What was paid already is recorded and confirmed: hiding it would lose money.
    transfers.record_payment(transfer, payment(cast), acai(cast), at=cast.at)
    transfers.confirm(transfer, row_of(transfer).proof_digest, laochen(cast), at=cast.at)
    assert cast.comes_to(case_of(dead)) is CaseState.REFUNDED


def test_what_settled_since_it_was_proposed_is_not_approved(cast, dead):
    transfer = proposes(cast, dead)
    payouts.keep(
        leased_again(cast, dead), payouts.Heard("query", PayoutReceipt(Outcome.SETTLED)), cast.at
    )
    assert code_of(transfers.approve, transfer, laochen(cast), at=cast.at) == "not_dead"
    assert cast.comes_to(case_of(dead)) is CaseState.REFUNDED
    transfers.refuse(transfer, "渠道后来退成功了。", acai(cast), at=cast.at)
    assert audit() == []


def test_a_late_word_of_the_channel_after_the_approval_books_nothing_twice(cast, dead):
    late = leased_again(cast, dead)
    transfer = pays(cast, dead)
    payouts.keep(late, payouts.Heard("query", PayoutReceipt(Outcome.SETTLED, "LATE")), cast.at)
    dead.refresh_from_db()
    assert dead.state == PayoutState.REPLACED
    assert dead.receipts.filter(code="LATE", outcome="settled").exists()
    assert not BookEntry.objects.filter(kind="settled").exists()
    transfers.confirm(transfer, row_of(transfer).proof_digest, laochen(cast), at=cast.at)
    assert BookEntry.objects.filter(kind="settled").count() == 1
    assert audit() == []


def leased_again(cast, dead):
    """The leg in the hands of a worker who asks about it: finance asked for that."""
    from weikameng.records.writing import claims

    Payout.objects.filter(pk=dead.pk).update(due_at=cast.at)
    (leased,) = claims.claim("worker-2", cast.at)
    Payout.objects.filter(pk=dead.pk).update(due_at=None, leased_until=None)
    return leased


def test_of_two_approvals_at_once_one_wins_and_the_other_is_told(cast, dead):
    transfer = proposes(cast, dead)
    people = [laochen(cast), Actor(cast.zhoujie, "finance")] * 4
    said = at_once([lambda who=who: transfers.approve(transfer, who, at=cast.at) for who in people])
    assert said.count(None) == 1
    assert {each.code for each in said if each} == {"not_now"}
    assert Payout.objects.filter(replaces=dead).count() == 1


def test_of_an_approval_and_a_late_settlement_at_once_only_one_pays(cast):
    for _ in range(2):
        dead = refuses(cast)
        transfer, late = proposes(cast, dead), leased_again(cast, dead)
        heard = payouts.Heard("query", PayoutReceipt(Outcome.SETTLED))
        approved, _ = at_once(
            [
                lambda t=transfer: transfers.approve(t, laochen(cast), at=cast.at),
                lambda late=late, heard=heard: payouts.keep(late, heard, cast.at),
            ]
        )
        dead.refresh_from_db()
        legs = Payout.objects.filter(case=dead.case)
        if approved is None:
            assert dead.state == PayoutState.REPLACED
            assert legs.filter(route="offline", state="intended").count() == 1
        else:
            assert approved.code == "not_dead"
            assert (dead.state, legs.count()) == ("settled", 1)
        assert audit() == []


def test_of_two_confirmations_at_once_the_buyer_is_paid_once(cast, dead):
    transfer = pays(cast, dead)
    proof = row_of(transfer).proof_digest
    people = [laochen(cast), Actor(cast.zhoujie, "supervisor")] * 4
    acts = [lambda who=who: transfers.confirm(transfer, proof, who, at=cast.at) for who in people]
    said = at_once(acts)
    assert said.count(None) == 1
    assert {each.code for each in said if each} == {"not_now"}
    assert BookEntry.objects.filter(kind="settled").count() == 1
    assert audit() == []


def test_a_proposal_and_a_cancellation_at_once_leave_one_story(cast, dead):
    transfer = approves(cast, dead)
    said = at_once(
        [
            lambda: transfers.cancel(transfer, WHY, Actor(cast.zhoujie, "finance"), at=cast.at),
            lambda: transfers.record_payment(transfer, payment(cast), acai(cast), at=cast.at),
        ]
    )
    assert said.count(None) == 1
    assert [each.code for each in said if each] == ["not_now"]
    assert row_of(transfer).state in {State.CANCELLED, State.PAID}


def test_two_proposals_at_once_leave_one(cast, dead):
    people = [acai(cast), Actor(cast.zhoujie, "finance")] * 4
    said = at_once(
        [lambda who=who: transfers.propose(wish(dead.number), who, at=cast.at) for who in people]
    )
    assert len([each for each in said if isinstance(each, int)]) == 1
    assert {each.code for each in said if not isinstance(each, int)} == {"already_under_way"}


def test_with_another_leg_still_stuck_the_case_stays_held_up(cast):
    order = cast.buys("game-card-60", use_balance_minor=1_000)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out(Scripted([lambda verb, order: DEAD]))
    dead = Payout.objects.get(route="sandbox")
    Payout.objects.filter(route="wallet").update(state="reversed")
    transfer = proposes(cast, dead)
    transfers.approve(transfer, laochen(cast), at=cast.at)
    assert cast.comes_to(case) is CaseState.PAYOUT_STUCK


def test_what_is_not_there_is_not_there(cast):
    assert code_of(transfers.propose, wish("1" * 18), acai(cast), at=cast.at) == "not_found"
    assert code_of(transfers.approve, 999, laochen(cast), at=cast.at) == "not_found"


def test_what_wechat_pay_gave_back_to_us_is_paid_by_hand(cast, rails):
    order = rails.brings(cast, {"wechatpay": 3_000})
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    rails.do("plan", always="abnormal")
    works(cast, rails)
    held = Payout.objects.get(case__number=case)
    assert code_of(transfers.propose, wish(held.number), acai(cast), at=cast.at) == "redirect_first"
    rails.do("plan", always="")
    redirecting.to_merchant(held.number, acai(cast), at=cast.at)
    works(cast, rails)
    held.refresh_from_db()
    assert (held.state, held.last_code) == ("refused", "BACK_AT_MERCHANT")
    transfer = pays(cast, held)
    transfers.confirm(transfer, row_of(transfer).proof_digest, laochen(cast), at=cast.at)
    assert cast.comes_to(case) is CaseState.REFUNDED
    assert audit() == []


def test_the_audit_sees_a_transfer_that_was_tampered_with(cast, dead):
    transfer = OfflineTransfer.objects.filter(pk=pays(cast, dead))
    assert audit() == []
    transfer.update(state="confirmed", confirmed_by=cast.laochen)
    assert {finding.law for finding in audit()} == {"replay == state", "confirmed == settled"}
    transfer.update(state="approved", confirmed_by=None)
    assert {finding.law for finding in audit()} == {"replay == state"}


def works(cast, rails):
    """Worker and sandbox have half an hour."""
    for _ in range(5):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        rails.advance(400)
        cast.later(seconds=400)
