"""``weikameng books``: what finance can ask and correct from a terminal (R4.6)."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tests.cast import asks, enter
from weikameng.cli.books import books
from weikameng.records.reading.audit import audit
from weikameng.services import refunds, wiring

WHY = ("--why", "供货商书面确认没有发货。", "--as", "acai")


def runs(*words, code=0):
    """Run one command; returns what it prints, complaints included."""
    done = CliRunner().invoke(books, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def case(settings, transactional_db):
    """A refund of 3.00 yuan that has arrived, in November."""
    cast = enter()
    cast.at = datetime(2026, 10, 18, 2, 0, tzinfo=UTC)
    order = cast.buys("game-card-3")
    number = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    yield number
    wiring.sandbox_memory().close()


def test_the_trial_balance_has_equal_sides(case):
    head, *rows, total = runs().splitlines()
    assert head.split() == ["debit", "credit", "balance", "account"]
    told = {row.split()[3]: row.split()[:3] for row in rows}
    assert told == {
        "claims": ["3.00", "3.00", "0.00"],
        "clearing:sandbox": ["0.00", "3.00", "-3.00"],
        "cost:platform": ["3.00", "0.00", "3.00"],
    }
    assert total.split()[:3] == ["6.00", "6.00", "0.00"]
    answer = json.loads(runs("--json"))
    assert answer["debit_minor"] == answer["credit_minor"] == 600
    assert [row["account"] for row in answer["accounts"]] == sorted(told)


def test_a_cost_moves_to_a_supplier_is_claimed_and_paid(case):
    assert runs("reassign", case, "supplier:sandbox", *WHY) == (
        f"{case}: recovery:sandbox, legs moved: 1\n"
    )
    assert "legs moved: 0" in runs("reassign", f"{case}01", "supplier:sandbox", *WHY)
    month = datetime.now(tz=UTC).strftime("%Y-%m")
    lines = runs("recovery", "sandbox", month).splitlines()
    assert case in lines[0]
    assert lines[1:] == ["1 lines, total 3.00 yuan", "open now: 3.00 yuan"]
    told = json.loads(runs("recovery", "sandbox", month, "--json"))
    (line,) = told["lines"]
    assert (line["case"], line["amount_minor"], line["entry"]) == (case, 300, "reassigned")
    assert (told["total_minor"], told["open_minor"]) == (300, 300)
    assert f"{case}\t" in runs("recovery", "sandbox", month, "--csv")
    paid = ("received", "sandbox", "3.00", "--reference", "B1", "--as", "acai")
    assert runs(*paid) == "sandbox: 3.00 yuan noted\n"
    assert runs(*paid) == "sandbox: 3.00 yuan was noted before\n"
    assert json.loads(runs("recovery", "sandbox", month, "--json"))["open_minor"] == 0
    assert audit() == []


def test_what_is_refused_is_said_in_both_languages(case):
    as_acai = ("--as", "acai")
    wrong = [
        (("recovery", "nobody", "2026-11"), 1, "没有供货商 nobody / no supplier nobody"),
        (("recovery", "sandbox", "2026-13"), 2, "2026-11"),
        (("reassign", case, "supplier:x", *WHY), 1, "one of the suppliers"),
        (("reassign", "2", "platform", *WHY), 1, "Not found"),
        (("reassign", case, "platform", "--why", "x", *as_acai), 1, "请写下原因"),
        (("reassign", case, "platform", "--why", "xxxxx", "--as", "zhoujie"), 1, "Not found"),
        (("reassign", case, "platform", "--why", "xxxxx", "--as", "x"), 1, "no user x"),
        (("received", "sandbox", "1.234", "--reference", "B", *as_acai), 2, "12.30"),
        (("received", "sandbox", "1.00", "--reference", "B", *as_acai), 1, "at most 0.00"),
        (("claimed", "sandbox", "2199-01", "--reference", "L", *as_acai), 1, "not over"),
        (("claimed", "sandbox", "2001-01", "--reference", "L", *as_acai), 1, "nothing to claim"),
    ]
    for words, code, said in wrong:
        assert said in runs(*words, code=code), words
