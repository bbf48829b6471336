"""The decoding process: makes a bare copy of what it is handed, under limits, without network,
files or programs. `python -I -m weikameng.gateways.decoder.child`.
"""

from typing import Any

from weikameng.gateways.apart.inside import Limits, Reply, serve
from weikameng.gateways.decoder.decoding import reencoded, warm_up
from weikameng.gateways.pictures import BadPicture

LIMITS = Limits(seconds=8, nice=5)


def main() -> None:
    """Answer until the line is closed."""
    serve(warm_up, answer, LIMITS)


def answer(_asked: dict[str, Any], content: bytes) -> Reply:
    """Return the copy, or why there is none."""
    try:
        return {}, reencoded(content)
    except BadPicture as problem:
        return {"refused": problem.code}, b""


if __name__ == "__main__":
    main()
