"""One contract for every supplier: the sandbox in our process, Fulu and the form one over HTTP."""

import json
import shutil
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.gateways.sandbox_http.conftest import Running
from tests.gateways.sandbox_http.test_suppliers import Fulu as FuluSpoken
from tests.gateways.sandbox_http.test_suppliers import Xingquanyi as FormSpoken
from weikameng.domain.supply import SupplyOrder
from weikameng.gateways.payments.line import new_client
from weikameng.gateways.sandbox.over_http.keys import key_ring
from weikameng.gateways.sandbox.warehouse import SandboxWarehouse
from weikameng.gateways.suppliers.credentials import FormCredentials, FuluCredentials
from weikameng.gateways.suppliers.form_md5 import FormMd5
from weikameng.gateways.suppliers.fulu import Fulu
from weikameng.gateways.suppliers.sandbox import SandboxSupplier

KEY = "k" * 40


def now():
    return datetime.now(UTC)


class InProcess:
    """The sandbox supplier beside its warehouse."""

    signed = True
    endings = {"delivered": "9999", "failed": "3333", "slow": "2222"}

    def __init__(self, _folder):
        from weikameng.services import wiring

        self.memory = wiring.sandbox_memory()
        self.memory.forget()
        self.gateway = self.of_key(KEY)

    def of_key(self, key):
        return SandboxSupplier(SandboxWarehouse(self.memory, KEY).handle, key)

    def stranger(self):
        return self.of_key("x" * 40)

    def order(self, number, ending):
        self.gateway.deliver(SupplyOrder(number, "sku", f"player-{ending}", "", 1))

    def stop(self):
        self.memory.close()


class FuluOverHttp:
    """Fulu, whose answers are signed, too."""

    signed = True
    endings = {"delivered": "9999", "failed": "0000", "slow": "2222"}

    def __init__(self, folder):
        self.running = Running(folder)
        self.gateway = self.made()
        self.spoken = FuluSpoken(self.running)

    def made(self, secret="", at=now):
        said = self.running.secrets
        address = f"{self.running.server.address}/fulu/api/getway"
        who = FuluCredentials(said["fulu_app_key"], secret or said["fulu_app_secret"], address)
        return Fulu(who, new_client(), at)

    def stranger(self):
        return self.made("of somebody else")

    def order(self, number, ending):
        self.spoken.order(number, f"player-{ending}")

    def stop(self):
        self.running.stop()


class FormOverHttp:
    """星权益, which signs callbacks only."""

    signed = False
    endings = {"delivered": "9999", "failed": "0000", "slow": "2222"}

    def __init__(self, folder):
        self.running = Running(folder)
        self.gateway = self.made()
        self.spoken = FormSpoken(self.running)

    def made(self, key="", at=now):
        said = self.running.secrets
        address = self.running.server.address
        who = FormCredentials(said["xingquanyi_merchant"], key or said["xingquanyi_key"], address)
        return FormMd5(who, new_client(), at)

    def stranger(self):
        return self.made("of somebody else")

    def order(self, number, ending):
        self.spoken.order(number, f"player-{ending}")

    def stop(self):
        self.running.stop()


HTTP = [
    pytest.param(FuluOverHttp, id="fulu over HTTP"),
    pytest.param(FormOverHttp, id="form over HTTP"),
]
ALL = [
    pytest.param(InProcess, id="sandbox in process", marks=pytest.mark.django_db(transaction=True)),
    *HTTP,
]


@pytest.fixture(scope="module")
def keys_made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suppliers") / "keys"
    key_ring(folder, time.time)
    return folder


def running(request, keys_made, tmp_path):
    shutil.copytree(keys_made, tmp_path / "sandbox" / "keys")
    return request.param(tmp_path / "sandbox")


@pytest.fixture(params=ALL)
def side(request, keys_made, tmp_path):
    """A supplier and the other side of it."""
    made = running(request, keys_made, tmp_path)
    yield made
    made.stop()


@pytest.fixture(params=HTTP)
def real(request, keys_made, tmp_path):
    """A supplier on the other end of a line."""
    made = running(request, keys_made, tmp_path)
    yield made
    made.stop()


def told(answer):
    return answer.status, answer.arrived


def test_what_arrived_is_said_to_have_arrived(side) -> None:
    side.order("S1", side.endings["delivered"])
    assert told(side.gateway.ask("S1")) == ("success", True)


def test_what_failed_is_said_to_have_failed(side) -> None:
    side.order("S1", side.endings["failed"])
    assert told(side.gateway.ask("S1")) == ("failed", False)


def test_what_is_under_way_arrives_when_it_is_asked_for_again(side) -> None:
    side.order("S1", side.endings["slow"])
    answers = [told(side.gateway.ask("S1")) for _ in range(3)]
    assert answers[0] == ("processing", None)
    assert answers[-1] == ("success", True)


def test_an_order_they_do_not_find_is_unknown_not_failed(side) -> None:
    answer = side.gateway.ask("never")
    assert told(answer) == ("unknown", None)
    assert answer.code


def test_a_signature_of_somebody_else_is_refused_and_proves_nothing(side) -> None:
    side.order("S1", side.endings["delivered"])
    answer = side.stranger().ask("S1")
    assert told(answer) == ("unknown", None)


def test_the_raw_answer_is_kept_as_evidence(side) -> None:
    side.order("S1", side.endings["delivered"])
    answer = side.gateway.ask("S1")
    assert json.loads(answer.raw)
    assert answer.signed is side.signed
    assert answer.raw.decode() not in repr(answer)
    assert b"S1" in answer.raw or b"never" in side.gateway.ask("never").raw


def test_asking_changes_nothing(side) -> None:
    side.order("S1", side.endings["failed"])
    assert {told(side.gateway.ask("S1")) for _ in range(3)} == {("failed", False)}


@pytest.mark.parametrize("ending", ["4444", "5555", "6666", "8888"])
def test_errors_and_silence_are_unknown_not_failed(real, ending) -> None:
    real.order("S1", ending)
    for _ in range(2):  # an error first, then a number that stands for not knowing
        answer = real.gateway.ask("S1")
        assert told(answer) == ("unknown", None)
        assert answer.code


def test_a_clock_that_is_wrong_is_refused_and_proves_nothing(real) -> None:
    real.order("S1", real.endings["delivered"])
    assert told(real.made(at=lambda: now() - timedelta(hours=1)).ask("S1")) == ("unknown", None)


def test_a_supplier_that_delivered_in_part_leaves_it_to_a_person(keys_made, tmp_path) -> None:
    shutil.copytree(keys_made, tmp_path / "sandbox" / "keys")
    side = FormOverHttp(tmp_path / "sandbox")
    side.order("S1", "7777")
    answer = side.gateway.ask("S1")
    assert (answer.status, answer.arrived, answer.code) == ("unknown", None, "PARTIAL")
    assert "5.00" in answer.raw.decode()
    side.stop()


def test_a_number_with_signs_of_the_protocol_in_it_is_only_a_number(real) -> None:
    for number in ('"}{', "a&b=c", "a b+c%20", "订单1", "\\"):
        real.order(number, real.endings["delivered"])
        assert told(real.gateway.ask(number)) == ("success", True), number
