"""Handing files in before they are needed (R2.4): in parts, over bad lines, from several pages.

A part that does not begin where the last one ended is told where it should; what arrived twice is
kept once. The picture is looked at when the last byte is here, with nothing locked.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from weikameng.domain import uploads as rules
from weikameng.domain.application import KeptFile, RefundApplication
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.uploads import UploadAsRead, UploadState, Wanted, WrongOffset
from weikameng.domain.words import Words
from weikameng.records.reading import policies
from weikameng.records.reading import uploads as reading
from weikameng.records.writing import uploads as writing
from weikameng.services.evidence import seal_picture
from weikameng.services.sealed_files import remove_needless

_TOKEN_BYTES = 32
# The picture could not be looked at in this moment: it stays whole and is looked at again.
LATER = "picture_not_now"
# Verified by a check instead (services.identity): no photograph of a document is ever taken.
BY_CHECK = frozenset({"identity_check", "guardian_id"})
_GONE = Words(
    "有一张图片已经移除或过期,请看一下图片再提交。",
    "A picture was removed or has expired; look at the pictures and send it again.",
)
_NOT_YET = Words(
    "还有图片没有传完,请等它传完,或移除后再提交。",
    "A picture has not arrived whole yet; wait for it, or remove it, then send.",
)


@dataclass(frozen=True, slots=True)
class Stream:
    """A part as it comes in: where it begins, how long it says it is, how more of it is read."""

    offset: int
    length: int
    read: Callable[[int], bytes]


def begin(wanted: Wanted, *, owner_id: int, at: datetime) -> UploadAsRead:
    """Begin to hand in a file for one's own order; nothing of it has arrived yet.

    Raises Refusal for what could only be refused later: size, type, kind, too many waiting.
    """
    rules.check(wanted, _kinds_of(wanted.order_number, owner_id, at))
    if reading.waiting_of(owner_id, at) >= rules.MAX_OPEN:
        raise Refusal("too_many_uploads", rules.TOO_MANY)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    named = replace(wanted, name=rules.shown_name(wanted.name))
    writing.begin(token, named, owner_id, at)
    return look(token, owner_id=owner_id, at=at)


def look(token: str, *, owner_id: int, at: datetime) -> UploadAsRead:
    """Return one's own upload; Refusal not_found for strangers and for what was forgotten."""
    upload = reading.upload_of(token, owner_id=owner_id, at=at)
    if upload is None:
        raise not_found()
    return upload


def receive(token: str, stream: Stream, *, owner_id: int, at: datetime) -> UploadAsRead:
    """Keep what comes in, piece by piece: a line that is cut loses only what had not arrived.

    Nothing sent at the end of a whole file has it looked at again. Raises WrongOffset, and
    Refusal when more comes than the file holds.
    """
    upload = look(token, owner_id=owner_id, at=at)
    if stream.length or stream.offset != upload.received_bytes:
        _fitting(upload, stream)
    for piece in _pieces(stream.read):
        upload = append(token, upload.received_bytes, piece, owner_id=owner_id, at=at)
    return settle(upload, owner_id=owner_id, at=at)


def append(token: str, offset: int, content: bytes, *, owner_id: int, at: datetime) -> UploadAsRead:
    """Add a part where the last one ended. Raises WrongOffset with the place where it should."""
    upload = look(token, owner_id=owner_id, at=at)
    rules.check_part(upload, offset, len(content))
    try:
        writing.append(token, writing.Part(offset, content))
    except Conflict as quicker:  # another page, or this part a second time
        now = look(token, owner_id=owner_id, at=at)
        raise WrongOffset(now.received_bytes) from quicker
    return replace(upload, received_bytes=offset + len(content))


def settle(upload: UploadAsRead, *, owner_id: int, at: datetime) -> UploadAsRead:
    """Look at a picture that is whole: sealed and ready, or refused with its code.

    Twice at once is harmless: sealing the same bytes is the same file, and the first is noted.
    """
    if not upload.checking:
        return upload
    content = reading.content_of(upload.token)
    # Its parts are gone when somebody else settled it, or it was removed, a moment ago.
    if len(content) == upload.size_bytes:
        try:
            sealed = seal_picture(upload.name, content)
        except Refusal as refusal:
            if refusal.code == LATER:
                raise
            writing.refuse(upload.token, refusal.code.removeprefix("picture_"))
        else:
            writing.ready(upload.token, sealed.digest, sealed.copy_digest)
    return look(upload.token, owner_id=owner_id, at=at)


