"""Notifications: signed, sealed, retried on the sandbox's clock, and spoiled when asked."""

import json
from urllib.parse import parse_qsl

import pytest

from tests.gateways.sandbox_http.clients import REFUNDS, holds, wechat_refund

SECOND, HOUR = 1, 3600


def wechat_refunds(sandbox, letterbox, *numbers, mode="certificate"):
    sandbox.do("plan", wechatpay_keys=mode)
    wechat = sandbox.wechat()
    wechat.pay("ORDER-1", 10_000)
    for number in numbers:
        content = wechat_refund("ORDER-1", number, 100, 10_000) | {"notify_url": letterbox.url}
        assert wechat.send("POST", REFUNDS, content).status_code == 200
    sandbox.do("deliver")
    return wechat


def opened(wechat, letter):
    """(event type, status inside, number inside, does the signature hold)"""
    headers, body = letter
    said = json.loads(body)
    inside = json.loads(wechat.unsealed(said["resource"]))
    verified = wechat.verified(headers, body.decode())
    return said["event_type"], inside["refund_status"], inside["out_refund_no"], verified


def states(sandbox, number):
    return [(row["forgery"], row["state"]) for row in sandbox.get("letters", number=number)]


@pytest.mark.parametrize("mode", ["certificate", "public_key", "changing"])
def test_a_settled_refund_is_told_signed_and_sealed(sandbox, letterbox, mode):
    wechat = wechat_refunds(sandbox, letterbox, "R1", "R2", "R3", mode=mode)
    assert [opened(wechat, letter) for letter in letterbox.got] == [
        ("REFUND.SUCCESS", "SUCCESS", number, True) for number in ("R1", "R2", "R3")
    ]
    assert states(sandbox, "R1") == [("genuine", "taken")]


def test_wechat_tries_again_on_its_schedule(sandbox, letterbox):
    letterbox.answers[:] = [(500, b"")] * 16
    wechat_refunds(sandbox, letterbox, "R1")
    tries = [1]
    schedule = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800]
    for gap in [*schedule, 21_600, 21_600]:
        sandbox.advance(gap - 5 * SECOND)
        tries.append(len(letterbox.got))
        sandbox.advance(5 * SECOND)
    assert tries == [1, *range(1, 16)], "none comes early"
    assert len(letterbox.got) == 16
    assert states(sandbox, "R1") == [("genuine", "given_up")]
    ids = {json.loads(body)["id"] for _, body in letterbox.got}
    assert len(ids) == 1, "every try is about the same event"


def test_a_letter_nobody_takes_in_is_tried_again(sandbox, letterbox):
    letterbox.server.shutdown()
    letterbox.server.server_close()
    wechat_refunds(sandbox, letterbox, "R1")
    (row,) = sandbox.get("letters", number="R1")
    assert (row["state"], row["tries"], row["answer"]) == ("waiting", 1, "0")


def test_a_duplicated_notice_comes_three_times_with_one_id(sandbox, letterbox):
    wechat_refunds(sandbox, letterbox, "notice-duplicated-1")
    sandbox.advance(300)
    assert len(letterbox.got) == 2
    sandbox.advance(60)
    assert len({json.loads(body)["id"] for _, body in letterbox.got}) == 1
    assert len(letterbox.got) == 3


def test_reordered_an_older_abnormal_follows_success(sandbox, letterbox):
    wechat = wechat_refunds(sandbox, letterbox, "notice-reordered-1")
    sandbox.advance(301)
    sandbox.advance(121)
    told = [opened(wechat, letter) for letter in letterbox.got]
    assert [(kind, verified) for kind, _, _, verified in told] == [
        ("REFUND.SUCCESS", True),
        ("REFUND.ABNORMAL", True),
    ]
    created = [json.loads(body)["create_time"] for _, body in letterbox.got]
    assert created[1] != created[0]
    assert wechat.query("notice-reordered-1")[1]["status"] == "SUCCESS"


def test_a_delayed_notice_comes_an_hour_late_and_a_lost_one_never(sandbox, letterbox):
    wechat_refunds(sandbox, letterbox, "notice-delayed-1", "notice-lost-1")
    sandbox.advance(301)
    assert letterbox.got == []
    sandbox.advance(HOUR)
    assert len(letterbox.got) == 1


