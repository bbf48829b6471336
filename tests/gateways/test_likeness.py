"""Two pictures laid over each other in the reading process: the same capture, and what changed."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from weikameng.domain.reading.capture import Box, Capture
from weikameng.gateways.pictures import BadPicture
from weikameng.gateways.reader import ReaderProcess, available

pytestmark = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
SIZE = (750, 1334)
AMOUNTS = ((590, 330, 750, 410), (290, 920, 520, 1000))
ROWS = (
    ("Account", "15017254746"),
    ("Order", "WK2611119381219159"),
    ("Ordered at", "2026-11-11 07:06:56"),
    ("Paid with", "WeChat Pay"),
    ("Quantity", "1"),
    ("Discount", "none"),
    ("Paid", "25.00 CNY"),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    process = ReaderProcess()
    yield process
    process.close()


def page(**said: str) -> Image.Image:
    """An order page as some app draws it."""
    picture = Image.new("RGB", SIZE, "#f4f5f7")
    pen = ImageDraw.Draw(picture)

    def write(at: tuple[int, int], text: str, size: int) -> None:
        pen.text(at, text, fill="#222", font=ImageFont.load_default(size))

    write((300, 60), "Order details", 34)
    write((40, 140), "Completed", 46)
    pen.rectangle([20, 230, 730, 420], fill="white")
    pen.rectangle([40, 250, 160, 390], fill="#5588aa")
    write((180, 260), said.get("product", "Video membership, one month"), 30)
    write((600, 350), said.get("amount", "25.00"), 34)
    for at, (label, value) in enumerate(ROWS):
        write((40, 460 + at * 80), label, 28)
        write((300, 460 + at * 80), said.get(label, value), 28)
    write((40, 1200), "Ask for help", 28)
    write((500, 1200), "Apply for refund", 28)
    return picture


def sent(picture: Image.Image, quality: int = 90) -> bytes:
    """A picture as it arrives."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def altered() -> Image.Image:
    """The same capture with another amount painted over both amounts."""
    picture = page()
    pen = ImageDraw.Draw(picture)
    pen.rectangle([590, 345, 725, 395], fill="white")
    pen.text((600, 350), "980.00", fill="#222", font=ImageFont.load_default(34))
    pen.rectangle([290, 935, 500, 985], fill="#f4f5f7")
    pen.text((300, 940), "980.00 CNY", fill="#222", font=ImageFont.load_default(28))
    return picture


def photographed(picture: Image.Image) -> Image.Image:
    """From a little aside, a little out of focus, larger."""
    leaning = (0.85, 0.05, -20, -0.03, 0.9, -30, 0.00004, 0.00003)
    seen = picture.transform(
        (900, 1500), Image.Transform.PERSPECTIVE, leaning, Image.Resampling.BICUBIC
    )
    return seen.filter(ImageFilter.GaussianBlur(1.0))


def inside(box: Box, place: Box) -> bool:
    return place[0] <= box[0] and place[1] <= box[1] and box[2] <= place[2] and box[3] <= place[3]


UNTOUCHED = {
    "itself": page(),
    "sent on": page(),
    "scaled": page().resize((420, 747)),
    "cropped": page().crop((20, 120, 740, 1100)),
    "photographed": photographed(page()),
}


@pytest.mark.parametrize("how", UNTOUCHED)
def test_one_capture_is_known_again_and_nothing_in_it_changed(reader, how):
    picture = UNTOUCHED[how]
    seen = reader.compare(sent(picture, 60), sent(page()))
    assert seen == Capture(True, (), picture.size)


def test_the_changed_places_are_boxed_in_pixels_of_the_newer_picture(reader):
    seen = reader.compare(sent(altered()), sent(page()))
    assert seen.same
    assert len(seen.changed) == 2
    assert all(any(inside(box, place) for place in AMOUNTS) for box in seen.changed)


def test_an_altered_picture_is_known_cropped_scaled_and_photographed(reader):
    for picture in (
        altered().crop((10, 100, 745, 1250)).resize((600, 939)),
        photographed(altered()),
    ):
        seen = reader.compare(sent(picture, 50), sent(page()))
        assert seen.same
        assert len(seen.changed) == 2
        assert all(0 <= x <= picture.width for box in seen.changed for x in box[::2])


def test_another_order_of_the_same_app_is_another_capture(reader):
    values = {label: value[::-1] + "7" for label, value in ROWS}
    other = page(product="Phone top-up of 100", amount="98.50", **values)
    assert not reader.compare(sent(other), sent(page())).same


@pytest.mark.parametrize(
    "other", [Image.new("RGB", (500, 900), "white"), Image.effect_noise((500, 900), 60)]
)
def test_pictures_with_nothing_in_common_are_no_capture_and_no_error(reader, other):
    assert reader.compare(sent(other.convert("RGB")), sent(page())) == Capture(
        False, (), other.size
    )
    assert not reader.compare(sent(page()), sent(other.convert("RGB"))).same


def test_what_is_no_picture_is_refused_before_and_inside_the_process(reader):
    for pair in ((sent(page()), b"GIF89a"), (b"GIF89a", sent(page()))):
        with pytest.raises(BadPicture, match="not_a_picture"):
            reader.compare(*pair)
    with pytest.raises(BadPicture, match="damaged"):
        reader.compare(sent(page()), sent(page())[:5_000])
    with pytest.raises(BadPicture, match="too_large"):
        reader.compare(sent(page()) + bytes(9_000_000), sent(page()) + bytes(9_000_000))


def test_reading_goes_on_after_comparing(reader):
    assert reader.compare(sent(page()), sent(page())).same
    assert any("Order details" in box.text for box in reader.read(sent(page())).boxes)
