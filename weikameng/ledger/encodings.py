"""One text form for bytes and numbers: whatever else decodes to the same value is refused."""

import base64
import binascii

from weikameng.ledger.malformed import Malformed

MAX_NUMBER = 2**63 - 1


def base64_of(content: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4), as notes use it."""
    return base64.b64encode(content).decode()


def bytes_of_base64(text: str, code: str) -> bytes:
    """Decode standard base64; a second spelling of the same bytes is malformed."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(code) from None
    if base64_of(content) != text:
        raise Malformed(code)
    return content


def base64url_of(content: bytes) -> str:
    """URL-safe base64 without padding (RFC 4648, section 5), as leaves use it."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def bytes_of_base64url(text: str, length: int, code: str) -> bytes:
    """Decode exactly ``length`` bytes of URL-safe base64 without padding."""
    if len(text) != (length * 8 + 5) // 6:
        raise Malformed(code)
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(code) from None
    if base64url_of(content) != text:
        raise Malformed(code)
    return content


def number_of(text: str, code: str) -> int:
    """Read an ASCII decimal without sign or leading zero, at most 2^63 - 1."""
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_NUMBER))
    if not plain or (text[0] == "0" and text != "0") or int(text) > MAX_NUMBER:
        raise Malformed(code)
    return int(text)


def is_text(text: str) -> bool:
    """Say whether a text can be written as UTF-8: half a surrogate pair can't."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def text_of(content: bytes, limit: int, code: str) -> str:
    """Decode UTF-8 within a limit."""
    if len(content) > limit:
        raise Malformed(f"{code}_too_long")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Malformed(code) from None
