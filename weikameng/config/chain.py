"""Starts the embedded chain as a process of its own, with our account funded and our contract on
it: `weikameng chain` hands over to here.
"""

import signal
import sys
import threading
import time

import click

from weikameng.config.environment import BadEnvironment, chain_settings, read_environment
from weikameng.gateways.chain.account import Account, account_of
from weikameng.gateways.chain.credentials import KEY
from weikameng.gateways.chain.deploying import creation
from weikameng.gateways.chain.embedded.engine import CHAIN_ID, Engine
from weikameng.gateways.chain.embedded.pool import NotTaken
from weikameng.gateways.chain.embedded.server import ChainServer
from weikameng.gateways.chain.embedded.store import IN_MEMORY, Store
from weikameng.gateways.payments.key_reading import KeyTrouble
from weikameng.gateways.sandbox.over_http.server import NotOnLoopback


@click.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--block-seconds", type=float, required=True)
@click.option("--forget", is_flag=True)
def run(host: str, port: int, block_seconds: float, *, forget: bool) -> None:
    """Serve until told to stop; blocks stay in the data folder, unless they are to be forgotten."""
    data_dir = read_environment().data_dir
    try:
        account = account_of(chain_settings(data_dir)[KEY])
    except KeyTrouble as trouble:
        raise click.ClickException(f"{KEY}: {trouble.words.en}") from None
    folder = data_dir / "chain"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(IN_MEMORY if forget else str(folder / "chain.sqlite3"))
    engine = Engine(store, lambda: int(time.time()))
    _prepare(engine, account)
    try:
        server = ChainServer(engine, host, port)
    except NotOnLoopback:
        raise click.ClickException(f"{host} can be reached from other machines") from None
    except OSError as error:
        raise click.ClickException(f"{host}:{port} can't be used ({error.strerror})") from error
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: threading.Thread(target=server.shutdown).start())
    said = f"内置链 chain  {server.address}  {account.address}  {account.contract_at(0)}"
    server.serve(block_seconds, lambda: click.echo(said))
    store.close()


def _prepare(engine: Engine, account: Account) -> None:
    """See that the account can pay, and that the contract is there."""
    address = bytes.fromhex(account.address.removeprefix("0x"))
    engine.fund(address)
    engine.produce()
    if engine.count(address):  # it has been here before
        return
    made = creation(account, 0, engine.price, CHAIN_ID)
    try:
        engine.add(made.raw)
    except NotTaken as refusal:
        raise click.ClickException(f"the contract was not taken: {refusal}") from None
    engine.produce()


def main() -> None:
    """Run; one sentence and exit code 1 when the environment can't work."""
    try:
        run(prog_name="weikameng chain")
    except BadEnvironment as problem:
        sys.exit(f"weikameng: {problem}")


if __name__ == "__main__":
    main()
