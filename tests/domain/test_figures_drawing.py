"""Charts as shapes: bars and columns stay within their frame, on one scale, and never overlap."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weikameng.domain.figures.drawing import (
    MAX_LINE,
    Bar,
    Stack,
    bars,
    columns,
    top_of_scale,
    width_of,
)
from weikameng.domain.words import Words

COUNTS = some.integers(min_value=0, max_value=10**7)


def named(text: str = "行") -> Words:
    return Words(text, text)


def bar(*amounts: float, mark: float | None = None, name: str = "行") -> Bar:
    return Bar(named(name), named("1"), tuple((amount, "solid") for amount in amounts), mark)


@pytest.mark.parametrize(
    ("rows", "widths"),
    [
        ([bar(10), bar(5), bar(0)], [100.0, 50.0]),
        ([bar(3, 1), bar(8)], [37.5, 12.5, 100.0]),
        ([bar(0), bar(0)], []),
        ([bar(1, mark=4)], [25.0]),
        ([], []),
    ],
)
def test_bars_are_as_long_as_their_amounts(rows: list[Bar], widths: list[float]):
    assert [box.width for box in bars(rows).boxes] == widths


def test_parts_of_a_bar_stand_behind_each_other():
    one, two = bars([bar(3, 1)]).boxes
    assert (one.x, two.x) == (0.0, one.width)


def test_a_limit_is_drawn_across_its_own_bar_on_the_same_scale():
    drawing = bars([bar(10), bar(5, mark=7.5)])
    (line,) = drawing.lines
    box = drawing.boxes[1]
    assert (line.x1, line.x2) == (75.0, 75.0)
    assert line.y1 < box.y < box.y + box.height < line.y2
    assert line.mark


def test_a_scale_that_is_given_is_kept():
    assert bars([bar(50.0)], most=100.0).boxes[0].width == 50.0


def test_every_row_has_its_name_and_its_value():
    labels = bars([bar(1, name="甲"), bar(2, name="乙")]).labels
    assert [label.words.zh for label in labels] == ["甲", "1", "乙", "1"]
    assert [label.anchor for label in labels] == ["start", "end"] * 2


def test_a_name_too_long_for_a_phone_is_cut_and_never_meets_its_value():
    for text in ("很长的商品名字" * 9, "a very long name of a good " * 9):
        name, value = bars([bar(1, name=text)]).labels
        assert name.words.zh.endswith("…")
        assert width_of(name.words.zh) + width_of(value.words.zh) < MAX_LINE


@given(some.lists(some.lists(COUNTS, min_size=1, max_size=4), max_size=12))
def test_no_bar_leaves_its_frame_and_no_row_meets_the_next(amounts):
    drawing = bars([bar(*map(float, row)) for row in amounts])
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + box.width <= 100.01
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
    assert drawing.height == 46 * len(amounts)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (2, 2), (3, 5), (6, 10), (99, 100), (101, 200), (4999, 5000)]
)
def test_a_scale_ends_with_a_round_number(most: int, top: int):
    assert top_of_scale(most) == top


def test_columns_stand_on_the_ground_and_on_each_other():
    drawing = columns([Stack(named(), ((2, "solid"), (3, "hatched")))])
    lower, upper = drawing.boxes
    ground = max(line.y1 for line in drawing.lines)
    assert lower.y + lower.height == ground
    assert upper.y + upper.height == lower.y
    assert lower.height * 3 == pytest.approx(upper.height * 2)
    assert [label.words.zh for label in drawing.labels if label.anchor == "end"] == ["0", "5"]


@given(some.lists(some.tuples(COUNTS, COUNTS), max_size=40))
def test_no_column_leaves_its_frame_or_meets_the_next(counts):
    drawing = columns([Stack(named(), ((a, "solid"), (b, "hollow"))) for a, b in counts])
    for box in drawing.boxes:
        assert box.x >= 9.0
        assert box.x + box.width <= 100.01
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
    lefts = sorted({(box.x, box.width) for box in drawing.boxes})
    for (one, wide), (other, _) in pairwise(lefts):
        assert one + wide <= other + 0.01


@pytest.mark.parametrize(("count", "dated"), [(0, 0), (1, 1), (4, 4), (5, 4), (31, 4)])
def test_only_some_columns_carry_their_day(count: int, dated: int):
    stacks = [Stack(named(f"{place}日"), ((1, "solid"),)) for place in range(count)]
    days = [label.words.zh for label in columns(stacks).labels if "日" in label.words.zh]
    assert len(days) == dated
    if count:
        assert (days[0], days[-1]) == ("0日", f"{count - 1}日")
