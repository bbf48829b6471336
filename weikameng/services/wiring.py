"""Which gateway serves which name: built once a process from the settings."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.files.storage import storages

from weikameng.domain.anchoring import AnchorRules
from weikameng.domain.paying import Till
from weikameng.domain.payout_life import RefundGateway
from weikameng.domain.supply import Deliverer, SupplierGateway
from weikameng.gateways.chain import credentials as chain_credentials
from weikameng.gateways.decoder import DecoderProcess
from weikameng.gateways.files import FileStore, Place
from weikameng.gateways.payments import credentials, line
from weikameng.gateways.payments.alipay import Alipay
from weikameng.gateways.payments.sandbox import SandboxChannel
from weikameng.gateways.payments.setting_reading import Fault
from weikameng.gateways.payments.till import NotASandbox, SandboxTill
from weikameng.gateways.payments.wechatpay import WechatPay
from weikameng.gateways.payments.wechatpay_abnormal import AbnormalRefunds
from weikameng.gateways.reader import ReaderProcess
from weikameng.gateways.rephrasing import Rephraser
from weikameng.gateways.sandbox.bank import FaultPlan, SandboxBank
from weikameng.gateways.sandbox.memory import Memory
from weikameng.gateways.sandbox.reporter import SandboxReporter
from weikameng.gateways.sandbox.warehouse import SandboxWarehouse
from weikameng.gateways.sealed import Sealed
from weikameng.gateways.signed_reports import ED25519
from weikameng.gateways.suppliers import credentials as supplier_credentials
from weikameng.gateways.suppliers import report_keys as report_keys_of
from weikameng.gateways.suppliers.form_md5 import FormMd5
from weikameng.gateways.suppliers.fulu import Fulu
from weikameng.gateways.suppliers.rehearsal import SandboxOrders
from weikameng.gateways.suppliers.reports import ReportKey
from weikameng.gateways.suppliers.sandbox import SandboxSupplier
from weikameng.records.address import conninfo

if TYPE_CHECKING:
    from weikameng.gateways.chain.evm import EvmChain

SANDBOX = "sandbox"
SUPPLIER_NAMES = (SANDBOX, supplier_credentials.FULU, supplier_credentials.XINGQUANYI)
CHAIN_URL, CHAIN_CONTRACT = chain_credentials.URL, chain_credentials.CONTRACT
IN_A_FOLDER = {"BACKEND": "weikameng.services.whole_files.WholeFiles"}

_listeners: list[Callable[[], None]] = []


@cache
def channel() -> SandboxChannel:
    """Return the payment channel; its counterpart keeps its own memory and signs with its key."""
    return faulty_channel(FaultPlan(seed=1, percent=settings.SANDBOX_FAULTS))


def faulty_channel(faults: FaultPlan) -> SandboxChannel:
    """Return a line of its own to the same sandbox bank, with faults of its own."""
    return SandboxChannel(_line(SandboxBank(sandbox_memory(), _key(), faults).handle), _key())


@cache
def gateways() -> Mapping[str, RefundGateway]:
    """Return the payment channels that work, by route; one with bad credentials is left out."""
    alipay, wechatpay = _credentials()
    serving: dict[str, RefundGateway] = {SANDBOX: channel()}
    if alipay.credentials:
        serving["alipay"] = Alipay(alipay.credentials, _client(), settings.CLOCK)
    if wechatpay.credentials:
        serving["wechatpay"] = WechatPay(wechatpay.credentials, _client(), settings.CLOCK)
    return serving


@cache
def abnormal_refunds() -> AbnormalRefunds | None:
    """Return the verb for WeChat Pay's abnormal refunds, None while the channel is off."""
    found = _credentials()[1].credentials
    return AbnormalRefunds(found, _client(), settings.CLOCK) if found else None


@cache
def rephraser() -> Rephraser | None:
    """Return the language model that words answers anew; None unless one is set up."""
    return Rephraser(settings.REPHRASING) if settings.REPHRASING else None


def switched_off() -> frozenset[str]:
    """Return the channels that are set up, but with credentials that can't work."""
    return set_up() - frozenset(gateways())


@cache
def set_up() -> frozenset[str]:
    """Return the channels somebody has begun to set up, whether or not they can work."""
    names = (credentials.ALIPAY, credentials.WECHATPAY)
    return frozenset(n for n in names if credentials.configured(n, settings.CHANNELS))


def tills() -> Mapping[str, Till]:
    """Return where buyers pay, by route, in the order they are offered.

    Alipay's and WeChat Pay's are the sandbox's, so they are open only in the demo, and only while
    the channel's address is on this machine (decision 0014).
    """
    return {**rehearsal_tills(), SANDBOX: channel()}


