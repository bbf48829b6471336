"""Which gateway serves which name: built once a process from the settings."""

from functools import cache

from django.conf import settings

from weikameng.domain.words import Words
from weikameng.gateways.files import FileStore
from weikameng.gateways.payments.sandbox import SandboxChannel
from weikameng.gateways.sandbox.bank import FaultPlan, SandboxBank
from weikameng.gateways.sandbox.memory import Memory
from weikameng.gateways.sandbox.warehouse import SandboxWarehouse
from weikameng.gateways.suppliers.sandbox import SandboxSupplier
from weikameng.records.address import conninfo

SANDBOX = "sandbox"
CHANNEL_WORDS = {
    "sandbox": Words("沙箱支付", "Sandbox channel"),
    "wallet": Words("平台余额", "Platform balance"),
}


@cache
def channel() -> SandboxChannel:
    """Return the payment channel; its counterpart keeps its own memory and signs with its key."""
    faults = FaultPlan(seed=1, percent=settings.SANDBOX_FAULTS)
    return SandboxChannel(SandboxBank(_memory(), settings.SANDBOX_KEY, faults).handle, _key())


@cache
def supplier() -> SandboxSupplier:
    """Return the supplier of direct top-ups."""
    return SandboxSupplier(SandboxWarehouse(_memory(), _key()).handle, _key())


@cache
def files() -> FileStore:
    """Return the store of sealed files."""
    return FileStore(settings.FILES_DIR)


@cache
def _memory() -> Memory:
    return Memory(conninfo())


def _key() -> str:
    key: str = settings.SANDBOX_KEY
    return key


def forget_sandbox() -> None:
    """Empty the sandbox's own memory (demo data made anew, tests)."""
    _memory().forget()
