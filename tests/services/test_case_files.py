"""The file of a case: whole for its buyer and the desk, with what each may see (R6.4)."""

import io
import itertools
import json
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, asks
from tests.journeys import states
from tests.journeys.people import CLEAR, picture
from tests.log_rows import remember_in, sequenced
from weikameng.domain.case_file.model import Viewer
from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Right, Role, allowed
from weikameng.ledger.case_file import names
from weikameng.ledger.case_file.checking import Checked, check
from weikameng.ledger.case_file.container import PIECE, unpack
from weikameng.ledger.evidence_chain import read
from weikameng.records.models import Evidence, StaffAction
from weikameng.services import (
    cards,
    case_files,
    evidence,
    log_reading,
    refunds,
    supplier_checks,
)

STATEMENTS = 16
WITH_PROOFS = STATEMENTS + 7  # one of them for the words of an automatic decision


def taken(case: str, cast: Cast, viewer: Viewer = Viewer.BUYER) -> bytes:
    """The archive as a file."""
    return b"".join(case_files.for_operator(case, viewer, cast.at).pieces)


def checked(content: bytes) -> Checked:
    """What checking comes to, by the shop's own key."""
    return check(io.BytesIO(content), case_files.signing_key().verifier)


def opened(content: bytes) -> dict[str, bytes]:
    """Its files."""
    return unpack(io.BytesIO(content), lambda _: True)[1]


def document(content: bytes) -> dict:
    """case.json."""
    found: dict = json.loads(opened(content)[names.CASE])
    return found


def hows(found: Checked) -> dict[str, str]:
    """What came out, by what it is about."""
    return {one.about.value: one.how.value for one in found.findings}


def test_a_case_in_any_state_comes_out_whole(cast: Cast):
    brought = {name: bring(cast) for name, bring in states.EVERY.items()}
    for (name, case), viewer in itertools.product(brought.items(), Viewer):
        content = taken(case.number, cast, viewer)
        found = checked(content)
        assert found.holds, (name, found.findings)
        said = document(content)
        assert (said["case"], said["order"], said["viewer"]) == (case.number, case.order, viewer)
        for page in ("index.html", "index.en.html"):
            assert not states.placeless(opened(content)[page].decode()), (name, page)


def test_the_same_case_at_the_same_moment_is_the_same_file(cast: Cast):
    case = states.approved(cast).number
    content = taken(case, cast)
    assert taken(case, cast) == content
    cast.later(seconds=1)
    assert taken(case, cast) != content


def test_the_whole_story_is_in_it(cast: Cast):
    case = states.approved(cast)
    files = opened(taken(case.number, cast))
    said = json.loads(files[names.CASE])
    assert [(line["event"], line["by"], line["state"]) for line in said["timeline"]] == [
        ("apply", "buyer", "screening"),
        ("refer", "system", "reviewing"),
        ("approve", "staff", "approved"),
        ("pay", "system", "paying"),
        ("settle", "route", "refunded"),
    ]
    assert said["timeline"][2]["why"]["zh"] == states.WORDS
    assert [(leg["route"], leg["amount_minor"], leg["state"]) for leg in said["payouts"]] == [
        ("wallet", 3_000, "settled"),
        ("sandbox", 7_000, "settled"),
    ]
    assert all(leg["receipts"] and leg["number"] and leg["reference"] for leg in said["payouts"])
    (only,) = said["rounds"]
    assert only["narrative"].startswith("山河游戏直充")
    decides = [one for one in only["clauses"] if one["verdict"] == "decides"]
    assert decides
    assert all(one["sentence"]["zh"] and one["published"]["en"] for one in decides)
    assert [one["kind"] for one in said["messages"]] == [
        *("received_at_once", "referred", "approved", "sent", "arrived"),
    ]
    assert read(files[names.CHAIN]).items[-1].kind == "conversation"
    (version,) = said["policy"]["versions"]
    assert files[version["file"]].decode().startswith("# The policy of the shop")
    assert len(said["policy"]["confirmed"]["lines"]) == 5
    page = files["index.html"].decode()
    for words in (states.WORDS, case.order, "退款到账", "沙箱支付 ¥70.00", "电信一区"):
        assert words in page
    assert "<script" not in page
    assert case_files.signing_key().verifier.vkey in files["READ-ME.zh.txt"].decode()


