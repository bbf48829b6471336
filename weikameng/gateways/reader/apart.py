"""Asks the reading process: started at first use, renewed after some hundred pictures, killed when
it takes too long. A picture that makes it fall is a picture that can't be read.
"""

import contextlib
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from weikameng.domain.reading.boxes import Quad, TextBox, bounded
from weikameng.domain.reading.examining import Reading
from weikameng.gateways.pictures import MAX_BYTES, BadPicture
from weikameng.gateways.reader.wire import Broken, receive, send

PICTURES_A_PROCESS = 300
LARGE_BLOCK_BYTES = 16 * 1024 * 1024
PATIENCE_SECONDS = 90.0  # wall time for one answer, the start of the process included
_CHILD = (sys.executable, "-I", "-m", "weikameng.gateways.reader.child")
_NEEDED = ("rapidocr", "onnxruntime", "cv2")


class CannotRead(Exception):
    """No text came of it: the engine is not installed, fell, or took too long; ``code`` says."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PictureReader(Protocol):
    """Reads text off a picture. BadPicture for what is none, CannotRead when nothing came of it."""

    def read(self, content: bytes) -> Reading:
        """Return every line of text of a JPEG, PNG or WebP."""

    def read_without_red(self, content: bytes) -> Reading:
        """The same with red ink taken out: for certificates under a seal."""

    def read_again(self, content: bytes, quads: Iterable[Quad]) -> Mapping[Quad, TextBox]:
        """Return these lines, each read once more, enlarged."""


def available() -> bool:
    """Whether the engine is installed; looks without loading it."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


class ReaderProcess:
    """A PictureReader whose engine lives in a process of its own; safe to share among threads."""

    def __init__(self, pictures: int = PICTURES_A_PROCESS, patience: float = PATIENCE_SECONDS):
        self._pictures = pictures
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None
        self._answered = 0
        self._one_at_a_time = threading.Lock()

    def read(self, content: bytes) -> Reading:
        """Return every line of text of a JPEG, PNG or WebP."""
        return _reading(self._ask({"verb": "read"}, content))

    def read_without_red(self, content: bytes) -> Reading:
        """The same with red ink taken out: for certificates under a seal."""
        return _reading(self._ask({"verb": "read_without_red"}, content))

    def read_again(self, content: bytes, quads: Iterable[Quad]) -> Mapping[Quad, TextBox]:
        """Return these lines, each read once more, enlarged."""
        wanted = tuple(dict.fromkeys(quads))
        if not wanted:
            return {}
        seen = _reading(self._ask({"verb": "read_again", "quads": wanted}, content))
        return {box.quad: box for box in seen.boxes}

    @property
    def pid(self) -> int | None:
        """The reading process, if one runs."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the process; the next question starts another."""
        with self._one_at_a_time:
            self._end()

    def _ask(self, header: dict[str, Any], content: bytes) -> dict[str, Any]:
        if len(content) > MAX_BYTES:
            raise BadPicture("too_large")
        if not available():
            raise CannotRead("not_installed")
        with self._one_at_a_time:
            answer = self._exchange(header, content)
            self._answered += 1
            if self._answered >= self._pictures:
                self._end()
        if "refused" in answer:
            raise BadPicture(str(answer["refused"]))
        return answer

    def _exchange(self, header: dict[str, Any], content: bytes) -> dict[str, Any]:
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        watch = _Watch(child, self._patience)
        try:
            send(child.stdin, header, content)
            answer = receive(child.stdout)
        except Broken:
            answer = None
        finally:
            watch.end()
        if answer is None:
            self._end()
            raise CannotRead("too_slow" if watch.rang else "fell")
        return answer[0]

    def _start(self) -> subprocess.Popen[bytes]:
        # No secret of ours goes along, only how to be small: large blocks of memory go back at
        # once (measured: 663 → 420 MiB at the same processor time).
        environment = {
            "OMP_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": str(LARGE_BLOCK_BYTES),
        }
        self._child = subprocess.Popen(
            _CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env=environment,
        )
        self._answered = 0
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


class _Watch:
    """Kills a process that has not answered in time."""

    def __init__(self, child: subprocess.Popen[bytes], patience: float) -> None:
        self.rang = False
        self._child = child
        self._timer = threading.Timer(patience, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Stop watching."""
        self._timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        self._child.kill()


def _reading(answer: Mapping[str, Any]) -> Reading:
    boxes = (TextBox(_quad(quad), str(text), float(score)) for quad, text, score in answer["boxes"])
    width, height = answer["size"]
    return Reading(bounded(boxes), (int(width), int(height)))


def _quad(corners: Any) -> Quad:
    one, two, three, four = ((float(x), float(y)) for x, y in corners)
    return one, two, three, four
