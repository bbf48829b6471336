"""Whatever arrives, only a genuine answer about our refund settles or ends it."""

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.gateways.payments.counterparts import (
    alipay,
    alipay_says,
    found_refund,
    method_of,
    node_text,
    order,
    refunded,
    refused,
    sign,
    spoilt,
    wechat_headers,
    wechat_refund,
    wechat_says,
    wechatpay,
)
from weikameng.domain.payout_life import Outcome
from weikameng.gateways.payments import strict_json
from weikameng.gateways.payments.alipay_codes import QUERY, REFUND
from weikameng.gateways.payments.strict_json import NotJson, object_of, raw_members
from weikameng.gateways.payments.wechatpay_codes import TABLE
from weikameng.gateways.payments.written_amounts import fen_in, whole_fen

FINAL = {Outcome.SETTLED, Outcome.PERMANENTLY_FAILED}
WORDS = sorted({*REFUND, *QUERY, *TABLE, "10000", "Y", "REFUND_SUCCESS", "DBACK_S"})
JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(max_size=8)
    | some.sampled_from(WORDS),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(max_size=8) | some.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=8,
)
few = settings(max_examples=60)


def all_receipts(gateway) -> list:
    return [gateway.refund(order()), gateway.query(order())]


def ends_nothing(gateway) -> None:
    for receipt in all_receipts(gateway):
        assert receipt.outcome not in FINAL, receipt


def plain(status: int, body: bytes, headers: dict[str, str] | None = None):
    return lambda request: httpx.Response(status, content=body, headers=headers)


@few
@given(some.binary(max_size=300), some.sampled_from([200, 201, 204, 302, 400, 403, 404, 429, 500]))
def test_random_bytes_end_nothing(body: bytes, status: int) -> None:
    ends_nothing(alipay(plain(status, body))[0])
    ends_nothing(wechatpay(plain(status, body))[0])
    ends_nothing(wechatpay(plain(status, body, wechat_headers(body)))[0])


@few
@given(some.integers(1, 200))
def test_a_cut_off_answer_ends_nothing(left: int) -> None:
    def cut(request):
        node = refunded() if "fastpay" not in method_of(request) else found_refund()
        whole = alipay_says(node)(request).content
        return httpx.Response(200, content=whole[: -min(left, len(whole))])

    ends_nothing(alipay(cut)[0])
    whole = json.dumps(wechat_refund()).encode()
    # The signature is of what arrived: only the JSON is broken.
    ends_nothing(wechatpay(wechat_says(whole[: -min(left, len(whole))]))[0])


@few
@given(some.sampled_from(["unsigned", "bad"]), some.sampled_from(WORDS))
def test_a_missing_or_wrong_signature_ends_nothing(how: str, code: str) -> None:
    for node in (refunded(), found_refund(), refused(code), refused("", code)):
        ends_nothing(alipay(alipay_says(node, how=how))[0])
    ends_nothing(wechatpay(wechat_says(wechat_refund(), how=how))[0])
    error = {"code": code, "message": "订单已超过可退款的最大期限"}
    for status in (400, 403, 404, 429, 500):
        ends_nothing(wechatpay(wechat_says(error, status, how=how))[0])


@few
@given(some.text(min_size=1, max_size=40).filter(lambda text: text != order().number))
def test_another_number_ends_nothing(number: str) -> None:
    node = found_refund(out_request_no=number)
    assert alipay(alipay_says(node))[0].query(order()).outcome not in FINAL
    ends_nothing(wechatpay(wechat_says(wechat_refund(out_refund_no=number)))[0])


@few
@given(some.integers() | some.booleans() | some.floats() | some.text(max_size=6) | JSON)
def test_another_amount_ends_nothing(amount: Any) -> None:
    if type(amount) is not int or amount != 500:
        said = wechat_refund(amount={"refund": amount, "total": 1230, "currency": "CNY"})
        body = json.dumps(said).encode()
        ends_nothing(wechatpay(wechat_says(body))[0])
    if amount not in ("5", "5.0", "5.00"):
        text = json.dumps(found_refund(refund_amount=amount))
        assert alipay(alipay_says(text))[0].query(order()).outcome not in FINAL


