"""The reading process: decodes and reads what it is handed, under limits of memory and processor
time, without network, files or programs. `python -I -m weikameng.gateways.reader.child`.
"""

from typing import Any

from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.examining import Lens
from weikameng.gateways.apart.inside import Limits, Reply, serve
from weikameng.gateways.apart.wire import Broken
from weikameng.gateways.decoder import decoding
from weikameng.gateways.pictures import BadPicture
from weikameng.gateways.reader import engine, likeness

LIMITS = Limits(seconds=30, nice=10)
MAX_QUADS = 40
MAX_TEXTS = 400  # of a line


def main() -> None:
    """Answer requests until the line is closed."""
    serve(warm_up, answer, LIMITS)


def warm_up() -> None:
    """Load the decoders and the engine."""
    decoding.warm_up()
    engine.warm_up()
    likeness.warm_up()


def answer(asked: dict[str, Any], content: bytes) -> Reply:
    """Return what was read, or why the picture was not even opened."""
    try:
        if asked.get("verb") == "compare":
            return _compared(content[: asked["first"]], content[asked["first"] :]), b""
        picture = decoding.decoded(content)
    except BadPicture as problem:
        return {"refused": problem.code}, b""
    match asked.get("verb"):
        case "read":
            lens = asked.get("lens")
            boxes = engine.read(picture, Lens(lens) if lens else None)
        case "read_again":
            boxes = engine.read_again(picture, [_quad(q) for q in asked["quads"][:MAX_QUADS]])
        case "weigh":
            lines = [(_quad(quad), texts[:MAX_TEXTS]) for quad, texts in asked["lines"][:MAX_QUADS]]
            return {"weights": engine.weigh(picture, lines)}, b""
        case _:
            raise Broken("an unknown verb")
    return {"size": picture.size, "boxes": [_plain(box) for box in boxes]}, b""


def _compared(newer: bytes, earlier: bytes) -> dict[str, Any]:
    capture = likeness.compare(decoding.decoded(newer), decoding.decoded(earlier))
    return {"same": capture.same, "changed": capture.changed, "size": capture.size}


def _quad(given: Any) -> Quad:
    corners = [(float(x), float(y)) for x, y in given]
    return corners[0], corners[1], corners[2], corners[3]


def _plain(box: TextBox) -> list[Any]:
    return [box.quad, box.text, box.score]


if __name__ == "__main__":
    main()
