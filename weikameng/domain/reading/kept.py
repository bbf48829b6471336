"""An examination as it is kept: the report, the picture's size, and what is sure enough to be held
against the other pictures of the case later.
"""

from collections.abc import Mapping
from typing import Any

from weikameng.domain.reading.examining import Examination
from weikameng.domain.reading.finding import Found
from weikameng.domain.reading.report import report
from weikameng.domain.reading.verdicts import contradicts

_SURE = 1.0


def kept_of(examined: Examination, size: tuple[int, int]) -> dict[str, Any]:
    """Return what is kept of one picture; ``size`` is width and height in pixels."""
    sure = {
        name: found.value
        for name, found in examined.fields.items()
        if found.labelled and contradicts(found)
    }
    return {**report(examined), "size": list(size), "sure": sure}


def sure_values(kept: Mapping[str, Any]) -> dict[str, tuple[Found, ...]]:
    """Return the values a kept picture shows for sure, as ``flags.disagreements`` takes them."""
    return {
        str(name): (Found(str(name), str(value), str(value), _SURE, ()),)
        for name, value in kept.get("sure", {}).items()
    }