def remove(token: str, *, owner_id: int, at: datetime) -> None:
    """Take a file back; what an application took along stays. Refusal not_found for strangers."""
    look(token, owner_id=owner_id, at=at)
    if not writing.remove(token, owner_id):
        raise not_found()


def restore(token: str, *, owner_id: int, at: datetime) -> UploadAsRead:
    """Bring back what was taken back; Refusal not_found when it is gone for good."""
    writing.restore(token, owner_id, at)
    return look(token, owner_id=owner_id, at=at)


def of_order(order_number: str, *, owner_id: int, at: datetime) -> tuple[UploadAsRead, ...]:
    """Return what waits for an order's application, oldest first."""
    return reading.uploads_of_order(order_number, owner_id=owner_id, at=at)


def with_files(
    application: RefundApplication, order_number: str, *, owner_id: int, at: datetime
) -> RefundApplication:
    """Return the application with the files its uploads are; asked anew at every try.

    What an earlier sending took along is evidence already and is left out. Refusal when one is
    gone, refused or not whole.
    """
    if not application.uploads:
        return application
    asked = dict.fromkeys(application.uploads)
    known = [token for token in asked if rules.is_token(token)]
    found = reading.uploads_named(known, owner_id=owner_id, order_number=order_number, at=at)
    if len(found) != len(asked):
        raise Refusal("upload_gone", _GONE)
    settled = [settle(upload, owner_id=owner_id, at=at) for upload in found]
    files = tuple(_kept(u) for u in settled if u.state is not UploadState.ATTACHED)
    return replace(application, files=(*application.files, *files), uploads=())


def take_along(files: Sequence[KeptFile], order_id: int, owner_id: int, at: datetime) -> None:
    """Mark the uploads among these files as handed in, in the transaction that writes them.

    Conflict when one was removed or taken along meanwhile: then nothing is written.
    """
    tokens = [file.upload for file in files if file.upload]
    if tokens:
        writing.attach(tokens, order_id, owner_id, at)


def forget_expired(at: datetime) -> int:
    """Forget what nobody handed in while it lived, files as well; returns how many."""
    count = 0
    while True:
        gone, digests = writing.forget_expired(at)
        if not gone:
            return count
        remove_needless(digests)
        count += gone


def _kept(upload: UploadAsRead) -> KeptFile:
    if upload.state is UploadState.REFUSED:
        why = rules.fault_words(upload.refusal)
        name = Words(f"“{upload.name}”:", f"“{upload.name}”: ")
        raise Refusal(f"picture_{upload.refusal}", Words(name.zh + why.zh, name.en + why.en))
    if upload.state is UploadState.RECEIVING:
        raise Refusal("upload_waiting", _NOT_YET)
    return KeptFile(upload.kind, upload.file_digest, upload.copy_digest, upload.token)


def _kinds_of(order_number: str, owner_id: int, at: datetime) -> list[str]:
    """Return what may be handed in for an order: what any policy that may decide it knows.

    Never a picture of an identity document: who somebody is, is checked (R6.1).
    """
    version = reading.policy_of_order(order_number, owner_id=owner_id)
    if version is None:
        raise not_found()
    found = policies.versions(version, policies.later_than(version, at))
    return [kind for policy in found for kind in policy.evidence if kind not in BY_CHECK]


def _fitting(upload: UploadAsRead, stream: Stream) -> None:
    """Refuse before anything is kept. A short part is read to its end: who is still sending when
    the answer comes may never see it."""
    try:
        rules.check_part(upload, stream.offset, stream.length)
    except Refusal:
        if stream.length <= rules.PART_BYTES:
            _filled(stream.read)
        raise


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield pieces until the stream ends or the line is cut."""
    while piece := _filled(read):
        yield piece
        if len(piece) < rules.PART_BYTES:
            return


def _filled(read: Callable[[int], bytes]) -> bytes:
    """Read one piece; what had arrived before the line was cut is what there is."""
    piece = b""
    with suppress(OSError):
        while len(piece) < rules.PART_BYTES:
            more = read(rules.PART_BYTES - len(piece))
            if not more:
                break
            piece += more
    return piece
