"""Uploads are hostile: only pictures come through, and nothing but their pixels (R2.4)."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from weikameng.gateways.decoder.decoding import MAX_SCANS, reencoded
from weikameng.gateways.pictures import MAX_BYTES, BadPicture

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 300\n(run) system\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 500


def picture(form="PNG", size=(400, 300), mode="RGB", **how):
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert(mode).save(out, form, **how)
    return out.getvalue()


def code_of(content):
    with pytest.raises(BadPicture) as caught:
        reencoded(content)
    return caught.value.code


def bomb(width, height):
    """A PNG of a few bytes that claims to be huge."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_ordinary_pictures_come_through_as_bare_jpegs(form, mode):
    copy = Image.open(io.BytesIO(reencoded(picture(form, mode=mode))))
    assert (copy.format, copy.size, copy.mode) == ("JPEG", (400, 300), "RGB")


def test_a_camera_picture_with_a_second_layer_comes_through():
    out = io.BytesIO()
    first, second = Image.new("RGB", (400, 300), "red"), Image.new("RGB", (400, 300), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    copy = Image.open(io.BytesIO(reencoded(out.getvalue())))
    assert copy.getpixel((5, 5))[0] > 200


def test_large_pictures_are_kept_readable_but_smaller():
    copy = Image.open(io.BytesIO(reencoded(picture("JPEG", (4_000, 3_000)))))
    assert copy.size == (2_600, 1_950)


def test_metadata_is_gone_and_the_orientation_is_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "secret place"
    content = picture("JPEG", exif=exif, comment=b"secret words")
    assert b"secret place" in content
    copy = reencoded(content)
    assert b"secret" not in copy
    opened = Image.open(io.BytesIO(copy))
    assert (dict(opened.getexif()), opened.size) == ({}, (300, 400))


def test_a_stowaway_behind_the_picture_does_not_come_along():
    stowaway = b"<script>alert(1)</script>PK\x03\x04"
    for form in ("PNG", "JPEG", "WEBP"):
        assert b"script" not in reencoded(picture(form) + stowaway)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        EPS,
        HEIC,
        b"%PDF-1.7 " + b"x" * 300,
        b"GIF89a" + b"\x00" * 300,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4\n" + picture("JPEG"),
        picture("TIFF"),
        picture("BMP"),
    ],
    ids=["empty", "text", "eps", "heic", "pdf", "gif", "svg", "polyglot", "tiff", "bmp"],
)
def test_what_is_no_picture_of_ours_is_refused_whatever_its_name(content):
    assert code_of(content) == "not_a_picture"


def test_a_disguised_file_reaches_no_other_decoder():
    assert code_of(b"\xff\xd8\xff" + EPS) == "damaged"
    assert code_of(b"RIFF\x00\x00\x00\x00WEBPVP8 " + EPS) == "damaged"
    assert code_of(b"RIFF\x00\x00\x00\x00WAVEfmt " + b"\x00" * 300) == "not_a_picture"


def test_a_picture_of_endless_scans_is_refused_before_it_costs_anything():
    whole = picture("JPEG", progressive=True)
    assert 1 < whole.count(b"\xff\xda") < MAX_SCANS
    assert reencoded(whole)
    start = whole.rindex(b"\xff\xda")
    assert code_of(whole[:-2] + whole[start:-2] * MAX_SCANS + whole[-2:]) == "damaged"


@pytest.mark.parametrize("size", [(30_000, 30_000), (6_000, 6_000), (12_500, 400), (2**31 - 1, 9)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(size):
    assert code_of(bomb(*size)) == "too_many_pixels"


def test_small_animated_heavy_and_torn_pictures_are_refused_with_their_reason():
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    for form in ("WEBP", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, form, save_all=True, append_images=frames[1:])
        assert code_of(out.getvalue()) == "animated"
    assert code_of(picture(size=(199, 400))) == "too_small"
    assert code_of(picture() + b"\x00" * MAX_BYTES) == "too_large"
    for form in ("PNG", "JPEG", "WEBP"):
        whole = picture(form)
        assert code_of(whole[: len(whole) // 2]) == "damaged"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_whatever_bytes_are_broken_it_is_a_copy_or_a_refusal(form):
    dice = random.Random(form)
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = picture(form, (220, 210), exif=exif)
    for _ in range(120):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            broken[dice.randrange(min(len(broken), 600))] = dice.randrange(256)
        try:
            assert reencoded(bytes(broken)).startswith(b"\xff\xd8\xff")
        except BadPicture:
            continue
