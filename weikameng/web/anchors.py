"""What of the log stands on a chain, for machines: the newest anchors first."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from weikameng.records.reading import anchors as reading
from weikameng.web.log import ALWAYS_NEW, public

SHOWN = 100


@public
def listing(_request: HttpRequest) -> HttpResponse:
    """The anchors sent last, each with chain, contract, transaction and root."""
    found = {"anchors": [reading.shown(one) for one in reading.newest(SHOWN)]}
    return JsonResponse(found, headers={"Cache-Control": ALWAYS_NEW})
