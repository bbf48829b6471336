"""Salts are destroyed once records need not be kept; the log and what it proves stay whole."""

import io
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.cast import asks
from tests.log_rows import remember_in, sequenced
from tests.services.life_steps import good_at
from weikameng.cli import ledger
from weikameng.cli import main as _main  # noqa: F401 - joins the commands
from weikameng.domain.application import KeptFile
from weikameng.domain.case_file.model import Viewer
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.ledger.case_file.checking import check
from weikameng.ledger.good_bundles import BundleOutcome, check_bundle
from weikameng.records.models import LedgerGood, Order, StaffAction
from weikameng.records.reading.audit import audit
from weikameng.services import case_files, forgetting, good_proofs, log_audit, refunds
from weikameng.services.log_identity import log_identity

YEAR = timedelta(days=366)
IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)


@pytest.fixture
def orders(cast):
    """A refunded order, one across borders, and one whose refund is still open."""
    refunded = cast.buys("game-card-3")
    case = refunds.apply(asks(refunded), buyer_id=cast.xiaolin, at=cast.at).number
    abroad, waiting = cast.buys("oversea-card-99"), cast.buys("oversea-card-99")
    Order.objects.filter(number=abroad).update(cross_border=True)
    cast.pays_out()
    refunds.apply(asks(waiting, files=IDENTITY), buyer_id=cast.xiaolin, at=cast.at)
    return {"refunded": refunded, "abroad": abroad, "waiting": waiting, "case": case}


def admin(cast):
    """Whoever looks after accounts."""
    return Actor(cast.ids["laoxu"], "sysadmin")


def salt(order):
    """The salt of an order's good."""
    return good_at(order).salt


def test_nothing_goes_before_its_time_and_nothing_open_at_all(cast, orders):
    now = forgetting.forgettable("xiaolin", at=cast.at)
    assert (now.goods, now.open, now.later) == ((), 2, 3)
    three = forgetting.forgettable("xiaolin", at=cast.at + 3 * YEAR)
    of_case = LedgerGood.objects.get(case__number=orders["case"]).pk
    assert set(three.goods) == {good_at(orders["refunded"]).pk, of_case}
    assert (three.open, three.later) == (2, 1)
    assert three.first_due_at.year == cast.at.year + 5
    five = forgetting.forgettable("", at=cast.at + 5 * YEAR)
    assert set(five.goods) == {*three.goods, good_at(orders["abroad"]).pk}


def test_exactly_what_was_shown_is_destroyed_by_who_may_and_is_noted(cast, orders):
    then = cast.at + 3 * YEAR
    code = forgetting.forgettable("xiaolin", at=then).code
    with pytest.raises(Refusal, match="changed"):
        forgetting.forget("xiaolin", "00000000", "买家注销", admin(cast), at=then)
    with pytest.raises(Refusal, match="no_right"):
        forgetting.forget("xiaolin", code, "x", Actor(cast.laochen, "supervisor"), at=then)
    with pytest.raises(Refusal, match="changed"):
        forgetting.forget("xiaolin", code, "x", admin(cast), at=cast.at + 5 * YEAR)
    other = cast.buys("game-card-3", buyer=cast.xiaowu)
    assert salt(orders["refunded"]) is not None
    assert forgetting.forget("xiaolin", code, "买家注销", admin(cast), at=then) == 2
    assert salt(orders["refunded"]) is None
    assert salt(orders["abroad"]) is not None
    assert salt(orders["waiting"]) is not None
    assert salt(other) is not None
    (line,) = StaffAction.objects.filter(what="salts_destroyed")
    assert (line.about, line.because) == ("person xiaolin", "2: 买家注销")
    with pytest.raises(Refusal, match="changed"):  # nothing is left of it
        forgetting.forget("xiaolin", code, "x", admin(cast), at=then)


def test_the_record_stays_verifiable_afterwards(cast, orders, settings, tmp_path):
    remember_in(settings, tmp_path)
    sequenced(cast.at)
    then = cast.at + 3 * YEAR
    before = good_proofs.bundle_of(good_at(orders["refunded"]).pk)
    code = forgetting.forgettable("xiaolin", at=then).code
    forgetting.forget("xiaolin", code, "期限已到", admin(cast), at=then)
    good = good_at(orders["refunded"])
    assert good_proofs.bundle_of(good.pk) == before
    checked = check_bundle(before, log_identity().key.verifier)
    assert checked.outcome is BundleOutcome.HOLDS
    assert audit() == []
    assert list(log_audit.audit(log_identity())) == []
    file = b"".join(case_files.for_operator(orders["case"], Viewer.BUYER, cast.at).pieces)
    assert check(io.BytesIO(file), case_files.signing_key().verifier).holds


def test_the_command_shows_first_and_destroys_only_with_the_code(cast, orders, monkeypatch):
    from weikameng.cli import forgetting as command

    monkeypatch.setattr(command.timezone, "now", lambda: cast.at + 3 * YEAR)

    def says(*words, code=0):
        done = CliRunner().invoke(ledger.ledger, ["forget", *words], catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.output

    shown = says("--buyer", "xiaolin")
    assert "2 salts may be destroyed; 2 stay" in shown
    assert "1 are still to be kept" in shown
    assert salt(orders["refunded"]) is not None
    confirm = shown.split("--confirm ")[1].split()[0]
    assert "--confirm wants" in says("--buyer", "xiaolin", "--confirm", confirm, code=2)
    done = ("--buyer", "xiaolin", "--confirm", confirm, "--as", "laoxu", "--why", "注销")
    assert says(*done) == "2 salts destroyed\n"
    assert "Nothing is due" in says("--buyer", "xiaolin") or "nothing to do" in says()
    assert "no such buyer" in says("--buyer", "nobody", code=1)
