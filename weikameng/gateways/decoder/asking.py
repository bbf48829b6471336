"""Asks the decoding processes for a fresh copy of a picture; loads no decoder itself."""

from weikameng.gateways.apart import Apart, Fell, Room
from weikameng.gateways.pictures import BadPicture, form_of

AT_ONCE = 2  # so that one slow picture does not hold up everybody else's
PICTURES_A_PROCESS = 300
LARGE_BLOCK_BYTES = 1024 * 1024
PATIENCE_SECONDS = 20.0  # wall time
ROOM = Room(
    ("-m", "weikameng.gateways.decoder.child"),
    at_once=AT_ONCE,
    answers=PICTURES_A_PROCESS,
    patience_seconds=PATIENCE_SECONDS,
    # Large blocks of memory go back at once.
    environment={"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": str(LARGE_BLOCK_BYTES)},
)
_JPEG_ENDS = (b"\xff\xd8\xff", b"\xff\xd9")


class DecoderDown(Exception):
    """No decoding process can be started here; nothing is said about the picture."""


class DecoderProcess:
    """Re-encodes pictures in processes of their own; safe to share among threads."""

    def __init__(self, room: Room = ROOM) -> None:
        self._apart = Apart(room)

    def reencoded(self, content: bytes) -> bytes:
        """Return the picture as a fresh JPEG: upright, on white, at most 2,600 px a side, bare.

        Raises DecoderDown, or BadPicture: ``too_large``, ``not_a_picture``, ``too_many_pixels``,
        ``too_small``, ``animated``, ``damaged``. What makes a process fall is damaged.
        """
        form_of(content)
        try:
            said, copy = self._apart.ask({}, content)
        except Fell as fault:
            if not fault.started:
                raise DecoderDown(fault.code) from fault
            raise BadPicture("damaged") from fault
        if "refused" in said:
            raise BadPicture(str(said["refused"]))
        # It opened a stranger's file: what it says is looked at, too.
        start, end = _JPEG_ENDS
        if not (copy.startswith(start) and copy.endswith(end)):
            raise BadPicture("damaged")
        return copy

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that wait for a picture."""
        return self._apart.pids

    def close(self) -> None:
        """End the processes; the next picture starts another."""
        self._apart.close()
