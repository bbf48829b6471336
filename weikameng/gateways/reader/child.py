"""The reading process: decodes and reads what it is handed, under limits of memory and processor
time, without network, files or programs. `python -I -m weikameng.gateways.reader.child`.
"""

import os
import resource
import sys
from typing import IO, Any

from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.gateways.pictures import BadPicture, decoded
from weikameng.gateways.reader import engine
from weikameng.gateways.reader.wire import Broken, receive, send

MEMORY_BYTES = 1_536 * 1024 * 1024
SECONDS_A_PICTURE = 30  # of processor time
MAX_QUADS = 40
POLITE = 10  # below the web's processes
# What Python code may not do here, by the names of its audit events (PEP 578).
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


def main() -> None:
    """Answer requests until the line is closed."""
    # Whatever a library prints must not get between the messages.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.nice(POLITE)
    engine.warm_up()
    _shut_in()
    try:
        while (asked := receive(sys.stdin.buffer)) is not None:
            _answer(answers, *asked)
    except Broken:
        sys.exit(1)


def _shut_in() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for the reading process")


def _answer(answers: IO[bytes], asked: dict[str, Any], content: bytes) -> None:
    _allow_more_time()
    try:
        picture = decoded(content)
    except BadPicture as problem:
        send(answers, {"refused": problem.code})
        return
    match asked.get("verb"):
        case "read":
            boxes = engine.read(picture)
        case "read_without_red":
            boxes = engine.read_without_red(picture)
        case "read_again":
            boxes = engine.read_again(picture, [_quad(q) for q in asked["quads"][:MAX_QUADS]])
        case _:
            raise Broken("an unknown verb")
    send(answers, {"size": picture.size, "boxes": [_plain(box) for box in boxes]})


def _allow_more_time() -> None:
    """Every picture has its own time; the kernel ends the process that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SECONDS_A_PICTURE
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _quad(given: Any) -> Quad:
    corners = [(float(x), float(y)) for x, y in given]
    return corners[0], corners[1], corners[2], corners[3]


def _plain(box: TextBox) -> list[Any]:
    return [box.quad, box.text, box.score]


if __name__ == "__main__":
    main()
