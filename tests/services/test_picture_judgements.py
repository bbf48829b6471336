"""People say whether the machine was right; when it is wrong too often it is not believed."""

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import CLEAR
from weikameng.domain.application import KeptFile
from weikameng.domain.errors import Refusal
from weikameng.domain.reading.marks import Finding, Mark
from weikameng.records.models import Order, PictureReading, ReadingJudgement
from weikameng.records.reading import picture_readings as reading
from weikameng.records.writing import picture_readings as writing
from weikameng.services import picture_marks, picture_readings, refunds
from weikameng.services.picture_readings import About

REPORT = {
    "comparisons": [
        {"field": "amount", "verdict": "differs"},
        {"field": "order_no", "verdict": "match"},
        {"field": "zone", "verdict": "unreadable"},
    ]
}


@pytest.fixture
def shown(cast: Cast) -> tuple[str, PictureReading]:
    """A picture on which a machine saw another amount."""
    number = cast.buys("game-topup-100", account="13912345555")
    files = (KeptFile("not_arrived_proof", "a" * 64, "b" * 64),)
    asked = asks(number, "NOT_ARRIVED", CLEAR, files=files)
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    (row,) = reading.of_order(Order.objects.get(number=number).pk)
    writing.keep(row.evidence_id, writing.Kept(REPORT, Finding.DIFFERS, names_order=True), cast.at)
    return case, row


def says(cast: Cast, shown, *, right: bool, field: str = "amount", **who: object) -> None:
    case, row = shown
    by = {"by_id": cast.zhoujie, "role": "reviewer"} | who
    about = About(case, row.evidence.position, field)
    picture_readings.judge(about, right=right, at=cast.at, **by)


def test_the_newest_word_counts(cast, shown):
    says(cast, shown, right=False)
    says(cast, shown, right=True, by_id=cast.laochen, role="supervisor")
    judged = reading.judgements(shown[1].evidence.order_id)
    said = judged[shown[1].pk, "amount"]
    assert (said.right, said.verdict, said.by) == (True, "differs", "老陈")
    assert reading.last_judged("differs") == [True]
    assert ReadingJudgement.objects.count() == 2


@pytest.mark.parametrize("role", ["buyer", "finance", "auditor", "policy_editor", ""])
def test_only_those_who_decide_cases_judge(cast, shown, role):
    with pytest.raises(Refusal, match="not_found"):
        says(cast, shown, right=True, role=role)


@pytest.mark.parametrize("field", ["zone", "account", ""])
def test_only_what_the_machine_claims_is_judged(cast, shown, field):
    with pytest.raises(Refusal, match="not_found"):
        says(cast, shown, right=True, field=field)


def test_nobody_judges_a_refund_of_their_own(cast, shown):
    with pytest.raises(Refusal, match="own_case"):
        says(cast, shown, right=True, by_id=cast.xiaolin)


def test_a_picture_of_another_case_is_not_found(cast, shown):
    case, row = shown
    for about in (About("2" * 16, row.evidence.position, "amount"), About(case, 99, "amount")):
        with pytest.raises(Refusal, match="not_found"):
            picture_readings.judge(
                about, right=True, by_id=cast.zhoujie, role="reviewer", at=cast.at
            )


def test_when_it_is_wrong_too_often_differs_is_no_longer_shown_until_it_is_better(cast, shown):
    _, row = shown
    order_id = row.evidence.order_id

    def judged(count: int, *, right: bool) -> None:
        """Many fields, each judged once."""
        ReadingJudgement.objects.bulk_create(
            ReadingJudgement(
                reading=row, field=f"f{right}{count}{at}", verdict="differs", right=right,
                by_id=cast.zhoujie, at=cast.at,
            )
            for at in range(count)
        )  # fmt: skip

    judged(48, right=True)
    assert picture_marks.mark_of_order(order_id) is Mark.DIFFERS
    judged(2, right=False)
    assert not picture_marks.trust().trusted
    assert picture_marks.mark_of_order(order_id) is Mark.OPEN
    assert picture_marks.checked(order_id) == "open"
    cast.later(days=1)
    judged(100, right=True)
    assert picture_marks.mark_of_order(order_id) is Mark.DIFFERS


def test_the_figures_tell_states_judgements_and_since_when_it_waits(cast, shown):
    says(cast, shown, right=False)
    figures = reading.figures()
    assert (figures.states, figures.waiting_since) == ({"read": 1}, None)
    assert figures.judged == {("differs", False): 1}
    picture_readings.ask_again(shown[0], at=cast.at)
    assert reading.figures().waiting_since == cast.at
