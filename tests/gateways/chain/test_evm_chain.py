"""The driver against nodes in processes of their own: our embedded chain, and Anvil where it is."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.chain_node import ChainNode, chain_node, nobody, node_of_another_hand
from tests.gateways.one_answer import OneAnswer
from weikameng.domain.anchoring import AnchorOrder, ChainError, ChainStanding, raised
from weikameng.domain.anchoring import ChainTrouble as Trouble
from weikameng.gateways.chain.account import account_of
from weikameng.gateways.chain.evm import EvmChain
from weikameng.gateways.chain.rpc import Node
from weikameng.gateways.payments.line import Line

ROOT = bytes(range(32))


@pytest.fixture(scope="module", params=["embedded", "anvil"])
def node(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ChainNode]:
    if request.param == "embedded":
        with chain_node(tmp_path_factory.mktemp("chain")) as running:
            yield running
        return
    with node_of_another_hand() as running:
        yield running


@pytest.fixture
def chain(node: ChainNode, request: pytest.FixtureRequest) -> EvmChain:
    node.mine()
    return node.chain(request.node.name)


def order(standing: ChainStanding, **wishes: object) -> AnchorOrder:
    usual = AnchorOrder(5, ROOT, (), standing.nonce, 2 * standing.price)
    return replace(usual, **wishes)  # type: ignore[arg-type]


def trouble_of(chain: EvmChain, wanted: AnchorOrder) -> Trouble:
    with pytest.raises(ChainError) as error:
        chain.send(chain.signed(wanted, chain.standing().place))
    return error.value.trouble


def test_an_anchor_goes_onto_the_chain_and_can_be_read_back(
    node: ChainNode, chain: EvmChain
) -> None:
    before = chain.standing()
    assert (before.size, before.root, chain.root_of(5)) == (0, None, None)
    signed = chain.signed(order(before), before.place)
    chain.send(signed)
    assert chain.fate(signed.transaction) is None
    node.mine()
    fate, after = chain.fate(signed.transaction), chain.standing()
    assert fate is not None
    assert fate.taken
    assert fate.block == after.height == before.height + 1
    assert (after.size, after.root, after.nonce) == (5, ROOT, before.nonce + 1)
    assert after.place == before.place
    assert chain.operator() == chain.account.address
    assert chain.balance() > 10**18


def test_the_same_order_is_the_same_transaction_and_twice_is_once(
    node: ChainNode, chain: EvmChain
) -> None:
    standing = chain.standing()
    signed = chain.signed(order(standing), standing.place)
    assert chain.signed(order(standing), standing.place) == signed
    chain.send(signed)
    chain.send(signed)
    node.mine()
    assert chain.standing().nonce == standing.nonce + 1
    assert trouble_of(chain, order(standing)) is Trouble.NONCE_USED


def test_what_waits_is_replaced_for_a_higher_price_only(node: ChainNode, chain: EvmChain) -> None:
    standing = chain.standing()
    price = 2 * standing.price
    chain.send(chain.signed(order(standing, price=price), standing.place))
    assert trouble_of(chain, order(standing, size=6, price=price)) is Trouble.UNDERPRICED
    dearer = chain.signed(order(standing, price=raised(price)), standing.place)
    chain.send(dearer)
    node.mine()
    assert chain.fate(dearer.transaction) is not None


def test_anchors_go_ahead_of_each_other_into_one_block(node: ChainNode, chain: EvmChain) -> None:
    standing = chain.standing()
    first = chain.signed(order(standing), standing.place)
    second = chain.signed(order(standing, nonce=standing.nonce + 1), standing.place)
    chain.send(second)
    chain.send(first)
    node.mine()
    fates = [chain.fate(one.transaction) for one in (first, second)]
    assert [fate.taken for fate in fates if fate] == [True, False]  # sizes must grow


def test_what_the_contract_refuses_is_in_a_block_and_not_taken(
    node: ChainNode, chain: EvmChain
) -> None:
    standing = chain.standing()
    signed = chain.signed(order(standing, proof=(ROOT,)), standing.place)
    chain.send(signed)
    node.mine()
    fate = chain.fate(signed.transaction)
    assert fate is not None
    assert not fate.taken
    assert chain.standing().size == 0


def test_a_reorganisation_takes_an_anchor_back(node: ChainNode, chain: EvmChain) -> None:
    before = node.snapshot()
    standing = chain.standing()
    signed = chain.signed(order(standing), standing.place)
    chain.send(signed)
    node.mine()
    assert chain.standing().size == 5
    node.revert(before)
    assert chain.standing().size == 0
    assert chain.fate(signed.transaction) is None
    chain.send(signed)
    node.mine()
    assert chain.standing().root == ROOT


def test_an_account_without_money_is_told_so(node: ChainNode) -> None:
    poor = EvmChain(node.node, account_of("77" * 32), bytes(32), node.account.contract_at(0))
    standing = poor.standing()
    assert trouble_of(poor, order(standing)) is Trouble.NO_MONEY
    assert poor.operator() != poor.account.address


def test_where_no_contract_is_that_is_said(node: ChainNode) -> None:
    nowhere = EvmChain(node.node, node.account, bytes(32), "0x" + "12" * 20)
    with pytest.raises(ChainError) as error:
        nowhere.standing()
    assert error.value.trouble is Trouble.NO_CONTRACT


def test_nobody_there_is_down() -> None:
    with pytest.raises(ChainError) as error:
        nobody().ask("eth_chainId")
    assert error.value.trouble is Trouble.DOWN


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ((200, b'{"result": "0x7a69"}'), None),
        ((200, b'{"result": null}'), Trouble.DOWN),  # no quantity
        ((200, b"<html>"), Trouble.DOWN),
        ((502, b"Bad Gateway"), Trouble.DOWN),
        ((200, b'{"id": 1}'), Trouble.DOWN),
        ((200, b"[" * 100_000), Trouble.DOWN),
        ((200, b'{"error": {"code": -32000, "message": "nonce too low"}}'), Trouble.NONCE_USED),
        ((400, b'{"error": {"code": -32000, "message": "Already known"}}'), Trouble.KNOWN),
        ((200, b'{"error": {"message": "transaction underpriced"}}'), Trouble.UNDERPRICED),
        ((200, b'{"error": "insufficient funds for gas"}'), Trouble.NO_MONEY),
        ((200, b'{"error": {"message": "something new"}}'), Trouble.REFUSED),
        ((200, b'{"error": []}'), Trouble.DOWN),
    ],
)
def test_every_answer_of_a_node_is_understood_or_refused(
    said: tuple[int, bytes], trouble: Trouble | None
) -> None:
    node = Node("http://127.0.0.1:1/rpc?token=secret", Line(OneAnswer(said).client()))
    if trouble is None:
        assert node.number("eth_chainId") == 31337
        return
    with pytest.raises(ChainError) as error:
        node.number("eth_chainId")
    assert error.value.trouble is trouble
    assert "secret" not in str(error.value)


def test_the_libraries_of_the_chain_leave_the_process_as_it_was() -> None:
    """One of them lifts the recursion limit so far that deep JSON would end the process."""
    program = (
        "import sys; before = sys.getrecursionlimit()\n"
        "import weikameng.gateways.chain.embedded.engine\n"
        "from weikameng.gateways.chain.account import account_of; account_of('11' * 32)\n"
        "sys.exit(sys.getrecursionlimit() != before)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
