"""Two pictures laid over each other: whether they are one capture of a screen, and what changed."""

from dataclasses import dataclass

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


@dataclass(frozen=True, slots=True)
class Capture:
    """``same``: one capture, perhaps cropped, scaled or altered; only then ``changed`` means
    something: the places that differ, in pixels of the newer picture, which is ``size`` large.
    """

    same: bool
    changed: tuple[Box, ...]
    size: tuple[int, int]
