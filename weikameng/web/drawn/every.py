"""Every example, by reason."""

from collections.abc import Mapping

from weikameng.web.drawn import faulty, our_side, special, typed_wrongly
from weikameng.web.drawn.pieces import Example

EXAMPLES: Mapping[str, Example] = {
    **typed_wrongly.EXAMPLES,
    **faulty.EXAMPLES,
    **our_side.EXAMPLES,
    **special.EXAMPLES,
}