def rehearsal_tills() -> Mapping[str, SandboxTill]:
    """Return the tills of the sandbox over HTTP, by route; none outside the demo."""
    return _rehearsal_tills() if settings.DEMO else {}


@cache
def _rehearsal_tills() -> Mapping[str, SandboxTill]:
    alipay, wechatpay = _credentials()
    addresses = {
        credentials.ALIPAY: alipay.credentials.gateway if alipay.credentials else "",
        credentials.WECHATPAY: wechatpay.credentials.base if wechatpay.credentials else "",
    }
    opened: dict[str, SandboxTill] = {}
    for route, address in addresses.items():
        with suppress(NotASandbox):
            opened[route] = SandboxTill(route, address, line.new_client())
    return opened


def channel_faults() -> list[Fault]:
    """Return what is wrong with the channels' settings, setting by setting (weikameng.W001)."""
    return [fault for checked in _credentials() for fault in checked.faults]


def _credentials() -> tuple[
    credentials.Checked[credentials.AlipayCredentials],
    credentials.Checked[credentials.WechatPayCredentials],
]:
    at = settings.CLOCK()
    return (
        credentials.alipay_credentials(settings.CHANNELS, at),
        credentials.wechatpay_credentials(settings.CHANNELS, at),
    )


def forget_channels() -> None:
    """Read the channels' settings again when they are next asked for (tests)."""
    gateways.cache_clear()
    set_up.cache_clear()
    _rehearsal_tills.cache_clear()
    abnormal_refunds.cache_clear()


@cache
def supplier() -> SandboxSupplier:
    """Return the supplier in our own process; its counterpart keeps its own memory."""
    return SandboxSupplier(_line(SandboxWarehouse(sandbox_memory(), _key()).handle), _key())


def suppliers() -> Mapping[str, SupplierGateway]:
    """Return the suppliers that can be asked, by the names products have for them."""
    return {SANDBOX: supplier(), **_real_suppliers()}


@cache
def _real_suppliers() -> Mapping[str, SupplierGateway]:
    """Those with good credentials; one with bad ones is left out, the rest goes on."""
    fulu, form = _supplier_credentials()
    found: dict[str, SupplierGateway] = {}
    if fulu.credentials:
        found[supplier_credentials.FULU] = Fulu(fulu.credentials, _client(), settings.CLOCK)
    if form.credentials:
        found[supplier_credentials.XINGQUANYI] = FormMd5(
            form.credentials, _client(), settings.CLOCK
        )
    return found


def deliverers() -> Mapping[str, Deliverer]:
    """Return who delivers what is bought here: the sandboxes, the one over HTTP in the demo only.

    How orders are placed with real suppliers is the shop's; we only ask about them.
    """
    return {SANDBOX: supplier(), **(_rehearsal_orders() if settings.DEMO else {})}


@cache
def _rehearsal_orders() -> Mapping[str, Deliverer]:
    fulu, form = _supplier_credentials()
    addresses = {
        supplier_credentials.FULU: fulu.credentials.gateway if fulu.credentials else "",
        supplier_credentials.XINGQUANYI: form.credentials.base if form.credentials else "",
    }
    opened: dict[str, Deliverer] = {}
    for name, address in addresses.items():
        with suppress(NotASandbox):
            opened[name] = SandboxOrders(name, address, _client())
    return opened


@cache
def report_keys() -> Mapping[str, ReportKey]:
    """Return how each supplier signs its reports of use; one without a key can't report.

    The sandbox's is made from the key that it shares with us, so that it needs no setting.
    """
    public = sandbox_report_key().public_key().public_bytes_raw()
    return {SANDBOX: ReportKey(ED25519, public), **report_keys_of.report_keys(settings.SUPPLIERS)}


def sandbox_reporter() -> SandboxReporter:
    """Return the sandbox supplier as one who reports."""
    return SandboxReporter(SANDBOX, sandbox_report_key())


