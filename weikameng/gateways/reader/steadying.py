"""Undoes a shaken camera: a shake along a line leaves dark stripes in the spectrum of a picture;
they tell its direction and length, and a Wiener filter takes it back (docs/evidence.md).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

PATCH = 128  # pixels a side; the spectrum is the mean over patches
DIRECTIONS = range(0, 180, 6)  # degrees
LENGTHS = range(4, 17)  # pixels
ENOUGH = 0.45  # measured: still pages stay below 0.43, shaken ones come above 0.51
BORDER = 32  # pixels mirrored around the picture, so that its edge doesn't ring
SMOOTH, FINE = 8.0, 6.0  # pixels: what counts as shade of the page, what as shape of the spectrum
AXIS, FARTHEST = 0.03, 0.28  # frequencies: near an axis lie rows, far out JPEG leaves nothing
DEEPEST = 0.02  # of the power: below it stripes drown in noise

Grey = NDArray[np.uint8]
Numbers = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Shake:
    """How the camera moved while it looked: degrees and pixels."""

    direction: float
    length: float


@dataclass(frozen=True, slots=True)
class Sharpness:
    """How far to go: the share of the power taken for noise and not blown up, and the defocus to
    undo as well, in pixels.
    """

    noise: float
    defocus: float = 0.0


def shake_of(grey: Grey) -> Shake | None:
    """Return the shake that explains the stripes in the spectrum; None when none does."""
    if min(grey.shape) < PATCH:
        return None
    seen = _stripes(_spectrum(grey))
    shakes, stripes = _known()
    best = shakes[int(np.argmax(stripes @ seen))]
    near = list(_around(best))
    likeness = [float(_expected(shake) @ seen) for shake in near]
    top = max(likeness)
    return near[likeness.index(top)] if top >= ENOUGH else None


def steadied(grey: Grey, shake: Shake, sharpness: Sharpness) -> Grey:
    """Return the picture as it would look without the shake."""
    high, wide = grey.shape
    rows = cv2.getOptimalDFTSize(high + 2 * BORDER)
    columns = cv2.getOptimalDFTSize(wide + 2 * BORDER)
    framed = np.pad(
        grey.astype(np.float32),
        ((BORDER, rows - high - BORDER), (BORDER, columns - wide - BORDER)),
        mode="symmetric",
    )
    across, down = np.fft.rfftfreq(columns)[None, :], np.fft.fftfreq(rows)[:, None]
    soft = np.exp(-2 * (np.pi * sharpness.defocus) ** 2 * (across**2 + down**2))
    kept = _kept(shake, across, down) * soft
    back = kept / (kept * kept + sharpness.noise) * (1 + sharpness.noise)
    still = np.fft.irfft2(np.fft.rfft2(framed) * back, s=framed.shape)
    cut = still[BORDER : BORDER + high, BORDER : BORDER + wide]
    return np.clip(cut, 0, 255).astype(np.uint8)


def warm_up() -> None:
    """Load and work out what the first shaken picture would need: later no file can be opened."""
    blank = np.full((PATCH, PATCH), 255, dtype=np.uint8)
    steadied(blank, shake_of(blank) or Shake(0, 0), Sharpness(1))


def _spectrum(grey: Grey) -> Numbers:
    """The mean logarithmic power of the picture's patches, the lowest frequency in the middle."""
    page = grey.astype(np.float32)
    page -= cv2.GaussianBlur(page, (0, 0), SMOOTH)
    window = np.outer(np.hanning(PATCH), np.hanning(PATCH)).astype(np.float32)
    power = np.zeros((PATCH, PATCH))
    for top in range(0, grey.shape[0] - PATCH + 1, PATCH // 2):
        for left in range(0, grey.shape[1] - PATCH + 1, PATCH // 2):
            patch = page[top : top + PATCH, left : left + PATCH]
            power += np.abs(np.fft.fft2(patch * window)) ** 2
    return np.asarray(np.log(np.fft.fftshift(power) + 1))


def _stripes(spectrum: Numbers) -> Numbers:
    """What is finer than the spectrum's shape, where pages tell anything, with length 1."""
    fine = (spectrum - cv2.GaussianBlur(spectrum, (0, 0), FINE))[_telling()]
    fine -= fine.mean()
    return np.asarray(fine / max(float(np.linalg.norm(fine)), 1e-9))


def _kept(shake: Shake, across: Numbers, down: Numbers) -> Numbers:
    """How much of each frequency a shake leaves."""
    turned = math.radians(shake.direction)
    along = across * math.cos(turned) + down * math.sin(turned)
    return np.asarray(np.sinc(shake.length * along))


def _expected(shake: Shake) -> Numbers:
    across, down = _frequencies()
    return _stripes(np.log(_kept(shake, across, down) ** 2 + DEEPEST))


def _around(shake: Shake) -> Iterator[Shake]:
    for direction in (-3, 0, 3):
        for length in (-0.5, 0.0, 0.5):
            yield Shake(shake.direction + direction, shake.length + length)


@cache
def _known() -> tuple[tuple[Shake, ...], Numbers]:
    shakes = tuple(Shake(way, length) for way in DIRECTIONS for length in LENGTHS)
    return shakes, np.stack([_expected(shake).astype(np.float32) for shake in shakes])


@cache
def _frequencies() -> tuple[Numbers, Numbers]:
    steps = np.fft.fftshift(np.fft.fftfreq(PATCH))
    across, down = np.meshgrid(steps, steps)
    return across, down


@cache
def _telling() -> NDArray[np.bool_]:
    """Half of all frequencies (the other half mirrors it), without the axes on which rows and
    columns of a page lie, and without what JPEG leaves nothing of.
    """
    across, down = _frequencies()
    far = np.hypot(across, down)
    off_axes = (np.abs(across) > AXIS) & (np.abs(down) > AXIS)
    return np.asarray((far < FARTHEST) & (down >= 0) & off_axes)
