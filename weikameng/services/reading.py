"""Looks at one picture as long as it takes (R3.4): once as a whole, once more at what differs, and
without red ink where a seal may lie on a field. No rows: what comes of it is the caller's.
"""

from weikameng.domain.reading.examining import (
    Examination,
    Question,
    examine,
    left_open,
    to_read_again,
)
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


def examine_picture(reader: PictureReader, content: bytes, question: Question) -> Examination:
    """Return what a picture says about an order. BadPicture and CannotRead are the reader's."""
    reading = reader.read(content)
    again = reader.read_again(content, to_read_again(reading, question))
    without_red = reader.read_without_red(content) if left_open(reading, question) else None
    return examine(reading, question, again, without_red)
