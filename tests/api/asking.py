"""Asks one operation what its specification allows, as everybody, and notes what is wrong.

A made-up request is sent as it is, then with things of 小林's or of a shop in the places where the
specification names such things, by every caller.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# How many requests are made up for an operation.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "2"))
# Of which of an owner's things an operation speaks, by its room; and by the name of the field.
BRIEFLY = ("nobody", "buyer", "shop")  # where nobody's things are in it
NUMBERS = {"refunds": "case", "orders": "order", "payouts": "payout", "conversations": "talk"}
NAMES = {
    "dispute": "dispute",
    "token": "upload",
    "complaint_id": "complaint_id",
    "good": "good",
    "sku": "sku",
    "code": "reason",
    "order": "order",
    "refund": "case",
    "case": "case",
    "about": "order",
    "reason": "reason",
    "external_number": "external_number",
    "customer": "customer",
    "payout": "payout",
    "endpoint": "endpoint",
    "bulk": "bulk",
    "export": "export",
}
# Well formed, and nowhere.
NOBODYS = {
    **dict.fromkeys(NUMBERS.values(), "2000000000000000"),
    "dispute": "4000000000000000",
    "upload": "A" * 43,
    "endpoint": "ep_nowhere",
    "complaint_id": 2**31,
}
MANY = {"uploads": "upload", "units": "unit"}
# What anybody may read: the public log, the policy, our own goods.
OPEN = ("/api/v1/proofs/", "/api/v1/standards/", "/api/v1/products/")
# Staff whose work is other people's things, by room.
THEIR_WORK = {
    "complaints": {"finance", "supervisor"},
    "disputes": {"arbiter", "supervisor"},
}
REFUSED = {400, 401, 403, 404, 405, 413, 415, 422, 429}


def made_up(operation: APIOperation, mode: GenerationMode, count: int) -> list[Case]:
    """Return so many requests of this operation, well formed or ill formed."""
    made: list[Case] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def kept(case: Case) -> None:
        made.append(case)

    kept()
    return made


@dataclass(slots=True)
class Asker:
    """Sends requests into the application, and keeps what was wrong."""

    world: World
    found: dict[str, str] = field(default_factory=dict)

    def asks(self, operation: APIOperation) -> None:
        """Ask one operation, ill formed, then well formed with the things of one owner each."""
        for case in made_up(operation, GenerationMode.NEGATIVE, 1):
            self._send(case, "", BRIEFLY)
        owners = cycle(self.world.things.items())
        for case in made_up(operation, GenerationMode.POSITIVE, EXAMPLES):
            self._send(case, "", BRIEFLY)
            owner, things = next(owners)
            if _given(case, things):
                self._send(case, owner, ("nobody", *self.world.tokens))

    def _send(self, case: Case, owner: str, roles: tuple[str, ...]) -> None:
        # Whose the things are acts last: what it ends would hide what others are told of it.
        for role in sorted(roles, key=lambda role: role == owner):
            answer = case.call(headers=self.world.headers(role))
            label = f"{case.method} {case.operation.path}"
            for what in (*_malformed(case, answer), *self._leaks(case, answer, owner, role)):
                told = case.as_curl_command(headers=self.world.headers(role))
                self.found.setdefault(
                    f"{label}: {what}", f"as {role}: {told}\n{_text(answer)[:600]}"
                )

    def _leaks(self, case: Case, answer: Response, owner: str, role: str) -> Iterator[str]:
        if role in THEIR_WORK.get(_room(case), ()):
            return
        for other in self.world.things.keys() - {role}:
            for mark in self.world.marks(other):
                if mark in _text(answer):
                    yield f"{role} reads {mark} of {other}"
        in_path = bool(case.path_parameters) and not case.operation.path.startswith(OPEN)
        if owner and role != owner and in_path and self._opened(case, answer, role):
            yield f"a stranger is answered {answer.status_code} about a thing of {owner}"

    def _opened(self, case: Case, answer: Response, role: str) -> bool:
        """Whether a stranger hears more than of a thing that is not there."""
        if answer.status_code != 422:
            return answer.status_code not in REFUSED
        _given(case, NOBODYS)
        return case.call(headers=self.world.headers(role)).json()["type"] != answer.json()["type"]


def _text(answer: Response) -> str:
    return answer.content.decode(errors="replace")


def _room(case: Case) -> str:
    return str(case.operation.path).removeprefix("/api/v1/").partition("/")[0]


def _malformed(case: Case, answer: Response) -> Iterator[str]:
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as group:
        for failure in group.exceptions:
            yield f"{answer.status_code} {failure}"


def _given(case: Case, things: Mapping[str, Any]) -> bool:
    """Put an owner's things where a request names such; whether there was such a place."""
    numbered = {"number": NUMBERS.get(_room(case), "order")}
    return any(
        [
            _filled(case.path_parameters, things, NAMES | numbered),
            _filled(case.query, things, NAMES),
            _filled(case.body, things, NAMES),
        ]
    )


def _filled(part: Any, things: Mapping[str, Any], names: Mapping[str, str]) -> bool:
    if not isinstance(part, dict):
        return False
    done = False
    for name in part:
        if (kind := names.get(name)) in things:
            part[name], done = things[kind], True
        elif (kind := MANY.get(name)) in things:
            part[name] = [things[kind]]
    return done
