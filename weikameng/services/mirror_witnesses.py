"""A mirror asks witnesses what the log has shown to them: another history than ours convicts it,
though the log itself would never show us both.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from weikameng.domain import witness_words as say
from weikameng.domain.words import Words
from weikameng.gateways.log_folder import LogFolder
from weikameng.gateways.log_site import LogSite, SiteTrouble
from weikameng.gateways.payments.line import Line, new_client
from weikameng.gateways.witness.asking import WitnessLine, WitnessTrouble
from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.frontier import frontier_of
from weikameng.ledger.hashing import HASH_BYTES
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import parse_note
from weikameng.ledger.offline import Outcome, Trust, check_growth, check_head
from weikameng.ledger.proofs import consistency_proof, consistency_ranges
from weikameng.ledger.subtrees import Range
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import TILE_WIDTH, tiles_for
from weikameng.ledger.trust_policies import Known, TrustPolicy
from weikameng.services.mirroring import MirrorTrouble

_TILE_BYTES = TILE_WIDTH * HASH_BYTES


def compare(prefix: str, folder: Path, key: VerifierKey, policy: TrustPolicy) -> Iterator[Words]:
    """Hold the copy against what each witness with an address cosigned last; say what came of it.

    Raises MirrorTrouble when both can't be true; the two signed heads are kept then.
    """
    mirror = LogFolder(folder)
    kept = mirror.read("checkpoint")
    if kept is None:
        return
    ours = parse_checkpoint(parse_note(kept).text)
    for one in policy.witnesses:
        if not one.url:
            continue
        try:
            note = WitnessLine(one.url, Line(new_client())).latest(key.name)
            theirs = _head_in(note, key, one)
            agrees = _agree(mirror, prefix, ours, theirs) if theirs else True
        except WitnessTrouble as trouble:
            yield say.not_compared(one.name, trouble.code)
        except SiteTrouble as trouble:
            yield say.not_compared(one.name, str(trouble))
        else:
            if theirs and note and not agrees:
                where = str(mirror.keep_both(kept, note))
                raise MirrorTrouble("split_view", say.shown_another(one.name, theirs.size, where))
            yield say.compared(one.name, theirs.size if theirs else 0)


def _head_in(note: bytes | None, key: VerifierKey, witness: Known) -> Checkpoint | None:
    if note is None:
        return None
    checked = check_head(note, Trust(key.name, (key,), (witness.key,), 1))
    if checked.outcome is not Outcome.HOLDS:
        raise WitnessTrouble(checked.outcome)
    return checked.checkpoint


def _agree(mirror: LogFolder, prefix: str, ours: Checkpoint, theirs: Checkpoint) -> bool:
    """Whether the larger begins with the smaller: out of our copy, or out of the log's tiles."""
    if theirs.size <= ours.size:
        return _grew(lambda path: mirror.read(path) or b"", theirs, ours)
    with LogSite(prefix) as site:
        return _grew(lambda path: site.get(path, _TILE_BYTES), ours, theirs)


def _grew(read: Callable[[str], bytes], old: Checkpoint, new: Checkpoint) -> bool:
    """Raises WitnessTrouble where the tiles are not those of the larger head: that shows nothing
    about the smaller one."""
    if not 0 < old.size < new.size:  # the empty tree begins every other
        return check_growth(old, new, ()) is Outcome.HOLDS
    wanted = tiles_for((Range(0, new.size), *consistency_ranges(old.size, new.size)), new.size)
    hashes = TileHashes({(one.level, one.index): read(one.path) for one in wanted})
    try:
        root = frontier_of(new.size, hashes).root
        proof = consistency_proof(old.size, new.size, hashes)
    except Malformed as error:
        raise WitnessTrouble(error.code) from None
    if root != new.root:
        raise WitnessTrouble("tiles")
    return check_growth(old, new, proof) is Outcome.HOLDS
