"""The words of the tus 1.0 protocol, so that known clients can hand in files: headers to values."""

import base64
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime

from weikameng.domain.errors import Refusal
from weikameng.domain.uploads import UploadAsRead, Wanted
from weikameng.domain.words import Words

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
# More digits than any length we take.
_MAX_DIGITS = 12
_MAX_METADATA = 4096
_TYPE = Words("上传的内容类型不对。", f"Send a part as {PART_TYPE}.")


def unreadable(what: str) -> Refusal:
    """Return the refusal of a header nobody can read, naming it."""
    return Refusal(
        "upload_header", Words(f"请求头 {what} 不对。", f"The header {what} is missing or wrong.")
    )


def number_in(headers: Mapping[str, str], name: str) -> int:
    """Return the length or offset a header gives."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise unreadable(name)
    return int(text)


def wanted_in(headers: Mapping[str, str], order_number: str = "") -> Wanted:
    """Return what the creation request asks for: ``Upload-Length`` and ``Upload-Metadata``.

    Keys of the metadata: ``order`` (unless the address names it), ``kind``, ``filename``,
    ``filetype``.
    """
    said = _metadata(headers.get("Upload-Metadata", ""))
    return Wanted(
        order_number=order_number or said.get("order", ""),
        kind=said.get("kind", ""),
        name=said.get("filename") or said.get("name", ""),
        size_bytes=number_in(headers, "Upload-Length"),
        media_type=(said.get("filetype") or said.get("type", "")).split(";")[0].strip().lower(),
    )


def part_in(headers: Mapping[str, str]) -> tuple[int, int]:
    """Return where a part begins and how long it is."""
    if headers.get("Content-Type", "").split(";")[0].strip() != PART_TYPE:
        raise Refusal("upload_type", _TYPE)
    return number_in(headers, "Upload-Offset"), number_in(headers, "Content-Length")


def headers_of(upload: UploadAsRead) -> dict[str, str]:
    """Return what every answer about an upload says."""
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(upload.received_bytes),
        "Upload-Length": str(upload.size_bytes),
        "Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True),
        "Cache-Control": "no-store",
    }


def _metadata(text: str) -> dict[str, str]:
    if len(text) > _MAX_METADATA:
        raise unreadable("Upload-Metadata")
    pairs = [pair.split() for pair in text.split(",") if pair.strip()]
    try:
        return {
            pair[0]: base64.b64decode("".join(pair[1:]), validate=True).decode() for pair in pairs
        }
    except ValueError as error:  # neither base64 nor text
        raise unreadable("Upload-Metadata") from error
