"""Disputes (R6.3): opened in time, argued sealed, decided by a panel, carried out, kept."""

import hashlib
import io
import json

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast
from tests.journeys import states
from tests.services import dispute_steps as steps
from tests.services.dispute_steps import BODY, MINE, THEIRS, buyer, officer
from weikameng.domain.case_file.model import Viewer as FileViewer
from weikameng.domain.case_life import State
from weikameng.domain.complaints import Closing, NewComplaint
from weikameng.domain.disputes import Asked, Outcome, Seat, Side, Viewer
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.ledger.case_file.checking import check
from weikameng.ledger.case_file.findings import About, How
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.rulings import vouching
from weikameng.records.models import (
    BookEntry,
    DisputeFiling,
    Evidence,
    LedgerOutbox,
    Payout,
    RefundCase,
    StaffNotice,
)
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels
from weikameng.services import (
    arbitration,
    audit,
    case_files,
    complaints,
    dispute_rounds,
    disputes,
    messages,
    refunds,
    ruling_keys,
)
from weikameng.services.disputes import Statement

NAMES = ("东海网络仲裁中心", "Donghai Online Arbitration Centre")


def refused(code: str):
    """A refusal with this code is expected."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_a_part_ruled_is_paid_at_once_and_stays_on_every_record(cast: Cast):
    dispute = steps.heard(cast)
    steps.rules(dispute, Outcome.PART, cast.at, 5_000)
    case = RefundCase.objects.get(pk=dispute.case_id)
    assert (case.state, case.amount_minor) == (State.PAYING, 5_000)
    cast.pays_out()
    assert cast.comes_to(case.number) is State.REFUNDED
    assert sum(Payout.objects.filter(case=case).values_list("amount_minor", flat=True)) == 5_000
    owed = BookEntry.objects.get(cause__startswith=f"owed:{case.number}")
    assert (owed.debit, owed.amount_minor) == ("cost:platform", 5_000)
    assert steps.now(dispute.number).carried_out_at == cast.at
    said = list(LedgerOutbox.objects.filter(type="ruled").values_list("actor", "attested_by"))
    assert said
    assert set(said) == {("arbiter", "platform")}
    assert audit.run() == []


def test_the_file_of_a_ruled_case_is_verified_offline_with_its_ruling(cast: Cast):
    dispute = steps.heard(cast)
    steps.rules(dispute, Outcome.PART, cast.at, 5_000)
    export = case_files.for_operator(dispute.case_number, FileViewer.BUYER, cast.at)
    found = check(io.BytesIO(b"".join(export.pieces)), case_files.signing_key().verifier)
    assert found.holds, found.findings
    (ruling,) = (one for one in found.findings if one.about is About.RULING)
    assert (ruling.how, ruling.count) == (How.OPEN, 1)  # signed by a key that the shop keeps


def test_nothing_ruled_closes_the_case_for_good(cast: Cast):
    dispute = steps.heard(cast)
    steps.rules(dispute, Outcome.NONE, cast.at)
    assert cast.comes_to(dispute.case_number) is State.CLOSED
    assert not Payout.objects.filter(case_id=dispute.case_id).exists()
    again = refunds.RefundApplication(dispute.order_number, "NOT_ARRIVED", "还是没有到账,请退款。")
    with refused("ruled"):
        refunds.apply(again, buyer_id=cast.xiaolin, at=cast.at)


def test_what_one_side_filed_is_sealed_until_the_other_has(cast: Cast):
    dispute = steps.opened(cast)
    disputes.state(dispute.number, Statement(MINE), buyer(cast), cast.at)
    sealed = steps.now(dispute.number)
    assert [one.text for one in reading.filings_seen(sealed, Viewer.BUYER)] == [MINE]
    for viewer in (Viewer.SHOP, Viewer.PANEL, Viewer.INVITED):
        assert reading.filings_seen(sealed, viewer) == []
    chain = json.dumps(list(Evidence.objects.values_list("body", flat=True)), ensure_ascii=False)
    assert MINE not in chain
    filed = DisputeFiling.objects.get()
    assert filed.digest in chain
    disputes.state(dispute.number, Statement(THEIRS), officer(cast), cast.at)
    opened = steps.now(dispute.number)
    for viewer in (Viewer.BUYER, Viewer.SHOP, Viewer.PANEL):
        assert [one.text for one in reading.filings_seen(opened, viewer)] == [MINE, THEIRS]
    assert reading.filings_seen(opened, Viewer.INVITED) == []
    content = json.dumps([filed.salt, MINE, []], separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(content.encode()).hexdigest() == filed.digest


def test_who_is_silent_does_not_hold_the_dispute_up(cast: Cast):
    dispute = steps.opened(cast)
    steps.sits(dispute, cast.at)
    disputes.state(dispute.number, Statement(MINE), buyer(cast), cast.at)
    cast.later(days=7)
    with refused("statement_late"):
        disputes.state(dispute.number, Statement(THEIRS), officer(cast), cast.at)
    dispute_rounds.keep(cast.at)
    dispute = steps.now(dispute.number)
    assert dispute.unsealed_at == cast.at
    steps.rules(dispute, Outcome.FULL, cast.at)
    cast.pays_out()
    assert cast.comes_to(dispute.case_number) is State.REFUNDED


def test_a_dispute_can_be_opened_for_seven_days_and_by_its_buyer_alone(cast: Cast):
    case = states.rejected(cast).number
    with refused("not_found"):
        disputes.open_dispute(case, BODY, buyer_id=cast.xiaowu, at=cast.at)
    until = disputes.may_open_until(case, buyer_id=cast.xiaolin)
    assert until is not None
    with refused("dispute_late"):
        disputes.open_dispute(case, BODY, buyer_id=cast.xiaolin, at=until)
    disputes.open_dispute(case, BODY, buyer_id=cast.xiaolin, at=steps.days(cast, 7))
    with refused("not_now"):
        disputes.open_dispute(case, BODY, buyer_id=cast.xiaolin, at=cast.at)


def test_a_conflict_a_challenge_and_silence_bring_the_next_of_the_draw(cast: Cast):
    dispute = steps.opened(cast)
    (first,) = steps.panel(dispute)
    with refused("because"):
        arbitration.declare(
            dispute.number, steps.arbiter(first), conflict=True, because="", at=cast.at
        )
    why = "我的事务所代理过这家供货商。"
    arbitration.declare(
        dispute.number, steps.arbiter(first), conflict=True, because=why, at=cast.at
    )
    with refused("not_found"):
        disputes.seen(dispute.number, steps.arbiter(first))
    (second,) = steps.panel(dispute)
    reason = "他在公开场合评论过这个订单。"
    disputes.challenge(dispute.number, second.id, reason, buyer(cast), cast.at)
    (third,) = steps.panel(dispute)
    with refused("challenged_before"):
        disputes.challenge(dispute.number, third.id, reason, buyer(cast), cast.at)
    cast.later(days=4)
    dispute_rounds.keep(cast.at)
    (fourth,) = steps.panel(dispute)
    drawn = reading.seats_of(dispute.id)
    assert [one.state for one in drawn] == [
        Seat.CONFLICT,
        Seat.CHALLENGED,
        Seat.LAPSED,
        Seat.INVITED,
    ]
    assert len({one.person_id for one in drawn}) == 4
    arbitration.declare(
        dispute.number, steps.arbiter(fourth), conflict=True, because=why, at=cast.at
    )
    assert steps.panel(dispute) == []
    assert StaffNotice.objects.filter(kind="dispute_vacant", person=cast.ids["laoyan"]).exists()


def test_three_decide_by_majority_and_one_may_dissent(cast: Cast):
    ruling_keys.register_body(BODY, NAMES, "", 10_000, cast.at)
    dispute = steps.heard(cast)
    first, second, third = (steps.arbiter(one) for one in steps.panel(dispute))
    draft = steps.drafts(dispute, Outcome.FULL, cast.at)
    assert not arbitration.sign(dispute.number, draft, first, cast.at)
    with refused("dispute_moved"), transaction.atomic():
        arbitration.sign(dispute.number, draft, first, cast.at)
    arbitration.dissent(dispute.number, draft, "我认为平台没有责任。", third, cast.at)
    assert steps.now(dispute.number).ruled_at is None
    assert arbitration.sign(dispute.number, draft, second, cast.at)
    assert cast.comes_to(dispute.case_number) is State.PAYING


def test_who_steps_down_takes_the_signature_along(cast: Cast):
    ruling_keys.register_body(BODY, NAMES, "", 10_000, cast.at)
    dispute = steps.heard(cast)
    first, second, _ = (steps.arbiter(one) for one in steps.panel(dispute))
    draft = steps.drafts(dispute, Outcome.FULL, cast.at)
    arbitration.sign(dispute.number, draft, first, cast.at)
    why = "我刚发现这家供货商是我的客户。"
    arbitration.declare(dispute.number, first, conflict=True, because=why, at=cast.at)
    assert panels.draft_of(dispute.id) is None
    with refused("dispute_moved"):
        arbitration.sign(dispute.number, draft, second, cast.at)
    with refused("panel_incomplete"):
        steps.drafts(dispute, Outcome.FULL, cast.at)


def test_an_own_key_is_vouched_for_and_signs_outside(cast: Cast):
    theirs = SigningKey("donghai.example/body", bytes(range(32)))
    dispute = steps.heard(cast)
    (seat,) = steps.panel(dispute)
    own = SigningKey("he.example/key", bytes(range(1, 33)))
    vkey = own.verifier.vkey
    ruling_keys.register_body(BODY, NAMES, theirs.verifier.vkey, None, cast.at)
    with refused("certificate"):
        ruling_keys.register_arbitrator(BODY, seat.username, (vkey, "AAAA"), cast.at)
    certificate = base64_of(theirs.sign(vouching(BODY, seat.username, vkey)))
    ruling_keys.register_arbitrator(BODY, seat.username, (vkey, certificate), cast.at)
    draft = steps.drafts(dispute, Outcome.FULL, cast.at)
    row = panels.draft_of(dispute.id)
    assert row is not None
    who = steps.arbiter(seat)
    with refused("own_key"):
        arbitration.sign(dispute.number, draft, who, cast.at)
    wrong = base64_of(own.sign(row.document.encode() + b" "))
    with refused("signature"):
        arbitration.sign(dispute.number, draft, who, cast.at, wrong)
    right = base64_of(own.sign(row.document.encode()))
    assert arbitration.sign(dispute.number, draft, who, cast.at, right)
    export = case_files.for_operator(dispute.case_number, FileViewer.STAFF, cast.at)
    found = check(io.BytesIO(b"".join(export.pieces)), case_files.signing_key().verifier)
    assert any(one.about is About.RULING and one.how is How.HOLDS for one in found.findings)


def test_material_is_asked_for_answered_in_time_or_missed(cast: Cast):
    dispute = steps.heard(cast)
    (seat,) = steps.panel(dispute)
    who = steps.arbiter(seat)
    arbitration.ask(dispute.number, Side.BUYER, "请交游戏内点券的完整记录。", who, cast.at)
    with refused("asked_already"):
        steps.drafts(dispute, Outcome.NONE, cast.at)
    with refused("nothing_asked"):
        disputes.reply(dispute.number, Statement(THEIRS), officer(cast), cast.at)
    disputes.reply(dispute.number, Statement(MINE), buyer(cast), cast.at)
    arbitration.ask(dispute.number, Side.SHOP, "请交合作方的原始答复。", who, cast.at)
    cast.later(days=5)
    dispute_rounds.keep(cast.at)
    asked = reading.requests_of(dispute.id)
    assert [one.state for one in asked] == [Asked.ANSWERED, Asked.EXPIRED]
    assert len(reading.filings_seen(dispute, Viewer.SHOP)) == 3
    steps.drafts(dispute, Outcome.NONE, cast.at)


def test_a_late_ruling_is_told_once_with_the_new_time(cast: Cast):
    steps.heard(cast)
    cast.later(days=20)
    for _ in range(2):
        dispute_rounds.keep(cast.at)
    told = StaffNotice.objects.filter(kind="dispute_late")
    assert {row.person_id for row in told} == {cast.ids["laoyan"], cast.laochen}
    (late,) = (one for one in messages.inbox(cast.xiaolin)[0] if one.kind == "delayed")
    assert "仲裁员还没有作出裁决" in late.text.zh


def test_who_decided_the_case_does_not_answer_for_it_and_strangers_see_nothing(cast: Cast):
    dispute = steps.opened(cast)
    seat = steps.panel(dispute)[0]
    reviewer = Actor(cast.zhoujie, "dispute_officer")  # promoted since
    with refused("own_decision"):
        disputes.state(dispute.number, Statement(THEIRS), reviewer, cast.at)
    outside = {steps.person(name) for name in ("helv", "fanglv", "sulv", "xulv")} - {seat.person_id}
    for person in outside:
        with refused("not_found"):
            disputes.seen(dispute.number, Actor(person, "arbiter"))
    for who in (Actor(cast.xiaowu, "buyer"), Actor(cast.zhoujie, "reviewer")):
        with refused("not_found"):
            disputes.seen(dispute.number, who)
    auditor = Actor(cast.xiaowu, "auditor")
    assert disputes.seen(dispute.number, auditor).viewer is Viewer.SHOP
    with refused("not_found"):
        disputes.state(dispute.number, Statement(THEIRS), auditor, cast.at)
    with refused("not_found"):
        arbitration.ask(
            dispute.number, Side.BUYER, "请交完整的记录。", steps.arbiter(seat), cast.at
        )


def test_a_ruling_waits_while_the_channel_has_a_complaint(cast: Cast):
    dispute = steps.heard(cast)
    opened = NewComplaint(dispute.order_number, "complaint", "C-9", 300)
    finance = Actor(cast.ids["acai"], "finance")
    complaint = complaints.open_complaint(opened, finance, at=cast.at)
    steps.rules(dispute, Outcome.FULL, cast.at)
    assert cast.comes_to(dispute.case_number) is State.DISPUTED
    assert StaffNotice.objects.filter(kind="dispute_unpaid").exists()
    closing = Closing("withdrawn", "买家已撤回,等仲裁的结果。")
    complaints.close(complaint.id, closing, finance, at=cast.at)
    dispute_rounds.keep(cast.at)
    assert cast.comes_to(dispute.case_number) is State.PAYING


def test_the_database_refuses_what_no_service_would_do(cast: Cast):
    dispute = steps.heard(cast)
    filed = DisputeFiling.objects.first()
    assert filed is not None
    wrongs = [
        lambda: DisputeFiling.objects.filter(pk=filed.pk).update(text="改过的话"),
        lambda: DisputeFiling.objects.create(
            dispute_id=dispute.id,
            side="shop",
            kind="statement",
            text=THEIRS,
            by_id=cast.zhoujie,
            at=cast.at,
            salt="",
            digest="",
        ),
    ]
    steps.drafts(dispute, Outcome.FULL, cast.at)
    row = panels.draft_of(dispute.id)
    assert row is not None
    wrongs.append(lambda: arbitration.writing.issue(row.id))
    wrongs.append(lambda: arbitration.writing.ruled(dispute.id, cast.at))
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
