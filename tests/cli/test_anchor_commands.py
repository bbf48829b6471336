"""`weikameng ledger anchors` and `ledger chain`, the JSON door and the checks, against a node in a
process of its own.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from django.core.management import call_command
from django.test import Client

from tests.chain_node import KEY, ChainNode, chain_node
from weikameng.cli.main import cli
from weikameng.domain.anchoring import AnchorOrder, AnchorRules
from weikameng.ledger.hashing import leaf_hash
from weikameng.records.reading import log as reading
from weikameng.records.reading.log import SignedHead
from weikameng.records.writing import log as writing
from weikameng.services import anchored, wiring
from weikameng.services.anchoring import Anchorer
from weikameng.services.log_identity import log_identity
from weikameng.services.log_standing import LogRefused
from weikameng.services.sequencing import Sequencer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChainNode]:
    with chain_node(tmp_path_factory.mktemp("chain")) as running:
        yield running


@pytest.fixture
def here(node: ChainNode, settings, request: pytest.FixtureRequest) -> Iterator[ChainNode]:
    """A log of its own that is anchored to the node."""
    settings.LOG_ORIGIN = request.node.name
    settings.CHAIN = {"WEIKAMENG_CHAIN_URL": node.url, "WEIKAMENG_CHAIN_KEY": KEY}
    wiring.forget_chain()
    yield node
    wiring.forget_chain()


def anchor(node: ChainNode, *, entries: int = 5) -> None:
    writing.begin()
    head = reading.head()
    assert head is not None
    leaves = [f"{head.size + n}".encode() for n in range(entries)]
    grown = writing.append(head, [writing.NewEntry(one, leaf_hash(one)) for one in leaves], 0)
    writing.keep_checkpoint(SignedHead(grown.size, grown.root, "note", AT))
    chain = wiring.anchor_chain()
    assert chain is not None
    anchorer = Anchorer(chain, AnchorRules(depth=0))
    for hours in (head.size + 1, head.size + 2):
        anchorer.round(AT + timedelta(hours=hours))
        node.mine()
    anchorer.round(AT + timedelta(hours=head.size + 3))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["ledger", *words])


def test_anchors_are_listed_and_held_against_the_chain(here: ChainNode) -> None:
    anchor(here)
    anchor(here)
    said = run("anchors", "--verify")
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()
    assert [line.split()[0] for line in lines] == ["10", "5"]
    assert all("the chain holds the same root" in line for line in lines)


def test_a_root_that_the_chain_lost_is_found(here: ChainNode) -> None:
    before = here.snapshot()
    anchor(here)
    here.revert(before)
    said = run("anchors", "--verify", "--json")
    assert said.exit_code == 1
    assert [one["verdict"] for one in json.loads(said.output)] == ["missing"]


def test_a_node_that_shows_another_root_is_found(here: ChainNode) -> None:
    before = here.snapshot()
    anchor(here)
    here.revert(before)
    chain = wiring.anchor_chain()
    assert chain is not None
    standing = chain.standing()
    order = AnchorOrder(5, b"x" * 32, (), standing.nonce, 2 * standing.price)
    chain.send(chain.signed(order, standing.place))
    here.mine()
    said = run("anchors", "--verify")
    assert said.exit_code == 1
    assert "ANOTHER root" in said.output


def test_account_contract_and_size_are_shown(here: ChainNode) -> None:
    said = run("chain")
    assert said.exit_code == 0, said.output
    assert here.account.address in said.output
    assert here.account.contract_at(0) in said.output


def test_without_a_chain_the_commands_say_what_to_set(settings) -> None:
    settings.CHAIN = {}
    wiring.forget_chain()
    said = run("chain")
    assert said.exit_code == 1
    assert "WEIKAMENG_CHAIN_URL" in said.output
    assert run("chain", "deploy").exit_code == 1
    assert anchored.heads_on_chain() == []


def test_the_check_names_a_stranger_s_contract_and_a_node_that_is_down(
    here: ChainNode, settings, capsys
) -> None:
    settings.CHAIN |= {
        "WEIKAMENG_CHAIN_KEY": "55" * 32,
        "WEIKAMENG_CHAIN_CONTRACT": here.account.contract_at(0),
    }
    wiring.forget_chain()
    said = [words.en for words in anchored.problems()]
    assert "operated by another account" in said[0]
    assert "Fund it" in said[1]
    settings.CHAIN |= {"WEIKAMENG_CHAIN_URL": "http://127.0.0.1:9"}
    wiring.forget_chain()
    call_command("check", deploy=True)
    assert "weikameng.W005" in capsys.readouterr().err
    assert anchored.heads_on_chain() == []


def test_the_head_on_the_chain_is_given_to_a_sequencer_that_begins(here: ChainNode) -> None:
    anchor(here)
    (seen,) = anchored.heads_on_chain()
    published = reading.published()
    assert published is not None
    assert (seen.size, seen.root) == (5, published.root)
    assert here.account.contract_at(0) in seen.where.zh


def test_anybody_reads_the_anchors_from_anywhere(
    here: ChainNode, django_assert_num_queries
) -> None:
    anchor(here)
    with django_assert_num_queries(1):
        answer = Client().get("/log/anchors.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    (one,) = answer.json()["anchors"]
    assert (one["size"], one["state"], one["chain_id"]) == (5, "final", 31337)
    assert one["contract"] == here.account.contract_at(0)


def test_a_database_behind_the_chain_is_not_signed_any_more(
    here: ChainNode, settings, tmp_path
) -> None:
    """A backup was restored, and the file that remembers the last head with it: the chain knows."""
    chain = wiring.anchor_chain()
    assert chain is not None
    standing = chain.standing()
    order = AnchorOrder(500, b"r" * 32, (), standing.nonce, 2 * standing.price)
    chain.send(chain.signed(order, standing.place))
    here.mine()
    settings.LOG_DIR = tmp_path
    with pytest.raises(LogRefused) as refused:
        Sequencer(log_identity()).begin(AT, anchored.heads_on_chain())
    assert refused.value.code == "restored_backup"
    assert here.account.contract_at(0) in refused.value.words.zh
