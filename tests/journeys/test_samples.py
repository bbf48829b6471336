"""Sampled reviews of one-click refunds: always the same ones, looked at by people, kept."""

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from weikameng.domain.figures.period import last_days
from weikameng.records.models import RefundCase, SampleReview, StaffAction
from weikameng.records.reading import samples as reading
from weikameng.services import figures, samples

PAGE = "/desk/samples/"
WHY = "卡密其实被查看过，系统没有看到记录。"


@pytest.fixture(autouse=True)
def first_of_the_day_alone(settings) -> None:
    settings.ONE_CLICK_SAMPLE = 0


def drawn(cast: Cast) -> set[str]:
    rows, _ = reading.listed(samples.sample(cast.later(seconds=1)), "waiting", 1)
    return {row.number for row in rows}


def test_the_first_of_a_day_is_drawn_and_of_the_others_the_share(cast: Cast, settings):
    given = [states.refunded(cast).number for _ in range(3)]
    states.approved(cast)  # by a person: nothing to sample
    assert drawn(cast) == {given[0]}
    settings.ONE_CLICK_SAMPLE = 100
    assert drawn(cast) == set(given)
    settings.ONE_CLICK_SAMPLE = 50
    assert drawn(cast) == drawn(cast)


def test_a_reviewer_says_what_was_found_and_the_last_word_counts(cast: Cast, zhoujie: Visitor):
    case = states.refunded(cast).number
    assert case in zhoujie.sees(PAGE).html
    told = zhoujie.sends(f"{PAGE}{case}/", {"found": "wrong", "note": ""}).text
    assert "请写明原因" in told
    zhoujie.sends(f"{PAGE}{case}/", {"found": "wrong", "note": WHY})
    assert case not in zhoujie.sees(PAGE).html
    assert WHY in zhoujie.sees(f"{PAGE}?show=wrong").text
    assert WHY in zhoujie.sees(f"/desk/{case}/").text
    figure = figures.one_of("samples", last_days(7, cast.later(minutes=5)))
    assert "不该退的有 1 件,占 100.0%" in figure.sentence.zh
    Visitor().enters(cast.laochen).sends(f"{PAGE}{case}/", {"found": "right", "note": ""})
    assert [row.agrees for row in SampleReview.objects.order_by("id")] == [False, True]
    assert case not in zhoujie.sees(f"{PAGE}?show=wrong").html
    acts = StaffAction.objects.filter(what="sample_judged").order_by("id")
    assert [row.about for row in acts] == [f"case {case}"] * 2


def test_what_was_looked_at_stays_in_the_sample_whatever_the_share(cast: Cast, settings):
    settings.ONE_CLICK_SAMPLE = 100
    states.refunded(cast)
    second = states.refunded(cast).number
    reviewer = Visitor().enters(cast.zhoujie)
    reviewer.sends(f"{PAGE}{second}/", {"found": "right"})
    settings.ONE_CLICK_SAMPLE = 0
    assert second in reviewer.sees(f"{PAGE}?show=seen").html


def test_nobody_samples_their_own_refund_nor_one_that_was_not_drawn(cast: Cast, zhoujie: Visitor):
    case = states.refunded(cast).number
    other = states.refunded(cast).number
    by_person = states.approved(cast).number
    for number in (other, by_person, "1234"):
        zhoujie.sends(f"{PAGE}{number}/", {"found": "right"}, status=404)
    RefundCase.objects.filter(number=case).update(buyer_id=cast.zhoujie)
    assert "要由别人抽查" in zhoujie.sends(f"{PAGE}{case}/", {"found": "right"}).text
    assert not SampleReview.objects.exists()


def test_whoever_does_not_review_finds_no_sample(cast: Cast):
    case = states.refunded(cast).number
    for role in ("finance", "auditor", "buyer"):
        get_user_model().objects.filter(pk=cast.xiaowu).update(role=role)
        visitor = Visitor().enters(cast.xiaowu)
        visitor.sees(PAGE, status=404)
        visitor.sends(f"{PAGE}{case}/", {"found": "right"}, status=404)
    assert not SampleReview.objects.exists()


def test_what_was_found_is_only_added_to(cast: Cast, zhoujie: Visitor):
    case = states.refunded(cast).number
    zhoujie.sends(f"{PAGE}{case}/", {"found": "right"})
    kept = SampleReview.objects.all()
    with pytest.raises(DatabaseError, match="sample_review_is_kept"), transaction.atomic():
        kept.update(agrees=False, note=WHY)
    with pytest.raises(DatabaseError, match="sample_review_is_kept"), transaction.atomic():
        kept.delete()
    with pytest.raises(IntegrityError, match="wrong_needs_a_note"), transaction.atomic():
        SampleReview.objects.create(
            case_id=kept[0].case_id, by_id=cast.zhoujie, agrees=False, at=cast.at
        )


def test_the_list_costs_the_same_however_long(
    cast: Cast, zhoujie: Visitor, settings, django_assert_max_num_queries
):
    settings.ONE_CLICK_SAMPLE = 100
    for _ in range(3):
        states.refunded(cast)
    zhoujie.sees(PAGE)
    with django_assert_max_num_queries(6):
        zhoujie.sees(PAGE)
