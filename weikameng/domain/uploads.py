"""A file on its way in: its limits by name, its life, and what it may be called (R2.4)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weikameng.domain.application import MAX_FILES
from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

MAX_BYTES = 10 * 1024 * 1024
# What a page sends at once: short enough that a bad line loses little.
PART_BYTES = 256 * 1024
# Only the last part may be shorter: nobody makes millions of rows of one file.
MIN_PART_BYTES = 4 * 1024
LIFE = timedelta(hours=24)
# What is taken back can be brought back at least until it is this old.
UNDO = timedelta(hours=1)
# Two rounds of pictures, begun and not handed in yet, over all orders of a buyer.
MAX_OPEN = 2 * MAX_FILES
MAX_NAME = 120
MAX_TOKEN = 43
TYPES = ("image/jpeg", "image/png", "image/webp")

# Signs that turn text around: a name must not read as another file's.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class UploadState(StrEnum):
    """``receiving`` until it was looked at; ``attached`` once an application took it along."""

    RECEIVING = "receiving"
    READY = "ready"
    REFUSED = "refused"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hand in: for which order, as what, and how large it is.

    ``media_type`` is what the sender says it is; only believed when it says it can't be taken.
    """

    order_number: str
    kind: str
    name: str
    size_bytes: int
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class UploadAsRead:
    """An upload as its owner sees it; ``refusal`` is why the picture was not taken."""

    token: str
    order_number: str
    kind: str
    name: str
    size_bytes: int
    received_bytes: int
    state: UploadState
    refusal: str
    file_digest: str
    copy_digest: str
    expires_at: datetime

    @property
    def whole(self) -> bool:
        """Whether every byte is here."""
        return self.received_bytes == self.size_bytes

    @property
    def percent(self) -> int:
        """Return how much has arrived; 100 only when it is whole."""
        return self.received_bytes * 100 // self.size_bytes

    @property
    def checking(self) -> bool:
        """Whether it is whole and nobody has looked at the picture yet."""
        return self.state is UploadState.RECEIVING and self.whole


class WrongOffset(Refusal):
    """A part that does not begin where the last one ended; ``offset`` is where it should."""

    def __init__(self, offset: int) -> None:
        super().__init__("upload_offset", _OFFSET)
        self.offset = offset


_OFFSET = Words(
    "续传的位置不对,请从已收到的位置继续。",
    "This part does not begin where the last one ended; go on from Upload-Offset.",
)
TOO_LARGE = Words(
    "超过 10 MB,请截取需要的部分,或压缩后再传。",
    "It is larger than 10 MB: crop it to what matters, or compress it.",
)
EMPTY = Words("这个文件是空的,请重新选择。", "This file is empty; choose another one.")
NOT_A_PICTURE = Words(
    "不是 JPG、PNG 或 WebP 图片(苹果 HEIC 请先截图或转成 JPG)。",
    "It is not a JPG, PNG or WebP picture (take a screenshot of a HEIC, or convert it to JPG).",
)
TOO_MANY = Words(
    f"没提交的图片已有 {MAX_OPEN} 张,请先提交或移除一些。",
    f"{MAX_OPEN} pictures are waiting already; send the application or remove some first.",
)
TOO_OFTEN = Words(
    "上传得太频繁了,请过几分钟再试。", "Too many uploads at once; try again in a few minutes."
)
UNKNOWN_KIND = Words(
    "不认识这种凭证,请回到申请页选择。", "This kind of evidence is unknown; choose one of the form."
)
SHORT_PART = Words(
    f"每段至少 {MIN_PART_BYTES // 1024} KB,最后一段除外。",
    f"A part must be at least {MIN_PART_BYTES // 1024} KB, except for the last one.",
)
OVERFULL = Words(
    "收到的内容比文件本身还大,请移除后重新上传。",
    "More arrived than the file holds; remove it and upload it again.",
)
# Codes of a picture that was looked at and not taken, and what to do about each.
FAULTS = {
    "too_large": TOO_LARGE,
    "not_a_picture": NOT_A_PICTURE,
    "too_many_pixels": Words(
        "尺寸太大,请截取需要的部分再传。", "It has too many pixels; crop it to what matters."
    ),
    "too_small": Words(
        "太小,看不清,请传原图或重新截图。",
        "It is too small to read; send the original or take the screenshot again.",
    ),
    "animated": Words("是动图,请传一张静态截图。", "It is animated; send a still screenshot."),
    "damaged": Words(
        "打不开,可能已损坏,请重新截图再传。",
        "It can't be opened and may be damaged; take the screenshot again.",
    ),
}
_FAULTY = Words("这张图片没有收下,请换一张。", "This picture was not taken; choose another one.")


def fault_words(code: str) -> Words:
    """Return why a picture was not taken and what to do; one sentence for codes we don't know."""
    return FAULTS.get(code, _FAULTY)


def is_token(text: str) -> bool:
    """Whether a text could name an upload at all; others are not even looked for."""
    return len(text) <= MAX_TOKEN and all(sign.isalnum() or sign in "-_" for sign in text)


def check(wanted: Wanted, kinds: Sequence[str]) -> None:
    """Refuse at once what could only be refused later, before a byte of it is sent."""
    if wanted.kind not in kinds:
        raise Refusal("upload_kind", UNKNOWN_KIND)
    if wanted.size_bytes <= 0:
        raise Refusal("picture_empty", EMPTY)
    if wanted.size_bytes > MAX_BYTES:
        raise Refusal("picture_too_large", TOO_LARGE)
    if wanted.media_type and wanted.media_type not in TYPES:
        raise Refusal("picture_not_a_picture", NOT_A_PICTURE)


def check_part(upload: UploadAsRead, offset: int, length: int) -> None:
    """Refuse a part that does not follow what is here, or would make the file another size."""
    if offset != upload.received_bytes or upload.state is not UploadState.RECEIVING:
        raise WrongOffset(upload.received_bytes)
    end = offset + length
    if end > upload.size_bytes:
        raise Refusal("upload_overfull", OVERFULL)
    if 0 < length < MIN_PART_BYTES and end != upload.size_bytes:
        raise Refusal("upload_part", SHORT_PART)


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: no folders, no signs that can't be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = (" " if sign.isspace() else sign for sign in last)
    visible = "".join(sign for sign in seen if unicodedata.category(sign) not in _INVISIBLE)
    words = " ".join(visible.split())
    if len(words) > MAX_NAME:  # the end of a name says what kind of file it is
        words = f"{words[: MAX_NAME - 12]}…{words[-11:]}"
    return words or "picture"
