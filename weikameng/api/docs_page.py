"""The specification as a page: drawn here, without scripts and without anything from elsewhere."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.api.described import common_of, rooms_of, shapes_of
from weikameng.api.doors import api


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
    }
    return render(request, "weikameng/api_docs.html", room)
