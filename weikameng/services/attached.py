"""What is attached to an order's chain, in the words of the chain (R7.1): facts, never accounts,
card keys or whole payment numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from weikameng.domain.application import RefundApplication
from weikameng.domain.evidence_list import Kept, pictures_of, spared
from weikameng.domain.guardians import Declaration
from weikameng.domain.narrative import mask
from weikameng.domain.policy.facts import ApplicationFacts
from weikameng.domain.renewals import Renewal
from weikameng.domain.reports import Report, refused_words
from weikameng.domain.supply import SupplierAnswer, trouble_words
from weikameng.domain.tickets import Author
from weikameng.ledger.digest import digest_of
from weikameng.records.reading.photograph import Photograph
from weikameng.records.writing.orders import NewOrder, NewTender, NewUnit
from weikameng.records.writing.supplying import Heard
from weikameng.records.writing.tickets import NewMessage

if TYPE_CHECKING:
    from weikameng.records.models import Product

SHOWN_DIGITS = 4
# Whose words a message of a conversation is, in the words of the chain.
_SPEAKS_AS = {
    Author.BUYER: "buyer",
    Author.AGENT: "staff",
    Author.BOT: "platform",
    Author.SYSTEM: "platform",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to keep: what kind, from whom, what it says, and the digest of its file if any."""

    kind: str
    source: str
    body: Mapping[str, Any]
    file_digest: str = ""


def order_snapshot(new: NewOrder, product: "Product") -> Item:
    """The order as it was placed; the account only as a digest."""
    body = {
        "number": new.number,
        "sku": product.sku,
        "name": product.name_zh,
        "price_minor": new.units[0].price_minor,
        "quantity": len(new.units),
        "total_minor": new.paid_minor,
        "zone": new.zone,
        "account_digest": digest_of([new.number, new.account]),
    }
    if new.external_number:
        body |= {"external_number": new.external_number, "imported": True}
    return Item("order_snapshot", "platform", body)


def payment_record(number: str, legs: Sequence[NewTender], paid_at: datetime | None = None) -> Item:
    """The payment, a leg a route; the channel's number by its ends and as a digest."""
    said = [
        {"route": leg.route, "amount_minor": leg.amount_minor, **_reference(number, leg.reference)}
        for leg in legs
    ]
    body: dict[str, Any] = {"total_minor": sum(leg.amount_minor for leg in legs), "legs": said}
    if paid_at:
        body["paid_at"] = _moment(paid_at)
    return Item("payment_record", "platform", body)


def delivery_record(source: str, answer: SupplierAnswer, **more: Any) -> Item:
    """One attempt to deliver, and what came of it."""
    return Item("delivery_record", source, {"status": answer.status, "code": answer.code, **more})


def error_shown(answer: SupplierAnswer) -> Item:
    """The error in the very words that the order's page shows."""
    words = trouble_words(answer.code)
    body = {"status": answer.status, "code": answer.code, "zh": words.zh, "en": words.en}
    return Item("error_shown", "platform", body)


def supplier_answer(heard: Heard) -> Item:
    """What a supplier answered about a case, as far as it spoke; its file is the raw answer."""
    answer = heard.answer
    body: dict[str, Any] = {
        "status": answer.status,
        "code": answer.code,
        "arrived": answer.arrived,
        "recallable": answer.recallable,
    }
    if heard.question_digest:
        body |= {"signed": answer.signed, "question": heard.question_digest}
    return Item("supplier_answer", "supplier", body, heard.answer_digest)


def activation_record(units: Iterable[tuple[str, int]]) -> Item:
    """How far each unit has been used, as our books have it in this moment."""
    said = [
        {"unit": place, "usage": usage, **({"used_days": days} if days else {})}
        for place, (usage, days) in enumerate(units, start=1)
    ]
    return Item("activation_record", "platform", {"units": said})


def report_refused(position: int, report: Report) -> Item:
    """What a supplier reported of a unit when a refund had come first; the reviewer weighs it."""
    words = refused_words(report)
    body = {
        "unit": position,
        "said": str(report.kind),
        "happened_at": _moment(report.happened_at),
        "zh": words.zh,
        "en": words.en,
    }
    return Item("supplier_report", "supplier", body)


def conversation(source: str, case_number: str, said: str, text: str = "") -> Item:
    """What staff wrote to the buyer or the buyer asked of them; secrets in it are masked."""
    body = {"case": case_number, "said": str(said), "text": mask(text).text}
    return Item("conversation", source, body)


