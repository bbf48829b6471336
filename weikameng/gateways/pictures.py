"""Uploaded pictures are hostile: checked by content, decoded in limits, re-encoded bare (R2.4)."""

import io
import struct
import zlib

from PIL import Image, ImageFile, ImageOps, PngImagePlugin

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 24_000_000
MIN_SIDE, MAX_SIDE, KEPT_SIDE = 200, 12_000, 2_600
_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}

# What Pillow's decoders let through when the bytes make no sense.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 64 * 1024
ImageFile.LOAD_TRUNCATED_IMAGES = False


class BadPicture(Exception):
    """The upload can't be taken as a picture; ``code`` says why (see services.evidence)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def reencoded(content: bytes) -> bytes:
    """Return the picture as a fresh JPEG without metadata; BadPicture as ``decoded`` has it."""
    out = io.BytesIO()
    decoded(content).save(out, "JPEG", quality=90)
    return out.getvalue()


def decoded(content: bytes) -> Image.Image:
    """Return the picture upright, flattened onto white, at most 2,600 px a side.

    Raises BadPicture: ``too_large``, ``not_a_picture``, ``too_many_pixels``, ``too_small``,
    ``animated``, ``damaged`` (evidence.md, intake).
    """
    if len(content) > MAX_BYTES:
        raise BadPicture("too_large")
    kind = next((k for magic, k in _MAGIC.items() if content.startswith(magic)), None)
    if kind is None:
        raise BadPicture("not_a_picture")
    try:
        # Naming the one format keeps a disguised file from reaching another decoder.
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            _refuse_odd(picture)
            picture.load()
            return _fresh(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise BadPicture("too_many_pixels") from error
    except _DAMAGE as error:
        raise BadPicture("damaged") from error


def _refuse_odd(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise BadPicture("too_many_pixels")
    if min(width, height) < MIN_SIDE:
        raise BadPicture("too_small")
    # A camera's JPEG may carry a second picture (MPF: depth, HDR gain); only the first is shown.
    if picture.format not in {"JPEG", "MPO"} and getattr(picture, "n_frames", 1) > 1:
        raise BadPicture("animated")


def _fresh(picture: Image.Image) -> Image.Image:
    """Copy raw pixels into a new image: nothing of the upload's container survives."""
    flat = Image.new("RGB", picture.size, "white")
    rgba = picture.convert("RGBA")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    flat.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return flat
