"""Suppliers' answers that are odd, false, of another order or none; signatures and callbacks."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from tests.gateways.one_answer import OneAnswer
from weikameng.gateways.suppliers.answers import ANSWER_LIMIT, RAW_LIMIT
from weikameng.gateways.suppliers.credentials import FormCredentials, FuluCredentials
from weikameng.gateways.suppliers.form_md5 import BadCallback, FormMd5
from weikameng.gateways.suppliers.fulu import Fulu
from weikameng.gateways.suppliers.md5_signing import (
    agrees,
    sorted_characters,
    sorted_form,
    written,
)

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payments" / "suppliers.json"
NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
SECRET, KEY = "secret-of-fulu", "key-of-the-form"


def fulu(answer) -> Fulu:
    return Fulu(FuluCredentials("app", SECRET), OneAnswer(answer).client(), lambda: NOW)


def form(answer) -> FormMd5:
    who = FormCredentials("merchant", KEY, "https://supplier.example")
    return FormMd5(who, OneAnswer(answer).client(), lambda: NOW)


def signed(code=0, **order) -> bytes:
    """An answer of Fulu's, written as no library of ours would write it."""
    result = json.dumps(json.dumps({"customer_order_no": "S1"} | order)).replace("/", "\\/")
    members = {"code": str(code), "message": '"\\u6210\\u529f"', "result": result}
    sign = sorted_characters(members, SECRET)
    inside = " , ".join(f'"{name}" : {raw}' for name, raw in members.items())
    return f'{{ {inside}, "sign": "{sign.upper()}" }}'.encode()


def said(**data) -> bytes:
    order = {"outer_order_id": "S1", "state": 200, "refunded_amount": "0.00"} | data
    return json.dumps({"code": "ok", "message": "", "data": order}).encode()


def test_fulus_signature_is_over_the_answer_as_it_is_written() -> None:
    answer = fulu((200, signed(order_state="success", note="a/b"))).ask("S1")
    assert (answer.status, answer.arrived, answer.signed) == ("success", True, True)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(b"failed", b"succes"),
        lambda raw: raw.replace(b'"sign"', b'"sing"'),
        lambda raw: raw[:-4] + b'0" }',
        lambda raw: raw.replace(b'{ "code"', b'{ "sign": 7, "code"', 1),
    ],
)
def test_a_spoilt_answer_of_fulu_is_never_a_failure(spoil) -> None:
    raw = signed(order_state="failed")
    assert fulu((200, raw)).ask("S1").status == "failed"
    answer = fulu((200, spoil(raw))).ask("S1")
    assert (answer.status, answer.arrived, answer.signed) == ("unknown", None, False)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (signed(order_state="success", customer_order_no="S2"), "OTHER_ORDER"),
        (signed(order_state="refunding"), "FULU_refunding"),
        (signed(order_state=None), "FULU_None"),
        (signed(order_state=["success"]), "FULU_['success']"),
        (signed(code=3002, order_state="failed"), "FULU_3002"),
        (signed(code='"0"', order_state="failed"), "FULU_0"),
        (signed(code="false", order_state="failed"), "FULU_False"),
    ],
)
def test_what_fulu_signed_counts_only_for_this_order_and_these_states(raw, code) -> None:
    answer = fulu((200, raw)).ask("S1")
    assert (answer.status, answer.code, answer.signed) == ("unknown", code, True)
    assert answer.raw == raw[:RAW_LIMIT]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (said(outer_order_id="S2"), "OTHER_ORDER"),
        (said(outer_order_id=1), "OTHER_ORDER"),
        (said(state=501), "STATE_501"),
        (said(state="200"), "STATE_200"),
        (said(state=True), "STATE_True"),
        (said(state=200, refunded_amount="5.00"), "PARTIAL"),
        (said(state=200, refunded_amount="soon"), "PARTIAL"),
        (b'{"code": "server_error"}', "server_error"),
        (b'{"code": "ok"}', "OTHER_ORDER"),
        (b'{"code": "ok", "data": []}', "OTHER_ORDER"),
    ],
)
def test_what_the_form_supplier_says_counts_only_for_this_order(raw, code) -> None:
    answer = form((200, raw)).ask("S1")
    assert (answer.status, answer.arrived, answer.code) == ("unknown", None, code)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""),
        (200, b"\xff"),
        (200, b"[]"),
        (200, b"{" * 10_000),
        (200, b"<html>"),
        (200, b"x" * (ANSWER_LIMIT + 1)),
        (302, said()),
        (500, said(state=500)),
        (404, b""),
        httpx.ReadTimeout("late"),
        httpx.ConnectError("nobody there"),
        httpx.RemoteProtocolError("cut"),
    ],
)
@pytest.mark.parametrize("made", [fulu, form])
def test_an_answer_nobody_can_read_is_unknown(made, answer) -> None:
    heard = made(answer).ask("S1")
    assert (heard.status, heard.arrived, heard.signed) == ("unknown", None, False)
    assert heard.code


def test_a_long_answer_is_kept_whole_so_that_its_signature_can_be_checked_again() -> None:
    raw = said(note="x" * (ANSWER_LIMIT - 200))
    assert form((200, raw)).ask("S1").raw == raw


@pytest.mark.parametrize("made", [fulu, form])
def test_the_question_is_kept_without_what_proves_who_we_are(made) -> None:
    asked = made((200, said())).ask("S1").asked.decode()
    assert "S1" in asked
    assert "***" in asked
    assert not any(secret in asked for secret in (SECRET, KEY, '"app"', "=merchant"))


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_the_published_signature_of_fulu_holds() -> None:
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["id"] == "fulu-sign-chars")
    assert sorted_characters(written(case["params"]), case["app_secret"]) == case["sign"]


def test_signatures_agree_in_either_case_and_in_nothing_else() -> None:
    assert agrees("AB12", "ab12")
    for other in ("ab1", "ab123", "", None, 5, ["ab12"], "äb12"):
        assert not agrees(other, "ab12")


def called(**fields) -> bytes:
    told = {"outer_order_id": "S1", "state": "200", "recharge_info": ""} | fields
    return urlencode({"sign": sorted_form(told, KEY)} | told).encode()


def test_a_signed_callback_names_the_order_to_ask_about() -> None:
    assert form((200, b"")).parse_callback(called()) == "S1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"sign=",
        called(sign="0" * 32),
        called().replace(b"S1", b"S2"),
        called() + b"&state=500",
        b"outer_order_id=S9&" + called(),  # the signature holds for the second one
        called(outer_order_id=""),
        called(note="x" * 20_000),
        b"&".join(b"a%d=1" % n for n in range(200)),
    ],
)
def test_a_callback_of_somebody_else_is_refused(body) -> None:
    with pytest.raises(BadCallback):
        form((200, b"")).parse_callback(body)


def test_secrets_do_not_show() -> None:
    assert SECRET not in repr(FuluCredentials("app", SECRET))
    assert KEY not in repr(FormCredentials("merchant", KEY, "https://supplier.example"))
