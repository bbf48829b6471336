"""The buyer's say about a refund: once it has arrived, once a case, changed for some days."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from tests.journeys.test_api import Caller
from weikameng.domain.ratings import CHANGE_WITHIN, MAX_SAID, Rating
from weikameng.records.models import CaseRating
from weikameng.services import accounts, ratings


def sends(buyer: Visitor, case: str, score: str, said: str = "") -> str:
    return buyer.sends(f"/refunds/{case}/rating/", {"score": score, "said": said}).text


def test_what_has_arrived_is_rated_and_thought_over_and_the_desk_sees_it(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    case = states.refunded(cast).number
    assert "这次退款办得怎么样？" in xiaolin.sees(f"/refunds/{case}/").text
    assert "谢谢你的评价" in sends(xiaolin, case, "3", "我的密码是 abc12345，很慢")
    assert "abc12345" not in xiaolin.sees(f"/refunds/{case}/").html
    sends(xiaolin, case, "5", "很快")
    rating = CaseRating.objects.get()
    assert (rating.score, rating.said) == (5, "很快")
    desk = zhoujie.sees(f"/desk/{case}/").text
    assert "买家打 5 分" in desk
    assert "很快" in desk


def test_only_money_that_has_arrived_is_rated(cast: Cast, xiaolin: Visitor):
    for brought in (states.paying, states.rejected):
        case = brought(cast).number
        assert not xiaolin.sees(f"/refunds/{case}/").where("input", name="score")
        assert "到账之后才能评价" in sends(xiaolin, case, "5")
    assert not CaseRating.objects.exists()


def test_after_a_week_a_rating_stands(cast: Cast, xiaolin: Visitor):
    case = states.refunded(cast).number
    before = cast.at - CHANGE_WITHIN
    ratings.rate(case, Rating(3), buyer_id=cast.xiaolin, at=before)
    assert "现在不能再改了" in sends(xiaolin, case, "1")
    assert CaseRating.objects.get().score == 3
    assert not xiaolin.sees(f"/refunds/{case}/").where("input", name="score")


def test_a_stranger_rates_nothing_of_somebody_elses(cast: Cast, xiaowu: Visitor, zhoujie: Visitor):
    case = states.refunded(cast).number
    for stranger in (xiaowu, zhoujie):
        form = {"score": "1"}
        stranger.sends(f"/refunds/{case}/rating/", form, status=404)
    assert Visitor().client.post(f"/refunds/{case}/rating/", {"score": "1"}).status_code == 302
    assert not CaseRating.objects.exists()


@pytest.mark.parametrize("score", ["", "0", "6", "x", "1.5", "５", "-1", "55"])
def test_a_score_that_is_none_is_told(cast: Cast, xiaolin: Visitor, score: str):
    case = states.refunded(cast).number
    assert "请选 1 到 5 分" in sends(xiaolin, case, score)
    assert not CaseRating.objects.exists()


def test_the_api_rates_once_in_the_same_words(cast: Cast):
    case = states.refunded(cast).number
    caller = Caller(accounts.issue_token("xiaolin", "mine", accounts.BUYERS_SCOPES, at=cast.at))
    address = f"/api/v1/refunds/{case}/rating"
    assert caller.calls("post", address, {"score": 4, "said": "好"}).status_code == 204
    assert CaseRating.objects.get().score == 4
    for body in ({"score": 6}, {"said": "好"}, {"score": 4, "said": "好" * (MAX_SAID + 1)}):
        assert caller.calls("post", address, body).status_code == 422
    other = Caller(accounts.issue_token("xiaowu", "mine", accounts.BUYERS_SCOPES, at=cast.at))
    assert other.calls("post", address, {"score": 1}).status_code == 404
    paying = states.paying(cast).number
    assert caller.calls("post", f"/api/v1/refunds/{paying}/rating", {"score": 1}).status_code == 422


def test_the_database_keeps_the_rules_of_ratings_too(cast: Cast):
    case, paying = states.refunded(cast), states.paying(cast)
    ratings.rate(case.number, Rating(4), buyer_id=cast.xiaolin, at=cast.at)
    rated = CaseRating.objects.all()
    for change in ({"score": 0}, {"score": 6}, {"changed_at": cast.at + 2 * CHANGE_WITHIN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rated.update(**change)
    with pytest.raises(DatabaseError, match="rating_is_kept"), transaction.atomic():
        rated.update(rated_at=cast.later(days=1))
    with pytest.raises(DatabaseError, match="rating_is_kept"), transaction.atomic():
        rated.delete()
    with pytest.raises(DatabaseError, match="rating_after_arrival"), transaction.atomic():
        CaseRating.objects.create(
            case_id=_id_of(paying.number), score=5, rated_at=cast.at, changed_at=cast.at
        )


def _id_of(number: str) -> int:
    from weikameng.records.models import RefundCase

    return RefundCase.objects.get(number=number).pk
