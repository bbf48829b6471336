"""Copies in tests: buyers with a phone, a carrier that is the sandbox over HTTP, and a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.cast import Cast
from weikameng.domain.delivery import BadReport, Fate, Handover, Mail, Report, Sms
from weikameng.domain.notices import Channel
from weikameng.records.models import Contact, Notice
from weikameng.services import notices
from weikameng.services.carriers import Carriers, SmsRoute, rules
from weikameng.services.sealing import sealed

PHONE, MAIL = "13800138001", "lin@mail.example"
TEMPLATES = {code: f"SMS_{code}" for code in rules().codes}


def reachable(cast: Cast, *, phone: str = PHONE, mail: str = "") -> None:
    """小林 has confirmed these."""
    for channel, address in ((Channel.SMS, phone), (Channel.EMAIL, mail)):
        if address:
            Contact.objects.create(
                buyer_id=cast.xiaolin,
                channel=channel,
                address=sealed(address),
                shown=address[-4:],
                confirmed_at=cast.at,
            )


@dataclass
class Listing:
    """A carrier by script; without one it takes everything and keeps a list as Aliyun does."""

    script: list[Callable[[Sms], Handover]] = field(default_factory=list)
    went: list[Sms] = field(default_factory=list)
    name: str = "aliyun_sms"
    ask_after: timedelta = timedelta(minutes=1)
    unseen_is_unsent: bool = True
    report_answer: bytes = b"{}"

    def send(self, sms: Sms) -> Handover:
        """Answer by script, else take it."""
        return self.script.pop(0)(sms) if self.script else self.take(sms)

    def take(self, sms: Sms) -> Handover:
        """It goes."""
        self.went.append(sms)
        return Handover(Fate.SENT, "OK", theirs=f"T{len(self.went)}")

    def ask(self, sms: Sms, handed_at: datetime) -> Handover:
        """Look into the list."""
        gone = any(one.reference == sms.reference for one in self.went)
        return Handover(Fate.DELIVERED if gone else Fate.UNSEEN)

    def parse_report(self, body: bytes) -> tuple[Report, ...]:
        """Nobody pushes here."""
        raise BadReport(str(len(body)))


@dataclass
class Letters:
    """A mail server that takes everything, or answers by script."""

    script: list[Callable[[Mail], Handover]] = field(default_factory=list)
    went: list[Mail] = field(default_factory=list)
    name: str = "smtp"

    def send(self, mail: Mail) -> Handover:
        """Answer by script, else take it."""
        if self.script:
            return self.script.pop(0)(mail)
        self.went.append(mail)
        return Handover(Fate.SENT, "250")


def served_by(carrier: Listing | None = None, mail: Letters | None = None) -> Carriers:
    """Carriers of these."""
    sms = {carrier.name: SmsRoute(carrier, TEMPLATES)} if carrier else {}
    return Carriers(sms, mail)


def sends(cast: Cast, who: Carriers, worker: str = "w1") -> int:
    """The errand runs now."""
    return notices.send_due(worker, lambda: cast.at, who)


def standing() -> dict[str, str]:
    """How the copies stand, by kind."""
    rows = Notice.objects.exclude(state="left_out").order_by("id")
    named = rows.values_list("kind", "channel", "state")
    return {f"{kind}/{channel}": state for kind, channel, state in named}
