"""One buyer who leaves a row in every table that can hold what is a person's, by the services; the
few rows that a door alone would write are put there as it writes them."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from tests.cast import Cast, asks
from tests.journeys import states
from tests.journeys.people import picture
from tests.receiver import Receiver
from tests.services import bulk_steps, dispute_steps, exchange_steps, identity_steps
from tests.services import transfer_steps as transfer
from tests.services import webhook_steps as hooks
from weikameng.domain.complaints import Closing, NewComplaint
from weikameng.domain.disputes import Outcome
from weikameng.domain.guardians import declared
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.ratings import Rating
from weikameng.domain.samples import SampleVerdict
from weikameng.domain.uploads import Wanted
from weikameng.records.models import (
    ApiToken,
    Contact,
    Difference,
    DifferenceEvent,
    Evidence,
    KeptAnswer,
    Order,
    OrderLook,
    Payout,
    PictureReading,
    PictureToken,
    User,
    Wallet,
    WalletEntry,
)
from weikameng.services import (
    arbitration,
    books,
    call_backs,
    claims_at_desk,
    complaints,
    dispute_rounds,
    disputes,
    evidence,
    ratings,
    refunds,
    samples,
    supplier_checks,
    ticket_desk,
    tickets,
    transfers,
    uploads,
)
from weikameng.services.sealing import sealed
from weikameng.services.ticket_desk import Said
from weikameng.services.tickets import Opening, Saying

PHONE, MAIL, PARENT = "13900139000", "xiaolin@mail.example", "13700137000"
ACCOUNT = "player-13800138000"
FROM = "203.0.113.77"
WORDS = "我是林小林,充值的是 13800138000,一直没有到账,请核对。"
BECAUSE = "林小林说的和记录一致,按规则退回。"
TOLD = "林小林来过电话,请接着办。"


def leaves_everything(cast: Cast, receiver: Receiver) -> None:
    """小林 has lived here for some days."""
    is_reached_and_signed_in(cast)
    hooks.listens(cast, receiver)
    is_refunded(cast)
    is_reviewed(cast)
    speaks_for_a_child(cast)
    goes_to_arbitration(cast)
    is_paid_by_hand(cast)
    buys_abroad(cast)
    complains(cast)
    talks(cast)
    hooks.sends(cast)
    came_by_other_doors(cast)


def is_reached_and_signed_in(cast: Cast) -> None:
    """A phone, a mail box, a second factor, a session, a token, a first deposit."""
    User.objects.filter(pk=cast.xiaolin).update(
        email=MAIL, first_name="小林", last_name="林", customer=""
    )
    Contact.objects.create(
        buyer_id=cast.xiaolin,
        channel="sms",
        address=sealed(PHONE),
        shown="139****9000",
        code=sealed("204060"),
        confirmed_at=cast.at,
    )
    box = EmailAddress.objects.create(user_id=cast.xiaolin, email=MAIL, verified=False)
    EmailConfirmation.objects.create(email_address=box, sent=cast.at, key="confirm-key")
    Authenticator.objects.create(user_id=cast.xiaolin, type="totp", data={"secret": "s"})
    Session.objects.create(
        session_key="k" * 32, session_data="d", expire_date=timezone.now() + timedelta(days=1)
    )
    UserSession.objects.create(
        user_id=cast.xiaolin, ip=FROM, session_key="k" * 32, user_agent="Firefox", data={"a": "b"}
    )
    token = ApiToken.objects.create(
        owner_id=cast.xiaolin, name="林小林的令牌", digest="a" * 64, created_at=cast.at
    )
    KeptAnswer.objects.create(
        token=token, key="k", fingerprint="f" * 64, started_at=cast.at, status=200, content=WORDS
    )
    cache.set("tried:xiaolin", WORDS, timeout=3600)
    Wallet.objects.get_or_create(buyer_id=cast.xiaolin)
    WalletEntry.objects.create(
        wallet_id=cast.xiaolin, amount_minor=0, cause="gift:xiaolin", at=cast.at
    )


def is_refunded(cast: Cast) -> None:
    """One click, arrived, rated, looked at again; a copy, a channel's words, a difference."""
    case = refunds.apply(
        asks(cast.buys("game-card-3"), narrative=WORDS), buyer_id=cast.xiaolin, at=cast.at
    ).number
    cast.pays_out()
    ratings.rate(case, Rating(5, "谢谢,林小林"), buyer_id=cast.xiaolin, at=cast.at)
    who = Actor(cast.zhoujie, "reviewer")
    samples.judge(
        case, SampleVerdict(False, "林小林的这一单应该先问。"), by=who, at=cast.later(days=1)
    )
    payout = Payout.objects.get(case__number=case)
    row = Difference.objects.create(
        route="sandbox",
        day=cast.at.date(),
        kind="unequal",
        refund_number=payout.number,
        payout=payout,
        cause="amount",
        state="open",
        found_at=cast.at,
        note=TOLD,
    )
    DifferenceEvent.objects.create(
        difference=row, event="found", cause="amount", note=TOLD, at=cast.at
    )
    for bearer in ("supplier:sandbox", "platform"):
        books.reassign(books.Correction(case, bearer, TOLD), transfer.acai(cast), at=cast.at)