@pytest.mark.parametrize("name", ["tampered", "forged", "probe"])
def test_a_spoiled_notice_does_not_verify_and_a_genuine_one_follows(sandbox, letterbox, name):
    letterbox.answers[:] = [(401, b"")]
    wechat = wechat_refunds(sandbox, letterbox, f"notice-{name}-1")
    sandbox.advance(301)
    sandbox.advance(60)
    verified = [wechat.verified(headers, body.decode()) for headers, body in letterbox.got]
    assert verified == [False, True]
    probe = letterbox.got[0][0]["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    assert probe is (name == "probe")
    assert states(sandbox, f"notice-{name}-1") == [(name, "refused"), ("genuine", "taken")]


def test_a_receiver_that_takes_a_forged_notice_is_found_out(sandbox, letterbox):
    wechat_refunds(sandbox, letterbox, "notice-forged-1")
    sandbox.advance(301)
    assert states(sandbox, "notice-forged-1")[0] == ("forged", "swallowed")


def test_a_stale_notice_verifies_but_is_two_hours_old(sandbox, letterbox):
    wechat = wechat_refunds(sandbox, letterbox, "notice-stale-1")
    sandbox.advance(301)
    sandbox.advance(60)
    assert all(wechat.verified(headers, body.decode()) for headers, body in letterbox.got)
    stale, fresh = (int(headers["Wechatpay-Timestamp"]) for headers, _ in letterbox.got)
    assert fresh - stale >= 2 * HOUR


def test_an_oversized_notice_is_signed_and_two_megabytes(sandbox, letterbox):
    wechat = wechat_refunds(sandbox, letterbox, "notice-oversized-1")
    sandbox.advance(301)
    ((headers, body),) = letterbox.got
    assert len(body) > 2_000_000
    assert wechat.verified(headers, body.decode())


def test_letters_do_not_leave_this_machine(sandbox, letterbox):
    letterbox.url = "http://192.0.2.1/notify"
    wechat_refunds(sandbox, letterbox, "R1")
    assert sandbox.get("letters", number="R1")[0]["answer"] == "0 not on loopback"


def form_of(letter):
    return dict(parse_qsl(letter[1].decode(), keep_blank_values=True))


def v1_holds(sandbox, form, without=("sign", "sign_type")):
    kept = sorted((k, v) for k, v in form.items() if v and k not in without)
    text = "&".join(f"{k}={v}" for k, v in kept)
    return holds(sandbox.config["alipay_public_key"], text, form["sign"])


def alipay_refund(sandbox, letterbox, number="R1", fen=3_000):
    alipay = sandbox.alipay()
    alipay.pay("T1", 10_000, notify_url=letterbox.url)
    alipay.refund("T1", number, fen)
    sandbox.do("deliver")


def test_alipay_tells_the_payments_address_by_rule_v1(sandbox, letterbox):
    alipay_refund(sandbox, letterbox)
    form = form_of(letterbox.got[0])
    assert v1_holds(sandbox, form)
    assert not v1_holds(sandbox, form, without=("sign",))
    assert (form["out_biz_no"], form["refund_fee"]) == ("R1", "30.00")
    assert form["app_id"] == sandbox.config["alipay_app_id"]
    assert form["seller_id"] == sandbox.config["alipay_seller_id"]
    assert states(sandbox, "R1") == [("genuine", "taken")]


def test_alipay_tries_again_until_it_reads_success(sandbox, letterbox):
    letterbox.answers[:] = [(200, b"ok")] * 8
    alipay_refund(sandbox, letterbox)
    for gap in (240, 600, 600, 3600, 7200, 21_600, 54_000):
        sandbox.advance(gap)
    assert len(letterbox.got) == 8
    assert len({form_of(letter)["notify_id"] for letter in letterbox.got}) == 1
    assert states(sandbox, "R1") == [("genuine", "given_up")]


@pytest.mark.parametrize("name", ["tampered", "forged", "probe"])
def test_a_spoiled_alipay_notice_does_not_verify(sandbox, letterbox, name):
    letterbox.answers[:] = [(200, b"failure")]
    alipay_refund(sandbox, letterbox, f"notice-{name}-1")
    sandbox.advance(301)
    sandbox.advance(60)
    assert [v1_holds(sandbox, form_of(letter)) for letter in letterbox.got] == [False, True]


def test_the_deposit_message_goes_to_the_application_by_rule_v2(sandbox, letterbox):
    sandbox.do("plan", notify={"alipay_app": letterbox.url})
    alipay = sandbox.alipay()
    alipay.pay("T1", 10_000)
    alipay.refund("T1", "reversed-1", 3_000)
    sandbox.advance(86_401)
    form = form_of(letterbox.got[0])
    assert v1_holds(sandbox, form, without=("sign",)), "sign_type stays in"
    assert json.loads(form["biz_content"])["dback_status"] == "F"
