"""What each reason needs and what is there: asked for is only what we do not have (R2.4, R7.2)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.evidence_list import Arriving, Checklist, Kept, checklist, spared

AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
OURS = tuple(
    Kept(kind, "platform", AT)
    for kind in ("order_snapshot", "payment_record", "delivery_record", "activation_record")
)
# Reason: what a buyer still has to send when our records hold all that we can know.
ASKED = {
    "WRONG_ACCOUNT": "error_screenshot|arrival_record",
    "WRONG_ZONE": "error_screenshot|zone_screenshot",
    "WRONG_PRODUCT": "",
    "DUPLICATE_ORDER": "",
    "NOT_ACTIVATED": "",
    "NOT_ARRIVED": "not_arrived_proof",
    "TOPUP_FAILED": "error_screenshot",
    "KEY_NOT_DELIVERED": "",
    "KEY_INVALID": "key_error_screenshot",
    "SYSTEM_ERROR": "error_screenshot",
    "DELAYED": "",
    "UNDER_DELIVERED": "recharge_history",
    "NOT_AS_DESCRIBED": "actual_screenshot",
    "OUT_OF_STOCK": "",
    "OVERCHARGED": "payment_proof",  # our own record is the very thing in question
    "SERVICE_INTERRUPTED": "interruption_proof",
    "REGION_LOCKED": "region_error_screenshot",
    "AUTO_RENEWAL": "",
    "UNAUTHORIZED": "police_report|payment_dispute_proof",
    "MINOR": "guardian_id minor_id guardianship_proof",
    "DEVICE_ISSUE": "",
    "OTHER": "chat_record|error_screenshot",
}


def listed(
    reason: str, kept: tuple[Kept, ...] = OURS, arriving: tuple[Arriving, ...] = ()
) -> Checklist:
    """The list of a reason, asking for what the policy finds missing."""
    row = POLICY.reasons[reason]
    sent = frozenset(item.kind for item in kept if item.source == "buyer")
    asks = row.missing(sent | row.proved(spared(kept)))
    return checklist(POLICY, row, asks, kept, arriving)


def needs(found: Checklist) -> str:
    """What is still asked for, a group as one."""
    groups = dict.fromkeys(
        item.either.removeprefix("any_of:") or item.kind for item in found.missing
    )
    return " ".join(groups)


def test_the_table_names_every_reason() -> None:
    assert list(ASKED) == list(POLICY.reasons)
    assert len(ASKED) == 22


@pytest.mark.parametrize(("reason", "asked"), ASKED.items())
def test_asked_for_is_only_what_we_do_not_have(reason: str, asked: str) -> None:
    found = listed(reason)
    assert needs(found) == asked
    ours = [item for item in found.items if item.by == "platform"]
    assert {item.state for item in ours} == {"there"}
    assert {item.at for item in ours} == {AT}
    assert {"order_screenshot", "delivery_record", "activation_record"} <= {i.kind for i in ours}
    count = len(asked.split())
    assert (found.have, found.needed) == (len(ours), len(ours) + count)
    assert found.complete is (not asked)


@pytest.mark.parametrize("reason", [reason for reason, asked in ASKED.items() if asked])
def test_one_of_each_is_enough(reason: str) -> None:
    names = [need.split("|")[0] for need in ASKED[reason].split()]
    sent = tuple(Kept(name, "buyer", AT + timedelta(hours=1)) for name in names)
    found = listed(reason, OURS + sent)
    assert found.complete
    assert found.missing == ()
    assert found.needed == listed(reason).needed
    rest = [item for item in found.items if item.state == "optional"]
    assert all(item.either and not item.required for item in rest)


@pytest.mark.parametrize("reason", ASKED)
def test_every_line_has_words_in_both_languages_and_says_what_to_show(reason: str) -> None:
    for item in listed(reason).items:
        assert all(item.words), item
        assert item.words.zh != item.kind, item
        if item.state == "missing":
            assert all(item.hint or [""]), item


def test_without_a_record_of_ours_the_line_is_left_out_and_not_asked_of_the_buyer() -> None:
    found = listed("NOT_ACTIVATED", ())
    assert found.items == ()
    assert (found.have, found.needed) == (0, 0)


def test_an_error_that_we_showed_need_not_be_photographed() -> None:
    shown = Kept("error_shown", "platform", AT)
    found = listed("TOPUP_FAILED", (*OURS, shown))
    assert needs(found) == ""
    (line,) = [item for item in found.items if item.kind == "error_screenshot"]
    assert (line.state, line.by, line.required) == ("there", "platform", True)


def test_a_picture_on_its_way_counts_once_it_is_whole() -> None:
    def state_of(*states: str) -> tuple[str, int]:
        coming = tuple(Arriving("not_arrived_proof", state, AT) for state in states)
        found = listed("NOT_ARRIVED", arriving=coming)
        (line,) = [item for item in found.items if item.kind == "not_arrived_proof"]
        return line.state, found.needed - found.have

    assert state_of() == ("missing", 1)
    assert state_of("refused") == ("refused", 1)
    assert state_of("refused", "uploading") == ("uploading", 1)
    assert state_of("ready", "uploading", "refused") == ("there", 0)


def test_what_the_facts_make_needless_is_not_asked_for() -> None:
    row = POLICY.reasons["NOT_ARRIVED"]  # the supplier says itself that nothing arrived
    assert checklist(POLICY, row, (), OURS).complete


def test_words_of_ones_own_are_asked_for_and_time_is_not() -> None:
    row = POLICY.reasons["NOT_ACTIVATED"]
    found = checklist(POLICY, row, ("description", "wait_until_promised", "identity_check"), OURS)
    assert needs(found) == "description identity_check"


def test_what_was_sent_for_another_reason_is_still_listed() -> None:
    found = listed("NOT_ACTIVATED", (*OURS, Kept("chat_record", "buyer", AT)))
    (line,) = [item for item in found.items if item.by == "buyer"]
    assert (line.kind, line.state, line.required) == ("chat_record", "there", False)
    assert found.complete


def test_the_count_is_said_in_both_languages() -> None:
    found = listed("NOT_ARRIVED")
    assert found.words.zh == "已有 3 / 4 项"
    assert found.words.en == "3 of 4 are here"
