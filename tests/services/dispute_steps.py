"""Steps of a dispute, by the services: a refused case, both sides, a panel that sits and rules."""

from datetime import datetime, timedelta

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import picture
from weikameng.domain.disputes import Outcome, Seat, Viewer
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.rulings import Draft
from weikameng.records.reading import accounts, panels
from weikameng.records.reading import disputes as reading
from weikameng.records.reading.disputes import DisputeAsRead, SeatAsRead
from weikameng.services import arbitration, disputes, evidence
from weikameng.services.disputes import Statement

MINE = "我充错区服，客服答应撤回，合作方也说可以撤回，请退全款。"
THEIRS = "合作方的记录显示已经到账到买家填写的账号，无法撤回。"
REASONS = "到账属实，但页面没有提示不能撤回，双方各担一半。"
BODY = "donghai"
ARBITERS = {"律师何": "helv", "律师方": "fanglv", "律师苏": "sulv", "律师许": "xulv"}


def officer(cast: Cast) -> Actor:
    """老严 speaks for the shop."""
    return Actor(cast.ids["laoyan"], "dispute_officer")


def buyer(cast: Cast) -> Actor:
    """小林 speaks for herself."""
    return Actor(cast.xiaolin, "buyer")


def opened(cast: Cast, case: str = "") -> DisputeAsRead:
    """A refused case goes to arbitration."""
    case = case or states.rejected(cast).number
    number = disputes.open_dispute(case, BODY, buyer_id=cast.xiaolin, at=cast.at)
    return now(number)


def now(number: str) -> DisputeAsRead:
    """The dispute as it stands."""
    dispute = reading.dispute_of(number)
    assert dispute is not None
    return dispute


def panel(dispute: DisputeAsRead) -> list[SeatAsRead]:
    """Who was drawn and may still sit."""
    return [
        one for one in reading.seats_of(dispute.id) if one.state in {Seat.INVITED, Seat.ACCEPTED}
    ]


def arbiter(seat: SeatAsRead) -> Actor:
    """Somebody on a seat."""
    return Actor(seat.person_id, "arbiter")


def sits(dispute: DisputeAsRead, at: datetime) -> None:
    """Everybody drawn declares that there is no conflict."""
    for seat in panel(dispute):
        arbitration.declare(dispute.number, arbiter(seat), conflict=False, because="", at=at)


def stated(cast: Cast, dispute: DisputeAsRead) -> None:
    """Both sides file."""
    disputes.state(dispute.number, Statement(MINE), buyer(cast), cast.at)
    disputes.state(dispute.number, Statement(THEIRS), officer(cast), cast.at)


def heard(cast: Cast, case: str = "") -> DisputeAsRead:
    """Both have filed and the panel sits."""
    dispute = opened(cast, case)
    sits(dispute, cast.at)
    stated(cast, dispute)
    return now(dispute.number)


def clause(dispute: DisputeAsRead) -> str:
    """A clause of the policy that holds for the order."""
    return "B1"


def drafts(dispute: DisputeAsRead, outcome: Outcome, at: datetime, amount_minor: int = 0) -> int:
    """The last of the panel drafts; returns the draft's id."""
    wanted = Draft(outcome, (clause(dispute),), REASONS, amount_minor=amount_minor)
    arbitration.draft(dispute.number, wanted, arbiter(panel(dispute)[-1]), at)
    row = panels.draft_of(dispute.id)
    assert row is not None
    return row.id


def rules(dispute: DisputeAsRead, outcome: Outcome, at: datetime, amount_minor: int = 0) -> None:
    """The panel drafts, and signs on the page until a majority has."""
    draft = drafts(dispute, outcome, at, amount_minor)
    for seat in panel(dispute):
        if arbitration.sign(dispute.number, draft, arbiter(seat), at):
            return
    raise AssertionError("no majority signed")


def ruled_with_picture(cast: Cast) -> tuple[str, int]:
    """A dispute that was ruled, with a picture the buyer filed; its number, the picture's id."""
    dispute = opened(cast)
    sits(dispute, cast.at)
    sent = evidence.Upload("arrival_record", "a.png", picture().getvalue())
    disputes.state(dispute.number, Statement(MINE, evidence.take([sent])), buyer(cast), cast.at)
    disputes.state(dispute.number, Statement(THEIRS), officer(cast), cast.at)
    rules(now(dispute.number), Outcome.NONE, cast.at)
    filed = reading.filings_seen(now(dispute.number), Viewer.BUYER)
    return dispute.number, filed[0].files[0].id


def person(username: str) -> int:
    """Somebody's id."""
    return accounts.buyers_by_name({username})[username]


def days(cast: Cast, count: float) -> datetime:
    """Some days later."""
    return cast.at + timedelta(days=count)
