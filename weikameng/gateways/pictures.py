"""What an uploaded picture may be (R2.4). Only limits and names: whoever imports this loads no
decoder; pictures are opened in a process apart.
"""

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 24_000_000
MIN_SIDE, MAX_SIDE, KEPT_SIDE = 200, 12_000, 2_600
_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}


class BadPicture(Exception):
    """The upload can't be taken as a picture; ``code`` says why (see services.evidence)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def form_of(content: bytes) -> str:
    """Return JPEG, PNG or WEBP by the first bytes, whatever the file is called.

    Raises BadPicture: ``too_large``, ``not_a_picture``.
    """
    if len(content) > MAX_BYTES:
        raise BadPicture("too_large")
    for magic, form in _MAGIC.items():
        if content.startswith(magic) and (form != "WEBP" or content[8:12] == b"WEBP"):
            return form
    raise BadPicture("not_a_picture")
