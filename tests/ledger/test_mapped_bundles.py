"""A bundle with the map's proof leaves nothing out, or proves that there is nothing; whatever is
changed in it, or was kept back, is found by name.
"""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.cast_of_log import LOG, ORIGIN
from tests.ledger.logs_with_maps import ABSENT, LIFE, NEXT, STRANGER, E, MappedLog
from weikameng.ledger.bundle_parts import BundleOutcome, CheckedBundle
from weikameng.ledger.good_bundles import check_bundle
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.mapped_bundles import MappedBundle, _digest, _text

GOOD, *OTHERS = (bytes([number] * 16) for number in range(1, 9))


def log(*types: E, by=None) -> MappedLog:
    made = MappedLog()
    for other in OTHERS:
        made.happens(other, *LIFE)
    made.happens(GOOD, *(types or LIFE), **({"by": by} if by else {}))
    return made


def told(*types: E) -> MappedLog:
    made = log(*types)
    made.says_map(GOOD, *OTHERS)
    return made


WHOLE = told().bundle(GOOD)
NOTHING = told().bundle(ABSENT)


def checked(made: MappedBundle) -> CheckedBundle:
    return check_bundle(made.encoded(), LOG.verifier)


def outcome(made: MappedBundle) -> BundleOutcome:
    return checked(made).outcome


def test_a_whole_history_holds_and_says_up_to_when_nothing_else_was_told():
    found = checked(WHOLE)
    assert (found.outcome, found.signed, found.origin) == (BundleOutcome.HOLDS, True, ORIGIN)
    assert tuple(event.type for event in found.events) == LIFE
    assert (found.state, found.activation, found.is_case) == ("delivered", None, False)
    assert (found.as_of.isoformat(), found.covered) == ("2026-11-23T08:01:00+00:00", 33)


def test_an_activation_is_told_when_it_happened():
    found = checked(told(*LIFE, E.ACTIVATED, E.USED).bundle(GOOD))
    assert found.activation.type is E.ACTIVATED


def test_that_there_is_nothing_holds_too():
    found = checked(NOTHING)
    assert (found.outcome, found.events, found.state) == (BundleOutcome.HOLDS, (), "")
    assert found.as_of is not None


def test_an_empty_map_has_nothing():
    made = MappedLog()
    made.says_map()
    assert outcome(made.bundle(GOOD)) is BundleOutcome.HOLDS


def test_without_the_logs_key_all_but_the_signature_is_checked():
    found = check_bundle(WHOLE.encoded(), None)
    assert (found.outcome, found.signed) == (BundleOutcome.HOLDS, False)
    stranger = SigningKey(ORIGIN, bytes(32)).verifier
    assert check_bundle(WHOLE.encoded(), stranger).outcome is BundleOutcome.NOT_SIGNED


def test_an_activation_kept_back_is_found_whatever_is_left_of_the_history():
    whole = told(*LIFE, E.ACTIVATED).bundle(GOOD)
    for left in range(5):
        assert outcome(replace(whole, events=whole.events[:left])) is BundleOutcome.NOT_IN_MAP


def test_a_history_is_not_absent_nor_what_is_absent_a_history():
    assert outcome(replace(WHOLE, events=(), lookup=NOTHING.lookup)) is BundleOutcome.NOT_IN_MAP
    assert outcome(replace(NOTHING, lookup=WHOLE.lookup)) is BundleOutcome.NOT_IN_MAP
    other = told().bundle(OTHERS[0])
    assert outcome(replace(WHOLE, lookup=other.lookup)) is BundleOutcome.NOT_IN_MAP


def test_a_map_that_hides_what_the_log_holds_does_not_fit_its_bundle():
    made = log()
    made.says_map(*OTHERS)  # the good is in the log, and not in the map
    assert outcome(made.bundle(GOOD)) is BundleOutcome.NOT_IN_MAP


def test_what_came_after_the_map_is_shown_with_its_own_proofs():
    made = told()
    made.happens(GOOD, E.REVEALED)
    made.adds_key(NEXT)
    made.happens(GOOD, E.ACTIVATED, by=NEXT)
    found = checked(made.bundle(GOOD))
    assert (found.outcome, found.covered) == (BundleOutcome.HOLDS, 33)
    assert (found.state, found.activation.type) == ("activated", E.ACTIVATED)
    whole = made.bundle(GOOD)
    revealed, added, activated = whole.since
    for since, wrong in (
        ((revealed, activated), BundleOutcome.UNKNOWN_SIGNER),  # the key is kept back
        ((added, activated), BundleOutcome.BROKEN_CHAIN),
        ((activated, added, revealed), BundleOutcome.UNKNOWN_SIGNER),
        ((revealed, added, activated, activated), BundleOutcome.BROKEN_CHAIN),
        ((replace(revealed, index=3), added, activated), BundleOutcome.NOT_INCLUDED),
        ((made.proven(whole.root.index),), BundleOutcome.MALFORMED),
    ):
        assert outcome(replace(whole, since=since)) is wrong


