"""Takes what a buyer uploads (R2.4): checked, re-encoded, the original sealed under its digest."""

from collections.abc import Iterable
from dataclasses import dataclass

from weikameng.domain.application import MAX_FILES, KeptFile
from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words
from weikameng.gateways.pictures import BadPicture, reencoded
from weikameng.services import wiring

_WHY = {
    "too_large": Words("超过 10 MB", "is larger than 10 MB"),
    "not_a_picture": Words(
        "不是 JPG、PNG 或 WebP 图片(苹果 HEIC 请先截图或转成 JPG)",
        "is not a JPG, PNG or WebP picture (convert HEIC to JPG first)",
    ),
    "too_many_pixels": Words("尺寸太大,请截取需要的部分", "has too many pixels; crop it"),
    "too_small": Words("太小,看不清", "is too small to read"),
    "animated": Words("是动图,请上传静态图片", "is animated; send a still picture"),
    "damaged": Words("打不开,可能已损坏", "can't be opened; it may be damaged"),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: what the buyer says it shows, its name, its bytes."""

    kind: str
    name: str
    content: bytes


def take(uploads: Iterable[Upload]) -> tuple[KeptFile, ...]:
    """Keep uploads and return what identifies them. Refusal names the file and what is wrong."""
    given = list(uploads)
    if len(given) > MAX_FILES:
        raise Refusal(
            "too_many_files",
            Words(f"一次最多上传 {MAX_FILES} 张图片。", f"At most {MAX_FILES} pictures at a time."),
        )
    return tuple(_take(upload) for upload in given)


def _take(upload: Upload) -> KeptFile:
    try:
        copy = reencoded(upload.content)
    except BadPicture as problem:
        why = _WHY[problem.code]
        name = upload.name[:60]
        raise Refusal(
            f"picture_{problem.code}",
            Words(f"“{name}”{why.zh}。其他内容已保留。", f"“{name}” {why.en}. The rest is kept."),
        ) from problem
    store = wiring.files()
    return KeptFile(upload.kind, store.keep(upload.content), store.keep(copy))


def picture(digest: str) -> bytes:
    """Return the servable copy of a kept picture."""
    return wiring.files().read(digest)
