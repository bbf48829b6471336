"""Refusals: a code and a sentence for the buyer. The door chooses the status, bugs are asserts."""

from collections.abc import Mapping

from weikameng.domain.words import Words


class Refusal(Exception):
    """Something the person asked for can't be done now; ``words`` say why and what to do.

    ``facts`` are what a program may want to know beside the sentence.
    """

    def __init__(
        self, code: str, words: Words, see: str = "", facts: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.see = see  # a case or order number worth showing instead
        self.facts = facts or {}


class Conflict(Exception):
    """The row changed between reading and writing; read again and decide again (law 2)."""


NOT_FOUND = Words(
    "没有找到,请核对编号,或回到“我的订单”。",
    "Not found. Check the number or go back to My orders.",
)


def not_found() -> Refusal:
    """The same answer for what does not exist and for what belongs to someone else."""
    return Refusal("not_found", NOT_FOUND)