def spoken(ticket: str, case_number: str, message: NewMessage) -> Item:
    """One message of a conversation about the order, as everyone may read it (R7.1).

    What a person wrote is masked; the house says no secrets.
    """
    body: dict[str, Any] = {
        "ticket": ticket,
        "author": str(message.author),
        "said": str(message.kind),
        "text": mask(message.text).text if message.by else message.text,
    }
    if case_number:
        body["case"] = case_number
    if message.text_en:
        body["en"] = message.text_en
    return Item("conversation", _SPEAKS_AS[message.author], body)


def of_import(new: NewOrder, product: "Product") -> tuple[Item, ...]:
    """What another shop's books say of an order: it comes with its whole past."""
    items = [order_snapshot(new, product), payment_record(new.number, new.tenders, new.paid_at)]
    said = new.supplier or SupplierAnswer("success" if new.completed_at else "")
    if said.status:
        done = {"completed_at": _moment(new.completed_at)} if new.completed_at else {}
        items.append(delivery_record("supplier" if new.supplier else "platform", said, **done))
    items.append(activation_record(_usages(new.units)))
    if new.renewal.state:
        items.append(renewal_record("platform", new.renewal))
    return tuple(items)


def identity_record(document: str, *, guardian: bool = False, carried: bool = False) -> Item:
    """That somebody's identity was checked and matched (R6.1): nothing of who they are."""
    body = {"outcome": "match", "document": document, **({"carried": True} if carried else {})}
    return Item("guardian_check" if guardian else "identity_record", "platform", body)


def renewal_record(source: str, renewal: Renewal) -> Item:
    """What is known of a reminder before an automatic renewal (H5): by the books, or by staff."""
    body: dict[str, Any] = {"renewal": renewal.state}
    if renewal.reminded_at:
        body["reminded_at"] = _moment(renewal.reminded_at)
    return Item("renewal_record", source, body)


def guardian_declared(said: Declaration) -> Item:
    """Who spoke for the child, and which text they agreed to; the contact is kept beside (H3)."""
    body = {"relation": said.relation, "minor_age": said.minor_age, "consent": said.consent}
    return Item("guardian", "buyer", body)


def with_application(photo: Photograph) -> tuple[Item, ...]:
    """What is attached when somebody applies: the usage in this moment, and an older order's
    payment, which had no record of its own."""
    units = photo.order.units
    items = []
    if photo.order.paid_at and not any(item.kind == "payment_record" for item in photo.kept):
        legs = [NewTender(leg.route, leg.amount_minor) for leg in photo.order.tenders]
        items.append(payment_record(photo.number, legs, photo.order.paid_at))
    if all(unit.usage != "unknown" for unit in units):
        items.append(activation_record((unit.usage, unit.used_days) for unit in units))
    return tuple(items)


def kept_then(photo: Photograph) -> tuple[Kept, ...]:
    """What is on the chain once somebody has applied."""
    kinds = {item.kind for item in photo.kept}
    due = [item for item in with_application(photo) if item.kind not in kinds]
    return (*photo.kept, *(Kept(item.kind, item.source, None) for item in due))


def facts_of(photo: Photograph, fresh: frozenset[str] = frozenset()) -> ApplicationFacts:
    """What is here when an application is decided: ``fresh`` pictures, older ones, our records."""
    kept = kept_then(photo)
    return ApplicationFacts(
        evidence=fresh | pictures_of(kept),
        on_record=spared(kept),
        one_click_30d=photo.one_click_30d,
    )


def of_application(photo: Photograph, application: RefundApplication) -> tuple[Item, ...]:
    """What the buyer hands in, behind what we attach ourselves."""
    said: dict[str, Any] = {"reason": application.reason, "text": application.narrative}
    if application.person_wanted:
        said["person_wanted"] = True
    pictures = [
        Item(file.kind, "buyer", {"copy": file.copy_digest}, file.digest)
        for file in application.files
    ]
    spoke = [guardian_declared(application.guardian)] if application.guardian else []
    return (*with_application(photo), Item("narrative", "buyer", said), *spoke, *pictures)


def _usages(units: Sequence[NewUnit]) -> list[tuple[str, int]]:
    return [(unit.usage, unit.used_days) for unit in units]


def _reference(number: str, reference: str) -> dict[str, str]:
    if not reference:
        return {}
    ends = f"{reference[:SHOWN_DIGITS]}****{reference[-SHOWN_DIGITS:]}"
    long = len(reference) > 3 * SHOWN_DIGITS
    return {
        "reference": ends if long else "****",
        "reference_digest": digest_of([number, reference]),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
