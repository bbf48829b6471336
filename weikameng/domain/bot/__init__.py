"""The bot's answers: sentences from facts of the buyer's own orders; it decides nothing (R8.1)."""

from weikameng.domain.bot.model import Choice, Link, LinkTarget, Reply, Said
from weikameng.domain.bot.replying import reply

__all__ = ["Choice", "Link", "LinkTarget", "Reply", "Said", "reply"]
