"""What a message wants: measured on the shown rows, on ours, and on rows nobody tuned for."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from weikameng.domain.intents import Intent, catalogue_from, intents_of
from weikameng.domain.intents.spelling import spelled
from weikameng.records.documents import shipped

CATALOGUE = catalogue_from(shipped("intents"))
ROWS = Path(__file__).parent / "intents"


def rows(name: str) -> Iterator[tuple[list[str], str]]:
    """The wishes and the message of each row."""
    for line in (ROWS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        wanted, _, text = line.split("\t")
        yield wanted.split(","), text


def right(name: str) -> float:
    """The share whose first wish was found."""
    found = [intents_of(text, CATALOGUE).first == wanted[0] for wanted, text in rows(name)]
    return sum(found) / len(found)


def heard(text: str) -> list[str]:
    return [intent.value for intent in intents_of(text, CATALOGUE).all]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("tune", 0.98),
        ("voices", 0.95),
        ("last", 0.95),
        ("held_out", 0.94),
        ("fresh", 0.94),
        ("shorter", 0.98),
        ("other_tongues", 0.98),
    ],
)
def test_most_messages_are_understood(name: str, least: float):
    assert right(name) >= least


def test_every_intent_has_rows_in_every_file():
    for name in ("tune", "held_out", "voices", "last", "fresh", "shorter", "other_tongues"):
        assert {wanted for row, _ in rows(name) for wanted in row} == {one.value for one in Intent}


def test_the_shipped_list_names_every_intent_once():
    document = json.loads(json.dumps(shipped("intents")))
    document["priority"].remove("urge")
    with pytest.raises(ValueError, match="all of them"):
        catalogue_from(document)
    assert CATALOGUE.grave == (Intent.FRAUD, Intent.MINOR, Intent.HUMAN)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("退款到哪了,还要几天,转人工", ["human", "progress_query", "eta_query"]),
        ("怎么退款?孩子乱充的", ["minor_refund"]),
        ("为什么驳回?我要投诉", ["reject_reason", "complaint"]),
        ("你好,谢谢", ["greeting"]),
        ("傻逼,快点退款", ["urge"]),
        ("被驳回了,怎么重新申请", ["amend_reapply"]),
        ("怎么还不退钱,我要投诉你们", ["urge", "complaint"]),
        ("推款要多九", ["how_to"]),  # one slip is put right, the other is not
        ("轉仁工", ["out_of_scope"]),
        ("zhuanrengong", ["human"]),
        ("转 人 工", ["human"]),
        ("", ["out_of_scope"]),
        ("。。。", ["out_of_scope"]),
        ("1261118765432107", ["out_of_scope"]),
    ],
)
def test_several_wishes_slips_and_nothing_at_all(text: str, wishes: list[str]):
    assert heard(text) == wishes


@pytest.mark.parametrize("text", ["垃圾,赶紧转人工", "狗平台,多久到账"])
def test_anger_is_kept_beside_the_wish(text: str):
    found = intents_of(text, CATALOGUE)
    assert found.angry
    assert Intent.ABUSE not in found.all


@pytest.mark.parametrize(
    "text", ["退" * 2_000, "不" * 2_000, "a " * 1_000, "(" * 2_000, "充了没" * 700, "我的" * 1_000]
)
def test_a_hostile_text_costs_no_more_than_a_long_one(text: str):
    assert intents_of(text, CATALOGUE).all  # minutes, not milliseconds, if a pattern explodes


def test_words_stay_words():
    assert spelled("补充材料") == "补充材料"
    assert spelled("小额") == "小额"
