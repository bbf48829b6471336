"""阿财 keeps the books: looks accounts up, corrects who bears a refund, claims it, is paid."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import chinese_in
from tests.journeys.people import Visitor
from tests.journeys.test_odd_input import HASTE, PATH, TEXT
from tests.journeys.test_statements import STAFF, cost
from weikameng.domain.recovery import Month
from weikameng.records.models import BookEntry, RecoveryClaim, User
from weikameng.records.reading.audit import audit

WHY = "供货商书面确认没有发货，凭证在邮件里。"
THEIRS = "supplier:sandbox"


@pytest.fixture
def acai(cast: Cast) -> Visitor:
    """Finance."""
    return Visitor().enters(cast.ids["acai"])


@pytest.fixture
def auditor(cast: Cast) -> Visitor:
    """Somebody who looks and changes nothing."""
    person = User.objects.create(username="laolu", role="auditor")
    return Visitor().enters(person.pk)


@pytest.fixture
def september(cast: Cast) -> str:
    """A refund of 3.00 that arrived in a month that is over."""
    now = cast.at
    cast.at = _in_a_month_that_is_over()
    case = states.refunded(cast).number
    cast.at = now
    return case


def _in_a_month_that_is_over() -> datetime:
    return Month.of(timezone.now()).previous.starts.astimezone(UTC)


def month_page(month: Month) -> str:
    return f"/money/recovery/{month}/sandbox/"


def test_the_books_open_on_a_trial_balance_with_equal_sides(cast: Cast, acai: Visitor):
    assert "账上还没有记录" in acai.sees("/money/books/").text
    case = states.approved(cast).number
    page = acai.sees("/money/books/")
    assert "合计，两边相等" in page.text
    assert "应付买家" in page.text
    # From the balance to the account, from its entry to the refund.
    claims = acai.sees("/money/books/accounts/claims/")
    assert claims.html.count("<tr>") == 5  # owed and settled, twice
    assert claims.where("a", href=f"/money/books/refunds/{case}/")
    whole = acai.sees(f"/money/books/refunds/{case}/")
    assert "供货商 sandbox" in whole.text
    assert whole.where("a", href=f"/desk/{case}/")


def test_a_refund_is_found_by_its_number_or_a_payouts(cast: Cast, acai: Visitor):
    case = states.refunded(cast).number
    for number in (case, f"{case}01", f"{case[:4]} {case[4:]}"):
        answer = acai.client.get("/money/books/", {"q": number})
        assert answer.url == f"/money/books/refunds/{case}/"
    for nothing in ("2261118000000000", "x", "\x00", "９" * 16):
        assert "没有这个编号" in acai.client.get("/money/books/", {"q": nothing}).content.decode()


def test_a_correction_needs_words_and_shows_who_made_it(cast: Cast, acai: Visitor):
    case = states.refunded(cast).number
    page = f"/money/books/refunds/{case}/"
    form = {"bearer": THEIRS, "note": "不", "which": ""}
    refused = acai.sends(page, form, status=422)
    assert "请写下原因" in refused.text
    assert refused.where("option", value=THEIRS, selected="")
    assert not BookEntry.objects.filter(kind="reassigned").exists()
    told = acai.sends(page, form | {"note": WHY})
    assert "已更正，账上多了一笔。" in told.text
    assert WHY in told.text
    assert "阿财" in told.text
    assert "更正过 1 次" in told.text
    assert "本来就由它承担" in acai.sends(page, form | {"note": WHY}).text
    assert BookEntry.objects.filter(kind="reassigned").count() == 1
    assert audit() == []


def test_one_leg_is_corrected_by_itself_and_no_other_refunds(cast: Cast, acai: Visitor):
    first, other = states.approved(cast).number, states.refunded(cast).number
    page = f"/money/books/refunds/{first}/"
    leg = acai.sees(page).where("select", id="id_which")
    assert leg
    acai.sends(page, {"bearer": "platform", "note": WHY, "which": f"{first}01"})
    (moved,) = BookEntry.objects.filter(kind="reassigned")
    assert moved.payout is not None
    assert moved.payout.number == f"{first}01"
    form = {"bearer": THEIRS, "note": WHY, "which": f"{other}01"}
    assert acai.client.post(page, form).status_code == 404


def test_a_month_is_shown_claimed_paid_and_downloaded(acai: Visitor, september: str):
    acai.sends(f"/money/books/refunds/{september}/", {"bearer": THEIRS, "note": WHY, "which": ""})
    BookEntry.objects.get(kind="reassigned")
    now = Month.of(timezone.now())
    listed = acai.sees("/money/recovery/")
    assert "¥3.00" in listed.text
    chosen = acai.client.get("/money/recovery/", {"supplier": "sandbox", "month": str(now)})
    assert chosen.url == month_page(now)
    page = acai.sees(month_page(now))
    assert "承担方更正" in page.text
    assert not page.where("input", id="id_letter")  # the month is not over
    late = acai.sends(f"/money/recovery/{now}/note/claimed/sandbox/", {"reference": "L"}, 422)
    assert "这个月还没有过完" in late.text
    answer = acai.client.get(f"/money/recovery/{now}/file/sandbox/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="recovery-sandbox-{now}.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][2] == rows[-1][2] == "3.00"

    paying = f"/money/recovery/{now}/note/received/sandbox/"
    form = {"amount": "3.01", "reference": "B1", "note": ""}
    assert "最多 3.00 元" in acai.sends(paying, form, 422).text
    assert "金额请写成 12.30 这样" in acai.sends(paying, form | {"amount": "1e9"}, 422).text
    assert "到款已登记" in acai.sends(paying, form | {"amount": "￥3.00"}).text
    assert "这一笔之前已经登记过" in acai.sends(paying, form | {"amount": "3.00"}).text
    assert not acai.sees(month_page(now)).where("input", id="id_amount")  # nothing is open
    assert audit() == []


def test_a_month_that_is_over_is_claimed_once(cast: Cast, acai: Visitor):
    now, cast.at = cast.at, _in_a_month_that_is_over()
    states.approved(cast)  # borne by the supplier: it did not arrive
    cast.at = now
    month = Month.of(timezone.now()).previous
    assert acai.sees(month_page(month)).where("input", id="id_letter")
    claiming = f"/money/recovery/{month}/note/claimed/sandbox/"
    assert "追偿已登记" in acai.sends(claiming, {"reference": "追偿函 7"}).text
    assert "追偿函 7" in acai.sees(month_page(month)).text
    assert "已经登记过追偿" in acai.sends(claiming, {"reference": "追偿函 8"}, 422).text
    assert RecoveryClaim.objects.get().amount_minor == 10_000


def test_an_auditor_reads_everything_and_changes_nothing(auditor: Visitor, september: str):
    refund, now = f"/money/books/refunds/{september}/", Month.of(timezone.now())
    for path in ("/money/books/", refund, "/money/recovery/", month_page(now.previous)):
        page = auditor.sees(path)
        assert not page.where("form", method="post", class_="act__body"), path
    assert auditor.sees(refund).where("a", href=f"/desk/{september}/")
    form = {"bearer": THEIRS, "note": WHY, "which": "", "reference": "B1", "amount": "1.00"}
    for path in (refund, *(f"/money/recovery/{now}/note/{v}/sandbox/" for v in _VERBS)):
        assert auditor.client.post(path, form).status_code == 404, path


_VERBS = ("claimed", "received")


def test_what_is_not_there_is_not_found(acai: Visitor):
    for path in (
        "/money/books/accounts/clearing:x/",
        "/money/books/accounts/%00/",
        "/money/books/refunds/2261118000000000/",
        "/money/books/refunds/x/",
        "/money/recovery/2026-13/sandbox/",
        "/money/recovery/2026-11/nobody/",
        "/money/recovery/2026-11/%00/",
        "/money/recovery/2026-11/file/nobody/",
    ):
        acai.sees(path, status=404)
    assert acai.client.post("/money/recovery/2026-11/note/gift/sandbox/").status_code == 404


def test_the_pages_cost_the_same_for_many_refunds_as_for_one(cast: Cast, acai: Visitor):
    case, now = states.approved(cast).number, Month.of(timezone.now())
    pages = {
        "/money/books/": STAFF + 1,
        "/money/books/accounts/claims/": STAFF + 1,
        f"/money/books/refunds/{case}/": STAFF + 6,
        "/money/recovery/": STAFF + 3,
        month_page(now): STAFF + 5,
    }
    assert {path: cost(acai, path) for path in pages} == pages
    for _ in range(3):
        states.approved(cast)
    assert {path: cost(acai, path) for path in pages} == pages


def test_the_room_speaks_english_too(cast: Cast, acai: Visitor):
    case, now = states.approved(cast).number, Month.of(timezone.now())
    acai.sends(f"/money/books/refunds/{case}/", {"bearer": "platform", "note": "x" * 9})
    acai.speaks("en")
    for path in (
        "/money/books/",
        "/money/books/accounts/claims/",
        f"/money/books/refunds/{case}/",
        "/money/recovery/",
        month_page(now),
    ):
        assert chinese_in(acai.sees(path), but=("阿财",)) == [], path


def test_the_forms_take_anything(cast: Cast, acai: Visitor):
    case, now = states.refunded(cast).number, Month.of(timezone.now())

    @HASTE
    @given(TEXT, TEXT, TEXT)
    def sends(one: str, other: str, third: str) -> None:
        form = {"bearer": one, "note": other, "which": third}
        answer = acai.client.post(f"/money/books/refunds/{case}/", form)
        assert answer.status_code in {302, 404, 422}
        form = {"amount": one, "reference": other, "note": third}
        answer = acai.client.post(f"/money/recovery/{now}/note/received/sandbox/", form)
        assert answer.status_code in {302, 422}
        answer = acai.client.get("/money/recovery/", {"supplier": one, "month": other})
        assert answer.status_code == 200

    @HASTE
    @given(PATH, some.sampled_from(["books/accounts", "books/refunds", "recovery", "recovery/x"]))
    def opens(path: str, room: str) -> None:
        assert acai.client.get(f"/money/{room}/{path}/").status_code == 404

    sends()
    opens()
