"""Secrets in a buyer's own words: masked wherever they hide; order numbers and accounts stay."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weikameng.domain.application import RefundApplication
from weikameng.domain.narrative import KINDS, mask, read_narrative
from weikameng.domain.numbers import CASE, ORDER, number_of, readable

MAX_SECONDS = 1.0


@pytest.mark.parametrize(
    ("text", "kept", "kinds"),
    [
        ("卡密JDCA-8F3K-29QX-7LMP提示无效", "卡密****提示无效", ("card_secret",)),
        ("激活码是VK7JG-NPHTM-C97JM-9MPGT-3V66T", "激活码是****", ("card_secret",)),
        ("卡密是：ＡＢＣＤ－１２３４－ＥＦＧＨ－５６７８", "卡密是：****", ("card_secret",)),
        ("激活码——VK7JG–NPHTM–C97JM", "激活码——****", ("card_secret",)),
        ("卡密: A\u200bB12-CD34-EF56-GH78。", "卡密: ****。", ("card_secret",)),
        ("卡密\nAB12CD34EF56GH78\n无效", "卡密\n****\n无效", ("card_secret",)),
        ("卡号1234567890123456,密码6543210987654321", "卡号****,密码****", ("card_secret",)),
        ("兑换码abcd1234用不了", "兑换码****用不了", ("card_secret",)),
        ("the code X7K2M-9QWE4-RT5YU is invalid", "the code **** is invalid", ("card_secret",)),
        ("退到银行卡6222021234567890128", "退到银行卡****0128", ("bank_card",)),
        ("6222 0212 3456 7890 128", "****0128", ("bank_card",)),
        ("身份证11010519491231002X,请核实", "身份证****,请核实", ("id_card",)),
        ("身份證號：１１０１０５１９４９１２３１００２Ｘ", "身份證號：****", ("id_card",)),
        ("QQ 30012345 密码abc12345 没到", "QQ 30012345 密码**** 没到", ("password",)),
        ("密碼是p@ss，謝謝", "密碼是****，謝謝", ("password",)),
        ("my password is hunter2, thanks", "my password is ****, thanks", ("password",)),
        ("短信验证码482913", "短信验证码****", ("sms_code",)),
        ("cvv 123", "cvv ***", ("bank_card",)),
        (
            "身份证11010519491231002X 密码是abc12345",
            "身份证**** 密码是****",
            ("id_card", "password"),
        ),
    ],
)
def test_a_secret_is_masked_where_it_stands(text: str, kept: str, kinds: tuple[str, ...]):
    assert mask(text).text == kept
    assert mask(text).kinds == kinds
    assert set(kinds) <= set(KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "订单1261123592592681没到",
        "订单号WK2026031000123,话费50元",
        "单号 2026041900534012 没到",
        "手机13800138000,QQ 10086421,账号abc_2020@163.com",
        "激活时报错0xC004C003",
        "激活码office2021专业版没到",
        "密码错误,password is wrong, the code is invalid",
        "交易号2026031022001412345678901234",
        "code 30 days expired",
        "UID 123456789 服务器梦江南2024",
        "密码****错误,卡****0128",
        "",
    ],
)
def test_what_is_no_secret_stays_as_written(text: str):
    assert mask(text) == mask(mask(text).text)
    assert mask(text).text == text
    assert mask(text).kinds == ()


@given(some.integers(0, 10**7), some.sampled_from([ORDER, CASE]), some.booleans())
def test_our_own_numbers_are_never_taken_for_secrets(serial: int, kind: str, grouped: bool):
    number = number_of(kind, date(2026, 11, 22), serial)
    text = f"单号{readable(number) if grouped else number},没到账"
    assert mask(text).text == text


CODES = some.from_regex(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){3}", fullmatch=True).filter(
    lambda code: any(char.isdigit() for char in code)
)


@given(
    some.text(max_size=60).filter(lambda text: not text.rstrip().endswith(("单", "号", "k", "K"))),
    CODES,
    some.sampled_from(["卡密", "卡密是", "激活码:", "兑换码为 ", "序列号：", "key: "]),
    some.sampled_from(["", "，提示无效", "\n请核实", " 无效"]),
)
def test_a_key_behind_its_label_never_stays(before: str, code: str, label: str, after: str):
    written = f"{before}。{label}{code}{after}"
    masked = mask(written)
    assert code not in masked.text
    assert "card_secret" in masked.kinds


@given(some.text(max_size=300))
def test_masking_twice_is_masking_once(text: str):
    masked = mask(text)
    assert mask(masked.text).text == masked.text


def test_masking_costs_no_fact():
    text = "订单WK2026041200412,京东E卡100元,卡密JDCA-8F3K-29QX-7LMP提示无效,请核实更换"
    before, after = read_narrative(text), read_narrative(mask(text).text)
    assert (before.anomaly, before.requests, before.goods) == (
        after.anomaly,
        after.requests,
        after.goods,
    )
    assert before.amount_minor == after.amount_minor


def test_an_application_never_holds_a_secret():
    application = RefundApplication("1261123592592681", "KEY_INVALID", "卡密AB12-CD34-EF56-GH78")
    assert application.narrative == "卡密****"
    assert application.masked == ("card_secret",)
    assert "CD34" not in repr(application)


HOSTILE = ["1", "1-", "a1-", "卡密", "密码", "6222 ", "身份证", "ab12-", "密码:a", "ﷺ", "١", "-_"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_grows_no_faster_than_the_text(unit: str):
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        tries = []
        for _ in range(3):
            started = time.process_time()
            mask(text)
            read_narrative(text)
            tries.append(time.process_time() - started)
        return min(tries)

    whole, half = seconds(2000), seconds(1000)
    assert whole < MAX_SECONDS
    assert whole < 4 * half + 0.05  # twice the text, at most twice the work and some noise
