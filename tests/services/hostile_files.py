"""A thousand files nobody should have to open: made from one seed, each with a name as bad as it.

Bombs, torn and wrong types, scripts, polyglots, animations, lies about size, endless texts.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, PngImagePlugin

FORMS = ("PNG", "JPEG", "WEBP")
STOWAWAYS = (b"<script>alert(1)</script>", b"<?php system($_GET[0]); ?>", b"%PDF-1.7\n", b"MZ\x90")
PNG = b"\x89PNG\r\n\x1a\n"
Dice = random.Random


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: what is the matter with it, what it is called, what is in it."""

    kind: str
    name: str
    content: bytes


def thousand(seed: int = 2026) -> Iterator[Hostile]:
    """Make the files, one kind after the other; the same seed makes the same files."""
    dice = Dice(seed)
    for make, times in _KINDS:
        for _ in range(times):
            yield Hostile(make.__name__, name(dice), make(dice))


def name(dice: Dice) -> str:
    """A name with what names should not have."""
    stem = dice.choice(_STEMS)
    sign = chr(dice.choice(_SIGNS))
    return f"{stem}{sign}{dice.randrange(10**6)}{dice.choice(('.png', '.jpg', '.svg', '', '.exe'))}"


_STEMS = (
    "../../../wkm-escaped", "/tmp/wkm-escaped", "..\\..\\wkm-escaped", "C:\\wkm-escaped",
    "a/../../b", "....//....//x", "~/.ssh/x", "photo\x00.png/../", "shot\r\nSet-Cookie: a=b",
    "<img src=x onerror=alert(1)>", "{{ request }}", "{% include 'x' %}", "%s%n%x", "$(id)`id`",
    "' OR 1=1 --", "x" * 5_000, "", " ", ".", "..", "con", "截图" * 40, "\u202egnp.exe",
    "👩\u200d👩\u200d👧", "e\u0301" * 30, "\ud800", "nul\x7f\x1b[2J", "a\u2028b\u2029c",
)  # fmt: skip
_SIGNS = (0, 7, 10, 13, 27, 0x7F, 0x85, 0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xE000, 0x61)