def test_each_viewer_gets_what_their_pages_show(cast: Cast):
    case = states.payout_stuck(cast).number
    mine, theirs = taken(case, cast), taken(case, cast, Viewer.STAFF)
    receipts = [
        [one["code"] for leg in document(content)["payouts"] for one in leg["receipts"]]
        for content in (mine, theirs)
    ]
    assert receipts == [[""], ["ACCOUNT_CLOSED"]]
    assert document(mine)["rounds"][0]["facts"] is None
    assert document(theirs)["rounds"][0]["facts"]["order"]


def test_only_the_buyer_gets_the_bytes_of_pictures_as_they_were_handed_in(cast: Cast):
    case = states.reviewing(cast).number
    sealed = Evidence.objects.exclude(file_digest="").get(source="buyer")
    mine = opened(taken(case, cast))
    theirs = opened(taken(case, cast, Viewer.STAFF))
    copy = names.picture(sealed.position, sealed.body["copy"])
    original = names.original(sealed.position, sealed.file_digest)
    assert mine[copy] == theirs[copy]
    assert original in mine
    assert original not in theirs
    assert f'src="{copy}"'.encode() in theirs["index.html"]


def readable(content: bytes) -> str:
    """All text that is in the archive."""
    files = opened(content)
    return "\n".join(
        files[name].decode()
        for name in files
        if not name.startswith((names.PICTURES, names.ORIGINALS))
    )


def test_nothing_secret_and_nothing_of_others_is_in_any_file(cast: Cast):
    card = cast.buys("game-card-60")
    key = cards.reveal(card, 1, buyer_id=cast.xiaolin, at=cast.at)
    other = cast.buys("game-topup-100", account="xiaowu-secret", buyer=cast.xiaowu)
    asked = asks(other, "NOT_ARRIVED", "小吴的另一份申请,山河游戏直充 100 元没有到账。")
    theirs = refunds.apply(asked, buyer_id=cast.xiaowu, at=cast.at).number
    done = refunds.apply(asks(card, "KEY_INVALID", CLEAR), buyer_id=cast.xiaolin, at=cast.at)
    secrets = (key, theirs, other, "xiaowu-secret", "player-5555", "player-one", "小吴", "周姐")
    for case in (done.number, states.rejected(cast).number):
        for viewer in Viewer:
            said = readable(taken(case, cast, viewer))
            assert [one for one in secrets if one in said] == [], (case, viewer)


def test_notes_of_finance_are_for_staff(cast: Cast):
    case, note = states.payout_stuck(cast).number, "内部:买家的卡已注销,等财务处理"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE case_event SET because = %s, actor = 'staff:1' WHERE event = 'stick'", [note]
        )
    assert note not in readable(taken(case, cast))
    assert note in readable(taken(case, cast, Viewer.STAFF))


def test_a_buyer_takes_their_own_and_nobody_elses(cast: Cast):
    case = states.reviewing(cast).number
    mine = case_files.for_buyer(case, buyer_id=cast.xiaolin, at=cast.at)
    assert mine.name == f"refund-{case}.zip"
    assert checked(b"".join(mine.pieces)).holds
    for number in (case, "2261118000000000", "", "x" * 50):
        with pytest.raises(Refusal, match="not_found"):
            case_files.for_buyer(number, buyer_id=cast.xiaowu, at=cast.at)
    assert not StaffAction.objects.exists()


def test_staff_take_it_with_the_right_to_see_cases_and_on_record(cast: Cast):
    case = states.reviewing(cast).number
    for role in Role:
        who = {"staff_id": cast.zhoujie, "role": role.value, "at": cast.at}
        before = StaffAction.objects.count()
        if allowed(role, Right.SEE_DESK):
            assert document(b"".join(case_files.for_staff(case, **who).pieces))["viewer"] == "staff"
            newest = StaffAction.objects.latest("id")
            assert (newest.what, newest.about) == ("case_file_exported", f"case {case}")
            assert newest.person.pk == cast.zhoujie
        else:
            with pytest.raises(Refusal, match="not_found"):
                case_files.for_staff(case, **who)
        assert StaffAction.objects.count() == before + allowed(role, Right.SEE_DESK)


