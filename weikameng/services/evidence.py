"""Takes what a buyer uploads (R2.4): checked, re-encoded, the original sealed under its digest."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from weikameng.domain.application import MAX_FILES, KeptFile
from weikameng.domain.errors import Refusal
from weikameng.domain.uploads import fault_words, shown_name
from weikameng.domain.words import Words
from weikameng.gateways.decoder import DecoderDown
from weikameng.gateways.files import FileChanged
from weikameng.gateways.pictures import BadPicture
from weikameng.services import wiring
from weikameng.services.sealed_files import needed_unless_refused

log = logging.getLogger("weikameng.evidence")
NOT_NOW = Words(
    "现在收不了图片,是我们这边的问题。请过几分钟再传,已填的内容不会丢。",
    "We can't take pictures right now; that is on our side. Try again in a few minutes, nothing"
    " you wrote is lost.",
)
NOT_SHOWN = {
    "picture_gone": Words(
        "这张图片在我们的存储里找不到了。封存记录还在,请联系客服。",
        "We can't find this picture in our store any more. Its seal is still on record; please"
        " contact support.",
    ),
    "picture_changed": Words(
        "这张图片和封存时的不一样了,所以不显示。请联系客服。",
        "This picture is no longer what was sealed, so it is not shown. Please contact support.",
    ),
    "picture_not_now": Words(
        "现在取不到这张图片,请过几分钟再看。",
        "This picture can't be fetched right now; look again in a few minutes.",
    ),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: what the buyer says it shows, its name, its bytes."""

    kind: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SealedPicture:
    """A picture that was kept: the SHA-256 of the original and of the copy that may be shown."""

    digest: str
    copy_digest: str


def take(uploads: Iterable[Upload]) -> tuple[KeptFile, ...]:
    """Keep uploads and return what identifies them. Refusal names the file and what is wrong."""
    given = list(uploads)
    if len(given) > MAX_FILES:
        raise Refusal(
            "too_many_files",
            Words(f"一次最多上传 {MAX_FILES} 张图片。", f"At most {MAX_FILES} pictures at a time."),
        )
    kept: list[KeptFile] = []
    with needed_unless_refused(kept):
        for upload in given:
            sealed = seal_picture(upload.name, upload.content)
            kept.append(KeptFile(upload.kind, sealed.digest, sealed.copy_digest))
    return tuple(kept)


def seal_picture(name: str, content: bytes) -> SealedPicture:
    """Check, re-encode and keep one picture.

    Refusal ``picture_<code>`` names file and fault; ``picture_not_now`` is no fault of the file.
    """
    try:
        copy = wiring.decoder().reencoded(content)
        store = wiring.files()
        return SealedPicture(store.keep(content), store.keep(copy))
    except BadPicture as problem:
        why, shown = fault_words(problem.code), shown_name(name)
        said = Words(
            f"“{shown}”没有收下:{why.zh}其他内容已保留。",
            f"“{shown}” was not taken. {why.en} The rest is kept.",
        )
        raise Refusal(f"picture_{problem.code}", said) from problem
    except (DecoderDown, OSError) as trouble:
        log.error("a picture could not be taken: %s: %s", type(trouble).__name__, trouble)
        raise Refusal("picture_not_now", NOT_NOW) from trouble


def picture(digest: str) -> bytes:
    """Return the servable copy of a kept picture; Refusal when it is not there as sealed."""
    try:
        return wiring.files().read(digest)
    except FileNotFoundError as trouble:
        raise _not_shown("picture_gone", digest) from trouble
    except FileChanged as trouble:
        raise _not_shown("picture_changed", digest) from trouble
    except OSError as trouble:
        raise _not_shown("picture_not_now", digest) from trouble


def _not_shown(code: str, digest: str) -> Refusal:
    log.error("sealed file %s can't be shown: %s", digest[:12], code)
    return Refusal(code, NOT_SHOWN[code])
