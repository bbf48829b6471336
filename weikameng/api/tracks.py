"""Special cases through the API (H3-H5, H7): a guardian's declaration in, a case's track out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from weikameng.api.words import Said, said
from weikameng.domain.guardians import CONSENT_WORDS, MAX_CONTACT, Declaration, declared
from weikameng.domain.tracks import Track

MAX_RELATION, MOST_YEARS = 12, 200


class GuardianIn(Schema):
    """Who speaks for the child, needed once with the reason MINOR. Refusals name the field."""

    relation: str = Field(
        max_length=MAX_RELATION, description="parent, grandparent, sibling or appointed"
    )
    age: int = Field(ge=0, le=MOST_YEARS, description="of the child at the purchase, at most 17")
    contact: str = Field(max_length=MAX_CONTACT, description="a mobile number or mail box")
    consent: bool = Field(description=f"the guardian agreed to: {CONSENT_WORDS.en}")


class RowOut(Schema):
    """One thing on record: what it is called, what it says."""

    name: Said
    value: Said


class TrackOut(Schema):
    """A special case: what happens next and by when, what is on record, what to do."""

    name: str = Field(description="guardian, unauthorised, renewal, device or chargeback")
    title: Said
    next: Said
    by: datetime | None
    rows: Sequence[RowOut]
    steps: Sequence[Said]


def guardian_of(sent: GuardianIn | None) -> Declaration | None:
    """Return what was declared; Refusal naming the field that will not do."""
    if sent is None:
        return None
    return declared(sent.relation, str(sent.age), sent.contact, agreed=sent.consent)


def track_out(track: Track | None) -> dict[str, Any] | None:
    """Return a track as answers carry it; None for ordinary cases."""
    if track is None:
        return None
    return {
        "name": track.name,
        "title": said(track.title),
        "next": said(track.next),
        "by": track.by,
        "rows": [{"name": said(name), "value": said(value)} for name, value in track.rows],
        "steps": [said(step) for step in track.steps],
    }
