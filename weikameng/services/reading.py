"""Looks at one picture as long as it takes (R3.4): once as a whole, once more at what differs, and
through another lens where a seal or a shaken camera may hide a field; on a blurred picture names
that stay open are asked for. No rows: the caller's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from weikameng.domain.reading.examining import (
    Examination,
    Question,
    Reading,
    examine,
    other_lenses,
    to_read_again,
)
from weikameng.domain.reading.verdicts import Verdict
from weikameng.domain.reading.weighing import to_weigh, weighed
from weikameng.domain.words import Words
from weikameng.gateways.reader import PictureReader

NOT_CHECKED = {
    "not_installed": Words(
        "没有安装图片识别,图片未经机器核对。",
        "Text recognition is not installed; no machine has checked the picture.",
    ),
    "too_slow": Words(
        "识别超时,图片未经机器核对。",
        "Reading took too long; no machine has checked the picture.",
    ),
    "fell": Words(
        "识别中断,图片未经机器核对。",
        "Reading broke off; no machine has checked the picture.",
    ),
    "missing": Words(
        "找不到图片文件,请技术人员检查存储。图片未经机器核对。",
        "The picture's file is not there; storage needs a look. No machine has checked it.",
    ),
    "changed": Words(
        "图片文件和封存时不一样了,请技术人员检查存储。图片未经机器核对。",
        "The picture's file is no longer what was sealed; storage needs a look. Not checked.",
    ),
}
REFUSED = {
    "too_large": Words("图片超过 10 MB。", "The picture is larger than 10 MB."),
    "not_a_picture": Words(
        "不是 JPG、PNG 或 WebP 图片。", "This is not a JPG, PNG or WebP picture."
    ),
    "too_many_pixels": Words("图片尺寸太大。", "The picture has too many pixels."),
    "too_small": Words("图片太小,看不清。", "The picture is too small to read."),
    "animated": Words("这是动图。", "The picture is animated."),
    "damaged": Words("图片打不开,可能已损坏。", "The picture can't be opened; it may be damaged."),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture says, and its width and height in pixels."""

    examined: Examination
    size: tuple[int, int]


def examine_picture(reader: PictureReader, content: bytes, question: Question) -> Examination:
    """Return what a picture says about an order. BadPicture and CannotRead are the reader's."""
    return look_at(reader, content, (question,)).examined


def look_at(reader: PictureReader, content: bytes, questions: Sequence[Question]) -> Look:
    """Hold one picture against several truths, the likeliest first: the first one it does not
    contradict is meant, else the first of all. The errors are the reader's.
    """
    reading = reader.read(content)
    looks = []
    for question in questions:
        looks.append(_examined(reader, content, reading, question))
        if not _contradicts(looks[-1]):
            return Look(looks[-1], reading.size)
    return Look(looks[0], reading.size)


def _examined(
    reader: PictureReader, content: bytes, reading: Reading, question: Question
) -> Examination:
    again = reader.read_again(content, to_read_again(reading, question))
    through = {lens: reader.read(content, lens) for lens in other_lenses(reading, question)}
    examined = examine(reading, question, again, through)
    asked = to_weigh(examined, question, reading, through)
    return weighed(examined, asked, reader.weigh(content, asked))


def _contradicts(examined: Examination) -> bool:
    return any(c.verdict == Verdict.DIFFERS for c in examined.comparisons)
