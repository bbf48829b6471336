"""Anchoring against a node in a process of its own: down, slow, reorganised, split (R11.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import connection

from tests.chain_node import ChainNode, chain_node, nobody, node_of_another_hand
from weikameng.domain.anchoring import AnchorOrder, AnchorRules, AnchorState, ChainError
from weikameng.domain.anchoring import ChainTrouble as Trouble
from weikameng.gateways.chain.evm import EvmChain
from weikameng.ledger.hashing import leaf_hash
from weikameng.records.models.anchors import Anchor
from weikameng.records.models.log import LogAlarm
from weikameng.records.reading import anchors as reading
from weikameng.records.reading import log as log_reading
from weikameng.records.reading.log import SignedHead
from weikameng.records.writing import log as log_writing
from weikameng.records.writing.log import NewEntry
from weikameng.services.anchoring import WATCH_SECONDS, Anchorer, AnchorRefused, Wait

pytestmark = pytest.mark.django_db
RULES = AnchorRules(every=timedelta(seconds=1), depth=2)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChainNode]:
    with chain_node(tmp_path_factory.mktemp("chain")) as running:
        yield running


@dataclass
class Stage:
    """A log, its anchorer and a clock that only moves when told."""

    node: ChainNode
    origin: str
    at: datetime
    anchorer: Anchorer

    @property
    def chain(self) -> EvmChain:
        return self.node.chain(self.origin)

    def grow(self, entries: int, salt: str = "") -> int:
        """Append entries and sign; return the size."""
        log_writing.begin()
        head = log_reading.head()
        assert head is not None
        leaves = [f"{salt}{head.size + n}".encode() for n in range(entries)]
        grown = log_writing.append(head, [NewEntry(one, leaf_hash(one)) for one in leaves], 0)
        log_writing.keep_checkpoint(SignedHead(grown.size, grown.root, "note", self.at))
        return grown.size

    def round(self, seconds: float = 1.0) -> Wait:
        """Let time pass, then do what is due."""
        self.at += timedelta(seconds=seconds)
        return self.anchorer.round(self.at)

    def mine(self, blocks: int = 1) -> None:
        self.node.mine(blocks)

    def states(self) -> list[tuple[int, str]]:
        return list(Anchor.objects.order_by("id").values_list("checkpoint_id", "state"))

    def restarted(self) -> "Stage":
        return replace(self, anchorer=Anchorer(self.chain, RULES))


@pytest.fixture
def stage(node: ChainNode, request: pytest.FixtureRequest) -> Stage:
    node.mine()  # what an earlier test left waiting
    origin = request.node.name
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return Stage(node, origin, at, Anchorer(node.chain(origin), RULES))


def test_a_checkpoint_is_sent_mined_and_final(stage: Stage) -> None:
    size = stage.grow(5)
    assert stage.round() == Wait(0.1)
    assert stage.states() == [(5, "sent")]
    stage.mine()
    assert stage.round() == Wait(1.0, news=True)
    assert stage.states() == [(5, "mined")]
    stage.mine(2)
    assert stage.round() == Wait(WATCH_SECONDS, news=True)
    (anchor,) = reading.newest()
    assert anchor.state is AnchorState.FINAL
    assert anchor.gas is not None
    assert stage.chain.root_of(size) == anchor.root == log_reading.published().root


def test_later_checkpoints_do_not_wait_for_earlier_ones(stage: Stage) -> None:
    for entries in (3, 4, 5):
        stage.grow(entries)
        stage.round()
    assert stage.states() == [(3, "sent"), (7, "sent"), (12, "sent")]
    stage.mine()
    stage.round()
    assert stage.states() == [(3, "mined"), (7, "mined"), (12, "mined")]
    assert {one.block for one in reading.newest()} == {reading.newest()[0].block}


def test_checkpoints_in_between_are_passed_over_and_one_proof_closes_the_gap(stage: Stage) -> None:
    stage.grow(3)
    stage.round()
    for entries in (1, 1, 1, 60):
        stage.grow(entries)
        stage.round(seconds=0.1)
    assert stage.round() == Wait(0.1)
    assert stage.states() == [(3, "sent"), (66, "sent")]
    stage.mine()
    stage.round()
    assert stage.states() == [(3, "mined"), (66, "mined")]


def test_a_log_that_did_not_grow_is_not_anchored_again(stage: Stage) -> None:
    stage.grow(3)
    stage.round()
    stage.mine(3)
    for _ in range(3):
        stage.round(seconds=60)
    assert stage.states() == [(3, "final")]


def test_a_node_that_is_down_costs_nothing_but_time(stage: Stage) -> None:
    up, down = stage.anchorer.chain, EvmChain(nobody(), stage.node.account, bytes(32))
    stage.grow(4)
    stage.anchorer.chain = down
    with pytest.raises(ChainError) as error:
        stage.round()
    assert error.value.trouble is Trouble.DOWN
    assert stage.states() == []
    stage.grow(4)
    stage.anchorer.chain = up
    stage.round()
    assert stage.states() == [(8, "sent")]


class Deaf:
    """A line on which what is sent gets lost, or its answer does."""

    def __init__(self, chain: EvmChain, *, arrives: bool) -> None:
        self._chain, self._arrives = chain, arrives
        self.standing, self.signed, self.fate = chain.standing, chain.signed, chain.fate

    def send(self, signed):
        if self._arrives:
            self._chain.send(signed)
        raise ChainError(Trouble.DOWN, "ReadTimeout")


@pytest.mark.parametrize("arrives", [True, False])
def test_an_anchor_whose_answer_was_lost_is_sent_again_under_its_number(
    stage: Stage, arrives: bool
) -> None:
    stage.grow(6)
    good, stage.anchorer.chain = stage.chain, Deaf(stage.chain, arrives=arrives)
    with pytest.raises(ChainError):
        stage.round()
    (before,) = reading.newest()
    stage.anchorer.chain = good
    stage.round()
    stage.mine()
    stage.round()
    (after,) = reading.newest()
    assert after.state is AnchorState.MINED
    assert (after.nonce, after.transactions) == (before.nonce, before.transactions)


def test_a_worker_that_died_after_writing_down_sends_it_when_it_is_back(stage: Stage) -> None:
    stage.grow(6)
    stage.anchorer.chain = Deaf(stage.chain, arrives=False)
    with pytest.raises(ChainError):
        stage.round()
    again = stage.restarted()
    again.round(seconds=0.1)
    stage.mine()
    again.round()
    assert stage.states() == [(6, "mined")]


def test_a_node_that_hangs_is_given_up_and_asked_again(stage: Stage, monkeypatch) -> None:
    monkeypatch.setattr("weikameng.gateways.payments.line.TIMEOUT_SECONDS", 0.3)
    stage.grow(6)
    with stage.node.hanging(), pytest.raises(ChainError) as error:
        stage.round()
    assert error.value.trouble is Trouble.DOWN
    monkeypatch.undo()
    assert stage.round() == Wait(0.1)


def test_a_reorganised_chain_gets_its_anchors_again(stage: Stage) -> None:
    stage.grow(3)
    stage.round()
    stage.mine()
    before = stage.node.snapshot()
    for entries in (4, 5):
        stage.grow(entries)
        stage.round()
    stage.mine()
    stage.round()
    assert [state for _, state in stage.states()] == ["mined"] * 3
    stage.node.revert(before)
    stage.round()
    assert stage.states() == [(3, "mined"), (7, "sent"), (12, "sent")]
    stage.round(seconds=0.1)
    stage.mine()
    stage.round()
    assert [state for _, state in stage.states()] == ["mined"] * 3
    stage.mine(3)
    stage.round()
    assert [state for _, state in stage.states()] == ["final"] * 3
    assert all(stage.chain.root_of(one.size) == one.root for one in reading.newest())


def test_a_node_of_another_hand_is_followed_through_a_reorganisation_as_well() -> None:
    with node_of_another_hand() as node:
        at, chain = datetime(2026, 11, 23, 8, tzinfo=UTC), node.chain("another hand")
        test_a_reorganised_chain_gets_its_anchors_again(
            Stage(node, "another hand", at, Anchorer(chain, RULES))
        )


def test_a_reorganisation_deeper_than_believed_alarms_and_is_mended(stage: Stage) -> None:
    before = stage.node.snapshot()
    stage.grow(3)
    stage.round()
    stage.mine(5)
    stage.round()
    stage.round()
    assert stage.states() == [(3, "final")]
    stage.node.revert(before)
    stage.mine()
    stage.round()
    assert list(LogAlarm.objects.values_list("code", flat=True)) == ["deep_reorganisation"]
    stage.mine()
    stage.round()
    assert stage.states() == [(3, "mined")]


def test_a_restored_backup_is_not_anchored(stage: Stage) -> None:
    """The chain knows more than we do: what we would add would be a second history."""
    chain, standing = stage.chain, stage.chain.standing()
    order = AnchorOrder(50, sha256(b"root").digest(), (), standing.nonce, 2 * standing.price)
    chain.send(chain.signed(order, standing.place))
    stage.mine()
    stage.grow(20)
    with pytest.raises(AnchorRefused) as refused:
        stage.round()
    assert refused.value.code == "chain_ahead"
    assert "50" in refused.value.words.zh
    assert stage.states() == []


def test_a_split_view_is_refused_with_both_roots_kept(stage: Stage) -> None:
    chain, standing = stage.chain, stage.chain.standing()
    order = AnchorOrder(5, sha256(b"root").digest(), (), standing.nonce, 2 * standing.price)
    chain.send(chain.signed(order, standing.place))
    stage.mine()
    stage.grow(9)
    for _ in range(2):
        with pytest.raises(AnchorRefused) as refused:
            stage.round()
    assert refused.value.code == "chain_differs"
    alarm = LogAlarm.objects.get()
    assert {"root_on_chain", "root_here"} < set(alarm.evidence)
    assert stage.states() == []


def test_the_contract_refuses_a_forged_root_and_a_true_one_follows(stage: Stage) -> None:
    stage.grow(5)
    stage.round()
    stage.mine()
    stage.round()
    standing = stage.chain.standing()
    forged = AnchorOrder(
        9, sha256(b"forged").digest(), (sha256(b"x").digest(),), standing.nonce, 2 * standing.price
    )
    sent = stage.chain.signed(forged, standing.place)
    stage.chain.send(sent)
    stage.mine()
    fate = stage.chain.fate(sent.transaction)
    assert fate is not None
    assert not fate.taken
    stage.grow(4)
    stage.round()
    stage.mine()
    stage.round()
    assert stage.states()[-1] == (9, "mined")


def test_a_number_used_elsewhere_loses_the_anchor_and_a_later_one_closes_the_gap(
    stage: Stage,
) -> None:
    stage.grow(5)
    stage.anchorer.chain = Deaf(stage.chain, arrives=False)
    with pytest.raises(ChainError):
        stage.round()
    other, standing = stage.node.chain("another log"), stage.chain.standing()
    order = AnchorOrder(1, bytes(31) + b"x", (), standing.nonce, 2 * standing.price)
    other.send(other.signed(order, standing.place))
    stage.mine()
    stage.anchorer.chain = stage.chain
    stage.round()
    stage.round(seconds=60)
    stage.round()
    stage.mine()
    stage.round()
    assert stage.states() == [(5, "lost"), (5, "mined")]


def test_what_waits_too_long_is_sent_again_dearer(stage: Stage, monkeypatch) -> None:
    stage.grow(5)
    stage.round()
    (before,) = reading.newest()
    standing = stage.chain.standing
    dear = lambda: replace(standing(), price=before.price + 1)  # noqa: E731
    monkeypatch.setattr(stage.anchorer.chain, "standing", dear, raising=False)
    stage.round(seconds=40)
    (after,) = reading.newest()
    assert after.price > before.price
    assert len(after.transactions) == 2
    stage.mine()
    stage.round()
    assert stage.states() == [(5, "mined")]


def test_a_price_above_the_limit_waits(stage: Stage) -> None:
    stage.anchorer.rules = replace(RULES, most_price=10)
    stage.grow(5)
    with pytest.raises(ChainError) as error:
        stage.round()
    assert error.value.trouble is Trouble.TOO_DEAR
    assert stage.states() == []


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM anchor",
        "UPDATE anchor SET nonce = nonce + 1",
        "UPDATE anchor SET transactions = '{0x}'",
        "UPDATE anchor SET state = 'final', block = 1, mined_at = now()",
        "UPDATE anchor SET price = 1",
        "TRUNCATE anchor",
    ],
)
def test_what_was_sent_stays_on_record(stage: Stage, change: str) -> None:
    stage.grow(5)
    stage.round()
    with pytest.raises(Exception, match="anchor"), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_price_does_not_feed_on_itself(stage: Stage) -> None:
    """Many nodes quote what was paid lately; where only we send, a margin would grow for ever."""
    stage.grow(1)
    asked = stage.chain.standing().price
    stage.round()
    (anchor,) = reading.newest()
    assert anchor.price <= asked


def test_where_anchors_are_rare_the_node_is_left_alone_until_then(stage: Stage) -> None:
    stage.anchorer.rules = replace(RULES, every=timedelta(hours=1), depth=0)
    stage.grow(1)
    stage.round()
    stage.mine()
    stage.round()
    stage.grow(1)
    assert stage.round() == Wait(WATCH_SECONDS)
    assert stage.round(seconds=3_580) == Wait(18.0)
    assert stage.states() == [(1, "final")]
    stage.round(seconds=18)
    assert stage.states()[-1] == (2, "sent")
    assert stage.round(seconds=6) == Wait(0.6)
    assert stage.round(seconds=20) == Wait(1.0)
