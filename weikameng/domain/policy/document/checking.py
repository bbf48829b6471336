"""Checks a policy text before anybody may propose it: its TOML, its shape, its conditions, its
translations, and that every rule can still be reached; each problem with place and line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from weikameng.domain.policy.document.places import line_of
from weikameng.domain.policy.document.reach import unreachable
from weikameng.domain.policy.document.reading import read_policy
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.problems import Findings, Problem
from weikameng.domain.words import Words

MAX_POLICY_CHARS = 500_000
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: a policy when it has no errors, and every problem found."""

    policy: Policy | None
    problems: tuple[Problem, ...]
    document: Mapping[str, Any]

    @property
    def sound(self) -> bool:
        """Whether it may be proposed."""
        return self.policy is not None


def check(text: str, calendar: Mapping[str, Any]) -> Checked:
    """Check one policy text; never raises for what a person wrote."""
    if len(text) > MAX_POLICY_CHARS:
        return Checked(None, (Problem("", _TOO_LONG),), {})
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Checked(None, (_toml_problem(str(error)),), {})
    found = Findings()
    policy = read_policy(document, calendar, found)
    if not found.problems:
        _unreachable(policy, found)
        _unused_terms(policy, found)
    problems = tuple(_placed(problem, text) for problem in found.problems)
    sound = all(problem.severity == "warning" for problem in problems)
    return Checked(policy if sound else None, problems, document)


def _unreachable(policy: Policy, found: Findings) -> None:
    """A case that can never speak is a mistake: it contradicts itself or an earlier one."""
    for rule, case, shadow in unreachable(policy):
        found.add(("rules", rule, "cases", case, "when"), _never(shadow))
    if not _always(policy):
        found.add(("rules", *(rule.id for rule in policy.rules[-1:])), _OPEN_END)


def _always(policy: Policy) -> bool:
    last = policy.rules[-1].cases if policy.rules else ()
    return bool(last) and last[-1].when.text.strip() == "true" and last[-1].outcome is not None


def _unused_terms(policy: Policy, found: Findings) -> None:
    """A term nothing reads decides nothing: harmless, and worth saying."""
    used: set[str] = set(policy.held_route.names)
    for term in policy.terms.values():
        used |= term.condition.names
    for cite in policy.cites:
        used |= cite.when.names
    for brake in policy.brakes:
        used |= brake.when.names
    for rule in policy.rules:
        for case in rule.cases:
            used |= case.when.names | {case.route.removeprefix("$")}
            until = (case.until,) if case.until else ()
            for guarded in (*case.clauses, *case.missing, *case.changes, *until):
                used |= guarded.condition.names if guarded.condition else set()
    for name in policy.terms.keys() - used:
        place = f"terms.{name}"
        found.problems.append(Problem(place, _UNUSED, severity="warning"))


def _placed(problem: Problem, text: str) -> Problem:
    line, column = line_of(text, problem.place)
    inner_line, inner_column = problem.inside
    if line and inner_line > 1:
        line, column = line + inner_line - 1, 0
    elif line and inner_line:
        column += inner_column - 1
    return replace(problem, line=line, column=column)


def _toml_problem(said: str) -> Problem:
    place = _TOML_PLACE.search(said)
    what = _TOML_PLACE.sub("", said).strip()
    words = Words(f"这不是合法的 TOML:{what}。", f"This is not valid TOML: {what}.")
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    return Problem("", words, line=line, column=column)


def _never(shadow: str) -> Words:
    if shadow:
        return Words(
            f"这一条永远轮不到:它成立的时候,前面的“{shadow}”已经给出结果。",
            f"This can never decide: whenever it holds, “{shadow}” before it has answered.",
        )
    return Words("这个条件自相矛盾,永远不会成立。", "This condition contradicts itself.")


_TOO_LONG = Words(
    f"规则文本太长,最多 {MAX_POLICY_CHARS} 个字符。",
    f"The policy is too long: at most {MAX_POLICY_CHARS} characters.",
)
_OPEN_END = Words(
    '最后一条规则的最后一种情况必须总是成立(when = "true"),否则会有没有答案的申请。',
    'The last case of the last rule has to hold always (when = "true"), or some application '
    "would get no answer.",
)
_UNUSED = Words("没有规则用到这个名词条目。", "No rule uses this term.")