def test_a_good_that_is_newer_than_the_map_is_shown_all_the_same():
    made = log()
    made.says_map(GOOD, *OTHERS)
    made.happens(ABSENT, E.ISSUED)
    found = checked(made.bundle(ABSENT))
    assert (found.outcome, len(found.events)) == (BundleOutcome.HOLDS, 1)


def test_the_keys_must_be_all_the_log_had_added():
    made = MappedLog()
    made.adds_key(NEXT)
    made.happens(GOOD, *LIFE)
    made.says_map(GOOD)
    whole = made.bundle(GOOD)
    assert outcome(whole) is BundleOutcome.HOLDS
    assert outcome(replace(whole, keys=whole.keys[:1])) is BundleOutcome.OTHER_KEYS
    assert outcome(replace(whole, keys=())) is BundleOutcome.OTHER_KEYS


def test_a_root_of_the_map_nobody_known_signed_is_found():
    made = log()
    made.says_map(GOOD, *OTHERS, by=STRANGER)
    assert outcome(made.bundle(GOOD)) is BundleOutcome.UNKNOWN_SIGNER


def test_an_event_nobody_known_signed_is_found():
    made = log(by=STRANGER)
    made.says_map(GOOD, *OTHERS)
    assert outcome(made.bundle(GOOD)) is BundleOutcome.UNKNOWN_SIGNER


def test_a_root_over_more_entries_than_stand_before_it_is_no_root():
    made = log()
    made.says_map(GOOD, *OTHERS, size=34)
    assert outcome(made.bundle(GOOD)) is BundleOutcome.MALFORMED


def test_a_root_that_is_not_in_the_log_is_found():
    made = replace(WHOLE, root=replace(WHOLE.root, index=WHOLE.root.index - 1))
    assert outcome(made) is BundleOutcome.NOT_INCLUDED
    other = log()
    other.says_map(GOOD)
    mixed = replace(WHOLE, root=other.bundle(GOOD).root)
    assert outcome(mixed) is BundleOutcome.NOT_INCLUDED


def test_a_life_that_cannot_be_and_one_of_another_good_are_found():
    assert outcome(told(E.ISSUED, E.ACTIVATED).bundle(GOOD)) is BundleOutcome.IMPOSSIBLE_LIFE
    proven = told().proven(1)
    assert outcome(replace(WHOLE, since=(proven,))) is BundleOutcome.BROKEN_CHAIN


@given(st.data())
def test_no_changed_byte_holds_even_without_the_key_and_none_raises(data):
    content = bytearray(data.draw(st.sampled_from([WHOLE, NOTHING])).encoded())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    for key in (LOG.verifier, None):
        assert check_bundle(bytes(content), key).outcome is not BundleOutcome.HOLDS


def resealed(path: list[object], value: object) -> bytes:
    """The bundle with one value put in, and its digest made right again."""
    content = json.loads(WHOLE.encoded())
    del content["digest"]
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return _text(content | {"digest": _digest(content)})


@pytest.mark.parametrize(
    "value", [None, 1, -1, 2**70, 1.5, "x", "\ud800", [], [[]], {}, {"said": 1}]
)
@pytest.mark.parametrize(
    "path",
    [
        *([name] for name in ("good", "checkpoint", "keys", "map", "events", "since", "type", "v")),
        *(["map", name] for name in ("index", "root", "proof", "lookup")),
        *(
            ["events", 1, *more]
            for more in ([], ["said"], ["sig"], ["said", "at"], ["said", "seq"])
        ),
        *(["keys", 0, *more] for more in ([], ["said"], ["sig"], ["said", "key"])),
        *(["events", 0, "sig", 0, *more] for more in ([], [0], [1])),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_whoever_knows_the_form_gains_nothing_by_sealing_it_anew(path, value):
    found = check_bundle(resealed(path, value), LOG.verifier)
    if path == ["since"] and value == []:
        assert found.outcome is BundleOutcome.HOLDS  # it was empty
    else:
        assert found.outcome is not BundleOutcome.HOLDS
