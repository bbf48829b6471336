"""What finance does about money that is held up, by the verbs its pages have."""

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from weikameng.domain.payout_life import Concern, PayoutState
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.domain.transfer_life import State
from weikameng.gateways.payments.wechatpay_abnormal import BuyersCard
from weikameng.records.reading import transfers as reading
from weikameng.records.reading.campaign import LegSeen
from weikameng.services import channels, held_payouts, transfers
from weikameng.services.campaign.actors import Act
from weikameng.services.campaign.outside import ROUTES
from weikameng.services.campaign.world import Deed, World
from weikameng.services.evidence import Upload

_CARD = BuyersCard("ICBC_DEBIT", "6222020200112233445", "小林")
_NOTE = "核对了渠道后台的记录。"
_DEAD = frozenset({PayoutState.REFUSED, PayoutState.REVERSED})
_OPEN = frozenset({PayoutState.SENT, PayoutState.UNKNOWN, PayoutState.ACCEPTED})
# What the sandbox calls a refund that it has paid, or still may.
_ALIVE = frozenset({"SUCCESS", "PROCESSING", "BANK_REFUSED"})
SIDE = 200


def act_on_anything(world: World) -> Deed | None:
    """Do something that is allowed about some leg that needs a person, or to a transfer."""
    wanting = [leg for leg in world.legs if _wants(leg)]
    if returned := _returned(world):
        return _note_return(world, world.chance.choice(returned))
    if not wanting:
        return None
    leg = world.chance.choice(wanting)
    choices = _transfer_steps(world, leg) or _choices(world, leg)
    return world.chance.choice(choices) if choices else None


def act_to_the_end(world: World) -> Iterator[Deed]:
    """Yield what a patient person does until all money has arrived, one deed a leg at a time."""
    for leg in _returned(world):
        yield _note_return(world, leg)
    for leg in world.legs:
        if not _wants(leg) or (leg.state in _OPEN and leg.due_at):
            continue  # a patient person waits for what is asked anyway
        if steps := _transfer_steps(world, leg):
            gives_way = _complained_of(world, leg) and len(steps) > 1
            yield steps[1] if gives_way else steps[0]
        elif choices := _choices(world, leg):
            turn = world.tried[leg.number] = world.tried.get(leg.number, -1) + 1
            yield choices[turn % len(choices)]


def resume(world: World) -> Deed | None:
    """Let a stopped channel work again; few press that button while it works."""
    at = world.time.at
    stopped = sorted(channels.look(at).stopped)
    if not stopped and not world.among(10):
        return None
    route = world.chance.choice(stopped or ROUTES)
    by = Actor(world.stage.finance.id, world.stage.finance.role)
    return Deed("resume channel", route, _said(lambda: channels.resume(route, by=by, at=at)))


def _wants(leg: LegSeen) -> bool:
    stuck = leg.case_state == "payout_stuck"
    by_hand = leg.route == "offline" and leg.state == PayoutState.INTENDED
    return leg.state in _DEAD or by_hand or (stuck and leg.state in _OPEN)


def _choices(world: World, leg: LegSeen) -> list[Deed]:
    """Return what may be done about a leg, the gentlest first."""
    if leg.state not in _DEAD:
        return [_again(world, leg)]
    if leg.concern == Concern.ABNORMAL:
        return [_redirect(world, leg, _CARD), _redirect(world, leg, None)]
    again = [_again(world, leg)] if leg.case_state == "payout_stuck" else []
    if leg.concern == Concern.LEDGER and _alive(world, leg):
        return again  # the channel's own records show that it was paid
    return [*again, _anew(world, leg), _propose(world, leg)]


def _alive(world: World, leg: LegSeen) -> bool:
    return any(
        row["number"] == leg.number and row["status"] in _ALIVE for row in world.outside.refunds()
    )


def _complained_of(world: World, leg: LegSeen) -> bool:
    """Whether a transfer must give way: a complaint about the payment is open."""
    return any(one.tender_id == leg.tender_id and not one.ended for one in world.complaints)


def _returned(world: World) -> list[LegSeen]:
    """Return the settled legs whose money is back, by the channel's own records."""
    moved = world.outside.moved()
    return [
        leg
        for leg in world.legs
        if leg.state == PayoutState.SETTLED
        and (one := moved.get((leg.route, leg.number)))
        and one.returned
        and not one.net_minor
    ]


