"""Every page somebody can open, with whoever opens it: those of ``tests/journeys/every.py``, and
beside them the states, answered forms and errors in which a page shows something else.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import Client

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.every import NAMES, PARTS, PICTURES, SENT, Scene, insider, scene
from tests.journeys.people import Visitor, decides
from tests.journeys.test_case_page import large
from tests.journeys.test_desk_pictures import DIFFERS, in_review, was_read
from tests.log_rows import sequenced
from tests.services import incident_steps
from tests.services.notice_steps import MAIL, reachable
from tests.services.test_calendars import corrected, year_2027
from weikameng.domain.policy.publishing import Actor
from weikameng.ledger.encodings import base64url_of
from weikameng.records.models import Anchor, ApprovalRequest, LedgerGood, LogCheckpoint
from weikameng.services import approvals, calendars, claims_at_desk, desk_filters, incidents
from weikameng.services.demo_data import PASSWORD
from weikameng.services.judging import Judge

WORDS = "核对过合作方的答复和你的截图，同意退款。"
# No page of its own: a file, a part of another page, a word for load balancers.
NO_PAGES = PICTURES | PARTS | {"health"}
ACCOUNT = {
    "account_login": ("nobody", "/accounts/login/"),
    "account_signup": ("nobody", "/accounts/signup/"),
    "account_inactive": ("nobody", "/accounts/inactive/"),
    "mfa_authenticate": ("half", "/accounts/2fa/authenticate/"),
    "account_logout": ("plain", "/accounts/logout/"),
    "account_reauthenticate": ("plain", "/accounts/reauthenticate/"),
    "account_change_password": ("plain", "/accounts/password/change/"),
    "usersessions_list": ("plain", "/accounts/sessions/"),
    "mfa_activate_totp": ("plain", "/accounts/2fa/totp/activate/"),
    "mfa_index": ("second", "/accounts/2fa/"),
    "mfa_reauthenticate": ("second", "/accounts/2fa/reauthenticate/"),
    "mfa_deactivate_totp": ("second", "/accounts/2fa/totp/deactivate/"),
    "mfa_view_recovery_codes": ("second", "/accounts/2fa/recovery-codes/"),
    "mfa_generate_recovery_codes": ("second", "/accounts/2fa/recovery-codes/generate/"),
}
ACCOUNT_FILES = frozenset({"mfa_download_recovery_codes"})


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a page: by whose session; with ``answer`` the browser gets this instead.

    ``part`` names what alone is new here, on a page that is looked at whole elsewhere.
    """

    name: str
    path: str
    session: str = ""
    answer: str = ""
    status: int = 200
    part: str = "html"


