"""The house's own doors: language switch and health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as switch

set_language = require_POST(switch)


def health(_request: HttpRequest) -> HttpResponse:
    """Answer ``ok`` when the database answers; for load balancers and start scripts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