def test_a_file_costs_the_same_statements_however_much_is_in_it(cast: Cast):
    small = states.approved(cast).number
    order = cast.buys("game-topup-100", quantity=5, use_balance_minor=3_000)
    many = [evidence.Upload("not_arrived_proof", f"{n}.png", picture().getvalue()) for n in "abc"]
    asked = asks(order, "NOT_ARRIVED", CLEAR, files=evidence.take(many))
    large = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    supplier_checks.ask_supplier(large, question=3, at=cast.at)
    cast.approves(large)
    cast.pays_out()
    cast.pays_out()
    taken(large, cast)  # what a process learns once is not counted
    costs = []
    for case in (small, large):
        with CaptureQueriesContext(connection) as meter:
            taken(case, cast)
        costs.append(len(meter))
    assert costs == [STATEMENTS, STATEMENTS]


def test_no_statement_runs_once_the_first_byte_left(cast: Cast):
    pieces = case_files.for_buyer(
        states.reviewing(cast).number, buyer_id=cast.xiaolin, at=cast.at
    ).pieces
    with CaptureQueriesContext(connection) as meter:
        sizes = [len(piece) for piece in pieces]
    assert len(meter) == 0
    assert max(sizes) <= PIECE


def test_too_many_pictures_are_left_to_the_command(cast: Cast, monkeypatch):
    case = states.reviewing(cast).number
    monkeypatch.setattr(case_files, "MAX_PICTURES_ON_A_PAGE", 0)
    with pytest.raises(Refusal, match="too_large") as refused:
        case_files.for_buyer(case, buyer_id=cast.xiaolin, at=cast.at)
    assert "1 张图片" in refused.value.words.zh
    assert checked(taken(case, cast)).holds


def test_a_picture_that_is_gone_is_told_and_not_made_up(cast: Cast):
    case = states.reviewing(cast).number
    sealed = Evidence.objects.exclude(file_digest="").get(source="buyer")
    copy = sealed.body["copy"]
    Path(storages["evidence"].path(f"{copy[:2]}/{copy}")).write_bytes(b"another")
    content = taken(case, cast)
    found = checked(content)
    assert (found.holds, hows(found)["pictures"]) == (True, "open")
    assert any("1 张图片" in one["zh"] for one in document(content)["left_out"])


def test_a_chain_that_was_changed_comes_out_broken_and_says_where(cast: Cast):
    case = states.reviewing(cast).number
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence SET source = 'staff' WHERE position = 4")
    found = checked(taken(case, cast))
    assert not found.holds
    assert [one.detail for one in found.findings if one.how == "broken"] == ["changed:4"]


def test_words_that_can_not_be_told_any_more_are_not_made_up(cast: Cast):
    case = states.reviewing(cast).number
    with connection.cursor() as cursor:
        cursor.execute("UPDATE product SET window_days = 9 WHERE sku = 'game-topup-100'")
    content = taken(case, cast)
    found = checked(content)
    assert (found.holds, hows(found)["confirmed"]) == (True, "open")
    assert document(content)["policy"]["confirmed"]["lines"] == []


def test_an_order_of_another_shop_has_nothing_ticked(cast: Cast):
    order = cast.brings("game-card-60", "60.00", days=1)
    case = refunds.apply(asks(order, "NOT_ACTIVATED"), buyer_id=cast.xiaolin, at=cast.at).number
    content = taken(case, cast)
    found = checked(content)
    assert (found.holds, "confirmed" in hows(found)) == (True, False)
    assert document(content)["policy"]["confirmed"] is None


def test_without_a_log_the_file_says_so(cast: Cast):
    content = taken(states.reviewing(cast).number, cast)
    assert hows(checked(content))["log"] == "open"
    assert any("公开日志" in one["zh"] for one in document(content)["left_out"])


def test_proofs_from_the_log_come_with_it_and_are_checked(cast: Cast, settings, tmp_path):
    remember_in(settings, tmp_path)
    case = states.refunded(cast).number
    sequenced()
    with CaptureQueriesContext(connection) as meter:
        content = taken(case, cast)
    assert len(meter) == WITH_PROOFS
    found = checked(content)
    assert found.holds, found.findings
    assert (hows(found)["log"], hows(found)["bound"]) == ("holds", "holds")
    said, files = document(content)["log"], opened(content)
    assert said["key"] == log_reading.log_vkey()
    assert said["goods"]
    assert all(one["file"] in files for one in said["goods"])
    assert said["goods"][0]["file"] in files["index.html"].decode()
