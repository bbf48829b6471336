"""Puts a case into its document (R6.4): what this viewer sees on their pages, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from weikameng.domain.arrival import Destination, credited_words
from weikameng.domain.case_file.model import (
    CaseFile,
    Clause,
    Confirmed,
    Fact,
    Good,
    Item,
    Leg,
    Log,
    Policies,
    PolicyText,
    Receipt,
    Round,
    Said,
    Step,
    Told,
    Viewer,
    moment_of,
)
from weikameng.domain.case_life import Event
from weikameng.domain.chain_words import SOURCES
from weikameng.domain.channel_names import route_words
from weikameng.domain.evidence_list import kept_words
from weikameng.domain.history_words import (
    ACTORS,
    STATES,
    TO_THE_BUYER,
    leg_stands,
    what_happened,
    who_did,
)
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.policy.outcome import OUTCOME_WORDS
from weikameng.domain.rulings import read_back
from weikameng.domain.supply_words import meaning_of, told_words
from weikameng.domain.words import Words
from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.checking import CONFIRMATION
from weikameng.ledger.case_file.claims import FORMAT, VERSION
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.evidence_chain import SHORTEST_PIN, Entry
from weikameng.ledger.rulings import KIND as RULING
from weikameng.records.reading import case_files as reading
from weikameng.records.reading import supplying
from weikameng.records.reading.goods_life import goods_of_case
from weikameng.records.reading.policies import decision_of, policy
from weikameng.records.reading.refunds import Progress
from weikameng.services import good_proofs, log_reading, messages
from weikameng.services.checkout import policy_told


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a document is made of, read before the first byte leaves: a case as its pages
    read it, its chain, and what only the file tells."""

    viewer: Viewer
    at: datetime
    progress: Progress
    chain: Sequence[Entry]
    receipts: Mapping[int, Sequence[Any]]
    messages: Sequence[messages.Message]
    policies: Sequence[reading.PolicyRow]
    supplier: Sequence[supplying.Said]
    bundles: Mapping[UUID, bytes]
    salts: Mapping[UUID, bytes]
    originals: bool = True

    @property
    def inside(self) -> bool:
        """Whether it is for staff."""
        return self.viewer is Viewer.STAFF

    @property
    def copies_alone(self) -> bool:
        """Whether the bytes as handed in are for somebody else's eyes."""
        return self.inside or not self.originals


def gathered(viewer: Viewer, at: datetime, progress: Progress, chain: Sequence[Entry]) -> Gathered:
    """Read what is still to be read: a fixed number of statements."""
    case = progress.case
    told = messages.of_case(
        case.pk, (line.revision for line in progress.events), reading.messages_of(case.pk)
    )
    bundles = good_proofs.bundles_of(goods_of_case(case.pk))
    versions = {row.decision["policy_version"] for row in progress.rounds}
    versions |= {entry.body["version"] for entry in chain if entry.kind == CONFIRMATION}
    return Gathered(
        viewer,
        at,
        progress,
        chain,
        reading.receipts_of(case.pk),
        told,
        reading.policy_texts(versions),
        supplying.said_about(progress.order.pk),
        bundles,
        reading.salts_of(bundles) if bundles else {},
    )


def document_of(found: Gathered, pictures: frozenset[str]) -> CaseFile:
    """Return the document; ``pictures`` are the files of pictures that are in the archive."""
    progress, case = found.progress, found.progress.case
    product = progress.product
    policies = _policies(found)
    return CaseFile(
        format=FORMAT,
        version=VERSION,
        case=case.number,
        order=progress.order.number,
        viewer=found.viewer,
        exported_at=moment_of(found.at),
        good=Words(product.name_zh, product.name_en),
        state=progress.state.value,
        state_words=STATES[progress.state],
        amount_minor=case.amount_minor,
        applied_at=case.applied_at,
        timeline=tuple(_step(line, inside=found.inside) for line in reversed(progress.events)),
        payouts=_legs(found),
        rounds=tuple(_round(row, inside=found.inside) for row in progress.rounds),
        messages=tuple(_message(one) for one in found.messages),
        evidence=_items(found, pictures),
        supplier=_supplier(found),
        policy=policies,
        log=_log(found),
        left_out=_left_out(found, policies, pictures),
    )


