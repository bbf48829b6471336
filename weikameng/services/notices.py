"""Copies by SMS and e-mail: lease, intent, commit, call with nothing locked, what was said (R5.1).

What may have been sent is asked about and never sent again blindly; every copy comes to an end.
"""

import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from cryptography.fernet import InvalidToken
from django.db import connection

from weikameng.domain.delivery import Cause, Fate, Handover, Mail, Sms
from weikameng.domain.notice_life import USEFUL_FOR, Carrier, CopyState, Standing, after
from weikameng.domain.notices import Channel, Notice, NoticeFacts, after_quiet, parameters, sentence
from weikameng.gateways.messages.templates import template_for
from weikameng.records.reading import notices as reading
from weikameng.records.reading.notices import Place, Wishes
from weikameng.records.writing import notices as writing
from weikameng.records.writing.notices import Copy
from weikameng.services import notice_plans
from weikameng.services.carriers import Carriers, rules
from weikameng.services.sealing import opened

log = logging.getLogger("weikameng.notices")
BATCH = 20
# One errand's work; what is left waits for the next, a minute later.
ROUNDS = 50
CODE = "code"
_KILLED = Handover(Fate.UNKNOWN, "CUT_OFF")
_NOBODY = Handover(Fate.REFUSED, "NO_CARRIER", Cause.SETTINGS)
_NO_LIST = Carrier(lists=False, unseen_is_unsent=False)


@dataclass(frozen=True, slots=True)
class _Whom:
    """Where a copy goes and what its buyer wishes; ``place`` None when there is none any more."""

    place: Place | None
    wishes: Wishes


def send_due(worker: str, clock: Callable[[], datetime], who: Carriers) -> int:
    """Work through copies that are due; returns how many there were."""
    done = 0
    for _ in range(ROUNDS):
        claimed = writing.claim(worker, clock(), BATCH)
        if not claimed:
            break
        done += len(claimed)
        notice_plans.prepare([c for c in claimed if c.state == Standing.NEW], clock())
        for copy, whom in _with_whom([c for c in claimed if c.state != Standing.NEW]):
            _work(copy, whom, who, clock)
    return done


def _with_whom(copies: Collection[Copy]) -> list[tuple[Copy, _Whom]]:
    buyers = {copy.buyer_id for copy in copies}
    places, wishes = reading.places_of(buyers), reading.wishes_of(buyers)
    return [
        (
            copy,
            _Whom(_place(copy, places.get(copy.buyer_id, [])), wishes.get(copy.buyer_id, Wishes())),
        )
        for copy in copies
    ]


def _place(copy: Copy, places: Collection[Place]) -> Place | None:
    """A code goes to the place that waits for it, everything else to the confirmed one; what went
    is asked about at the place it went to.
    """
    mine = (place for place in places if place.channel == copy.channel)
    if copy.state == Standing.ASK:
        return next((place for place in mine if place.shown == copy.shown), None)
    return next((place for place in mine if place.confirmed is (copy.kind != CODE)), None)


def _work(copy: Copy, whom: _Whom, who: Carriers, clock: Callable[[], datetime]) -> None:
    at = clock()
    if copy.state == Standing.SENDING:  # its worker died on the way
        _keep(copy, _KILLED, who, at)
    elif whom.place is None:
        writing.give_up(copy, "PLACE_GONE", at)
    elif copy.state == Standing.ASK:
        _keep(copy, _asked(copy, whom.place, who), who, clock())
    elif late := _too_late(copy, whom.place, at):
        writing.give_up(copy, late, at)
    elif (leaves := _leaves_at(copy, whom.wishes, at)) > at:
        writing.put_off(copy, leaves)
    else:
        _send(copy, whom.place, who, clock)


def _too_late(copy: Copy, place: Place, at: datetime) -> str:
    """Old news is none; a code is one only while it counts."""
    if copy.kind == CODE:
        return "" if place.code_until and at <= place.code_until else "CODE_OVER"
    return "OLD_NEWS" if at > copy.at + USEFUL_FOR else ""


def _leaves_at(copy: Copy, wishes: Wishes, at: datetime) -> datetime:
    """A second try may have come into the quiet hours; whoever asked for a code is awake."""
    awake = copy.channel != Channel.SMS or copy.kind == CODE or wishes.at_night
    return at if awake else after_quiet(rules().quiet, at)


