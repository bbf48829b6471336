"""The specification as a page: drawn here, without scripts and without anything from elsewhere."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.api.described import common_of, rooms_of, shapes_of
from weikameng.api.doors import api
from weikameng.domain.webhook_events import EventType


def docs(request: HttpRequest) -> HttpResponse:
    """Show every operation with its fields and answers, and every shape."""
    spec = json.loads(json.dumps(api.get_openapi_schema()))
    headers, problems = common_of(spec)
    room = {
        "rooms": rooms_of(spec),
        "shapes": shapes_of(spec),
        "headers": headers,
        "problems": problems,
        "version": spec["openapi"],
        "here": request.build_absolute_uri("/api/v1"),
        "limit": settings.API_CALLS_A_MINUTE,
        "events": [kind.value for kind in EventType],
    }
    return render(request, "weikameng/api_docs.html", room)