def _step(line: Any, *, inside: bool) -> Step:
    event = Event(line.event)
    by = who_did(line.actor, event, line.because)
    told = line.actor.startswith(("staff", "arbiter")) and (inside or event in TO_THE_BUYER)
    why = Words(line.because, line.because_en or line.because)
    return Step(
        revision=line.revision,
        at=line.at,
        event=line.event,
        state=line.state,
        by=by,
        who=ACTORS[by],
        what=what_happened(event, line.because),
        why=why if told and line.because else None,
        basis=line.basis if told else None,
    )


def _legs(found: Gathered) -> tuple[Leg, ...]:
    numbers = {leg.pk: leg.number for leg in found.progress.payouts}
    abroad = found.progress.order.cross_border
    return tuple(
        Leg(
            number=leg.number,
            replaces=numbers.get(leg.replaces_id or 0, ""),
            route=leg.route,
            route_words=route_words(leg.route),
            amount_minor=leg.amount_minor,
            state=leg.state,
            state_words=leg_stands(PayoutState(leg.state), leg.last_code),
            created_at=leg.created_at,
            promised_at=leg.promised_at,
            settled_at=leg.settled_at,
            reference=leg.provider_reference,
            credited_to=credited_words(Destination(leg.route, leg.credited_to, abroad)),
            receipts=tuple(
                _receipt(row, inside=found.inside) for row in found.receipts.get(leg.pk, ())
            ),
        )
        for leg in found.progress.payouts
    )


def _receipt(row: Any, *, inside: bool) -> Receipt:
    told = (row.code, row.message) if inside else ("", "")
    return Receipt(row.at, row.verb, row.outcome, *told)


def _round(row: Any, *, inside: bool) -> Round:
    decision = decision_of(row.decision)
    return Round(
        round=row.round,
        at=row.at,
        reason=row.reason,
        reason_words=decision.policy.reasons[row.reason].words,
        narrative=row.narrative,
        policy_version=decision.policy_version,
        outcome=decision.outcome.value,
        outcome_words=OUTCOME_WORDS[decision.outcome],
        amount_minor=decision.amount_minor,
        at_stake_minor=decision.at_stake_minor,
        clauses=tuple(
            Clause(
                clause=tested.clause,
                rule=tested.rule,
                verdict=tested.verdict,
                sentence=tested.sentence,
                published=tested.clause_words,
                read=tuple(Fact(name, value) for name, value in tested.read_in_words),
            )
            for tested in decision.tested
        ),
        facts=row.facts if inside else None,
    )


def _message(one: messages.Message) -> Told:
    return Told(one.at, one.kind, one.title, one.text, one.corrected)


def _items(found: Gathered, pictures: frozenset[str]) -> tuple[Item, ...]:
    rules = policy(found.progress.order.policy.version)
    return tuple(
        Item(
            position=entry.position,
            kind=entry.kind,
            words=kept_words(entry.kind, rules),
            source=SOURCES.get(entry.source, Words(entry.source, entry.source)),
            at=datetime.fromisoformat(entry.at),
            seal=entry.digest[:SHORTEST_PIN],
            said=_item_said(entry),
            picture=_there(names.picture(entry.position, str(entry.body.get("copy"))), pictures),
            original=_there(names.original(entry.position, entry.file), pictures),
        )
        for entry in found.chain
    )


def _there(name: str, pictures: frozenset[str]) -> str:
    return name if name in pictures else ""


def _item_said(entry: Entry) -> Words | None:
    """What an item says in words of people; the rest is in the chain itself."""
    body = entry.body
    if entry.kind == "error_shown" and "zh" in body:
        return Words(str(body["zh"]), str(body["en"]))
    if entry.kind == RULING:
        said = read_back(str(body["document"]))
        zh, en = str(said["reasons"]), str(said["reasons_en"])
        return Words(zh, en or zh)
    text = str(body.get("text", "")) if entry.kind in {"narrative", "conversation"} else ""
    return Words(text, str(body.get("en") or text)) if text else None


