"""Another wording is shown only if it says the same: numbers, dates, links, negations, order."""

import pytest

from weikameng.domain.bot.faithful import faithful
from weikameng.domain.words import Words

SAID = Words(
    "退款 2261118765432134 没有通过。\n可以在 11月25日(周三)24:00 前补充,最多 3 次。",
    "Refund 2261118765432134 was not approved.\nYou can add more by Wed 25 Nov, 24:00, at most 3"
    " times.",
)
ZH, EN = SAID.zh.split("\n"), SAID.en.split("\n")


def other(zh_1: str = ZH[0], zh_2: str = ZH[1], en_1: str = EN[0], en_2: str = EN[1]) -> Words:
    return Words(f"{zh_1}\n{zh_2}", f"{en_1}\n{en_2}")


def test_the_same_in_other_words_is_shown():
    kind = other(
        "很抱歉,退款 2261118765432134 这次没有通过。",
        "你可以在 11月25日(周三)24:00 前补充材料,最多 3 次哦。",
        "Sorry, refund 2261118765432134 was not approved this time.",
        "You can still add more material by Wed 25 Nov, 24:00, at most 3 times.",
    )
    assert faithful(SAID, kind)
    assert faithful(SAID, SAID)


@pytest.mark.parametrize(
    "changed",
    [
        other("退款 2261118765432134 已经通过。"),
        other("退款 2261118765432134 通过。"),
        other("退款 2261118765432135 没有通过。"),
        other("退款没有通过。"),
        other(zh_2="可以在 11月26日(周三)24:00 前补充,最多 3 次。"),
        other(zh_2="可以在 11月25日(周三)24:00 前补充,最多 3 次,我保证给你退。"),
        other(zh_2="不可以在 11月25日(周三)24:00 前补充,最多 3 次。"),
        other(zh_2="可以在 11月25日(周三)24:00 前补充,最多 3 次。见 https://evil.example"),
        other(zh_2="可以在 11月25日(周三)24:00 前补充,最多 3 次。<b>点这里</b>"),
        other(zh_2="You can add by 11月25日(周三)24:00 前 3"),
        other(zh_2=""),
        other(zh_1=ZH[1], zh_2=ZH[0]),
        Words(ZH[0], SAID.en),
        other(en_1="Refund 2261118765432134 was approved."),
        other(en_1="Refund 2261118765432134 was not approved. We guarantee the money."),
        other(en_2="You can not add more by Wed 25 Nov, 24:00, at most 3 times."),
        other(en_2="You can add more by Wed 25 Nov, 24:00, at most three times."),
        other(en_2="You can add more by Wed 25 Nov, 24:00, at most 3\u202e times."),
        other(zh_1=ZH[0] + "很" * 300),
        Words("", ""),
    ],
)
def test_what_was_changed_is_not(changed: Words):
    assert not faithful(SAID, changed)