def _send(copy: Copy, place: Place, who: Carriers, clock: Callable[[], datetime]) -> None:
    """The intent is committed before the call: whoever comes after a crash asks first."""
    assert not connection.in_atomic_block, "a gateway call inside a transaction"
    try:
        carrier, call = _call(copy, place, who)
    except (InvalidToken, KeyError):  # another key sealed it; its text is gone from the document
        writing.give_up(copy, "UNREADABLE", clock())
        return
    if not writing.intend(copy, carrier, place.shown, clock()):
        return
    copy = replace(
        copy, state=Standing.SENDING, carrier=carrier, sendings=copy.sendings + 1, questions=0
    )
    _keep(copy, call(), who, clock())


def _call(copy: Copy, place: Place, who: Carriers) -> tuple[str, Callable[[], Handover]]:
    """Who is to send it, and the call, with everything it needs made beforehand.

    What one carrier surely did not send the other may: their names in a fixed order.
    """
    if copy.channel == Channel.EMAIL:
        if who.mail is None:
            return "", lambda: _NOBODY
        return who.mail.name, partial(who.mail.send, _mail(copy, place))
    names = sorted(who.sms)
    if not names:
        return "", lambda: _NOBODY
    name = names[copy.sendings % len(names)]
    route = who.sms[name]
    template, language = template_for(route.templates, copy.kind, copy.language)
    values = parameters(*_said(copy, place), language)
    sms = Sms(opened(place.sealed), template, values, copy.reference)
    return name, partial(route.gateway.send, sms)


def _asked(copy: Copy, place: Place, who: Carriers) -> Handover:
    assert not connection.in_atomic_block, "a gateway call inside a transaction"
    route = who.sms.get(copy.carrier)
    if route is None or copy.handed_at is None:
        return Handover(Fate.UNKNOWN, "NO_CARRIER")
    try:
        sms = Sms(opened(place.sealed), "", (), copy.reference)  # a question names no text
    except InvalidToken:
        return Handover(Fate.UNKNOWN, "UNREADABLE")
    return route.gateway.ask(sms, copy.handed_at)


def _keep(copy: Copy, said: Handover, who: Carriers, at: datetime) -> None:
    asked = copy.state == Standing.ASK
    state = CopyState(copy.sendings, copy.questions + asked, copy.at, copy.taken)
    following = after(said, state, _terms(copy, who), at)
    if following.alert:
        log.warning("%s: %s says %s: %s", copy.reference, copy.carrier, said.code, following.alert)
    writing.keep(copy, said, following, at)


def _terms(copy: Copy, who: Carriers) -> Carrier:
    route = who.sms.get(copy.carrier)
    if route is None:
        # One that is switched off can be asked once it is back.
        return Carrier(lists=True, unseen_is_unsent=False) if copy.channel == "sms" else _NO_LIST
    gateway = route.gateway
    return Carrier(True, gateway.unseen_is_unsent, gateway.ask_after)


def _said(copy: Copy, place: Place) -> tuple[Notice, NoticeFacts]:
    if copy.kind == CODE:
        return rules().code, NoticeFacts(code=opened(place.sealed_code))
    return rules().of(copy.kind), notice_plans.facts_from(json.loads(copy.facts))


def _mail(copy: Copy, place: Place) -> Mail:
    closing = "" if copy.kind == CODE else f"\n\n{rules().closing.in_language(copy.language)}"
    text = f"{sentence(*_said(copy, place), copy.language)}{closing}"
    subject = rules().subject if copy.kind != CODE else rules().code_subject
    return Mail(opened(place.sealed), subject.in_language(copy.language), text, copy.reference)


def hear(name: str, body: bytes, who: Carriers, at: datetime) -> bytes | None:
    """Take a receipt that a carrier pushed; returns what it wants to read, None when none serves.

    Nobody signed it: it makes us ask, once a copy, and proves nothing. BadReport when it is none.
    """
    route = who.sms.get(name)
    if route is None:
        return None
    reports = route.gateway.parse_report(body)
    numbers = {one for report in reports for one in (report.theirs, report.reference) if one}
    writing.hinted(name, numbers, at)
    return route.gateway.report_answer


def ask_again(reference: str, at: datetime) -> bool:
    """Ask the carrier about a copy that was sent; False when there is nothing to ask."""
    return writing.ask_again(reference, at)
