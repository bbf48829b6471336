"""The decoding process: every upload is opened there, none in the process that asks (R2.4)."""

import io
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.gateways import liars, rooms
from tests.gateways.test_pictures import EPS, picture
from weikameng.gateways.apart import Room
from weikameng.gateways.decoder import DecoderDown, DecoderProcess
from weikameng.gateways.decoder.asking import ROOM
from weikameng.gateways.decoder.decoding import reencoded
from weikameng.gateways.pictures import MAX_BYTES, BadPicture

ASKING = """
import sys
from weikameng.gateways.decoder import DecoderProcess
decoder = DecoderProcess()
copy = decoder.reencoded(sys.stdin.buffer.read())
decoder.close()
print(copy[:3].hex(), *sorted(sys.modules))
"""


@pytest.fixture(scope="module")
def decoder():
    process = DecoderProcess()
    yield process
    process.close()


def code_of(decoder: DecoderProcess, content: bytes) -> str:
    with pytest.raises(BadPicture) as caught:
        decoder.reencoded(content)
    return caught.value.code


def odd(form: str, **how) -> bytes:
    """A picture with everything a container can carry besides."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 8, "words"
    return picture(form, (320, 240), exif=exif, icc_profile=b"\x00" * 400, **how)


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG", mode="P"),
        picture("PNG", mode="RGBA"),
        picture("JPEG", mode="CMYK"),
        picture("JPEG", progressive=True),
        picture("WEBP", mode="RGBA", lossless=True),
        odd("PNG"),
        odd("JPEG", comment=b"words", xmp=b"<x:xmpmeta/>"),
        odd("WEBP", xmp=b"<x:xmpmeta/>"),
    ],
    ids=["palette", "alpha", "cmyk", "progressive", "lossless", "png", "jpeg", "webp"],
)
def test_its_copy_is_the_one_we_would_make_ourselves(decoder, content):
    """Nothing is missing once the door is shut: no lazy import, no file it would need."""
    assert decoder.reencoded(content) == reencoded(content)


def test_the_copy_of_the_largest_picture_fits_through_the_line(decoder):
    out = io.BytesIO()
    Image.frombytes("RGB", (1_800, 1_800), os.urandom(1_800 * 1_800 * 3)).save(out, "PNG")
    assert len(out.getvalue()) > 0.9 * MAX_BYTES
    assert decoder.reencoded(out.getvalue()).endswith(b"\xff\xd9")


def test_no_picture_is_no_reason_to_start_a_process():
    idle = DecoderProcess()
    for content in (b"", b"<svg/>", EPS, b"RIFF\x00\x00\x00\x00WAVE"):
        assert code_of(idle, content) == "not_a_picture"
    assert code_of(idle, b"\xff\xd8\xff" + b"\x00" * MAX_BYTES) == "too_large"
    assert idle.pids == ()


def test_refusals_come_back_and_the_process_lives_on(decoder):
    decoder.reencoded(picture())
    before = decoder.pids
    assert code_of(decoder, picture()[:200]) == "damaged"
    assert code_of(decoder, picture(size=(10, 10))) == "too_small"
    assert decoder.pids == before


def test_a_picture_that_makes_the_process_fall_is_damaged_and_the_next_one_works():
    """The room of tests/gateways/rooms.py knows no verb: it falls over whatever it is asked."""
    falling = DecoderProcess(rooms.room())
    assert code_of(falling, picture()) == "damaged"
    assert code_of(falling, picture()) == "damaged"
    falling.close()


def test_a_picture_that_takes_too_long_is_damaged_and_the_next_one_works():
    slow = DecoderProcess(replace(ROOM, patience_seconds=2.0))
    slow.reencoded(picture())
    os.kill(slow.pids[0], 19)  # it stops in the middle of its work
    assert code_of(slow, picture()) == "damaged"
    assert slow.reencoded(picture())
    slow.close()


def test_what_is_no_jpeg_is_not_believed():
    """An answer without a copy, as a process would give that a picture has taken over."""
    with pytest.raises(BadPicture):
        DecoderProcess(Room((liars.__file__,))).reencoded(picture())


def test_without_a_process_nothing_is_said_about_the_picture():
    with pytest.raises(DecoderDown):
        DecoderProcess(Room(("-m", "weikameng.gateways.no_such_room"))).reencoded(picture())


def test_many_threads_get_their_own_pictures(decoder):
    sizes, wrong = [(300 + 10 * n, 250) for n in range(8)], []

    def ask(size: tuple[int, int]) -> None:
        for _ in range(3):
            copy = Image.open(io.BytesIO(decoder.reencoded(picture(size=size))))
            if copy.size != size:
                wrong.append((size, copy.size))

    threads = [threading.Thread(target=ask, args=(size,)) for size in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(decoder.pids) <= ROOM.at_once


def test_the_process_that_asks_loads_no_decoder():
    done = subprocess.run(
        [sys.executable, "-c", ASKING], input=picture(), capture_output=True, check=True,
        timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    copy, *loaded = done.stdout.decode().split()
    assert copy == "ffd8ff"
    assert "weikameng.gateways.decoder" in loaded
    assert {"PIL", "numpy", "django"}.isdisjoint(loaded)
