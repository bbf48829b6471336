"""The same picture again: found in other cases by file and by what stands in it, shown to staff."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier

from django.db import connections

from tests.cast import asks
from weikameng.domain.application import KeptFile
from weikameng.domain.reading.capture import Capture
from weikameng.gateways.pictures import BadPicture
from weikameng.gateways.reader import CannotRead
from weikameng.records.models import Evidence, PicturePair, PictureToken
from weikameng.services import refunds, reuse, wiring
from weikameng.services.reuse import How

SERIAL = count(1)
PAGE = (
    "10:31",
    "订单详情",
    "充值账号 13881710337",
    "实付款 ¥25.00",
    "订单编号 WK2611119381219159",
    "下单时间 2026-11-11 07:06:56",
    "数量 1",
)
OTHER_PAGE = (
    "订单详情",
    "充值账号 15017254746",
    "实付款 ¥98.50",
    "订单编号 WK2609027070984959",
    "下单时间 2026-09-02 10:45:00",
    "数量 1",
)


def digest_of(name: str) -> str:
    """A digest of its own for each name."""
    return name.encode().hex().ljust(64, "0")[:64]


@dataclass
class Handed:
    """A case with one picture."""

    number: str
    evidence_id: int


def handed(cast, buyer, lines=(), *, file: str = "", account: str = "player-one") -> Handed:
    """Somebody buys, applies with one picture, and the picture is read."""
    name = file or f"file-{next(SERIAL)}"
    order = cast.pays("game-topup-100", buyer=buyer, account=account)
    copy = wiring.files().keep(f"copy-{name}".encode())
    picture = KeptFile("error_screenshot", digest_of(name), copy)
    application = asks(order, "NOT_ARRIVED", "充值一直没有到账,请核实。", files=(picture,))
    case = refunds.apply(application, buyer_id=buyer, at=cast.at).number
    row = Evidence.objects.get(order__number=order, source="buyer", file_digest=picture.digest)
    if lines:
        reuse.remember(row.pk, lines)
    return Handed(case, row.pk)


def of(case: Handed) -> list[tuple[str, How, bool]]:
    """Where the pictures of a case were seen, in short."""
    seen = reuse.seen_elsewhere(case.number)
    return [(one.other_case_number, one.how, one.same_account) for one in seen]


def test_the_same_file_in_another_account_s_case_is_found_even_if_never_read(cast):
    first = handed(cast, cast.xiaowu, file="one")
    again = handed(cast, cast.xiaolin, file="one")
    assert of(again) == [(first.number, How.EXACT, False)]
    assert of(first) == [(again.number, How.EXACT, False)]


def test_a_changed_picture_is_found_by_what_stands_in_it(cast):
    first = handed(cast, cast.xiaowu, PAGE)
    forged = [line.replace("25.00", "250.00") for line in PAGE]
    again = handed(cast, cast.xiaolin, forged)
    (seen,) = reuse.seen_elsewhere(again.number)
    assert (seen.other_case_number, seen.how) == (first.number, How.NEARLY)
    assert seen.other_position == Evidence.objects.get(pk=first.evidence_id).position
    assert seen.position == Evidence.objects.get(pk=again.evidence_id).position


def test_pages_of_one_app_about_other_orders_are_no_pair(cast):
    handed(cast, cast.xiaowu, PAGE)
    assert of(handed(cast, cast.xiaolin, OTHER_PAGE)) == []


def test_few_lines_that_agree_are_enough_without_a_long_number(cast):
    lines = ("应付金额 ¥98.50", "话费100元 快充", "错误码 E1001", "提示")
    first = handed(cast, cast.xiaowu, lines)
    assert of(handed(cast, cast.xiaolin, lines)) == [(first.number, How.NEARLY, False)]


def test_one_s_own_earlier_case_is_told_apart_and_comes_last(cast):
    own = handed(cast, cast.xiaolin, PAGE)
    strangers = handed(cast, cast.xiaowu, PAGE)
    again = handed(cast, cast.xiaolin, PAGE)
    assert of(again) == [
        (strangers.number, How.NEARLY, False),
        (own.number, How.NEARLY, True),
    ]


def test_two_pictures_of_one_order_are_no_reuse(cast):
    case = handed(cast, cast.xiaolin, PAGE)
    order = Evidence.objects.get(pk=case.evidence_id).order
    Evidence.objects.create(
        order=order, position=90, kind="error_screenshot", source="buyer", at=cast.at,
        body={"copy": digest_of("c")}, file_digest=digest_of("d"), digest=digest_of("e"),
    )  # fmt: skip
    reuse.remember(Evidence.objects.get(position=90).pk, PAGE)
    assert of(case) == []


def test_two_orders_for_one_number_show_that_number_by_right(cast):
    """A family tops up one phone from two accounts."""
    phone = "13881710337"
    handed(cast, cast.xiaowu, ("充值账号 13881710337", "¥50.00", "第 2 页"), account=phone)
    mine = ("充值账号 13881710337", "¥98.50", "第 3 页", "共 1 件")
    assert of(handed(cast, cast.xiaolin, mine, account=phone)) == []
    assert len(of(handed(cast, cast.xiaolin, mine, account="15017254746"))) == 2


def test_a_number_that_stands_on_everybody_s_pages_makes_no_pair(cast, monkeypatch):
    monkeypatch.setattr(reuse, "COMMON", 3)
    hotline = "商户号 1900012345678"
    for at in range(4):
        handed(cast, cast.xiaowu, (hotline, f"第 {at} 页"))
    mine = handed(cast, cast.xiaolin, (hotline, "第 9 页"))
    assert of(mine) == []


def test_a_page_that_went_round_very_many_accounts_is_still_found(cast, monkeypatch):
    """Its number is common by then, but all its lines are the same."""
    monkeypatch.setattr(reuse, "COMMON", 3)
    for _ in range(5):
        handed(cast, cast.xiaowu, PAGE)
    assert len(of(handed(cast, cast.xiaolin, PAGE))) == 5


def test_tokens_are_keyed_digests_and_nothing_of_the_page_is_kept(cast, settings):
    case = handed(cast, cast.xiaolin, PAGE)
    kept = set(PictureToken.objects.filter(evidence_id=case.evidence_id).values_list("token"))
    assert all(len(token) == 64 and int(token, 16) >= 0 for (token,) in kept)
    settings.SECRET_KEY = "another secret"
    other = handed(cast, cast.xiaowu, PAGE)
    moved = set(PictureToken.objects.filter(evidence_id=other.evidence_id).values_list("token"))
    assert kept.isdisjoint(moved)


def test_remembering_twice_at_once_keeps_everything_once(cast):
    case = handed(cast, cast.xiaolin)
    start = Barrier(4)

    def remember(_: int) -> None:
        start.wait()
        try:
            reuse.remember(case.evidence_id, PAGE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(remember, range(4)))
    rows = PictureToken.objects.filter(evidence_id=case.evidence_id)
    # Account and order number; five lines with digits besides the clock on top.
    assert rows.filter(kind="number").count() == 2
    assert rows.filter(kind="line").count() == 5
    reuse.remember(case.evidence_id, PAGE)
    assert rows.count() == 7


def test_two_alike_remembered_at_the_same_moment_find_each_other(cast):
    cases = [handed(cast, cast.xiaowu), handed(cast, cast.xiaolin)]
    start = Barrier(2)

    def remember(case: Handed) -> None:
        start.wait()
        try:
            reuse.remember(case.evidence_id, PAGE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(remember, cases))
    assert of(cases[0]) == [(cases[1].number, How.NEARLY, False)]
    assert of(cases[1]) == [(cases[0].number, How.NEARLY, False)]


def test_nothing_is_found_for_numbers_that_do_not_exist(cast):
    assert reuse.seen_elsewhere("2000000000000000") == ()


def test_looking_costs_the_same_however_many_pictures_are_alike(cast, django_assert_num_queries):
    handed(cast, cast.xiaowu, PAGE)
    mine = handed(cast, cast.xiaolin, PAGE)
    with django_assert_num_queries(7):
        assert len(reuse.seen_elsewhere(mine.number)) == 1
    for at in range(4):
        handed(cast, cast.xiaowu, PAGE, file="same" if at % 2 else "")
    with django_assert_num_queries(7):
        assert len(reuse.seen_elsewhere(mine.number)) == 5


@dataclass
class Laying:
    """A comparer that remembers what it was asked."""

    answer: Capture
    asked: list[tuple[bytes, bytes]] = field(default_factory=list)

    def compare(self, newer: bytes, earlier: bytes) -> Capture:
        """Answer the same."""
        self.asked.append((newer, earlier))
        return self.answer


CHANGED = Capture(True, ((10, 20, 110, 60),), (720, 1280))


def test_a_picture_is_laid_once_over_those_of_other_accounts(cast):
    handed(cast, cast.xiaolin, PAGE)
    first = handed(cast, cast.xiaowu, PAGE, file="first")
    again = handed(cast, cast.xiaolin, PAGE, file="again")
    laying = Laying(CHANGED)
    assert reuse.lay_over(again.number, laying, cast.at) == 1
    assert laying.asked == [(b"copy-again", b"copy-first")]
    assert reuse.lay_over(again.number, laying, cast.at) == 0
    other = next(o for o in reuse.seen_elsewhere(again.number) if not o.same_account)
    assert (other.capture, other.newer) == (CHANGED, True)
    back = [o for o in reuse.seen_elsewhere(first.number) if o.other_case_number == again.number]
    assert [(o.capture, o.newer) for o in back] == [(CHANGED, False)]


def test_the_newer_one_lies_on_top_whichever_was_read_last(cast):
    first = handed(cast, cast.xiaowu, PAGE, file="first")
    again = handed(cast, cast.xiaolin, PAGE, file="again")
    laying = Laying(CHANGED)
    assert reuse.lay_over(first.number, laying, cast.at) == 1
    assert laying.asked == [(b"copy-again", b"copy-first")]
    assert PicturePair.objects.get().newer_id == again.evidence_id


def test_the_same_file_need_not_be_laid_over_itself(cast):
    handed(cast, cast.xiaowu, PAGE, file="one")
    again = handed(cast, cast.xiaolin, PAGE, file="one")
    assert reuse.lay_over(again.number, Laying(CHANGED), cast.at) == 0


def test_a_page_that_went_round_is_laid_over_a_few_only(cast):
    for _ in range(reuse.MAX_LAID + 2):
        handed(cast, cast.xiaowu, PAGE)
    again = handed(cast, cast.xiaolin, PAGE)
    assert reuse.lay_over(again.number, Laying(CHANGED), cast.at) == reuse.MAX_LAID


@dataclass
class Failing:
    """A comparer that can't."""

    problem: Exception

    def compare(self, newer: bytes, earlier: bytes) -> Capture:
        """Raise it."""
        raise self.problem


def test_what_can_t_be_laid_is_tried_again_another_time(cast):
    handed(cast, cast.xiaowu, PAGE)
    again = handed(cast, cast.xiaolin, PAGE)
    for problem in (CannotRead("fell"), BadPicture("damaged")):
        assert reuse.lay_over(again.number, Failing(problem), cast.at) == 0
    assert reuse.lay_over(again.number, Laying(CHANGED), cast.at) == 1


def test_a_file_that_is_gone_stops_nothing(cast):
    first = handed(cast, cast.xiaowu, PAGE)
    again = handed(cast, cast.xiaolin, PAGE)
    Evidence.objects.filter(pk=first.evidence_id).update(body={"copy": digest_of("gone")})
    assert reuse.lay_over(again.number, Laying(CHANGED), cast.at) == 0
    assert len(of(again)) == 1
