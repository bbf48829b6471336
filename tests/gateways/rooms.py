"""A process apart for tests, which answers, falls, sleeps or spins as it is told."""

import os
import time
from typing import Any

from weikameng.gateways.apart import Room
from weikameng.gateways.apart.inside import Limits, Reply, serve

SECONDS = 2  # of processor time


def room(**how: Any) -> Room:
    """The room of this module; how it is kept can be said."""
    return Room((__file__,), **how)


def answer(asked: dict[str, Any], content: bytes) -> Reply:
    """Do as told."""
    match asked["verb"]:
        case "fall":
            os._exit(3)
        case "raise":
            raise RuntimeError("a bug")
        case "half":
            os.write(3, b"\x00\x00\x00\x09")
            os._exit(0)
        case "memory":
            bytearray(2 * 1024**3)
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
    return asked, content


if __name__ == "__main__":
    serve(lambda: None, answer, Limits(seconds=SECONDS))