@pytest.mark.parametrize("exact", ["5.000000000000001", "4.9999999999999999", "500e-2", "5.004"])
def test_amounts_never_pass_through_floats(exact: str) -> None:
    for written in (exact, f'"{exact}"'):
        text = json.dumps(found_refund(refund_amount="HERE")).replace('"HERE"', written)
        assert alipay(alipay_says(text))[0].query(order()).outcome is Outcome.NEEDS_HUMAN
    body = json.dumps(wechat_refund()).replace('"refund": 500', f'"refund": {exact}').encode()
    receipt = wechatpay(wechat_says(body))[0].query(order())
    assert (receipt.outcome, receipt.verified) == (Outcome.RETRY_SAME_ID, False)


@few
@given(JSON)
def test_a_signed_answer_of_any_shape_ends_nothing_and_raises_nothing(content: Any) -> None:
    ends_nothing(alipay(alipay_says(json.dumps(content)))[0])
    ends_nothing(wechatpay(wechat_says(json.dumps(content).encode()))[0])
    ends_nothing(wechatpay(wechat_says(json.dumps(content).encode(), 403))[0])


@few
@given(some.sampled_from(sorted(refunded())), JSON)
def test_a_refund_s_answer_with_one_member_spoilt_settles_only_if_it_is_ours(name, value) -> None:
    receipt = alipay(alipay_says(json.dumps(refunded(**{name: value}))))[0].refund(order())
    if name in ("code", "fund_change", "out_trade_no") and value != refunded()[name]:
        assert receipt.outcome not in FINAL


def test_a_huge_answer_ends_nothing() -> None:
    filler = "x" * (1024 * 1024)
    ends_nothing(alipay(alipay_says(refunded(filler=filler)))[0])
    ends_nothing(alipay(alipay_says(found_refund(filler=filler)))[0])
    ends_nothing(wechatpay(wechat_says(wechat_refund(filler=filler)))[0])


@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000, b'{"a":' * 100_000, b'{"a":' + b"9" * 100_000 + b"}", b'{"a":1e999999}'],
)
def test_json_built_to_exhaust_us_ends_nothing(body: bytes) -> None:
    name = b"alipay_trade_fastpay_refund_query_response"
    ends_nothing(alipay(plain(200, body))[0])
    ends_nothing(alipay(plain(200, b'{"' + name + b'":' + body + b"}"))[0])
    ends_nothing(wechatpay(wechat_says(body))[0])


def test_our_own_words_in_their_mouth_end_nothing() -> None:
    for word in ("10000+Y", "REFUND_SUCCESS", "DBACK_S", "DBACK_F", "10000+N"):
        ends_nothing(alipay(alipay_says(refused(word)))[0])
        ends_nothing(alipay(alipay_says(refused("", word)))[0])
    for word in ("SUCCESS", "CLOSED", "INVALID_REQUEST+OVERDUE"):
        ends_nothing(wechatpay(wechat_says({"code": word, "status": "SUCCESS"}, 400))[0])


@few
@given(some.text(max_size=60))
def test_a_member_is_found_exactly_as_it_was_written(reason: str) -> None:
    text = node_text({"refund_reason": reason, "more": [{"}": "{"}]})
    whole = f' {{ "a_response" :{text} , "sign":"x" }} '
    assert raw_members(whole)["a_response"] == text


@few
@given(some.text(max_size=60))
def test_any_text_is_members_or_not_json(text: str) -> None:
    for read in (raw_members, object_of):
        with suppress(NotJson):
            assert isinstance(read(text), dict)


def test_a_signature_over_the_node_does_not_cover_what_follows_it() -> None:
    node = node_text({"code": "10000", "msg": "Success"})
    signature = sign("alipay", node.encode())
    for tail in ("} {", "}x", ",}", ',"sign":"y"}'):
        body = f'{{"alipay_trade_refund_response":{node},"sign":"{signature}"{tail}'
        with pytest.raises(NotJson):
            raw_members(body)
    assert spoilt(signature) != signature
    assert strict_json.object_of('{"a": 1.10}') == {"a": "1.10"}


@few
@given(some.integers(0, 10**11 - 1))
def test_fen_survive_being_written_in_yuan(fen: int) -> None:
    assert fen_in(f"{fen // 100}.{fen % 100:02d}") == fen
    assert whole_fen(fen) == fen


@pytest.mark.parametrize("value", [True, 1.0, "1", None, -1, 10**13, [], 0.5])
def test_only_a_whole_number_is_whole_fen(value: Any) -> None:
    assert whole_fen(value) is None


@pytest.mark.parametrize(
    "text", ["", "1.234", "1e2", "NaN", " 1", "1 ", "+1", "１", ".5", "1.", "1,000"]
)
def test_only_yuan_with_two_places_is_an_amount(text: str) -> None:
    assert fen_in(text) is None