@dataclass
class Looks:
    """Brings everything about and says where to look."""

    cast: Cast
    visitors: dict[int, Visitor] = field(default_factory=dict)

    def pages(self) -> Iterator[Look]:
        """Return every page there is, once; those that tell of errors too."""
        reachable(self.cast, mail=MAIL)
        yield from self._pages()
        yield from self._rooms()
        yield from self._incidents()
        yield from self._accounts()
        yield from self._errors()

    def turns(self) -> Iterator[Look]:
        """Return what pages turn into: whatever closes or sweeps comes first."""
        reachable(self.cast, mail=MAIL)
        yield from self._states()
        yield from self._decisions()
        yield from self._queue()

    def _states(self) -> Iterator[Look]:
        """A case in every state, as its buyer sees it, and some as the desk does.

        They are 小吴's: what one person gets back at a click is counted.
        """
        case = states.unrecorded(self.cast).number
        yield self._at(self.cast.xiaolin, "refund unrecorded", f"/refunds/{case}/")
        yield self._at(self.cast.ids["acai"], "desk_case unrecorded", f"/desk/{case}/")
        wu = Cast({**self.cast.ids, "xiaolin": self.cast.xiaowu}, self.cast.at)
        for name, brought in states.EVERY.items():
            case = brought(wu).number
            yield self._at(wu.xiaolin, f"refund {name}", f"/refunds/{case}/")
            if name in {"payout_stuck", "approved"}:
                yield self._at(wu.ids["acai"], f"desk_case {name}", f"/desk/{case}/")

    def _pages(self) -> Iterator[Look]:
        """Every page by its name."""
        things = scene(self.cast)
        for name in NAMES:
            who, path = insider(self.cast, name), things.address(name)
            if name in SENT:
                status = self._visitor(who).client.get(path).status_code
                assert status != 200, f"{name} is a page, too"
            elif name not in NO_PAGES:
                yield self._at(who, name, path)
        yield Look("home of nobody", "/")
        yield Look("api docs", "/api/v1/docs")
        yield from self._log(things)
        for name in ("money_payout", "money_transfer"):
            yield self._at(self.cast.laochen, f"{name} of 老陈", things.address(name))
        apply = f"/orders/{things.order}/refund/"
        form = {"reason": "KEY_INVALID", "narrative": "坏" * 3000}
        yield self._told(self.cast.xiaolin, "apply refused", (apply, form))
        yield self._told(self.cast.xiaolin, "ticket_new refused", ("/chat/ticket/", {}))
        identity = things.address("identity")
        yield self._told(self.cast.xiaolin, "identity refused", (identity, {"number": "1"}))
        mine = {"name": "", "days": "30"}
        yield self._told(self.cast.xiaolin, "my_tokens refused", ("/my-tokens/", mine))
        laoxu, local = self.cast.ids["laoxu"], {"url": "https://127.0.0.1/"}
        yield self._told(laoxu, "webhooks refused", ("/staff/webhooks/", local))
        calling, minor = things.address("caller_apply"), {"reason": "MINOR", "guardian-age": "18"}
        yield self._told(self.cast.ids["alan"], "caller refused", (calling, minor))
        wrong = {"quantity": "99"}
        yield self._told(self.cast.xiaolin, "product refused", ("/goods/phone-50/", wrong))

    def _log(self, things: Scene) -> Iterator[Look]:
        """The log gets its entries, signed, one head anchored; the record of a case beside that of
        a good, and a number that is none."""
        sequenced(self.cast.at)
        chain = {"place": f"31337:0x{'a' * 64}:0x{'b' * 40}", "from_size": 0, "nonce": 1}
        sent = {"transactions": [f"0x{'c' * 64}"], "state": "sent", "sent_at": self.cast.at}
        head = LogCheckpoint.objects.latest("size")
        Anchor.objects.create(checkpoint=head, price=1, **chain, **sent)
        case = base64url_of(LedgerGood.objects.get(case__number=things.case).pk.bytes)
        yield Look("ledger_record of a case", f"/ledger/goods/{case}/")
        yield Look("ledger refused", "/ledger/?number=1")

    def _decisions(self) -> Iterator[Look]:
        """The case page with pictures read, forms sent back, and a signature awaited."""
        case, order_id = in_review(self.cast)
        was_read(order_id, DIFFERS, "differs", at=self.cast.at)
        page = f"/desk/{case}/"
        yield self._at(self.cast.zhoujie, "desk_case pictures", page, "#pictures")
        for name, form in {
            "refused": {"verdict": "reject", "because": ""},
            "words": {"verdict": "words", "because": "", "clause": "B1"},
            "part": {"verdict": "approve", "share": "part", "amount": "33.3", "because": WORDS},
            "asked": {"verdict": "ask", "text": ""},
        }.items():
            yield self._told(self.cast.zhoujie, f"desk_case {name}", (page, form), "#decide")
        late = {"verdict": "approve", "because": WORDS, "revision": "0"}
        yield self._told(self.cast.zhoujie, "desk_case lost", (page, late), "[role=alert]")
        waits, back = large(self.cast), large(self.cast)
        for number in (waits, back):
            decides(self._visitor(self.cast.zhoujie), number, "approve", WORDS)
        row = ApprovalRequest.objects.get(case__number=back, state="open")
        note = ("合作方说已到账，先撤回再退。", Judge(self.cast.laochen, "supervisor"))
        approvals.send_back(back, row.pk, *note, self.cast.at)
        for who in ("zhoujie", "laochen", "acai"):
            path = f"/desk/{waits}/"
            yield self._at(self.cast.ids[who], f"desk_case signature {who}", path, "#approval")
        back = f"/desk/{back}/"
        yield self._at(self.cast.zhoujie, "desk_case sent back", back, ".case__decision > .note")

    def _queue(self) -> Iterator[Look]:
        """The queue with rows held, handed over and late, a filter kept, and what search says."""
        zhoujie, laochen = Actor(self.cast.zhoujie, "reviewer"), self.cast.approver
        held, late = states.reviewing(self.cast).number, states.reviewing(self.cast).number
        claims_at_desk.claim(held, zhoujie, at=self.cast.at)
        claims_at_desk.claim(late, laochen, at=self.cast.at)
        over = claims_at_desk.HandOver(zhoujie.id, "供货商说明天上午回复，请跟一下。")
        claims_at_desk.hand_over(late, over, laochen, at=self.cast.at)
        desk_filters.keep("大额又急的", "least=100&show=nobody", owner_id=zhoujie.id)
        for who in (zhoujie, laochen):
            yield self._at(who.id, f"desk_case held {who.role}", f"/desk/{held}/", "#holder")
        yield self._at(zhoujie.id, "desk full", "/desk/")
        yield self._at(zhoujie.id, "desk empty", "/desk/?least=900000")
        for name, asked in {"found": "player-5555", "none": "13800000000", "slip": "1"}.items():
            yield self._told(zhoujie.id, f"desk_search {name}", ("/desk/search/", {"q": asked}))
        yield self._at(laochen.id, "staff_log full", "/staff/log/")
        yield self._at(laochen.id, "staff_log empty", "/staff/log/?day=2020-01-01")

    def _rooms(self) -> Iterator[Look]:
        """A year of the calendar that waits, and a buyer's phone that waits for its code."""
        editor, at = self.cast.xiaozheng, self.cast.at
        declined = calendars.propose(2026, corrected(2026, "2026-12-31"), actor=editor, at=at)
        calendars.decide(declined, adopt=False, actor=self.cast.approver, at=at)
        calendars.propose(2027, json.dumps(year_2027()), actor=editor, at=at)
        for who in (editor.id, self.cast.laochen):
            yield self._at(who, f"calendar {who}", "/clocks/calendar/")
        wrong = {"year": "2027"}
        yield self._told(editor.id, "calendar refused", ("/clocks/calendar/", wrong))
        settings, buyer = "/messages/settings/", self._visitor(self.cast.xiaolin).client
        buyer.post(f"{settings}sms/code/", {"address": "13900139000"})
        yield self._at(self.cast.xiaolin, "notice_settings waiting", settings)
        wrong = (f"{settings}sms/confirm/", {"code": "1"})
        yield self._told(self.cast.xiaolin, "notice_settings refused", wrong)

    def _incidents(self) -> Iterator[Look]:
        """One that is half done and paused, and a declaration that is refused."""
        acai = self.cast.ids["acai"]
        Cast(self.cast.ids, self.cast.at - timedelta(hours=2)).buys("game-card-3")
        made = incident_steps.declares(self.cast, "game-card-3")
        incident_steps.starts(self.cast, made)
        incidents.pause(made, Actor(acai, "finance"), at=self.cast.at)
        yield self._at(acai, "money_incident paused", f"/money/incidents/{made}/", "#incident-run")
        wrong = ("/money/incidents/new/", {"supplier": "sandbox"})
        yield self._told(acai, "money_incident_new refused", wrong, "main form")

    def _accounts(self) -> Iterator[Look]:
        """allauth's pages: of nobody, of somebody with a password, of one with a second factor."""
        plain, second = signed_in("xiaowu"), signed_in("xiaozheng")
        user = get_user_model().objects.get(pk=self.cast.xiaozheng.id)
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
        half = signed_in("xiaozheng")
        sessions = {
            name: client.cookies["sessionid"].value
            for name, client in {"plain": plain, "second": second, "half": half}.items()
        }
        for name, (who, path) in ACCOUNT.items():
            yield Look(name, path, sessions.get(who, ""))
        wrong = {"login": "xiaowu", "password": "guess"}
        answer = Client().post("/accounts/login/", wrong).content.decode()
        yield Look("account_login refused", "/accounts/login/", answer=answer)

    def _errors(self) -> Iterator[Look]:
        """What is told when a page can't be: asked for, where it can be asked for."""
        yield Look("404", "/nowhere/", status=404)
        suspicious = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
        yield Look("403 csrf", "/accounts/login/", answer=suspicious.content.decode())
        for code in ("400", "403", "429", "500"):
            yield Look(code, f"/{code}/", answer=render_to_string(f"{code}.html"))

    def _visitor(self, who: int) -> Visitor:
        if who not in self.visitors:
            self.visitors[who] = Visitor().enters(who)
        return self.visitors[who]

    def _at(self, who: int, name: str, path: str, part: str = "html") -> Look:
        session = self._visitor(who).client.cookies["sessionid"].value
        return Look(name, path, session, part=part)

    def _told(self, who: int, name: str, sent: tuple[str, Any], part: str = "html") -> Look:
        """What a form is answered with: asked for here, shown in the browser at its address."""
        path, form = sent
        answer = self._visitor(who).client.post(path, form)
        assert answer.status_code != 302, (name, "is accepted, so that it shows nothing new")
        return replace(self._at(who, name, path, part), answer=answer.content.decode())


def signed_in(username: str) -> Client:
    """Somebody who has just typed their password, and again to come near to their second factor."""
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client
