"""The reading process: offline, in limits, renewed, and never the process that asks (R3.4)."""

import io
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from weikameng.domain.reading.examining import STEADIED, Lens
from weikameng.domain.reading.weighing import Asked
from weikameng.gateways.pictures import MAX_BYTES, BadPicture
from weikameng.gateways.reader import CannotRead, ReaderProcess, available

installed = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
NUMBERS = ("4200002624202611119300302125", "15017254746", "25.00")
ENGINES = {"PIL", "cv2", "onnxruntime", "rapidocr"}


def drawn(lines=NUMBERS, ink="black", form="PNG", size=40) -> bytes:
    """A page with lines of Latin text."""
    page = Image.new("RGB", (900, 120 + 90 * len(lines)), "white")
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        pen.text((60, 60 + 90 * at), line, fill=ink, font=ImageFont.load_default(size))
    out = io.BytesIO()
    page.save(out, form)
    return out.getvalue()


def after(asked: str) -> list[str]:
    """The engines loaded in a fresh process after these lines."""
    told = subprocess.run(
        [sys.executable, "-c", f"{asked}\nimport sys\nprint(*sorted(sys.modules))"],
        capture_output=True, text=True, check=True, timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return sorted(ENGINES.intersection(told.stdout.split()))


@pytest.fixture(scope="module")
def reader():
    os.environ["WEIKAMENG_NOT_FOR_THE_READER"] = "a secret of ours"
    process = ReaderProcess()
    yield process
    process.close()
    del os.environ["WEIKAMENG_NOT_FOR_THE_READER"]


@installed
def test_text_is_read_with_its_place_and_score(reader):
    reading = reader.read(drawn())
    assert [box.text for box in reading.boxes] == list(NUMBERS)
    assert reading.size == (900, 390)
    for at, box in enumerate(reading.boxes):
        left, top = box.quad[0]
        right, bottom = box.quad[2]
        assert 30 < left < 70 < right < 900
        assert 40 + 90 * at < top < bottom < 130 + 90 * at
        assert box.score > 0.9


@installed
def test_lines_are_read_again_enlarged(reader):
    reading = reader.read(drawn())
    wanted = [box.quad for box in reading.boxes[:2]]
    again = reader.read_again(drawn(), wanted)
    assert [again[quad].text for quad in wanted] == list(NUMBERS[:2])
    assert reader.read_again(drawn(), []) == {}


@installed
def test_red_ink_can_be_taken_out(reader):
    red = drawn(ink=(255, 40, 40))
    assert reader.read(red).boxes
    assert reader.read(red, Lens.WITHOUT_RED).boxes == ()
    assert reader.read(drawn(), Lens.WITHOUT_RED).boxes


def shaken(length: int, direction: float) -> bytes:
    """A page of numbers while the camera moved by so many pixels, in degrees."""
    page = Image.open(io.BytesIO(drawn(size=26, lines=NUMBERS * 4)))
    way = math.radians(direction)
    blend = page
    for at in range(1, 4 * length):
        along = at / 4 - length / 2
        moved = page.transform(
            page.size, Image.Transform.AFFINE,
            (1, 0, along * math.cos(way), 0, 1, along * math.sin(way)),
            Image.Resampling.BILINEAR, fillcolor="white",
        )  # fmt: skip
        blend = Image.blend(blend, moved, 1 / at)
    out = io.BytesIO()
    blend.save(out, "JPEG", quality=60)
    return out.getvalue()


@installed
@pytest.mark.parametrize("direction", [25, 150])
def test_the_blur_of_a_shaken_camera_is_taken_back(reader, direction):
    picture = shaken(12, direction)

    def right(lens: Lens | None) -> int:
        return sum(box.text in NUMBERS for box in reader.read(picture, lens).boxes)

    assert right(None) < right(Lens.STEADIED)
    assert right(Lens.STEADIED) >= 9


@installed
@pytest.mark.parametrize("lens", STEADIED)
def test_a_still_picture_is_not_steadied(reader, lens):
    assert reader.read(drawn(), lens).boxes == ()
    assert reader.read(drawn(lines=(" ", " ")), lens).boxes == ()


@installed
@pytest.mark.parametrize("direction", [25, 150])
def test_a_shaken_line_says_its_name_rather_than_a_neighbour(reader, direction):
    picture = shaken(12, direction)
    boxes = [box for box in reader.read(picture, Lens.STEADIED).boxes if box.text in NUMBERS]
    others = {number: number[:-2] + "7" + number[-1] for number in NUMBERS}
    asked = [Asked("product", box, (box.text, others[box.text])) for box in boxes]
    altered = [Asked("product", box, (others[box.text], box.text)) for box in boxes]
    for right, wrong in zip(
        reader.weigh(picture, asked), reader.weigh(picture, altered), strict=True
    ):
        assert len(right) == 1 + len(STEADIED)
        assert sum(view[0] - view[1] for view in right) > 0
        assert sum(view[0] - view[1] for view in wrong) < 0


@installed
def test_a_text_may_stand_anywhere_in_a_line_and_its_end_may_not_be_missing(reader):
    picture = drawn(lines=("Product Steam card 50 USD", *NUMBERS))
    box = reader.read(picture).boxes[0]
    texts = ("Steam card 50 USD", "Steam card 60 USD", "Steam card 500 USD", "", "卡")
    ((weights, *_),) = reader.weigh(picture, [Asked("product", box, texts)])
    assert weights[0] > -1
    assert all(weight < -4 for weight in (weights[1], weights[2], weights[4]))
    assert reader.weigh(picture, []) == ()


@installed
def test_an_empty_page_has_no_text(reader):
    assert reader.read(drawn(lines=(" ", " "))).boxes == ()


@installed
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_every_form_of_picture_is_read(reader, form):
    assert [box.text for box in reader.read(drawn(form=form)).boxes] == list(NUMBERS)


@installed
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n(run) system", "not_a_picture"),
        (b"<svg onload=alert(1)>", "not_a_picture"),
        (b"", "not_a_picture"),
        (drawn()[:200], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "damaged"),
        (b"\xff\xd8\xff" + b"A" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_process_lives_on(reader, content, code):
    reader.read(drawn())
    living = reader.pid
    with pytest.raises(BadPicture) as refused:
        reader.read(content)
    assert refused.value.code == code
    assert reader.pid == living


@installed
def test_the_process_is_renewed_after_so_many_pictures():
    reader = ReaderProcess(pictures=1)
    assert reader.read(drawn()).boxes
    assert reader.pid is None
    assert reader.read(drawn()).boxes
    reader.close()


@installed
def test_a_process_that_was_killed_between_two_pictures_costs_none(reader):
    reader.read(drawn())
    killed = reader.pid
    os.kill(killed, 9)
    assert reader.read(drawn()).boxes
    assert reader.pid != killed


@installed
def test_what_takes_too_long_is_ended():
    reader = ReaderProcess(patience=0.05)
    begun = time.monotonic()
    with pytest.raises(CannotRead) as problem:
        reader.read(drawn())
    assert problem.value.code == "too_slow"
    assert time.monotonic() - begun < 30
    assert reader.pid is None


@installed
def test_the_reading_process_has_limits_and_knows_no_secret(reader):
    reader.read(drawn())
    home = Path("/proc") / str(reader.pid)
    if not home.exists():
        pytest.skip("no /proc here")
    limits = (home / "limits").read_text()
    assert "1610612736" in next(x for x in limits.splitlines() if x.startswith("Max address"))
    assert " 0 " in next(x for x in limits.splitlines() if x.startswith("Max file size"))
    assert b"a secret of ours" not in (home / "environ").read_bytes()


def test_without_the_engine_nothing_is_read(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert not available()
    with pytest.raises(CannotRead) as problem:
        ReaderProcess().read(drawn())
    assert problem.value.code == "not_installed"


def test_asking_loads_no_engine():
    assert after("from weikameng.gateways.reader import available\navailable()") == []
    if available():
        assert after("import weikameng.gateways.reader.engine") != []
