"""Conditions in CEL, checked against the declared facts before they can decide anything (N2):
Google's checker finds unknown facts and wrong types, and its checked tree is what runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from cel_expr_python import cel

from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.declared.fact_list import FACTS, FINDING_FACTS
from weikameng.domain.policy.language.meaning import Meaning, meaning
from weikameng.domain.policy.language.tree import NotAllowed, Tree, names_in, tree_of
from weikameng.domain.words import Words

CEL_TYPES = {
    Kind.TRUTH: cel.Type.BOOL,
    Kind.COUNT: cel.Type.INT,
    Kind.FEN: cel.Type.INT,
    Kind.TEXT: cel.Type.STRING,
    Kind.MOMENT: cel.Type.TIMESTAMP,
}
KINDS = {"BOOL": Kind.TRUTH, "INT": Kind.COUNT, "STRING": Kind.TEXT, "TIMESTAMP": Kind.MOMENT}
MAX_CONDITION_CHARS = 2000
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked expression. ``means`` works it out from the values of one case."""

    text: str
    kind: Kind
    tree: Tree
    means: Meaning

    @property
    def names(self) -> frozenset[str]:
        """The facts and terms it reads."""
        return names_in(self.tree)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an expression; ``line`` and ``column`` count from 1 within it."""

    words: Words
    line: int
    column: int


class Unsound(ValueError):
    """The expression can't be used; ``faults`` say where and why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.words.en for fault in faults))
        self.faults = faults


class Language:
    """CEL over the declared facts and the terms of one version."""

    def __init__(self, terms: Mapping[str, Kind], after_finding: bool = False) -> None:
        self.known = {
            name: fact.kind
            for name, fact in FACTS.items()
            if fact.kind in CEL_TYPES and (after_finding or name not in FINDING_FACTS)
        } | dict(terms)
        self._env = cel.NewEnv(
            variables={name: CEL_TYPES[kind] for name, kind in self.known.items()}
        )

    def read(self, text: str, wanted: Kind = Kind.TRUTH) -> Condition:
        """Return the checked condition. Unsound names every fault with line and column."""
        if len(text) > MAX_CONDITION_CHARS:
            raise Unsound((Fault(_TOO_LONG, 1, 1),))
        try:
            checked = self._env.compile(text)
            tree = tree_of(checked.serialize())
            works = meaning(tree)
        except RuntimeError as error:
            raise Unsound(self._faults(str(error))) from error
        except NotAllowed as error:
            raise Unsound((_not_allowed(text, error),)) from error
        except ValueError as error:
            raise Unsound((Fault(_ONLY_LITERALS, 1, 1),)) from error
        kind = KINDS.get(checked.return_type().name())
        if kind is not wanted:
            raise Unsound((Fault(_wrong_kind(kind, wanted), 1, 1),))
        return Condition(text, kind, tree, works)

    def _faults(self, said: str) -> tuple[Fault, ...]:
        found = _ERROR.findall(said)
        if not found:
            return (Fault(Words(f"写法不对:{said}", f"Not understood: {said}"), 1, 1),)
        return tuple(
            Fault(self._fault_words(message), int(line), int(column))
            for line, column, message in found
        )

    def _fault_words(self, message: str) -> Words:
        if unknown := re.match(r"undeclared reference to '([^']*)'", message):
            return unknown_words(unknown[1], self.known)
        if overload := re.match(
            r"found no matching overload for '([^']*)' applied to '\((.*)\)'", message
        ):
            sign, kinds = overload[1].strip("_@").replace("_?_:", "? :"), overload[2]
            return Words(
                f"类型不对:“{sign}”不能用在({kinds})上。金额写整数分,文字加引号,真假不用比较。",
                f"Wrong types: “{sign}” does not work on ({kinds}). Write amounts as whole fen, "
                "put texts in quotes, and use truths as they are.",
            )
        message = message.partition(" expecting ")[0]
        return Words(f"写法不对:{message}", f"Not understood: {message}")


def unknown_words(name: str, known: Mapping[str, Kind]) -> Words:
    """Say that a name is not a fact, and which ones are spelt like it."""
    near = get_close_matches(name, known, 3)
    if not near:
        return Words(
            f"没有叫“{name}”的事实。可用的事实列在右侧的帮助里。",
            f"There is no fact “{name}”. The help lists the facts there are.",
        )
    return Words(
        f"没有叫“{name}”的事实。你是不是想写 {'、'.join(near)}?",
        f"There is no fact “{name}”. Did you mean {', '.join(near)}?",
    )


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _not_allowed(text: str, error: NotAllowed) -> Fault:
    words = Words(
        f"条件里不能用{error.said.zh}。可用:&& || ! == != < <= > >= in + - * 和 ? :。",
        f"Conditions can't use {error.said.en}. "
        "They may use && || ! == != < <= > >= in + - * and ? :.",
    )
    return Fault(words, *place_of(text, error.place))


def _wrong_kind(kind: Kind | None, wanted: Kind) -> Words:
    return Words(
        f"这里要的是{_SAID[wanted].zh},写的却是{_SAID.get(kind or wanted, _SAID[wanted]).zh}。",
        f"This has to be {_SAID[wanted].en}, "
        f"not {_SAID.get(kind or wanted, _SAID[wanted]).en if kind else 'a list'}.",
    )


_SAID = {
    Kind.TRUTH: Words("真假", "true or false"),
    Kind.COUNT: Words("数", "a number"),
    Kind.TEXT: Words("文字", "a text"),
    Kind.MOMENT: Words("时刻", "a moment"),
}
_TOO_LONG = Words(
    f"条件太长,最多 {MAX_CONDITION_CHARS} 个字符;请用名词条目拆开。",
    f"The condition is too long: at most {MAX_CONDITION_CHARS} characters; split it into terms.",
)
_ONLY_LITERALS = Words("“in”后面的清单只能写字面值。", "A list after “in” may hold only literals.")
