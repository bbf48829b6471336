"""The API itself: who may come in, and how refusals are told (P3)."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri
from django.views.decorators.csrf import csrf_exempt

from weikameng.api.bodies import router as bodies
from weikameng.api.callers import TokenDoor
from weikameng.api.complaints import router as complaints
from weikameng.api.conversations import router as conversations
from weikameng.api.customers import router as customers
from weikameng.api.disputes import router as disputes
from weikameng.api.eligibility import by_number as eligibility
from weikameng.api.eligibility import router as outlooks
from weikameng.api.erasures import router as erasures
from weikameng.api.exchange import router as exchange
from weikameng.api.exports import router as exports
from weikameng.api.figures import router as figures
from weikameng.api.forms import SparseRenderer, StrictParser
from weikameng.api.identity import router as identity
from weikameng.api.imports import router as imports
from weikameng.api.incidents import router as incidents
from weikameng.api.messages import router as messages
from weikameng.api.orders import router as orders
from weikameng.api.payouts import router as payouts
from weikameng.api.policy import router as policy
from weikameng.api.problems import answer_problems, problem
from weikameng.api.products import router as products
from weikameng.api.proofs import router as proofs
from weikameng.api.refunds import router as refunds
from weikameng.api.reviews import router as reviews
from weikameng.api.specification import DescribedAPI
from weikameng.api.uploads import router as uploads_router
from weikameng.api.webhooks import router as webhooks
from weikameng.domain.words import Words

# What stood under /api before it was /api/v1.
BEFORE_VERSIONS = frozenset(
    {
        *("refunds", "orders", "complaints", "figures", "disputes"),
        *("messages", "uploads", "conversations", "openapi.json"),
    }
)
api = DescribedAPI(
    title="weikameng",
    version="1",
    auth=TokenDoor(),
    description="Refunds for virtual goods. Amounts in fen, times RFC 3339.",
    docs_url=None,  # its page needs scripts from elsewhere; ours is at /docs
    parser=StrictParser(),
    renderer=SparseRenderer(),
)
answer_problems(api)
api.add_router("/refunds", refunds)
api.add_router("/refunds", identity)
api.add_router("/orders", orders)
api.add_router("/orders", outlooks)
api.add_router("/eligibility", eligibility)
api.add_router("/products", products)
api.add_router("/payouts", payouts)
api.add_router("", policy)
api.add_router("/proofs", proofs)
api.add_router("/complaints", complaints)
api.add_router("/exchange", exchange)
api.add_router("/figures", figures)
api.add_router("/disputes", disputes)
api.add_router("/arbitration-bodies", bodies)
api.add_router("/messages", messages)
api.add_router("/uploads", uploads_router)
api.add_router("/conversations", conversations)
api.add_router("/imports", imports)
api.add_router("/exports", exports)
api.add_router("/customers", erasures)  # before what takes any number
api.add_router("/customers", customers)
api.add_router("/webhooks", webhooks)
api.add_router("/incidents", incidents)
api.add_router("/reviews", reviews)


@csrf_exempt
def moved(request: HttpRequest, path: str) -> HttpResponse:
    """Lead from an address of before the API had versions to where it is now, body and all."""
    if path.partition("/")[0] not in BEFORE_VERSIONS:
        return nowhere(request, path)
    query = request.META.get("QUERY_STRING", "")
    where = f"/api/v1/{iri_to_uri(quote(path))}" + (f"?{iri_to_uri(query)}" if query else "")
    return HttpResponsePermanentRedirect(where, preserve_request=True)


@csrf_exempt
def nowhere(request: HttpRequest, path: str) -> HttpResponse:
    """Answer an address the API does not have, in the API's own form."""
    told = Words(
        "没有这个接口,请看 /api/v1/openapi.json。",
        f"The API has no /{path}; see /api/v1/openapi.json",
    )
    return problem(request, 404, "not_found", told)