def _supplier(found: Gathered) -> tuple[Said, ...]:
    """Buyers are told what is clear, and never who the supplier is."""
    if found.inside:
        return tuple(
            Said(one.at, meaning_of(one.status, one.code, one.arrived)) for one in found.supplier
        )
    return tuple(
        Said(one.at, told_words(one.at, one.arrived, found.at))
        for one in found.supplier
        if one.asked and one.arrived is not None
    )


def _policies(found: Gathered) -> Policies:
    texts = tuple(
        PolicyText(row.version, row.title, row.digest, names.policy(row.digest), row.text)
        for row in found.policies
    )
    return Policies(texts, _confirmed(found))


def _log(found: Gathered) -> Log:
    goods = tuple(
        Good(
            base64url_of(good.bytes),
            names.bundle(good.hex),
            base64url_of(found.salts.get(good, b"")),
        )
        for good in found.bundles
    )
    return Log(log_reading.log_vkey() if goods else "", goods)


def _confirmed(found: Gathered) -> Confirmed | None:
    """What was ticked; its lines only if they still lead to the hash that was sealed."""
    entry = next((one for one in found.chain if one.kind == CONFIRMATION), None)
    if entry is None:
        return None
    version, digest = str(entry.body["version"]), str(entry.body["text_digest"])
    told = policy_told(found.progress.product, version)
    return Confirmed(version, digest, told.lines if told.digest == digest else ())


def _left_out(found: Gathered, policies: Policies, pictures: frozenset[str]) -> tuple[Words, ...]:
    sealed = [
        names.picture(entry.position, str(entry.body["copy"]))
        for entry in found.chain
        if entry.body.get("copy")
    ]
    lost = sum(name not in pictures for name in sealed)
    said = [_NEVER, _NOTES if found.inside else _INTERNAL, _SUPPLIER_RAW]
    if found.copies_alone and sealed:
        said.append(_ORIGINALS)
    if lost:
        said.append(
            Words(
                f"{lost} 张图片:存档里找不到,或者不再是当时封存的那一张。哈希在证据链里。",
                f"{lost} pictures: they are missing from the store or are not what was sealed."
                " Their hashes are in the chain.",
            )
        )
    if policies.confirmed and not policies.confirmed.lines:
        said.append(_NOT_TOLD)
    if policies.confirmed is None:
        said.append(_NOT_CONFIRMED)
    if not found.bundles:
        said.append(_NO_LOG)
    return tuple(said)


_NEVER = Words(
    "卡密、完整的充值账号和支付账号:从不写进档案。",
    "Card keys, whole accounts and payment accounts: never in a file.",
)
_INTERNAL = Words("内部备注和工作人员的姓名。", "Internal notes and the names of staff.")
_NOTES = Words(
    "对话里同事之间的备注:不写进档案。", "Notes among staff in conversations: never in a file."
)
_SUPPLIER_RAW = Words(
    "合作方答复的原文:里面可能有卡密和账号。它的 SHA-256 在证据链里。",
    "The supplier's raw answers: they may hold card keys and accounts. Their SHA-256 is in the"
    " chain.",
)
_ORIGINALS = Words(
    "图片的原始字节:只给交来图片的买家。这里是重新编码的副本,两者的 SHA-256 都封存在证据链里。",
    "The original bytes of pictures: only the buyer who sent them gets those. Here are re-encoded"
    " copies; the SHA-256 of both is sealed in the chain.",
)
_NOT_TOLD = Words(
    "下单时勾选的文字:商品后来改过,现在拼不出当时的原文,只有封存的哈希。",
    "The words ticked at checkout: the good has changed since, so only their sealed hash is here.",
)
_NOT_CONFIRMED = Words(
    "下单时勾选的文字:这个订单不是在这里下的,没有勾选记录。",
    "The words ticked at checkout: the order was not placed here, so nothing was ticked.",
)
_NO_LOG = Words(
    "公开日志的证明:这份退款的商品还不在日志里,或者还没有证明。",
    "Proofs from the public log: its goods are not in the log yet, or have no proofs yet.",
)
