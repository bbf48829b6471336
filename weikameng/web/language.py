"""Which language a visitor reads: the chosen one, else English only without Chinese (P8)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

CHINESE, ENGLISH = "zh-hans", "en"


class LanguageMiddleware:
    """Serve each request in its language and say so in the answer's headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request alone."""
        code = language_of(
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            request.headers.get("Accept-Language", ""),
        )
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(chosen: str, accepted: str) -> str:
    """Return the chosen language, else Chinese unless English comes first and Chinese nowhere."""
    if chosen in (CHINESE, ENGLISH):
        return chosen
    wanted = _by_preference(accepted)
    has_chinese = any(tag.startswith("zh") for tag in wanted)
    return ENGLISH if wanted and wanted[0].startswith("en") and not has_chinese else CHINESE


def _by_preference(accepted: str) -> list[str]:
    weighed = [_weighed(part) for part in accepted[:500].lower().split(",") if part.strip()]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, quality = part.strip().partition(";q=")
    try:
        return (float(quality or 1), tag)
    except ValueError:
        return (0.0, tag)
