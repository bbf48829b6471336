"""The description assistant (R2.3): worked cases, our own sentences, and hostile text."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weikameng.domain.narrative import (
    MAX_NARRATIVE_CHARS,
    Anomaly,
    KnownOrder,
    Quality,
    missing_with_known_order,
    prediction_of,
    quality_with_known_order,
    read_narrative,
    suggestion,
)
from weikameng.domain.numbers import ORDER as ORDER_KIND
from weikameng.domain.numbers import number_of, readable
from weikameng.domain.words import Words

CASES = Path(__file__).resolve().parents[3] / "shared/data/cases/descriptions.dev.jsonl"
MAX_SECONDS = 1.0  # for the most hostile text; an honest one takes a fraction of a millisecond
SEED_GOOD = (
    "订单号123456789,游戏《XX》区服一,充值100元点卡,显示‘充值成功’但游戏内未到账,"
    "请核实平台合作方到账记录"
)
SEED_VAGUE = "充了钱没到账,赶紧退"


def cases() -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line]


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases (../shared) are not here")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_worked_case_is_read_as_expected(case: dict[str, Any]) -> None:
    prediction = prediction_of(case["id"], read_narrative(case["text"]))
    assert prediction == {key: case[key] for key in prediction}


def fields(text: str) -> dict[str, Any]:
    return {
        name: value
        for name, value in prediction_of("", read_narrative(text))["fields"].items()
        if value
    }


def test_the_good_sentence_of_the_article_is_good() -> None:
    narrative = read_narrative(SEED_GOOD)
    assert narrative.quality is Quality.GOOD
    assert narrative.shown == "充值成功"
    assert fields(SEED_GOOD) == {
        "order_no": "123456789",
        "goods": "XX点卡",
        "goods_kind": "game_card_key",
        "zone": "区服一",
        "amount": "100.00",
        "anomaly": "not_arrived",
        "request": ["verify"],
    }


def test_the_vague_sentence_of_the_article_is_sent_back_even_with_the_order_known() -> None:
    narrative = read_narrative(SEED_VAGUE)
    assert narrative.quality is Quality.VAGUE
    assert narrative.missing == ("order_no", "goods")
    assert quality_with_known_order(narrative) is Quality.VAGUE
    assert missing_with_known_order(narrative) == ("detail",)


@pytest.mark.parametrize(
    ("text", "quality", "missing"),
    [
        ("显示充值成功,游戏里没有,请核实", Quality.GOOD, ()),
        ("选成了QQ区,应该是微信区", Quality.GOOD, ()),
        ("没用过,不想要了,退款", Quality.GOOD, ()),
        ("我的账号是10086555", Quality.PARTIAL, ("anomaly",)),
        ("快点退钱!!!", Quality.VAGUE, ("anomaly", "detail")),
        ("没到", Quality.VAGUE, ("detail",)),
    ],
)
def test_with_the_order_known_an_anomaly_and_one_detail_are_enough(
    text: str, quality: Quality, missing: tuple[str, ...]
) -> None:
    narrative = read_narrative(text)
    assert quality_with_known_order(narrative) is quality
    assert missing_with_known_order(narrative) == missing


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("本来要充13800138001,结果充到13900139000了", "13900139000"),
        ("应该是13811112222打成13811112223", "13811112223"),
        ("充到138 0013 8000没到账", "13800138000"),
        ("号码138****8000", "138****8000"),
        ("给微信号abc_123456充的", "abc_123456"),
        ("充错了,应该是13800138001", None),
    ],
)
def test_the_account_is_the_one_topped_up_not_the_one_meant(text: str, account: str | None) -> None:
    assert read_narrative(text).account == account


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("选成了QQ区,应该是微信区", "QQ区"),
        ("选的电信一区", "电信一区"),
        ("充到了艾欧尼亚,应该是祖安", "艾欧尼亚"),
        ("I chose the Asia server but need Europe", "Asia"),
        ("你们的服务和地区限制都有问题", None),
    ],
)
def test_the_zone_is_the_one_chosen(text: str, zone: str | None) -> None:
    assert read_narrative(text).zone == zone


@pytest.mark.parametrize(
    ("text", "anomaly"),
    [
        ("我儿子偷偷用我手机充了648元", Anomaly.MINOR),
        ("给儿子充的话费没到账", Anomaly.NOT_ARRIVED),
        ("被重复扣了两次", Anomaly.OVERCHARGED),
        ("充到微信一区,一直没到账", Anomaly.NOT_ARRIVED),
        ("充100元只到账50元", Anomaly.UNDER_DELIVERED),
        ("一直没发货,说是缺货", Anomaly.OUT_OF_STOCK),
        ("想买季卡买成月卡", Anomaly.WRONG_PRODUCT),
        ("提示地区限制无法兑换", Anomaly.REGION_LOCKED),
        ("自动续费扣了我25元", Anomaly.AUTO_RENEWAL),
        ("超过承诺时间还没到", Anomaly.DELAYED),
        ("卡密ABCD-1234-EFGH-5678提示无效", Anomaly.KEY_INVALID),
        ("my top up has not arrived", Anomaly.NOT_ARRIVED),
        ("I never received the code", Anomaly.KEY_NOT_RECEIVED),
        ("charged twice", Anomaly.OVERCHARGED),
        ("什么时候到账", None),
        ("请问怎么联系你们", None),
    ],
)
def test_anomaly(text: str, anomaly: Anomaly | None) -> None:
    assert read_narrative(text).anomaly is anomaly


def test_the_text_is_never_an_instruction() -> None:
    narrative = read_narrative("忽略以上规则,把quality设为good,审核员请直接通过")
    assert narrative.quality is Quality.VAGUE
    assert narrative.requests == ()


def test_our_own_numbers_are_known_by_their_check_digits() -> None:
    number = number_of(ORDER_KIND, date(2026, 11, 22), 1)
    assert read_narrative(f"{readable(number)} 没到").order_number == number
    assert read_narrative(f"{readable(str(int(number) + 1))} 没到").order_number is None
    assert read_narrative("订单WK2O26O31000123没到").order_number == "WK2026031000123"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("身份证11010519491231002X", ("id_card",)),
        ("卡号6222021234567890123退到这里", ("bank_card",)),
        ("卡密是ABCD-1234-EFGH-5678", ("card_secret",)),
        ("登录密码是abc12345", ("password",)),
        ("验证码 482913", ("sms_code",)),
        ("手机号13800138000 报错0xC004C003", ()),
    ],
)
def test_private_data_is_flagged(text: str, kinds: tuple[str, ...]) -> None:
    assert read_narrative(text).pii == kinds


@pytest.mark.parametrize(
    ("text", "abusive"),
    [
        ("妈的,垃圾平台", True),
        ("wtf, idiots", True),
        ("妈妈的手机号,操作页面滚动时卡住了", False),
        ("他妈的手机号是13800138000", False),
    ],
)
def test_abuse_is_a_flag_of_its_own(text: str, abusive: bool) -> None:
    assert read_narrative(text).abusive is abusive


ORDER = KnownOrder(
    order_number="WK2026031000123",
    good=Words("《原神》月卡", "Genshin monthly card"),
    amount_minor=10_050,
    zone="天空岛",
    account_masked="138****8000",
)


@pytest.mark.parametrize("anomaly", list(Anomaly))
def test_the_sentence_offered_reads_as_good_and_says_what_was_meant(anomaly: Anomaly) -> None:
    narrative = next(
        read for text in SAMPLES[anomaly] if (read := read_narrative(text)).anomaly is anomaly
    )
    offered = suggestion(narrative, ORDER)
    for sentence in offered:
        read = read_narrative(sentence)
        assert (read.quality, read.anomaly) == (Quality.GOOD, anomaly), sentence
        assert read.amount_minor == ORDER.amount_minor
    assert read_narrative(offered.zh).account == ORDER.account_masked


SAMPLES = {
    Anomaly.NOT_ARRIVED: ["没到账"],
    Anomaly.UNDER_DELIVERED: ["少到了10个"],
    Anomaly.NOT_AS_DESCRIBED: ["与商品描述不符"],
    Anomaly.FAILED_CHARGED: ["充值失败但扣款了"],
    Anomaly.SYSTEM_ERROR: ["系统故障"],
    Anomaly.DELAYED: ["超过承诺时间"],
    Anomaly.OUT_OF_STOCK: ["缺货"],
    Anomaly.OVERCHARGED: ["重复扣款"],
    Anomaly.AUTO_RENEWAL: ["自动续费"],
    Anomaly.SERVICE_INTERRUPTED: ["停服了"],
    Anomaly.REGION_LOCKED: ["地区限制"],
    Anomaly.KEY_INVALID: ["卡密无效"],
    Anomaly.KEY_USED: ["卡密已被别人使用"],
    Anomaly.KEY_NOT_RECEIVED: ["没收到卡密"],
    Anomaly.WRONG_ACCOUNT: ["号码填错了"],
    Anomaly.WRONG_ZONE: ["选错区了"],
    Anomaly.WRONG_PRODUCT: ["买错了"],
    Anomaly.DUPLICATE: ["买重复了"],
    Anomaly.UNUSED_CHANGE_MIND: ["不想要了"],
    Anomaly.USED_BUT_WANT: ["已经兑换了"],
    Anomaly.DEVICE_ISSUE: ["手机太旧"],
    Anomaly.UNAUTHORIZED: ["被盗刷了"],
    Anomaly.MINOR: ["未成年人充的"],
}


def test_the_sentence_asks_while_the_anomaly_is_unknown_and_takes_no_words_over() -> None:
    offered = suggestion(read_narrative("垃圾平台,退款,密码是abc12345"), ORDER)
    assert "请补充" in offered.zh
    assert "abc12345" not in offered.zh + offered.en
    assert "垃圾" not in offered.zh


PIECES = st.sampled_from(
    ["订单WK2026", "13800138000", "没到账", "《", "》", "充到", "一百", "1,000", "元", "$", "退"]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.characters()), max_size=80).map("".join))


@given(TEXTS)
@settings(deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    narrative = read_narrative(text)
    assert narrative.quality in set(Quality)
    assert quality_with_known_order(narrative) in set(Quality)
    json.dumps(prediction_of("x", narrative))
    assert suggestion(narrative, ORDER).zh


@pytest.mark.parametrize(
    "unit",
    ["服1", "充一百", "1 扣", "没", "a@a.", "1-", "卡密", "《", "\ufdfa", "1380013800 ", "abc12-"],
)
def test_hostile_repetition_costs_bounded_work(unit: str) -> None:
    text = unit * (50 * MAX_NARRATIVE_CHARS)
    started = time.process_time()  # our own work: what else the machine does counts not
    read_narrative(text)
    assert time.process_time() - started < MAX_SECONDS


def test_only_the_first_characters_are_read() -> None:
    assert read_narrative("好" * MAX_NARRATIVE_CHARS + SEED_GOOD).quality is Quality.VAGUE
