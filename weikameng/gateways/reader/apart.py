"""Asks the reading process, which is kept like every process apart. A picture that makes it fall
is a picture that can't be read.
"""

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from weikameng.domain.reading.boxes import Quad, TextBox, bounded
from weikameng.domain.reading.capture import Capture
from weikameng.domain.reading.examining import Lens, Reading
from weikameng.domain.reading.weighing import Asked, Weights
from weikameng.gateways.apart import Apart, Fell, Room
from weikameng.gateways.apart.wire import MAX_BODY_BYTES
from weikameng.gateways.pictures import BadPicture, form_of

PICTURES_A_PROCESS = 300
LARGE_BLOCK_BYTES = 16 * 1024 * 1024
PATIENCE_SECONDS = 90.0  # wall time for one answer
_NEEDED = ("rapidocr", "onnxruntime", "cv2")


class CannotRead(Exception):
    """No text came of it: the engine is not installed, fell, or took too long; ``code`` says."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PictureReader(Protocol):
    """Reads text off a picture. BadPicture for what is none, CannotRead when nothing came of it."""

    def read(self, content: bytes, lens: Lens | None = None) -> Reading:
        """Return every line of text of a JPEG, PNG or WebP; none where a lens does not apply."""

    def read_again(self, content: bytes, quads: Iterable[Quad]) -> Mapping[Quad, TextBox]:
        """Return these lines, each read once more, enlarged."""

    def weigh(self, content: bytes, asked: Sequence[Asked]) -> Sequence[Weights]:
        """Return for each line how far its texts lie behind what it says best."""


def available() -> bool:
    """Whether the engine is installed; looks without loading it."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


class ReaderProcess:
    """A PictureReader whose engine lives in a process of its own; safe to share among threads."""

    def __init__(self, pictures: int = PICTURES_A_PROCESS, patience: float = PATIENCE_SECONDS):
        room = Room(
            ("-m", "weikameng.gateways.reader.child"),
            answers=pictures,
            patience_seconds=patience,
            # How to be small: large blocks of memory go back at once (measured: 663 → 420 MiB at
            # the same processor time).
            environment={
                "OMP_NUM_THREADS": "1",
                "MALLOC_ARENA_MAX": "1",
                "MALLOC_MMAP_THRESHOLD_": str(LARGE_BLOCK_BYTES),
            },
        )
        self._apart = Apart(room)

    def read(self, content: bytes, lens: Lens | None = None) -> Reading:
        """Return every line of text of a JPEG, PNG or WebP; none where a lens does not apply."""
        return _reading(self._ask({"verb": "read", "lens": lens}, content))

    def read_again(self, content: bytes, quads: Iterable[Quad]) -> Mapping[Quad, TextBox]:
        """Return these lines, each read once more, enlarged."""
        wanted = tuple(dict.fromkeys(quads))
        if not wanted:
            return {}
        seen = _reading(self._ask({"verb": "read_again", "quads": wanted}, content))
        return {box.quad: box for box in seen.boxes}

    def weigh(self, content: bytes, asked: Sequence[Asked]) -> Sequence[Weights]:
        """Return for each line how far its texts lie behind what it says best."""
        if not asked:
            return ()
        lines = [(one.box.quad, one.texts) for one in asked]
        return _weights(self._ask({"verb": "weigh", "lines": lines}, content))

    def compare(self, newer: bytes, earlier: bytes) -> Capture:
        """Return whether two pictures are one capture, and what changed in the newer one."""
        if len(newer) + len(earlier) > MAX_BODY_BYTES:
            raise BadPicture("too_large")
        asked = {"verb": "compare", "first": len(newer)}
        return _capture(self._ask(asked, newer, earlier))

    @property
    def pid(self) -> int | None:
        """The reading process, if one waits for a picture."""
        return next(iter(self._apart.pids), None)

    def close(self) -> None:
        """End the process; the next question starts another."""
        self._apart.close()

    def _ask(self, header: dict[str, Any], *contents: bytes) -> dict[str, Any]:
        for content in contents:
            form_of(content)
        if not available():
            raise CannotRead("not_installed")
        try:
            answer, _ = self._apart.ask(header, b"".join(contents))
        except Fell as fault:
            raise CannotRead(fault.code) from fault
        if "refused" in answer:
            raise BadPicture(str(answer["refused"]))
        return answer


def _reading(answer: Mapping[str, Any]) -> Reading:
    boxes = (TextBox(_quad(quad), str(text), float(score)) for quad, text, score in answer["boxes"])
    width, height = answer["size"]
    return Reading(bounded(boxes), (int(width), int(height)))


def _weights(answer: Mapping[str, Any]) -> Sequence[Weights]:
    return [[[float(one) for one in view] for view in line] for line in answer["weights"]]


def _capture(answer: Mapping[str, Any]) -> Capture:
    changed = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in answer["changed"])
    width, height = answer["size"]
    return Capture(bool(answer["same"]), changed, (int(width), int(height)))


def _quad(corners: Any) -> Quad:
    one, two, three, four = ((float(x), float(y)) for x, y in corners)
    return one, two, three, four