def sandbox_report_key() -> Ed25519PrivateKey:
    """Return what the sandbox supplier signs its reports with."""
    seed = hashlib.sha256(b"weikameng sandbox reports\n" + _key().encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def suppliers_set_up() -> frozenset[str]:
    """Return the suppliers somebody has begun to set up, whether or not they can work."""
    return supplier_credentials.configured(settings.SUPPLIERS)


def supplier_faults() -> list[Fault]:
    """Return what is wrong with the suppliers' settings, one by one (weikameng.W003)."""
    read = settings.SUPPLIERS
    return [*supplier_credentials.check(read), *report_keys_of.report_key_faults(read)]


def _supplier_credentials() -> tuple[
    credentials.Checked[supplier_credentials.FuluCredentials],
    credentials.Checked[supplier_credentials.FormCredentials],
]:
    return (
        supplier_credentials.fulu_credentials(settings.SUPPLIERS),
        supplier_credentials.form_credentials(settings.SUPPLIERS),
    )


def forget_suppliers() -> None:
    """Read the suppliers' settings again when they are next asked for (tests)."""
    _real_suppliers.cache_clear()
    _rehearsal_orders.cache_clear()
    report_keys.cache_clear()


@cache
def anchor_chain() -> "EvmChain | None":
    """Return the chain that checkpoints are anchored to; None without one, or with bad settings."""
    found = chain_credentials.chain_credentials(settings.CHAIN).credentials
    if found is None:
        return None
    # Imported here: these libraries take a second to load, and only the worker needs them.
    from weikameng.gateways.chain.account import account_of
    from weikameng.gateways.chain.evm import EvmChain
    from weikameng.gateways.chain.rpc import Node

    origin = sha256(settings.LOG_ORIGIN.encode()).digest()
    node = Node(found.url, line.Line(_client()))
    return EvmChain(node, account_of(found.key), origin, found.contract)


def chain_set_up() -> bool:
    """Say whether somebody has set a chain up, whether or not it can work."""
    return chain_credentials.configured(settings.CHAIN)


def chain_installed() -> bool:
    """Say whether this machine could run the embedded chain."""
    return chain_credentials.embedded_installed()


def anchor_rules() -> AnchorRules:
    """Return how often and how deep the operator wishes to anchor."""
    found = chain_credentials.chain_credentials(settings.CHAIN).credentials
    return found.rules if found else AnchorRules()


def chain_faults() -> list[Fault]:
    """Return what is wrong with the chain's settings, one by one (weikameng.W004)."""
    return chain_credentials.check(settings.CHAIN)


def forget_chain() -> None:
    """Read the chain's settings again when they are next asked for (tests)."""
    anchor_chain.cache_clear()


@cache
def files() -> FileStore:
    """Return the store of sealed files: by Django's storage that the settings name."""
    storage = storages.create_storage(settings.STORAGES["evidence"])
    return FileStore(Place(storage.open, storage.save, storage.delete))


@cache
def picture_reader() -> ReaderProcess:
    """Return what reads pictures: one process apart for the whole worker, begun when first used."""
    return ReaderProcess()


@cache
def decoder() -> DecoderProcess:
    """Return what opens uploaded pictures, in processes apart."""
    return DecoderProcess()


@cache
def sandbox_memory() -> Memory:
    """Return the sandbox's own memory: what the bank and the supplier themselves know."""
    return Memory(conninfo())


@contextmanager
def rehearsing(
    channels: Mapping[str, str], folder: Path, clock: Callable[[], datetime]
) -> Iterator[None]:
    """Serve other channels and keep files elsewhere, by another clock (rehearsals)."""
    usual = settings.CHANNELS, settings.FILES_DIR, settings.CLOCK, settings.STORAGES
    settings.CHANNELS, settings.FILES_DIR, settings.CLOCK = channels, folder, clock
    settings.STORAGES = {**settings.STORAGES, "evidence": IN_A_FOLDER}
    forget_channels()
    files.cache_clear()
    try:
        yield
    finally:
        settings.CHANNELS, settings.FILES_DIR, settings.CLOCK, settings.STORAGES = usual
        forget_channels()
        files.cache_clear()


@contextmanager
def overheard(listen: Callable[[], None]) -> Iterator[None]:
    """Call ``listen`` before every message that leaves for a channel (rehearsals, tests)."""
    _listeners.append(listen)
    try:
        yield
    finally:
        _listeners.remove(listen)


def _line(send: Callable[[Sealed], Sealed]) -> Callable[[Sealed], Sealed]:
    def call(message: Sealed) -> Sealed:
        _overhear()
        return send(message)

    return call


def _client() -> httpx.Client:
    client = line.new_client()
    client.event_hooks = {"request": [_overhear]}
    return client


def _overhear(*_: object) -> None:
    for listen in _listeners:
        listen()


def _key() -> str:
    key: str = settings.SANDBOX_KEY
    return key


def leave_sandbox() -> None:
    """Close this thread's line to the sandbox's memory."""
    sandbox_memory().close()


def forget_sandbox() -> None:
    """Empty the sandbox's own memory (demo data made anew, tests)."""
    sandbox_memory().forget()
