"""Two accounts or two zones in one text: which one was hit, which one was meant (R2.3)."""

import pytest

from weikameng.domain.narrative import Anomaly, KnownOrder, Quality, read_narrative, suggestion
from weikameng.domain.words import Words

A, B = "13811112222", "13811112223"
ORDER = KnownOrder("1261123592592681", Words("手机话费", "phone credit"), 10_000)


@pytest.mark.parametrize(
    "text",
    [
        f"想充{A}结果充到{B}了",
        f"本来要给{A}充,手滑填成了{B}",
        f"充到{B}了,应该是{A}",
        f"不是{B},是{A},我填错了",
        f"我的号码是{A},充值时写成{B}",
        f"给我充到{B}去了,我要充的是{A}",
        f"把{B}改成{A},我填错了",
        f"I typed {B} but it should be {A}",
    ],
)
def test_the_wrong_account_and_the_right_one_are_told_apart(text: str):
    read = read_narrative(text)
    assert (read.account, read.account_meant) == (B, A)
    assert read.anomaly is Anomaly.WRONG_ACCOUNT
    assert set(read.accounts) == {A, B}


@pytest.mark.parametrize(
    "text",
    [
        "选成了QQ区,应该是微信区",
        "想选微信区结果选了QQ区",
        "我是微信区的,给我充到QQ区了",
        "微信区选成了QQ区",
    ],
)
def test_the_wrong_zone_and_the_right_one_are_told_apart(text: str):
    read = read_narrative(text)
    assert (read.zone, read.zone_meant) == ("QQ区", "微信区")
    assert read.anomaly is Anomaly.WRONG_ZONE


def test_the_sentence_names_both_and_is_read_the_same():
    read = read_narrative(f"想充{A}结果充到{B}了")
    offered = suggestion(read, ORDER)
    for sentence in offered:
        assert A in sentence
        assert B in sentence
        again = read_narrative(sentence)
        assert (again.anomaly, again.account) == (Anomaly.WRONG_ACCOUNT, B)
        assert again.quality is Quality.GOOD


def test_the_sentence_asks_which_is_which_while_the_text_does_not_say():
    read = read_narrative(f"号码填错了,{A}和{B}")
    assert read.account_meant is None
    offered = suggestion(read, ORDER)
    assert "【请写明" in offered.zh
    assert "which is the wrong one and which the right one" in offered.en
    for sentence in offered:
        assert read_narrative(sentence).account_meant is None


def test_one_account_alone_is_no_mix_up():
    read = read_narrative(f"充到{A}没到账")
    assert (read.account, read.account_meant, read.anomaly) == (A, None, Anomaly.NOT_ARRIVED)
