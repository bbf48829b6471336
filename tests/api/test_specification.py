"""The whole specification, asked as everybody (P3): what is answered is what is written there."""

from copy import deepcopy
from dataclasses import replace
from enum import Enum
from typing import Any, get_args

import schemathesis
from django.core.wsgi import get_wsgi_application
from ninja import Schema

from tests.api.asking import Asker
from tests.api.world import World, world
from tests.cast import Cast
from weikameng.api.doors import api


def asked_of(everybody: World, described: dict[str, Any], *paths: str) -> Asker:
    """Ask what is described (of these addresses, or all) of the application."""
    schema = schemathesis.openapi.from_dict(described)
    schema.app = get_wsgi_application()
    asker = Asker(everybody)
    for one in schema.get_all_operations():
        if not paths or one.ok().path in paths:
            asker.asks(one.ok())
    return asker


def test_every_answer_is_documented_and_nobody_reads_what_is_not_theirs(cast: Cast):
    asker = asked_of(world(cast), api.get_openapi_schema())
    told = "\n\n".join(f"{what}\n{how}" for what, how in asker.found.items())
    assert not asker.found, f"{len(asker.found)} faults\n{told}"


def test_undocumented_answers_and_readers_of_other_peoples_things_are_seen(cast: Cast):
    described = deepcopy(api.get_openapi_schema())
    of_policy = described["paths"]["/api/v1/policy"]["get"]["responses"]
    del of_policy[401]
    described["components"]["schemas"]["OrderOut"]["properties"]["number"] = {"type": "integer"}
    everybody = world(cast)
    mixed_up = {**everybody.tokens, "stranger": everybody.tokens["buyer"]}
    asker = asked_of(
        replace(everybody, tokens=mixed_up), described, "/api/v1/policy", "/api/v1/orders/{number}"
    )
    found = " ".join(asker.found)
    assert "GET /api/v1/policy: 401" in found
    assert "GET /api/v1/orders/{number}: 200" in found
    assert "a stranger is answered 200 about a thing of buyer" in found
    assert "thing of shop" not in found


def test_every_choice_has_a_name_of_its_own():
    """The specification keeps one shape a name: two enums of one name would be one of them."""
    named: dict[str, set[type]] = {}
    for one in _shapes():
        for told in one.model_fields.values():
            for kind in _kinds(told.annotation):
                named.setdefault(kind.__name__, set()).add(kind)
    assert [name for name, kinds in named.items() if len(kinds) > 1] == []


def _shapes(of: type[Schema] = Schema) -> list[type[Schema]]:
    return [one for below in of.__subclasses__() for one in (below, *_shapes(below))]


def _kinds(annotation: Any) -> list[type]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in _kinds(part)]
