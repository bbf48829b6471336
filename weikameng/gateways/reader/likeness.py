"""Lays one picture over another: whether they are one capture of a screen, and what changed.
Only for pictures that share what stands in them: all pages of an app look alike (docs/evidence.md).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weikameng.domain.reading.capture import Box, Capture

WORK_SIDE = 1_200  # pixels of the longer side while comparing
FEATURES = 2_500
RATIO = 0.8  # a match must be this much better than the next one
SLACK = 3.0  # pixels a matched point may be off
FEWEST_INLIERS = 25
LEAST_OVERLAP = 0.3  # of the smaller picture
BLOCK, STEP, DRIFT = 24, 12, 3  # pixels
TEXTURE = 10.0  # standard deviation of grey that makes a block say something
FEWEST_BLOCKS = 20
ALIKE, FAR_BELOW = 0.55, 0.3  # correlation of a block; how far below the page's usual one
USUAL = 0.6  # the least usual correlation of one capture
MOST_CHANGED = 0.12  # of the blocks that say something: more is another page of the same app
MAX_BOXES = 12

Grey = NDArray[np.uint8]
Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Laid:
    """The newer picture, the earlier one turned onto it, and where both are."""

    newer: Grey
    earlier: Grey
    both: NDArray[np.bool_]


def warm_up() -> None:
    """Start what OpenCV starts on first use, before the door is shut."""
    cv2.setNumThreads(1)
    noise = Image.effect_noise((320, 320), 80).convert("RGB")
    compare(noise, noise)


def compare(newer: Image.Image, earlier: Image.Image) -> Capture:
    """Return whether two pictures are one capture, and the changed places of the newer one."""
    top, shrunk = _grey(newer)
    under, _ = _grey(earlier)
    laid = _laid(top, under)
    if laid is None:
        return Capture(False, (), newer.size)
    likeness, places = _blocks(laid)
    if len(likeness) < FEWEST_BLOCKS or (usual := float(np.median(likeness))) < USUAL:
        return Capture(False, (), newer.size)
    changed = likeness < min(ALIKE, usual - FAR_BELOW)
    if changed.mean() > MOST_CHANGED:
        return Capture(False, (), newer.size)
    return Capture(True, _boxes(places[changed], laid.newer.shape, shrunk), newer.size)


def _grey(picture: Image.Image) -> tuple[Grey, float]:
    shrunk = min(1.0, WORK_SIDE / max(picture.size))
    size = (round(picture.width * shrunk), round(picture.height * shrunk))
    small = picture.convert("L").resize(size, Image.Resampling.BOX if shrunk < 1 else None)
    return np.ascontiguousarray(np.asarray(small, dtype=np.uint8)), shrunk


def _laid(newer: Grey, earlier: Grey) -> _Laid | None:
    turned = _homography(earlier, newer)
    if turned is None:
        return None
    height, width = newer.shape
    over = cv2.warpPerspective(earlier, turned, (width, height), flags=cv2.INTER_AREA)
    there = cv2.warpPerspective(np.full_like(earlier, 255), turned, (width, height)) > 250
    smaller = min(newer.size, _area(earlier, turned))
    if there.sum() < LEAST_OVERLAP * smaller:
        return None
    return _Laid(newer, np.asarray(over, dtype=np.uint8), np.asarray(there, dtype=np.bool_))


def _homography(earlier: Grey, newer: Grey) -> NDArray[np.float64] | None:
    """How to turn the earlier picture so that it lies on the newer one; None when it doesn't."""
    finder = cv2.ORB.create(nfeatures=FEATURES, fastThreshold=12)
    from_points, from_marks = finder.detectAndCompute(earlier, None)
    to_points, to_marks = finder.detectAndCompute(newer, None)
    if from_marks is None or to_marks is None or min(len(from_marks), len(to_marks)) < 2:
        return None
    nearest = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(from_marks, to_marks, k=2)
    good = [
        two[0] for two in nearest if len(two) == 2 and two[0].distance < RATIO * two[1].distance
    ]
    if len(good) < FEWEST_INLIERS:
        return None
    source = np.array([from_points[match.queryIdx].pt for match in good], dtype=np.float32)
    target = np.array([to_points[match.trainIdx].pt for match in good], dtype=np.float32)
    found, inside = cv2.findHomography(source, target, cv2.RANSAC, SLACK)
    if found is None or int(inside.sum()) < FEWEST_INLIERS:
        return None
    turned = np.asarray(found, dtype=np.float64)
    return turned if _sane(turned) else None


def _sane(turned: NDArray[np.float64]) -> bool:
    """A screen is neither mirrored nor blown up more than tenfold by being photographed."""
    scale = float(np.linalg.det(turned[:2, :2]))
    return 0.01 < scale < 100 and bool(np.abs(turned[2, :2]).max() < 0.01)


def _area(picture: Grey, turned: NDArray[np.float64]) -> float:
    return picture.size * float(abs(np.linalg.det(turned[:2, :2])))


def _blocks(laid: _Laid) -> tuple[Plane, NDArray[np.int32]]:
    """Return for every block that says something how alike it is, from -1 to 1, and its corner."""
    newer, earlier = _soft(laid.newer), _soft(laid.earlier)
    height, width = newer.shape
    found: list[float] = []
    places: list[tuple[int, int]] = []
    for top in range(DRIFT, height - BLOCK - DRIFT, STEP):
        for left in range(DRIFT, width - BLOCK - DRIFT, STEP):
            wide = np.s_[top - DRIFT : top + BLOCK + DRIFT, left - DRIFT : left + BLOCK + DRIFT]
            if not laid.both[wide].all():
                continue
            alike = _alike(newer[wide], earlier[wide])
            if alike is not None:
                found.append(alike)
                places.append((left, top))
    return np.array(found, dtype=np.float32), np.array(places, dtype=np.int32).reshape(-1, 2)


def _alike(newer: Grey, earlier: Grey) -> float | None:
    """The best correlation of a block within the drift; written against empty has none, and where
    both are empty there is nothing to say.
    """
    for block, around in ((_inside(newer), earlier), (_inside(earlier), newer)):
        if block.std() >= TEXTURE:
            if around.std() < TEXTURE / 2:
                return -1.0
            return float(cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED).max())
    return None


def _soft(plane: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(plane, (3, 3), 0), dtype=np.uint8)


def _inside(wide: Grey) -> Grey:
    return np.ascontiguousarray(wide[DRIFT:-DRIFT, DRIFT:-DRIFT])


def _boxes(places: NDArray[np.int32], shape: tuple[int, ...], shrunk: float) -> tuple[Box, ...]:
    """Join changed blocks of one line; a single one is noise. Largest first, in full pixels."""
    plane = np.zeros(shape, dtype=np.uint8)
    for left, top in places:
        plane[top : top + BLOCK, left : left + BLOCK] = 1
    line = cv2.morphologyEx(plane, cv2.MORPH_CLOSE, np.ones((STEP, 2 * BLOCK), dtype=np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(line)
    boxes = [
        (int(left), int(top), int(left + width), int(top + height))
        for left, top, width, height, area in stats[1:]
        if area > BLOCK * BLOCK
    ]
    boxes.sort(key=lambda box: -(box[2] - box[0]) * (box[3] - box[1]))
    return tuple(_full(box, shrunk) for box in boxes[:MAX_BOXES])


def _full(box: Box, shrunk: float) -> Box:
    left, top, right, bottom = (round(side / shrunk) for side in box)
    return left, top, right, bottom
