"""The embedded chain: what it keeps, when it makes blocks, what it takes, and how it answers."""

import json
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from weikameng.gateways.chain.account import account_of
from weikameng.gateways.chain.embedded.engine import CHAIN_ID, REST_AFTER, TRANSFER_GAS, Engine
from weikameng.gateways.chain.embedded.pool import MOST_AHEAD, NotTaken
from weikameng.gateways.chain.embedded.server import ChainServer
from weikameng.gateways.chain.embedded.store import IN_MEMORY, Store
from weikameng.gateways.sandbox.over_http.server import NotOnLoopback

ACCOUNT = account_of(sha256(b"somebody").hexdigest())
ADDRESS = bytes.fromhex(ACCOUNT.address.removeprefix("0x"))


def opened(path: str = IN_MEMORY) -> Engine:
    return Engine(Store(path), lambda: int(time.time()))


@pytest.fixture
def engine() -> Engine:
    made = opened()
    made.fund(ADDRESS)
    made.produce()
    return made


def transfer(engine: Engine, nonce: int, **wishes: object) -> bytes:
    usual = {
        "nonce": nonce,
        "gasPrice": 2 * engine.price,
        "gas": TRANSFER_GAS,
        "to": bytes(19) + b"\x99",
        "value": 1,
        "chainId": CHAIN_ID,
    }
    return ACCOUNT.sign(usual | wishes).raw


def test_what_is_in_a_block_is_there_after_a_restart(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "chain.sqlite3"))
    first = Engine(store, lambda: int(time.time()))
    first.fund(ADDRESS)
    first.produce()
    sent = first.add(transfer(first, 0))
    first.produce()
    hashes = first.block(0).hash, first.head.hash
    store.close()
    again = opened(str(tmp_path / "chain.sqlite3"))
    assert (again.block(0).hash, again.head.hash) == hashes
    assert again.count(ADDRESS) == 1
    found = again.receipt(sent)
    assert found is not None
    assert found["taken"]
    assert again.produce()


def test_blocks_go_on_for_a_while_and_then_the_chain_rests(engine: Engine) -> None:
    made = [engine.produce() for _ in range(REST_AFTER + 5)]
    assert made == [True] * REST_AFTER + [False] * 5
    engine.add(transfer(engine, 0))
    assert [engine.produce() for _ in range(3)] == [True] * 3


def test_a_number_ahead_waits_for_those_before_it(engine: Engine) -> None:
    ahead = engine.add(transfer(engine, 1))
    engine.produce()
    assert engine.receipt(ahead) is None
    engine.add(transfer(engine, 0))
    engine.produce()
    assert engine.count(ADDRESS) == 2
    assert engine.receipt(ahead) is not None


def test_what_pays_less_than_a_block_asks_waits(engine: Engine) -> None:
    engine.add(transfer(engine, 0, gasPrice=1))
    engine.produce()
    assert engine.count(ADDRESS) == 0
    engine.add(transfer(engine, 0))
    engine.produce()
    assert engine.count(ADDRESS) == 1


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"chainId": 1}, "invalid chain id"),
        ({"nonce": MOST_AHEAD + 1}, "full"),
        ({"value": 10**30}, "insufficient funds"),
        ({"gas": 40_000_000}, "block gas limit"),
        ({"gas": 20_000}, "invalid transaction"),
    ],
)
def test_a_transaction_that_can_t_be_is_refused_with_words(
    engine: Engine, wishes: dict[str, int], said: str
) -> None:
    with pytest.raises(NotTaken, match=said):
        engine.add(transfer(engine, **{"nonce": 0} | wishes))


@pytest.mark.parametrize("raw", [b"", b"\x01", b"\xc0", b"\xff" * 100, b"\x02" + bytes(50)])
def test_bytes_that_are_no_transaction_are_refused(engine: Engine, raw: bytes) -> None:
    with pytest.raises(NotTaken):
        engine.add(raw)


def test_a_copy_of_a_waiting_one_is_known_and_a_spoiled_one_is_somebody_else_s(
    engine: Engine,
) -> None:
    raw = transfer(engine, 0)
    engine.add(raw)
    with pytest.raises(NotTaken, match="already known"):
        engine.add(raw)
    spoiled = raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:]
    with pytest.raises(NotTaken):  # whoever it is of now has no money
        engine.add(spoiled)


@pytest.fixture
def server(engine: Engine) -> Iterator[ChainServer]:
    made = ChainServer(engine, "127.0.0.1", 0)
    yield made
    made.server_close()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"[]", -32700),
        (b"[" * 100_000, -32700),
        (b'{"method": "eth_nothing"}', -32601),
        (b'{"method": ["a"]}', -32601),
        (b'{"method": "eth_getBalance"}', -32602),
        (b'{"method": "eth_getBalance", "params": ["zz"]}', -32602),
        (b'{"method": "eth_getBalance", "params": 7}', -32602),
        (b'{"method": "eth_call", "params": [{}]}', -32602),
        (b'{"method": "eth_sendRawTransaction", "params": ["0x00"]}', -32000),
    ],
)
def test_every_call_gets_an_answer(server: ChainServer, body: bytes, code: int) -> None:
    assert server.answer(body)["error"]["code"] == code


def test_a_good_call_is_answered_under_its_id(server: ChainServer) -> None:
    call = {"jsonrpc": "2.0", "id": "seven", "method": "eth_chainId", "params": []}
    said = server.answer(json.dumps(call).encode())
    assert said == {"jsonrpc": "2.0", "id": "seven", "result": hex(CHAIN_ID)}


def test_it_serves_this_machine_only(engine: Engine) -> None:
    with pytest.raises(NotOnLoopback):
        ChainServer(engine, "0.0.0.0", 0)
