"""Disputes: where one stands, who signs, who is drawn, what can be signed, what a key proves."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from weikameng.domain import dispute_words as words
from weikameng.domain.disputes import (
    Asked,
    Facts,
    Filed,
    Phase,
    Seat,
    Side,
    Viewer,
    draw,
    majority,
    pauses_of,
    phase_of,
    seats_for,
)
from weikameng.domain.errors import Refusal
from weikameng.domain.rulings import (
    BEARER_WORDS,
    BEARERS,
    OUTCOMES,
    About,
    Draft,
    Outcome,
    checked,
    document_of,
)
from weikameng.ledger.digest import canonical
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.lives import step
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.rulings import check_ruling, vouching
from weikameng.ledger.ways import Goal, way_to

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NEW = Facts(1, 0, False, False, False, False, False)
DRAFT = Draft(Outcome.PART, ("B1",), "到账属实,但没有提示不能撤回。", amount_minor=500)
ABOUT = About("4", "2", "1", "2026.1", "ab", "donghai", 3)
BODY = SigningKey("donghai.example/body", bytes(range(32)))


@pytest.mark.parametrize(
    ("facts", "phase"),
    [
        (NEW, Phase.EXCHANGE),
        (replace(NEW, accepted=1), Phase.EXCHANGE),
        (replace(NEW, unsealed=True), Phase.SEATING),
        (replace(NEW, unsealed=True, accepted=1), Phase.HEARING),
        (replace(NEW, unsealed=True, accepted=1, asked_open=True), Phase.WAITING),
        (replace(NEW, unsealed=True, accepted=1, drafted=True), Phase.SIGNING),
        (replace(NEW, unsealed=True, accepted=1, drafted=True, asked_open=True), Phase.WAITING),
        (replace(NEW, unsealed=True, accepted=1, ruled=True), Phase.RULED),
        (replace(NEW, unsealed=True, ruled=True, carried_out=True), Phase.DONE),
    ],
)
def test_where_a_dispute_stands_follows_from_what_is_there(facts: Facts, phase: Phase):
    assert phase_of(facts) is phase


def test_most_of_the_panel_must_sign():
    assert [majority(seats) for seats in (1, 3)] == [1, 2]


def test_three_decide_from_the_amount_on_that_the_body_names():
    assert [seats_for(fen, 15_000) for fen in (14_999, 15_000)] == [1, 3]
    assert seats_for(10**9, None) == 1


def test_the_draw_follows_from_the_number_alone():
    names = ["helv", "fanglv", "sulv"]
    assert draw("4001", 1, names) == draw("4001", 1, reversed(names))
    firsts = {draw(str(number), 1, names)[0] for number in range(60)}
    assert firsts == set(names)


def test_only_waiting_for_the_buyer_stops_the_promised_time():
    asked = [(Side.SHOP, AT, None), (Side.BUYER, AT, None)]
    assert [one.since for one in pauses_of(asked)] == [AT]
    assert len(pauses_of(asked)) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"clauses": ()}, "clauses"),
        ({"clauses": ("Z9",)}, "clauses"),
        ({"reasons": "短"}, "reasons"),
        ({"bearer": "buyer"}, "reasons"),
        ({"amount_minor": 0}, "amount"),
        ({"amount_minor": 1_000}, "amount"),
        ({"amount_minor": -5}, "amount"),
    ],
)
def test_a_draft_that_can_not_be_signed_is_refused(wrong: dict, code: str):
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == code):
        checked(replace(DRAFT, **wrong), frozenset({"B1"}), 1_000)


def test_nothing_can_be_granted_where_nothing_is_left():
    known = frozenset({"B1"})
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "nothing_left"):
        checked(replace(DRAFT, outcome=Outcome.FULL), known, 0)
    assert checked(replace(DRAFT, outcome=Outcome.NONE), known, 0).outcome is Outcome.NONE


def test_a_document_says_what_goes_back():
    whole = document_of(replace(DRAFT, outcome=Outcome.FULL), ABOUT, 1_000, AT)
    part, none = document_of(DRAFT, ABOUT, 1_000, AT), replace(DRAFT, outcome=Outcome.NONE)
    nothing = document_of(none, ABOUT, 1_000, AT)
    assert [one["amount_minor"] for one in (whole, part, nothing)] == [1_000, 500, 0]
    assert part["drafted_at"] == "2026-11-23T02:00:00Z"


def signed(seats: int, own: int, kept: int) -> dict:
    """The item of a ruling with so many signatures."""
    document = canonical(document_of(DRAFT, replace(ABOUT, seats=seats), 1_000, AT)).decode()
    rows = []
    for place in range(own + kept):
        key = SigningKey(f"key-{place}", bytes([place + 1] * 32))
        name, vkey = f"lawyer-{place}", key.verifier.vkey
        row = {"arbitrator": name, "key": vkey, "strength": "own" if place < own else "kept"}
        row["signature"] = base64_of(key.sign(document.encode()))
        said = vouching("donghai", name, vkey)
        row["certificate"] = base64_of(BODY.sign(said)) if place < own else ""
        rows.append(row)
    return {"document": document, "body_key": BODY.verifier.vkey, "signatures": rows}


def test_a_ruling_holds_by_the_signatures_of_a_majority():
    assert check_ruling(signed(3, 2, 0), "2").own == 2
    assert check_ruling(signed(3, 1, 1), "2").own == 1
    assert check_ruling(signed(1, 0, 1), "2").signed == 1


@pytest.mark.parametrize("wrong", ["short", "twice", "text", "case", "certificate", "signature"])
def test_a_ruling_that_was_tampered_with_fails(wrong: str):
    body, case = signed(3, 2, 0), "2"
    first, second = body["signatures"]
    if wrong == "short":
        body["signatures"] = [first]
    elif wrong == "twice":
        body["signatures"] = [first, first]
    elif wrong == "text":
        body["document"] = body["document"].replace('"amount_minor":500', '"amount_minor":900')
    elif wrong == "case":
        case = "3"
    elif wrong == "certificate":
        first["certificate"] = second["certificate"]
    else:
        first["signature"] = second["signature"]
    with pytest.raises(Malformed):
        check_ruling(json.loads(json.dumps(body)), case)


def test_everything_has_words_in_both_languages():
    for names, told in (
        (Phase, words.PHASES),
        (Phase, words.NEXT),
        (Side, words.SIDES),
        (Filed, words.FILED),
        (Seat, words.SEATS),
        (Asked, words.ASKED),
        (Viewer, words.SEES),
        (Outcome, OUTCOMES),
    ):
        assert set(told) == set(names)
        assert all(one.zh and one.en for one in told.values())
    assert set(BEARER_WORDS) == set(BEARERS)


@pytest.mark.parametrize("use", ["delivered", "activated", "used"])
def test_a_good_in_dispute_is_ruled_on_before_anything_else(use: str):
    state = use
    for goal, ends in (
        (Goal.DISPUTED, f"{use}+frozen+disputed"),
        (Goal.APPROVED, f"{use}+frozen+approved"),
        (Goal.RETURNED, "voided"),
    ):
        for event in way_to(state, goal):
            state = step(state, event) or ""
        assert state == ends or state.startswith("voided")
    kept = f"{use}+frozen+disputed"
    for event in way_to(kept, Goal.KEPT):
        kept = step(kept, event) or ""
    assert kept == use
