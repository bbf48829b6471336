"""The buyer rates a refund on its own page, once it has arrived."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from weikameng.domain.case_life import State
from weikameng.domain.errors import not_found
from weikameng.domain.ratings import CHANGE_WITHIN, MAX_SAID, SCORE_WORDS, Rating, score_of
from weikameng.domain.words import Words
from weikameng.records.reading.ratings import rating_of, state_of
from weikameng.records.reading.refunds import Progress
from weikameng.services import ratings
from weikameng.web.visitors import buyer_of, politely, tell

_THANKS = Words("谢谢你的评价。", "Thank you for your rating.")


@login_required
@require_POST
@sensitive_post_parameters("said")
@politely
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the rating and lead back to the refund."""
    buyer_id = buyer_of(request)
    if state_of(number, buyer_id=buyer_id) is None:
        raise not_found()  # before anything is said about what was sent
    rating = Rating(score_of(request.POST.get("score", "")), request.POST.get("said", ""))
    ratings.rate(number, rating, buyer_id=buyer_id, at=timezone.now())
    tell(request, _THANKS, messages.SUCCESS)
    return redirect("refund", number)


def room_of(progress: Progress, at: datetime) -> dict[str, Any]:
    """What parts/rating.html shows; nothing is asked for while the money is not there."""
    if progress.state is not State.REFUNDED:
        return {}
    rated = rating_of(progress.case.pk)
    return {
        "rating": rated,
        "rating_words": SCORE_WORDS[rated.score] if rated else None,
        "rating_open": rated is None or at < rated.rated_at + CHANGE_WITHIN,
        "rating_until": rated.rated_at + CHANGE_WITHIN if rated else None,
        "rating_scores": sorted(SCORE_WORDS.items(), reverse=True),
        "rating_most": MAX_SAID,
    }
