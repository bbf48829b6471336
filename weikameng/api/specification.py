"""The specification as it is served: every problem an operation may answer, every header it takes.

What one operation alone knows (its answers, its own fields) stands with it; this adds the rest.
"""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic.json_schema import models_json_schema

from weikameng.api.etags import IF_MATCH, IF_NONE_MATCH
from weikameng.api.problems import MEDIA_TYPE, Problem
from weikameng.domain.languages import LANGUAGES

READS = (400, 401, 403, 404, 422, 429)
WRITES = (400, 401, 403, 404, 409, 411, 412, 413, 415, 422, 429, 503)
_TOLD = {
    400: "The request can't be read",
    401: "No valid token",
    403: "The token lacks a scope",
    404: "Not there, or not yours",
    409: "Not possible as things stand now",
    411: "The body comes without its length",
    412: "It has changed since it was read",
    413: "Too large",
    415: "Not a kind of content this takes",
    422: "Refused, or not of this form: type and errors say why",
    429: "Too many requests: Retry-After says when",
    503: "Not now: try again later",
}
_HEADERS = "#/components/parameters/"
_PARAMETERS = {
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "zh or en: sentences in that language alone; without it in both",
        "schema": {"type": "string", "maxLength": 200},
        "example": "zh",
    },
    "RequestId": {
        "name": "X-Request-Id",
        "in": "header",
        "required": False,
        "description": "your own id of this request, 8 to 64 letters, digits, . _ : -",
        "schema": {"type": "string", "maxLength": 64},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "sent again within 24 hours, the same request is done once",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    },
}
# Of operations that say so themselves (api.etags).
_CONDITIONS = {
    name: {
        "name": header,
        "in": "header",
        "required": False,
        "description": told,
        "schema": {"type": "string"},
    }
    for name, header, told in (
        ("IfMatch", IF_MATCH, "the ETag you read: 412 if it is another version by now"),
        ("IfNoneMatch", IF_NONE_MATCH, "the ETag you have: 304 while it is the same"),
    )
}


class DescribedAPI(NinjaAPI):
    """An API whose specification names every answer."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """Return the specification."""
        found = super().get_openapi_schema(**where)
        for verbs in found["paths"].values():
            for verb, operation in verbs.items():
                _complete(operation, reads=verb in {"get", "head"})
        components = found["components"]
        components["parameters"] = _PARAMETERS | _CONDITIONS
        _, told = models_json_schema(
            [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
        )
        components.setdefault("schemas", {}).update(told["$defs"])
        for schema in components["schemas"].values():
            _sparse(schema)
        return found

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation by its room and verb: ``refunds_apply``."""
        view = operation.view_func
        return f"{view.__module__.rpartition('.')[2]}_{view.__name__}"


def _complete(operation: dict[str, Any], *, reads: bool) -> None:
    problems = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status in READS if reads else WRITES:
        answer = {"description": _TOLD[status], "content": {MEDIA_TYPE: problems}}
        operation["responses"].setdefault(status, answer)
    names = ["AcceptLanguage", "RequestId"] if reads else list(_PARAMETERS)
    operation.setdefault("parameters", []).extend({"$ref": _HEADERS + name} for name in names)


def _sparse(schema: dict[str, Any]) -> None:
    """Of a sentence in both languages one alone may be there."""
    if schema.get("properties", {}).keys() >= set(LANGUAGES):
        schema["required"] = [name for name in schema.get("required", []) if name not in LANGUAGES]