def _again(world: World, leg: LegSeen) -> Deed:
    who, at = _who(world), world.time.at
    return Deed(
        "ask again",
        leg.number,
        _said(lambda: held_payouts.ask_again(leg.case_number, **who, at=at)),
    )


def _anew(world: World, leg: LegSeen) -> Deed:
    who, at = _who(world), world.time.at
    return Deed(
        "send anew", leg.number, lambda: held_payouts.send_anew(leg.number, _NOTE, **who, at=at)
    )


def _redirect(world: World, leg: LegSeen, card: BuyersCard | None) -> Deed:
    who, at = _who(world), world.time.at
    return Deed(
        "redirect",
        f"{leg.number} to {'the card' if card else 'us'}",
        lambda: held_payouts.redirect(leg.number, card, **who, at=at).value,
    )


def _note_return(world: World, leg: LegSeen) -> Deed:
    who, at = _who(world), world.time.at
    return Deed(
        "bank returned",
        leg.number,
        _said(lambda: held_payouts.bank_returned(leg.number, _NOTE, **who, at=at)),
    )


def _propose(world: World, leg: LegSeen) -> Deed:
    at, who = world.time.at, world.stage.finance
    proposal = transfers.Proposal(
        leg.number, "bank_transfer", "林小", "6222021234567894", _NOTE, compared=True
    )
    return Deed(
        "propose transfer",
        leg.number,
        lambda: f"transfer {transfers.propose(proposal, who, at=at)}",
    )


def _transfer_steps(world: World, leg: LegSeen) -> list[Deed]:
    """Return what may happen next to the transfer of a leg that is under way, if one is."""
    for row in reading.of_payouts([other.id for other in world.legs]):
        if leg.id in (row.payout_id, row.successor_id) and State(row.state) in _STEPS:
            return _STEPS[State(row.state)](world, row.pk, row.proof_digest)
    return []


def _proposed(world: World, transfer: int, _: str) -> list[Deed]:
    at, one, other = world.time.at, world.stage.finance, world.stage.supervisor
    return [
        _step("approve transfer", transfer, lambda: transfers.approve(transfer, other, at=at)),
        _step("refuse transfer", transfer, lambda: transfers.refuse(transfer, _NOTE, one, at=at)),
    ]


def _approved(world: World, transfer: int, _: str) -> list[Deed]:
    at, who, reference = world.time.at, world.stage.finance, f"{world.name}-{transfer}"
    proof = Upload(transfers.PROOF, "receipt.png", _PICTURE)
    payment = transfers.Payment(reference, beijing_day(at), proof)

    def pay() -> None:
        assert transfers.reveal(transfer, who, at=at), "paid to whom?"
        transfers.record_payment(transfer, payment, who, at=at)

    return [
        _step("pay transfer", transfer, pay),
        _step("cancel transfer", transfer, lambda: transfers.cancel(transfer, _NOTE, who, at=at)),
    ]


def _paid(world: World, transfer: int, proof: str) -> list[Deed]:
    at, who = world.time.at, world.stage.supervisor
    if world.among(15):
        send_back = partial(transfers.send_back, transfer, _NOTE, who, at=at)
        return [_step("send back", transfer, send_back)]
    return [
        _step("confirm transfer", transfer, partial(transfers.confirm, transfer, proof, who, at=at))
    ]


_STEPS: dict[State, Callable[[World, int, str], list[Deed]]] = {
    State.PROPOSED: _proposed,
    State.APPROVED: _approved,
    State.PAID: _paid,
}


def _step(name: str, transfer: int, act: Callable[[], None]) -> Deed:
    return Deed(name, str(transfer), _said(act))


def _said(act: Callable[[], None]) -> Act:
    def said() -> str:
        act()
        return "done"

    return said


def _who(world: World) -> dict[str, Any]:
    return {"staff_id": world.stage.finance.id, "role": world.stage.finance.role}


def _grey_picture() -> bytes:
    """Return a plain PNG: a receipt nobody needs to read."""
    rows = b"".join(b"\x00" + b"\x80" * SIDE for _ in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


_PICTURE = _grey_picture()
