"""Aliyun's identity check: signed requests, answers read strictly, the sandbox that speaks it."""

import json
import shutil
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.gateways.one_answer import OneAnswer
from tests.gateways.sandbox_http.conftest import Running
from weikameng.domain.identity import Claim, Document, Outcome
from weikameng.gateways.identity import credentials as of
from weikameng.gateways.identity.aliyun import AliyunId
from weikameng.gateways.identity.credentials import AliyunIdCredentials, aliyun_id_credentials
from weikameng.gateways.messages.aliyun_signing import Call, signed_headers
from weikameng.gateways.payments.line import new_client
from weikameng.gateways.sandbox.over_http.identity import STORIES
from weikameng.gateways.sandbox.over_http.keys import key_ring

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
CLAIM = Claim(Document.RESIDENT, "张试样", "11010519491231002X")
PLAY = {
    "不符": Outcome.MISMATCH,
    "查无": Outcome.NO_RECORD,
    "故障": Outcome.UNAVAILABLE,
    "稍后": Outcome.UNAVAILABLE,
    "断线": Outcome.UNAVAILABLE,
    "乱码": Outcome.UNAVAILABLE,
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("identity")
    key_ring(folder / "made", time.time)
    shutil.copytree(folder / "made", folder / "sandbox" / "keys")
    running = Running(folder / "sandbox")
    yield running
    running.stop()


def service(sandbox, *, secret="", clock=lambda: datetime.now(UTC)) -> AliyunId:
    said = sandbox.secrets
    key = secret or said["aliyun_access_key_secret"]
    who = AliyunIdCredentials(said["aliyun_access_key_id"], key, sandbox.server.address)
    return AliyunId(who, new_client(), clock)


def named(ending: str) -> Claim:
    return Claim(Document.RESIDENT, f"张{ending}", CLAIM.number)


def answers(body: object, status: int = 200) -> AliyunId:
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    line = OneAnswer((status, said)).client()
    return AliyunId(AliyunIdCredentials("id", "secret"), line, lambda: NOW)


def test_a_name_that_belongs_to_its_number_matches(sandbox):
    verdict = service(sandbox).verify(CLAIM)
    assert (verdict.outcome, verdict.code) == (Outcome.MATCH, "1")
    assert verdict.reference


@pytest.mark.parametrize("ending", sorted(STORIES))
def test_the_end_of_the_name_chooses_what_is_answered(sandbox, ending):
    assert service(sandbox).verify(named(ending)).outcome is PLAY[ending]


def test_a_service_that_was_slow_answers_in_the_end(sandbox):
    claim = Claim(Document.RESIDENT, "李稍后", CLAIM.number)
    found = [service(sandbox).verify(claim).outcome for _ in range(3)]
    assert found == [Outcome.UNAVAILABLE, Outcome.UNAVAILABLE, Outcome.MATCH]


def test_a_passport_is_nobody_they_know_and_they_are_not_even_asked():
    verdict = answers(b"never").verify(Claim(Document.PASSPORT, "John", "E12345678"))
    assert (verdict.outcome, verdict.code) == (Outcome.NO_RECORD, "NOT_COVERED")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret": "another"}, "SignatureDoesNotMatch"),
        ({"clock": lambda: datetime.now(UTC) - timedelta(hours=1)}, "InvalidTimeStamp.Expired"),
    ],
)
def test_the_sandbox_refuses_what_is_signed_wrongly(sandbox, wrong, code):
    verdict = service(sandbox, **wrong).verify(CLAIM)
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, code)


def test_the_sandbox_refuses_another_body_and_the_same_call_twice(sandbox):
    who, host = sandbox.secrets, sandbox.server.address.removeprefix("http://")
    form = {"ParamType": "normal", "UserName": CLAIM.name, "IdentifyNum": CLAIM.number}
    call = Call(host, "Id2MetaVerify", "2019-03-07", {}, form)
    pair = who["aliyun_access_key_id"], who["aliyun_access_key_secret"]
    headers = signed_headers(call, *pair, datetime.now(UTC), "nonce-of-a-test")

    def sent(body: bytes) -> str:
        return sandbox.line.post("/", content=body, headers=headers).json()["Code"]

    assert sent(call.body.replace(b"002X", b"0021")) == "SignatureDoesNotMatch"
    assert sent(call.body) == "200"
    assert sent(call.body) == "SignatureNonceUsed"


def test_name_and_number_travel_in_the_body_alone_and_stay_nowhere_in_the_sandbox(sandbox):
    line = OneAnswer((200, b"{}"))
    AliyunId(AliyunIdCredentials("id", "secret"), line.client(), lambda: NOW).verify(CLAIM)
    (request,) = line.asked
    assert CLAIM.number in request.read().decode()
    assert CLAIM.number not in str(request.url)
    service(sandbox).verify(CLAIM)
    told = json.dumps([sandbox.get("calls"), sandbox.get("messages"), sandbox.get("letters")])
    kept = (sandbox.folder / "books.sqlite3").read_bytes()
    kept += (sandbox.folder / "books.sqlite3-wal").read_bytes()
    assert CLAIM.number not in told
    assert CLAIM.number.encode() not in kept
    assert CLAIM.name.encode() not in kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1]",
        b"{" * 3000,
        {},
        {"Code": "200"},
        {"Code": "200", "ResultObject": None},
        {"Code": "200", "ResultObject": {"BizCode": "4"}},
        {"Code": "200", "ResultObject": {"BizCode": ["1"]}},
        {"Code": "402", "ResultObject": {"BizCode": "1"}},
        {"Code": ["200"], "ResultObject": {"BizCode": "1"}},
    ],
)
def test_an_answer_nobody_can_read_is_no_answer(body):
    assert answers(body).verify(CLAIM).outcome is Outcome.UNAVAILABLE


def test_a_dead_line_is_no_answer():
    line = OneAnswer(httpx.ConnectError("no")).client()
    who = AliyunId(AliyunIdCredentials("id", "secret"), line, lambda: NOW)
    assert who.verify(CLAIM).outcome is Outcome.UNAVAILABLE


def test_a_faulty_set_of_settings_is_told_one_by_one():
    whole = {of.KEY_ID: "id", of.KEY_SECRET: "s3cret"}
    made = aliyun_id_credentials(whole).credentials
    assert made is not None
    assert "s3cret" not in repr(made)
    assert aliyun_id_credentials({}).faults == ()
    (fault,) = aliyun_id_credentials({of.KEY_ID: "id"}).faults
    assert (fault.setting, fault.code) == (of.KEY_SECRET, "missing")
    (fault,) = aliyun_id_credentials(whole | {of.ENDPOINT: "http://id.example"}).faults
    assert fault.code == "no_address"