@cache
def _whole(form: str, size: tuple[int, int] = (220, 210), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    noise = Image.frombytes("L", size, Dice(form).randbytes(size[0] * size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "words"
    noise.convert(mode).save(out, form, exif=exif)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def _png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + b"".join(chunks) + _chunk(b"IEND", b"")


def _rows(width: int, height: int) -> bytes:
    return _chunk(b"IDAT", zlib.compress(b"\x00" * ((width + 1) * height), 1))


@cache
def _zeros(megabytes: int) -> bytes:
    return zlib.compress(b"\x00" * (megabytes * 1024 * 1024), 1)


def nothing(dice: Dice) -> bytes:
    """No bytes, or a few of them."""
    return dice.choice((b"", b"\x00", b"\xff", b"\xff\xd8\xff", PNG, b"RIFF", b"RIFF\0\0\0\0WEBP"))


def noise(dice: Dice) -> bytes:
    """Chance, with or without the first bytes of a picture."""
    start = dice.choice((b"", b"\xff\xd8\xff\xe0", PNG, b"RIFF\xff\xff\xff\xffWEBPVP8X"))
    return start + dice.randbytes(dice.randrange(1, 5_000))


def torn(dice: Dice) -> bytes:
    """A picture cut off somewhere."""
    whole = _whole(dice.choice(FORMS))
    return whole[: dice.randrange(1, len(whole))]


def scratched(dice: Dice) -> bytes:
    """A picture with a few wrong bytes, most of them where its size and tables stand."""
    broken = bytearray(_whole(dice.choice(FORMS)))
    for _ in range(dice.randrange(1, 20)):
        most = len(broken) if dice.randrange(3) == 0 else 700
        broken[dice.randrange(min(most, len(broken)))] = dice.randrange(256)
    return bytes(broken)


def shuffled(dice: Dice) -> bytes:
    """Pieces of several pictures, one behind the other."""
    parts = []
    for _ in range(dice.randrange(2, 5)):
        whole = _whole(dice.choice(FORMS))
        start = dice.randrange(len(whole))
        parts.append(whole[start : start + dice.randrange(1, 4_000)])
    return _whole(dice.choice(FORMS))[: dice.randrange(8, 600)] + b"".join(parts)


def other_type(dice: Dice) -> bytes:
    """What is no picture of ours, under its own first bytes or under a picture's."""
    lie = dice.choice((b"", b"", b"\xff\xd8\xff", PNG, b"RIFF\0\0\0\0WEBP"))
    return lie + dice.choice(_OTHERS)


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../wkm-escaped", "x" * 100_000)
    return out.getvalue()


def _saved(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(out, form)
    return out.getvalue()


_OTHERS = (
    *(_saved(form) for form in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "PDF", "EPS", "DDS")),
    _archive(),
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>",
    b"<!doctype html><script>alert(1)</script>",
    b"#!/bin/sh\nrm -rf /\n",
    b"\x7fELF\x02\x01\x01" + b"\0" * 400,
    b"MZ\x90\x00" + b"\0" * 400,
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 300\n(%pipe%id) (r) file\n",
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 400,
    b"\x00\x00\x00\x20ftypavif" + b"\0" * 400,
    b"\x1f\x8b\x08\x00" + b"\0" * 100,
    b'{"a":' * 2_000,
    b"push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://x/x.jpg\"|id \")'\n",
)


def huge_on_paper(dice: Dice) -> bytes:
    """A few bytes that claim to be enormous, or as thin as a thread."""
    width, height = (dice.choice((0, 1, 12_001, 30_000, 2**16, 2**31 - 1)) for _ in range(2))
    width = width or dice.randrange(2**31)
    match dice.choice(FORMS):
        case "PNG":
            return _png(width, height, _rows(100, 100))
        case "JPEG":
            size = struct.pack(">HH", height % 2**16, width % 2**16)
            whole = bytearray(_whole("JPEG"))
            at = whole.index(b"\xff\xc0") + 5
            whole[at : at + 4] = size
            return bytes(whole)
        case _:
            canvas = struct.pack("<I", min(width, 2**24) - 1)[:3] * 2
            body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + canvas
            return b"RIFF" + struct.pack("<I", len(body)) + body


def bomb(dice: Dice) -> bytes:
    """A small file that unfolds, where pixels or words should be."""
    zeros = _zeros(dice.choice((8, 32, 64)))
    text = b"Comment\x00\x00" + zeros
    return dice.choice(
        (
            _png(400, 300, _chunk(b"IDAT", zeros)),
            _png(5_000, 5_000, _chunk(b"IDAT", zeros)),
            _png(400, 300, _chunk(b"zTXt", text), _rows(400, 300)),
            _png(400, 300, _chunk(b"iTXt", b"C\x00\x01\x00\x00\x00" + zeros), _rows(400, 300)),
            _png(400, 300, _chunk(b"iCCP", b"icc\x00\x00" + zeros), _rows(400, 300)),
            _png(400, 300, *[_chunk(b"tEXt", b"a\x00" + b"x" * 60_000)] * 40, _rows(400, 300)),
            _png(400, 300, *[_chunk(b"fdAT", b"")] * 20_000, _rows(400, 300)),
        )
    )


def endless_scans(dice: Dice) -> bytes:
    """A JPEG that asks to be gone over again and again."""
    out = io.BytesIO()
    Image.new("L", (1_000, 1_000)).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * dice.randrange(40, 3_000) + whole[-2:]


def polyglot(dice: Dice) -> bytes:
    """A real picture that is something else, too: behind it, or in what it says about itself."""
    form, rider = dice.choice(FORMS), dice.choice((*STOWAWAYS, _archive()))
    if dice.randrange(2):
        return _whole(form) + rider
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E], exif[0x9286] = rider.decode("latin-1"), rider
    how: dict[str, object] = {"exif": exif}
    if form == "PNG":
        how["pnginfo"] = info = PngImagePlugin.PngInfo()
        info.add_text("Comment", rider.decode("latin-1"))
    elif form == "JPEG":
        how["comment"] = rider
    Image.new("RGB", (250, 250), "white").save(out, form, **how)
    return out.getvalue()


def moving(dice: Dice) -> bytes:
    """Several pictures in one file: APNG, WebP, and the two of some cameras."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (240, 240), ink) for ink in ("red", "blue", "green")]
    form = dice.choice(("PNG", "WEBP", "MPO"))
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def odd_pixels(dice: Dice) -> bytes:
    """Pictures as few programs make them: odd depths, no palette, no rows, odd orientations."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = dice.choice((0, 3, 5, 8, 9, 255))
    mode = dice.choice(("1", "L", "P", "LA", "RGBA", "I;16", "CMYK"))
    form = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (230, 220)).save(out, form, exif=exif)
    depth = dice.choice((1, 2, 4, 8, 16, 3))
    lies = _png(300, 300, _rows(300, 300), depth=depth, colour=dice.choice((2, 3, 4, 6, 7)))
    return dice.choice((out.getvalue(), lies, _png(300, 300)))


def loops_in_exif(dice: Dice) -> bytes:
    """A JPEG whose directory of tags leads back to itself, or far outside."""
    count, offset = dice.choice((1, 60_000)), dice.choice((8, 0, 2**32 - 1))
    tag = struct.pack("<HHII", dice.choice((0x0112, 0x8769)), 4, dice.choice((1, 2**31)), offset)
    body = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", count) + tag * 3 + struct.pack("<I", 8)
    whole = _whole("JPEG")
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + whole[2:]


def too_heavy(dice: Dice) -> bytes:
    """More than ten megabytes, as a picture or not."""
    return dice.choice((_whole("PNG"), b"\xff\xd8\xff", b"x")) + b"\0" * (10 * 1024 * 1024)


def too_small(dice: Dice) -> bytes:
    """Nothing could be read on it."""
    return _whole(dice.choice(FORMS), (dice.choice((1, 50, 199)), 300))


def large_and_real(dice: Dice) -> bytes:
    """As many pixels as are allowed, and one row more."""
    height = 2_000 + dice.randrange(2)
    return _png(12_000, height, _rows(12_000, height))


_KINDS: tuple[tuple[Callable[[Dice], bytes], int], ...] = (
    (nothing, 30),
    (noise, 70),
    (torn, 220),
    (scratched, 200),
    (shuffled, 60),
    (other_type, 120),
    (huge_on_paper, 70),
    (bomb, 40),
    (endless_scans, 10),
    (polyglot, 80),
    (moving, 30),
    (odd_pixels, 30),
    (loops_in_exif, 15),
    (too_heavy, 5),
    (too_small, 16),
    (large_and_real, 4),
)
