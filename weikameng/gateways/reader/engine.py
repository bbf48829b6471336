"""The OCR engine: rapidocr with PP-OCRv6 small, whose models lie inside the wheel. Importing this
loads OpenCV and onnxruntime: only the reading process does.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from PIL import Image

from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.examining import Lens
from weikameng.gateways.reader import scoring, steadying
from weikameng.gateways.reader.steadying import Sharpness

ENLARGED = 1.7  # a second look at a line (docs/evidence.md)
MARGIN = 0.1  # around a line, in heights
LONGEST_LINE = 4_000  # pixels, enlarged
_MODELS = Path(rapidocr.__file__).parent / "models"
# Measured: docs/evidence.md. Model paths keep it from ever asking a network for them.
_SETTINGS = {
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
    "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
    # Line by line, and short lines not padded to 320: a third less time (docs/performance.md).
    "Rec.rec_batch_num": 1,
    "Rec.rec_img_shape": [3, 48, 160],
    "Global.use_cls": False,
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
# The sharper, the more inventions: they err in different places.
_SHARPNESS = {
    Lens.STEADIED: Sharpness(noise=0.06),
    Lens.STEADIED_MORE: Sharpness(noise=0.02),
    Lens.STEADIED_MOST: Sharpness(noise=0.005, defocus=0.7),
}
Pixels = NDArray[np.uint8]
Line = tuple[Quad, Sequence[str]]


def read(picture: Image.Image, lens: Lens | None = None) -> list[TextBox]:
    """Return every line of text with its box in the picture's pixels; none where the lens has
    nothing to take away.
    """
    if lens is None:
        return _read(_bgr(picture))
    grey = _without_red(picture) if lens is Lens.WITHOUT_RED else _steadied(picture, lens)
    return [] if grey is None else _read(_in_colour(grey))


def read_again(picture: Image.Image, quads: Iterable[Quad]) -> list[TextBox]:
    """Return one line for each quad, read once more enlarged; empty text where nothing is seen."""
    pixels = _bgr(picture)
    return [_line(pixels, quad) for quad in quads]


def weigh(picture: Image.Image, lines: Iterable[Line]) -> list[list[list[float]]]:
    """Return for each line, as it is and steadied, how far each of its texts lies behind its best
    reading.
    """
    views = _views(picture)
    return [
        [scoring.weigh(_engine().text_rec, _upright(view, quad), texts) for view in views]
        for quad, texts in lines
    ]


def warm_up() -> None:
    """Load both models and read an empty picture, so that limits can be set afterwards."""
    blank = Image.new("RGB", (320, 320), "white")
    read(blank)
    steadying.warm_up()
    read_again(blank, [((10.0, 10.0), (200.0, 10.0), (200.0, 40.0), (10.0, 40.0))])


@cache
def _engine() -> Any:
    return rapidocr.RapidOCR(params=_SETTINGS)


def _without_red(picture: Image.Image) -> Pixels:
    """In the red channel a seal is as white as the paper."""
    return np.asarray(picture.convert("RGB"))[:, :, 0]


def _steadied(picture: Image.Image, lens: Lens) -> Pixels | None:
    grey = np.asarray(picture.convert("L"))
    shake = steadying.shake_of(grey)
    return steadying.steadied(grey, shake, _SHARPNESS[lens]) if shake else None


def _views(picture: Image.Image) -> list[Pixels]:
    grey = np.asarray(picture.convert("L"))
    shake = steadying.shake_of(grey)
    steady = (steadying.steadied(grey, shake, how) for how in _SHARPNESS.values()) if shake else ()
    return [_bgr(picture), *(_in_colour(one) for one in steady)]


def _in_colour(grey: Pixels) -> Pixels:
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)


def _bgr(picture: Image.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _read(pixels: Pixels) -> list[TextBox]:
    # The engine remembers switches from the call before: say all three.
    seen = _engine()(np.ascontiguousarray(pixels), use_det=True, use_cls=False, use_rec=True)
    if seen.txts is None or seen.boxes is None:
        return []
    return [
        TextBox(_quad(box), str(text), float(score))
        for box, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True)
    ]


def _quad(box: Any) -> Quad:
    corners = [(round(float(x), 1), round(float(y), 1)) for x, y in box]
    return corners[0], corners[1], corners[2], corners[3]


def _line(pixels: Pixels, quad: Quad) -> TextBox:
    crop = _upright(pixels, quad)
    seen = _engine()(crop, use_det=False, use_cls=False, use_rec=True)
    if not seen.txts:
        return TextBox(quad, "", 0.0)
    return TextBox(quad, str(seen.txts[0]), float(seen.scores[0]))


def _upright(pixels: Pixels, quad: Quad) -> Pixels:
    """Cut a line out, turned level, with a margin, enlarged."""
    corners = np.array(quad, dtype=np.float32)
    height = max(math.dist(quad[0], quad[3]), 1.0) * ENLARGED
    width = max(math.dist(quad[0], quad[1]), 1.0) * ENLARGED
    shrink = min(1.0, LONGEST_LINE / max(width, height))
    height, width = height * shrink, width * shrink
    edge = height * MARGIN
    target = np.array(
        [
            [edge, edge],
            [edge + width, edge],
            [edge + width, edge + height],
            [edge, edge + height],
        ],
        dtype=np.float32,
    )
    turned = cv2.getPerspectiveTransform(corners, target)
    size = (max(int(width + 2 * edge), 2), max(int(height + 2 * edge), 2))
    return np.asarray(
        cv2.warpPerspective(
            pixels, turned, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )
