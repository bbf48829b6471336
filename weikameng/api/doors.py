"""The API itself: who may come in, and how refusals are told (P3)."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from weikameng.api.complaints import router as complaints
from weikameng.api.eligibility import router as orders
from weikameng.api.figures import router as figures
from weikameng.api.messages import router as messages
from weikameng.api.refunds import router as refunds
from weikameng.api.uploads import router as uploads_router
from weikameng.domain.errors import Refusal
from weikameng.domain.uploads import WrongOffset
from weikameng.domain.words import typeset
from weikameng.records.reading.accounts import owner_of_token
from weikameng.services import uploads
from weikameng.services.accounts import digest_of_token

_STATUS = {
    "scope": 403,
    "not_found": 404,
    "busy": 409,
    "moved": 409,
    "not_now": 409,
    "upload_offset": 409,
    "picture_too_large": 413,
    "upload_overfull": 413,
    "upload_type": 415,
    "too_often": 429,
    uploads.LATER: 503,
}


class TokenDoor(HttpBearer):
    """A bearer token; a revoked one opens nothing."""

    def authenticate(self, request: HttpRequest, token: str) -> int | None:
        """Return the owner's id and remember the scopes on the request."""
        found = owner_of_token(digest_of_token(token))
        if found is None:
            return None
        owner_id, scopes = found
        request.scopes = frozenset(scopes)  # type: ignore[attr-defined]
        return owner_id


api = NinjaAPI(
    title="weikameng",
    version="1",
    auth=TokenDoor(),
    description="Refunds for virtual goods. Amounts in fen, times RFC 3339.",
    docs_url=None,  # its page needs scripts from elsewhere; openapi.json is served
)
api.add_router("/refunds", refunds)
api.add_router("/orders", orders)
api.add_router("/complaints", complaints)
api.add_router("/figures", figures)
api.add_router("/messages", messages)
api.add_router("/uploads", uploads_router)


def nowhere(request: HttpRequest, path: str) -> HttpResponse:
    """Answer an address the API does not have, in the API's own form."""
    body: dict[str, object] = {
        "type": "urn:weikameng:problem:not_found",
        "title": f"The API has no /{path}; see /api/openapi.json",
        "detail": "没有这个接口，请看 /api/openapi.json。",
    }
    return _problem(request, 404, body)


def _problem(request: HttpRequest, status: int, body: dict[str, object]) -> HttpResponse:
    answer = api.create_response(request, {"status": status, **body}, status=status)
    answer.headers["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body: dict[str, object] = {
        "type": f"urn:weikameng:problem:{refusal.code}",
        "title": refusal.words.en,
        "detail": typeset(refusal.words.zh),
    }
    if refusal.see:
        body["see"] = refusal.see
    answer = _problem(request, _STATUS.get(refusal.code, 422), body)
    if isinstance(refusal, WrongOffset):
        answer.headers["Upload-Offset"] = str(refusal.offset)
    return answer


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _problem(
        request,
        401,
        {
            "type": "urn:weikameng:problem:token",
            "title": "Send a valid token: Authorization: Bearer wkm_…",
            "detail": "请在 Authorization 头里带上有效的令牌。",
        },
    )


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(
        request,
        error.status_code,
        {
            "type": "urn:weikameng:problem:unreadable",
            "title": str(error),
            "detail": "请求读不懂，请按 openapi.json 发送 JSON。",
        },
    )


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem(
        request,
        422,
        {
            "type": "urn:weikameng:problem:malformed",
            "title": "The request is not in the form of openapi.json; see errors",
            "detail": "请求格式不对，见 errors。",
            "errors": [
                {"at": [str(part) for part in one["loc"]], "why": one["msg"]}
                for one in error.errors
            ],
        },
    )
