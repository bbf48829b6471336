"""The proofs of a case file: the log holds these histories, and they are of this very order."""

from collections.abc import Iterator, Mapping

from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.claims import Claims, Proven
from weikameng.ledger.case_file.findings import About, Finding, How
from weikameng.ledger.commitments import opens
from weikameng.ledger.committed import DOMAINS, claim_value, order_value
from weikameng.ledger.good_bundles import BundleOutcome, CheckedBundle, check_bundle
from weikameng.ledger.keys import parse_vkey
from weikameng.ledger.malformed import Malformed


def check_log(claims: Claims, documents: Mapping[str, bytes]) -> Iterator[Finding]:
    """Check every bundle up to a checkpoint signed by the log's key, which the shop's signature on
    the file vouches for; then whether its commitments are opened by this order."""
    there = {name for name in documents if name.startswith(names.LOG)}
    if not there and not claims.goods:
        yield Finding(About.LOG, How.OPEN)
    elif there != {good.file for good in claims.goods}:
        yield Finding(About.LOG, How.BROKEN, 0, "missing")
    else:
        yield from _proofs(claims, documents)


def _proofs(claims: Claims, documents: Mapping[str, bytes]) -> Iterator[Finding]:
    try:
        key = parse_vkey(claims.log_key)
    except Malformed as problem:
        yield Finding(About.LOG, How.BROKEN, 0, problem.code)
        return
    bundles = [(good, check_bundle(documents[good.file], key)) for good in claims.goods]
    for good, found in bundles:
        outcome = found.outcome
        if outcome is BundleOutcome.HOLDS and good.file != names.bundle(found.good.hex()):
            outcome = BundleOutcome.OTHER_GOOD
        if outcome is not BundleOutcome.HOLDS:
            yield Finding(About.LOG, How.BROKEN, 0, f"{outcome}:{found.detail}")
            return
    yield Finding(About.LOG, How.HOLDS, len(bundles), claims.log_key)
    yield from _activations([found for _, found in bundles if not found.is_case])
    yield _bound(claims, bundles)


def _activations(goods: list[CheckedBundle]) -> Iterator[Finding]:
    """How many were activated; of the others it counts up to when that is excluded."""
    activated = [one for one in goods if one.activation]
    moments = [one.as_of for one in goods if one.as_of and not one.activation]
    if activated:
        yield Finding(About.ACTIVATED, How.HOLDS, len(activated))
    if moments:
        until = f"{min(moments):%Y-%m-%d %H:%M:%S} UTC"
        yield Finding(About.UNTOLD, How.HOLDS, len(moments), until)


def _bound(claims: Claims, bundles: list[tuple[Proven, CheckedBundle]]) -> Finding:
    """A good without commitments, or whose salt is gone, is of nobody: that is told, not failed."""
    states = [_opened(claims, good.salt, found) for good, found in bundles]
    if False in states:
        return Finding(About.BOUND, How.BROKEN, 0, bundles[states.index(False)][0].file)
    loose = states.count(None)
    how = How.OPEN if loose else How.HOLDS
    return Finding(About.BOUND, how, len(states) - loose, str(loose or ""))


def _opened(claims: Claims, salt: bytes, found: CheckedBundle) -> bool | None:
    """Whether this order or case opens a commitment of the history; None with none to open."""
    values = {"order": order_value(claims.order), "claim": claim_value(claims.case)}
    made = [
        (event.commit[place], place)
        for event in found.events
        for place in values
        if place in event.commit
    ]
    if not salt or not made:
        return None
    return any(opens(one, salt, DOMAINS[place], values[place]) for one, place in made)
