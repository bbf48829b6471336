"""A language model may word an answer anew, where one is set up: never what it says (R8.1)."""

import logging
import re
from dataclasses import replace

from weikameng.domain.bot import Reply
from weikameng.domain.bot.faithful import faithful
from weikameng.domain.narrative import mask
from weikameng.gateways.rephrasing import NoWording
from weikameng.services import wiring

_log = logging.getLogger(__name__)
MAX_QUOTED = 500
# Numbers and addresses add nothing to the tone and are nobody else's business.
_PRIVATE = re.compile(r"\S+@\S+|\d(?:[ -]?\d){3,}")


def rephrased(reply: Reply, buyer_wrote: str) -> Reply:
    """Return the reply in another wording if it keeps every fact, else as the rules said it.

    Answers that hand over or did not understand stay as they are.
    """
    model = wiring.rephraser()
    if model is None or reply.missed or reply.hand_over:
        return reply
    try:
        quoted = _PRIVATE.sub("****", mask(buyer_wrote[:MAX_QUOTED]).text)
        other = model.rephrase(reply.words, quoted)
    except NoWording as trouble:
        _log.warning("the language model gave no wording: %s", trouble)
        return reply
    if not faithful(reply.words, other):
        _log.warning("the language model changed what was said; its wording is not shown")
        return reply
    return replace(reply, words=other)
