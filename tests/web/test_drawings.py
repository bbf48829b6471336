"""Where things stand in a drawing: lines break as people write, and marks are numbered in order."""

import pytest

from weikameng.domain.words import Words
from weikameng.web.drawn.every import EXAMPLES
from weikameng.web.drawn.layout import KINDS, breadth, drawing_of, wrapped
from weikameng.web.drawn.pieces import Screen, draw, same

SCREENS = {
    f"{code} {name}": shown
    for code, both in EXAMPLES.items()
    for name, shown in (("good", both.good), ("bad", both.bad))
    if isinstance(shown, Screen)
}


def test_chinese_breaks_anywhere_but_never_before_a_mark():
    lines = wrapped("号码不存在，请核对号码后重新下单。", 6)
    assert lines == ["号码不存在，", "请核对号码后", "重新下单。"]


def test_english_breaks_between_words():
    assert wrapped("Check the number and order again", 10) == [
        "Check the number",
        "and order again",
    ]


def test_a_word_that_is_too_long_stands_alone():
    assert wrapped("a redeem.example.com b", 3) == ["a", "redeem.example.com", "b"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_line_fits_where_it_stands(name: str, language: str):
    screen = SCREENS[name]
    for line in screen.lines:
        for slot, words in zip(KINDS[line.kind].slots, line.says, strict=True):
            room = slot.width / slot.size
            for text in wrapped(words.in_language(language), room):
                assert breadth(text) <= room + 1, text  # one letter: a mark may hang


def test_marks_are_numbered_from_top_to_bottom_with_their_notes():
    screen = Screen(
        same("x"),
        (
            draw("bar", same("a"), note=Words("一", "one")),
            draw("text", same("b")),
            draw("text", same("c"), note=Words("二", "two")),
        ),
    )
    drawing = drawing_of(screen, "en")
    assert [line.number for line in drawing.lines] == [1, None, 2]
    assert [note.en for note in drawing.notes] == ["one", "two"]
    tops = [line.y for line in drawing.lines]
    assert tops == sorted(tops)
    assert drawing.height > tops[-1]


def test_every_drawing_can_be_told_without_seeing_it():
    for name, screen in SCREENS.items():
        assert min(len(screen.alt.zh), len(screen.alt.en)) > 8, name
