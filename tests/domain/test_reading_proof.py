"""The code on a screenshot of ours, held against what the picture shows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.screens_drawn import SIZE, box
from weikameng.domain.money import yuan_of
from weikameng.domain.numbers import number_of
from weikameng.domain.proof_code import (
    ALPHABET,
    CASE_STATUSES,
    ORDER_STATUSES,
    Claim,
    every_word,
    grouped,
    key_from,
)
from weikameng.domain.reading.boxes import TextBox
from weikameng.domain.reading.examining import Question, Reading, examine, to_read_again
from weikameng.domain.reading.folding import bare
from weikameng.domain.reading.record import OrderRecord, record_of
from weikameng.domain.reading.verdicts import Verdict

KEY = key_from("a secret")
DAY = date(2026, 11, 23)
ORDER, OTHER, CASE = number_of("1", DAY, 7), number_of("1", DAY, 8), number_of("2", DAY, 9)
MINUTE = "2026-11-23 14:05"
RECORD = record_of({"order_no": ORDER, "amount": "50.00"})


def code_of(number=ORDER, minor=5000, status="delivered", minute=MINUTE) -> str:
    """The code a page of ours would show, in groups."""
    return grouped(KEY.code(Claim(number, minor, status, minute)))


def spaced(number: str) -> str:
    """A number as it stands on a page."""
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def order_page(**said: str) -> list[TextBox]:
    """An order page; on a wide screen code and minute stand on one line."""
    said = {"number": spaced(ORDER), "badge": "已完成", "amount": "¥50.00", "label": "实付"} | said
    said = {"code_label": "截图校验码", "code": code_of(), "minute": MINUTE} | said
    return [
        box("微卡盟", 40, 20),
        box(said["number"], 40, 100),
        box(said["badge"], 700, 100),
        box(said["label"], 40, 190),
        box(said["amount"], 700, 190),
        box("付款方式", 40, 280),
        box("沙箱支付 50.00 元", 700, 280),
        box(f"{said['code_label']} {said['code']} · {said['minute']}", 40, 370),
        box("截图时带上这一行，能证明图没有改过。", 40, 430),
        box("这个订单的退款", 40, 520),
        box("退款中", 700, 560),
        box(spaced(CASE), 40, 620),
    ]


def refund_page(**said: str) -> list[TextBox]:
    """A refund page: steps above the status, the amount below its label."""
    said = {"number": spaced(CASE), "title": "退款处理中", "amount": "¥50.00"} | said
    said = {"label": "退款金额", "code": code_of(CASE, 5000, "paying")} | said
    return [
        box("提交申请", 40, 100),
        box("未通过", 700, 100),
        box(said["title"], 40, 180),
        box(said["label"], 40, 290),
        box(said["amount"], 40, 350),
        box("退款编号", 600, 290),
        box(said["number"], 600, 350),
        box("截图校验码", 40, 450),
        box(said["code"], 280, 450),
        box("· 2026-11-23 14:05", 40, 510),
    ]


def examined(boxes: list[TextBox], record: OrderRecord = RECORD, key=KEY, *, again=True):
    """What comes of a page when every line asked for reads the same a second time."""
    reading, question = Reading(tuple(boxes), SIZE), Question(record, key=key)
    quads = to_read_again(reading, question)
    return examine(
        reading, question, {b.quad: b for b in boxes if b.quad in quads} if again else {}
    )


def proof_in(seen) -> Verdict | None:
    """The verdict on the code."""
    return next((c.verdict for c in seen.comparisons if c.field == "proof"), None)


def flags_in(seen) -> list[tuple[str, ...]]:
    """What flags about the code are about."""
    return [flag.fields for flag in seen.flags if flag.code == "proof_code"]


PAGES = [
    order_page(),
    order_page(badge="Delivered", label="Paid", code_label="Screenshot code"),
    order_page(code=code_of().lower()),
    order_page(code=code_of().replace(" ", "")),
    order_page(badge="已退款", code=code_of(status="refunded")),
    refund_page(),
    refund_page(title="Refund on its way", label="Refund amount"),
    refund_page(title="退款先等投诉的结果"),
    refund_page(title="未通过", label="涉及金额", code=code_of(CASE, 5000, "rejected")),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_nobody_touched_proves_itself(page):
    seen = examined(page)
    assert proof_in(seen) == Verdict.MATCH
    assert flags_in(seen) == []
    assert "proof" in seen.fields


@pytest.mark.parametrize("icon", ["⑧ ", "①", "O", "⊗ ", "© ", "✓", "x "])
@pytest.mark.parametrize(("badge", "status"), [("没有成功", "failed"), ("Failed", "failed")])
def test_the_icon_before_a_status_is_no_part_of_it(icon, badge, status):
    page = order_page(badge=icon + badge, code=code_of(status=status))
    assert proof_in(examined(page)) == Verdict.MATCH


@pytest.mark.parametrize("sign", ["未", "不", "非", "没"])
def test_a_sign_that_turns_a_status_round_is_no_icon(sign):
    page = refund_page(title=f"{sign}退款成功", code=code_of(CASE, 5000, "refunded"))
    assert proof_in(examined(page)) is None


@pytest.mark.parametrize("statuses", [ORDER_STATUSES, CASE_STATUSES])
def test_no_status_is_another_one_behind_an_icon(statuses):
    words = {bare(word).casefold() for _, word in every_word(statuses)}
    assert not words & {word[1:] for word in words}


@pytest.mark.parametrize("minute", ["2026-11-2314:05", "2026-11-23 14:05", "2026-11-23  14.05"])
@pytest.mark.parametrize("between", ["·", " · ", " ", ""])
def test_code_day_and_time_may_be_glued_together(between, minute):
    page = [
        replace(b, text=f"截图校验码{code_of()}{between}{minute}") if "校验码" in b.text else b
        for b in order_page()
    ]
    assert proof_in(examined(page)) == Verdict.MATCH


CHANGED = [
    (order_page(amount="¥500.00"), ("amount",)),
    (order_page(badge="没有成功"), ("status",)),
    (order_page(badge="Refunded"), ("status",)),
    (order_page(number=spaced(OTHER)), ("order_no",)),
    (order_page(number=spaced(OTHER), amount="¥5.00"), ("order_no", "amount")),
    (refund_page(title="退款成功"), ("status",)),
    (refund_page(amount="¥980.00"), ("amount",)),
    (order_page(minute="2026-11-23 18:05"), ("proof",)),
    (refund_page(code=code_of(CASE, 7700, "paying")), ("proof",)),
]


@pytest.mark.parametrize(("page", "fields"), CHANGED)
def test_what_was_changed_after_our_page_showed_it_is_flagged(page, fields):
    seen = examined(page)
    assert flags_in(seen) == [fields]
    assert proof_in(seen) is None


def test_the_flag_says_what_our_page_showed():
    (flag,) = [f for f in examined(order_page(amount="¥500.00")).flags if f.code == "proof_code"]
    assert "50.00" in flag.words.zh
    assert "500.00" in flag.words.zh
    assert "changed" in flag.words.en


def test_what_the_right_code_would_be_is_told_nowhere():
    seen = examined(order_page(amount="¥500.00"))
    forged = KEY.code(Claim(ORDER, 50000, "delivered", MINUTE))
    assert forged not in repr(seen).replace(" ", "")


UNREAD = [
    order_page(code=code_of()[:-2]),
    order_page(code="3469 ACEF HJKM"),
    order_page(code=""),
    order_page(minute=""),
    order_page(amount=""),
    order_page(badge=""),
    order_page(number="1261"),
    order_page(code=grouped(key_from("before").code(Claim(ORDER, 5000, "delivered", MINUTE)))),
    [],
]


@pytest.mark.parametrize("page", UNREAD)
def test_what_can_t_be_read_for_sure_says_nothing(page):
    seen = examined(page)
    assert proof_in(seen) is None
    assert flags_in(seen) == []


def test_a_letter_or_two_read_wrong_still_prove_the_page():
    code = code_of()
    wrong = ("A" if code[0] != "A" else "C") + code[1:5] + ("E" if code[5] != "E" else "F")
    assert proof_in(examined(order_page(code=wrong + code[6:]))) == Verdict.MATCH


def test_one_glance_accuses_nobody():
    assert flags_in(examined(order_page(amount="¥500.00"), again=False)) == []


def test_a_second_reading_that_says_otherwise_takes_the_accusation_back():
    misread, right = order_page(amount="¥500.00"), order_page()
    reading, question = Reading(tuple(misread), SIZE), Question(RECORD, key=KEY)
    again = {
        wrong.quad: replace(b, quad=wrong.quad) for wrong, b in zip(misread, right, strict=True)
    }
    assert flags_in(examine(reading, question, again)) == []


def test_unsure_lines_accuse_nobody():
    page = [replace(b, score=0.8) if "500" in b.text else b for b in order_page(amount="¥500.00")]
    assert flags_in(examined(page)) == []


def test_what_the_code_bears_out_need_not_be_sure():
    page = order_page(amount="¥500.00", badge="⑧ 已完成")
    faint = [replace(b, score=0.85) if "已完成" in b.text or "1261" in b.text else b for b in page]
    assert flags_in(examined(faint)) == [("amount",)]


def test_of_a_code_that_fits_nothing_known_every_part_must_be_sure():
    page = order_page(minute="2026-11-23 18:05")
    faint = [replace(b, score=0.85) if b.text == "已完成" else b for b in page]
    assert flags_in(examined(page)) == [("proof",)]
    assert flags_in(examined(faint)) == []


def test_without_the_key_codes_mean_nothing():
    seen = examined(order_page(amount="¥500.00"), key=None)
    assert flags_in(seen) == []
    assert "proof" not in seen.fields


ORDER_WORDS = [(name, word) for name, said in ORDER_STATUSES.items() for w in said for word in w]
CASE_WORDS = [(name, word) for name, said in CASE_STATUSES.items() for w in said for word in w]
MINOR = st.integers(1, 9_999_999)


@given(MINOR, st.sampled_from(ORDER_WORDS), st.sampled_from([("实付", "Paid"), ("Paid", "Paid")]))
def test_every_order_page_proves_itself(minor, status, labels):
    name, word = status
    page = order_page(
        amount=f"¥{yuan_of(minor)}", badge=word, label=labels[0], code=code_of(ORDER, minor, name)
    )
    assert proof_in(examined(page)) == Verdict.MATCH


@given(MINOR, st.sampled_from(CASE_WORDS), st.sampled_from(["退款金额", "At stake"]))
def test_every_refund_page_proves_itself(minor, status, label):
    name, word = status
    page = refund_page(
        amount=f"¥{yuan_of(minor)}", title=word, label=label, code=code_of(CASE, minor, name)
    )
    assert proof_in(examined(page)) == Verdict.MATCH


@given(MINOR, MINOR, st.sampled_from(ORDER_WORDS), st.sampled_from(ORDER_WORDS))
def test_any_change_of_amount_or_status_is_flagged_and_nothing_else_is(minor, shown, was, now):
    page = order_page(amount=f"¥{yuan_of(shown)}", badge=now[1], code=code_of(ORDER, minor, was[0]))
    seen = examined(page, replace(RECORD, amount_minor=minor))
    changed = ["amount"] * (minor != shown) + ["status"] * (was[0] != now[0])
    assert flags_in(seen) == ([tuple(changed)] if changed else [])
    assert (proof_in(seen) == Verdict.MATCH) == (not changed)


@given(st.text(ALPHABET + "0OZS 8B·-", max_size=20), st.text("0123456789-: ", max_size=20))
def test_whatever_is_read_as_a_code_is_no_error_and_accuses_nobody(code, minute):
    seen = examined(order_page(code=code, minute=minute))
    assert flags_in(seen) == []