def is_reviewed(cast: Cast) -> None:
    """A large one with pictures: handed over, proposed, signed by a second person, paid."""
    order = cast.buys("game-topup-100", quantity=6, account=ACCOUNT)
    kept = evidence.take([evidence.Upload("error_screenshot", "a.png", picture().getvalue())])
    case = refunds.apply(
        asks(order, "WRONG_ACCOUNT", WORDS, files=kept), buyer_id=cast.xiaolin, at=cast.at
    ).number
    supplier_checks.ask_supplier(case, question=3, at=cast.at)
    zhou = Actor(cast.zhoujie, "reviewer")
    claims_at_desk.claim(case, zhou, at=cast.at)
    takes = claims_at_desk.HandOver(cast.laochen, TOLD)
    claims_at_desk.hand_over(case, takes, zhou, at=cast.at)
    OrderLook.objects.create(
        order=Order.objects.get(number=order),
        person_id=cast.laochen,
        what="phone",
        about=ACCOUNT,
        at=cast.at,
    )
    cast.approves(case)
    cast.pays_out()


def speaks_for_a_child(cast: Cast) -> None:
    """A guardian claims, and withdraws."""
    order = cast.buys("game-card-60")
    asked = asks(order, "MINOR", WORDS, guardian=declared("parent", "13", PARENT, agreed=True))
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)


def goes_to_arbitration(cast: Cast) -> None:
    """An arbitrator is refused, both sides file, more is asked for, one rules."""
    dispute = dispute_steps.opened(cast)
    buyer, officer = dispute_steps.buyer(cast), dispute_steps.officer(cast)
    seat = dispute_steps.panel(dispute)[0]
    disputes.challenge(dispute.number, seat.id, "他是林小林的老师,不方便裁决。", buyer, cast.at)
    dispute_steps.sits(dispute, cast.at)
    sent = evidence.take([evidence.Upload("arrival_record", "a.png", picture().getvalue())])
    disputes.state(dispute.number, disputes.Statement(WORDS, sent), buyer, cast.at)
    disputes.state(dispute.number, disputes.Statement(WORDS + "不对。"), officer, cast.at)
    judge = dispute_steps.arbiter(dispute_steps.panel(dispute)[0])
    arbitration.ask(dispute.number, "buyer", "请林小林补充到账记录的截图。", judge, cast.at)
    disputes.reply(dispute.number, disputes.Statement(WORDS), buyer, cast.at)
    dispute_steps.rules(dispute_steps.now(dispute.number), Outcome.NONE, cast.at)
    dispute_rounds.keep(cast.at)


def is_paid_by_hand(cast: Cast) -> None:
    """The channel refuses, so the money goes to a bank account."""
    made = transfer.pays(cast, transfer.refuses(cast))
    seen = transfer.row_of(made).proof_digest
    transfers.confirm(made, seen, transfer.laochen(cast), at=cast.at)


def buys_abroad(cast: Cast) -> None:
    """Who they are is checked, and the record of foreign exchange is made."""
    order = exchange_steps.brings_abroad(cast)
    identity_steps.writes(cast, order)
    case = exchange_steps.applies(cast, order)
    exchange_steps.recorded(cast, order)
    cast.approves(case)
    cast.pays_out()
    exchange_steps.pays_until_quiet(cast)


def complains(cast: Cast) -> None:
    """At the channel; finance notes it, and how it ended."""
    order = cast.buys("game-card-60")
    acai = Actor(cast.ids["acai"], "finance")
    new = NewComplaint(order, "complaint", "C-1", 6_000, note=BECAUSE)
    opened = complaints.open_complaint(new, acai, at=cast.at)
    complaints.close(opened.id, Closing("withdrawn", BECAUSE, 0), acai, at=cast.at)


def talks(cast: Cast) -> None:
    """About an order and about none; a person answers, notes, is to call back; it is rated."""
    states.talking(cast)
    agent = Actor(cast.ids["xiaoman"], "agent")
    number = tickets.open_ticket(Opening(), buyer_id=cast.xiaolin, at=cast.at).number
    tickets.say(number, Saying(WORDS), buyer_id=cast.xiaolin, at=cast.at)
    tickets.want_human(number, buyer_id=cast.xiaolin, at=cast.at)
    ticket_desk.claim(number, agent, at=cast.at)
    ticket_desk.answer(number, Said(BECAUSE, "a1"), agent, at=cast.at)
    ticket_desk.note(number, Said(TOLD, "a2"), agent, at=cast.at)
    call_backs.ask(number, call_backs.Wish(PHONE, TOLD), agent, at=cast.at)
    ticket_desk.hand_over(number, cast.ids["alan"], TOLD, agent, at=cast.at)
    ticket_desk.close(number, Actor(cast.ids["alan"], "phone_agent"), at=cast.at)
    tickets.rate(number, Rating(4, "林小林觉得快"), buyer_id=cast.xiaolin, at=cast.at)


def came_by_other_doors(cast: Cast) -> None:
    """A shop's file with a bad row, a picture read, one not sent, one that never became whole."""
    bulk_steps.comes_in(cast)
    item = Evidence.objects.exclude(file_digest="").first()
    assert item is not None
    reading: dict[str, Any] = {"state": "read", "finding": "agree", "read_at": cast.at}
    PictureReading.objects.update_or_create(
        evidence=item, defaults={"report": {"a": WORDS}, "asked_at": cast.at} | reading
    )
    PictureToken.objects.create(evidence=item, kind="line", token="t" * 64)
    order = cast.buys("game-card-3")
    states.handed_in(cast, order)
    content, who = picture().getvalue(), {"owner_id": cast.xiaolin, "at": cast.at}
    wanted = Wanted(order, "not_arrived_proof", "b.png", len(content))
    token = uploads.begin(wanted, **who).token
    uploads.append(token, 0, content, **who)
