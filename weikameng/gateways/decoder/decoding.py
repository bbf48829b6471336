"""Decodes hostile pictures: checked by content, in limits, re-encoded bare (R2.4). Importing this
loads Pillow: only processes apart do.
"""

import io
import struct
import zlib

from PIL import Image, ImageFile, ImageOps, PngImagePlugin

from weikameng.gateways.pictures import (
    KEPT_SIDE,
    MAX_PIXELS,
    MAX_SIDE,
    MIN_SIDE,
    BadPicture,
    form_of,
)

MAX_SCANS = 40  # of a progressive JPEG: cameras and phones write about ten
_ORIENTATION = 0x0112
_SCAN = b"\xff\xda"
# What Pillow's decoders let through when the bytes make no sense.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
)
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 64 * 1024
ImageFile.LOAD_TRUNCATED_IMAGES = False


def reencoded(content: bytes) -> bytes:
    """Return the picture as a fresh JPEG without metadata; BadPicture as ``decoded`` has it."""
    return _jpeg(decoded(content))


def decoded(content: bytes) -> Image.Image:
    """Return the picture upright, flattened onto white, at most 2,600 px a side.

    Raises BadPicture: ``too_large``, ``not_a_picture``, ``too_many_pixels``, ``too_small``,
    ``animated``, ``damaged`` (docs/evidence.md).
    """
    form = form_of(content)
    if form == "JPEG" and content.count(_SCAN) > MAX_SCANS:
        raise BadPicture("damaged")  # every scan is a pass over the whole picture
    try:
        # Naming the one format keeps a disguised file from reaching another decoder.
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            _refuse_odd(picture)
            picture.load()
            return _fresh(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise BadPicture("too_many_pixels") from error
    except _DAMAGE as error:
        raise BadPicture("damaged") from error


def warm_up() -> None:
    """Take one picture of each form through: nothing is left to load once the door is shut."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    small, other = (Image.new("RGB", (MIN_SIDE, MIN_SIDE), ink) for ink in ("white", "black"))
    for form in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        small.save(out, form, exif=exif)
        reencoded(out.getvalue())
    out = io.BytesIO()
    small.save(out, "MPO", save_all=True, append_images=[other])
    reencoded(out.getvalue())


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


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
