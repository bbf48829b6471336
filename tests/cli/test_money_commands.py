"""``weikameng payouts``, ``transfers`` and ``channels``: finance without a browser."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tests.cast import enter
from tests.services.transfer_steps import ACCOUNT, WHY, receipt_picture, refuses
from weikameng.cli.channels import channels
from weikameng.cli.payouts import payouts
from weikameng.cli.transfers import transfers
from weikameng.domain.case_life import State
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.domain.policy.publishing import beijing_day
from weikameng.records.models import ChannelStanding, OfflineTransfer, Payout
from weikameng.services import wiring

ACAI, LAOCHEN = ("--as", "acai"), ("--as", "laochen")
NOTE = ("--why", WHY)


def runs(command, *words, code=0, typed=None):
    """Run one command; returns what it prints."""
    said = [str(word) for word in words]
    done = CliRunner().invoke(command, said, input=typed, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def cast(settings, transactional_db, tmp_path):
    """Everyone on stage in a database, now."""
    settings.FILES_DIR = tmp_path
    wiring.files.cache_clear()
    people = enter()
    people.at = timezone.now()
    yield people
    wiring.sandbox_memory().close()
    wiring.files.cache_clear()


def proposed(dead, name="林小"):
    """Propose on the command line, the account typed unseen; return the id."""
    wish = ("propose", dead.number, "--name", name, *NOTE, *ACAI)
    said = runs(transfers, *wish, typed=f"{ACCOUNT}\n")
    assert ACCOUNT not in said
    return OfflineTransfer.objects.latest("id").pk


def test_a_dead_refund_is_paid_by_hand_from_the_command_line(cast, tmp_path):
    dead = refuses(cast)
    assert dead.number in runs(payouts, "list")
    shown = runs(payouts, "show", dead.number)
    assert "may again anew offline" in shown
    assert "ACQ.BUYER_NOT_EXIST" in shown
    transfer = proposed(dead)
    assert "两个人" in runs(transfers, "approve", transfer, *ACAI, code=1)
    runs(transfers, "approve", transfer, *LAOCHEN)
    assert runs(transfers, "account", transfer, *ACAI).strip() == ACCOUNT
    picture = tmp_path / "receipt.png"
    picture.write_bytes(receipt_picture())
    paid = ("pay", transfer, "--reference", "202611180001", "--proof", picture, *ACAI)
    runs(transfers, *paid)
    listed = runs(transfers, "list")
    assert f"{transfer}  paid  {dead.number}  3.00  林小  **** 7894  202611180001" in listed
    seen = listed.split()[-1]
    assert "换过了" in runs(transfers, "confirm", transfer, "--seen", "0" * 12, *LAOCHEN, code=1)
    runs(transfers, "confirm", transfer, "--seen", seen, *LAOCHEN)
    assert cast.comes_to(dead.case.number) is State.REFUNDED
    assert runs(transfers, "list") == ""
    assert "confirmed" in runs(transfers, "list", "--all")
    assert f"transfer {transfer}  confirmed" in runs(payouts, "show", dead.number)


def test_a_transfer_is_turned_down_called_off_and_sent_back(cast, tmp_path):
    dead = refuses(cast)
    first = proposed(dead)
    runs(transfers, "refuse", first, *NOTE, *LAOCHEN)
    second = proposed(dead)
    runs(transfers, "approve", second, *LAOCHEN)
    runs(transfers, "cancel", second, *NOTE, *ACAI)
    third = proposed(Payout.objects.get(route="sandbox", state="refused"))
    runs(transfers, "approve", third, *LAOCHEN)
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"%PDF")
    paid = ("pay", third, "--reference", "2026 1118", "--on", f"{beijing_day(cast.at)}", *ACAI)
    assert "不是 JPG" in runs(transfers, *paid, "--proof", torn, code=1)
    torn.write_bytes(receipt_picture())
    runs(transfers, *paid, "--proof", torn)
    runs(transfers, "return", third, *NOTE, *LAOCHEN)
    states = OfflineTransfer.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["refused", "cancelled", "approved"]
    assert f"{third}  approved" in runs(transfers, "list", "--state", "approved")


def test_a_leg_is_asked_about_sent_anew_and_noted_as_returned(cast):
    first, second = refuses(cast), refuses(cast)
    assert "asked again" in runs(payouts, "again", first.number, *ACAI)
    assert "5 到 500" in runs(payouts, "anew", second.number, "--why", "短", *ACAI, code=1)
    runs(payouts, "anew", second.number, *NOTE, *ACAI)
    fresh = Payout.objects.get(replaces=second)
    cast.later(minutes=1)
    cast.pays_out()
    runs(payouts, "returned", fresh.number, *NOTE, *ACAI)
    assert f"{fresh.number}  reversed" in runs(payouts, "list")
    assert "没有找到" in runs(payouts, "again", "1" * 18, *ACAI, code=1)
    assert "没有找到" in runs(payouts, "anew", fresh.number, *NOTE, "--as", "zhoujie", code=1)
    assert "没有用户" in runs(payouts, "anew", fresh.number, *NOTE, "--as", "nobody", code=1)
    assert "没有打款" in runs(payouts, "show", "abc", code=1)


def test_payouts_are_listed_by_filter_and_number(cast):
    refuses(cast)
    way = refuses(cast, PayoutReceipt(Outcome.ACCEPTED, "PROCESSING"))
    assert way.number in runs(payouts, "list", "--show", "way")
    assert way.number not in runs(payouts, "list")
    assert way.number in runs(payouts, "list", "--number", way.case.order.number)
    assert runs(payouts, "list", "--show", "all", "--route", "alipay") == ""
    assert "digits" in runs(payouts, "list", "--number", "x", code=2)


def test_channels_say_what_is_broken_by_their_exit_code(cast, settings):
    assert "alipay  absent" in runs(channels)
    assert "sandbox  working" in runs(channels)
    ChannelStanding.objects.create(
        route="sandbox",
        stopped_at=cast.at,
        probe_at=cast.at + timedelta(minutes=5),
        code="SIGN_ERROR",
        message="wrong",
        changed_at=cast.at,
    )
    said = runs(channels, code=1)
    assert "sandbox  stopped" in said
    assert "SIGN_ERROR wrong" in said
    assert "next try" in said
    assert "没有找到" in runs(channels, "resume", "sandbox", "--as", "zhoujie", code=1)
    runs(channels, "resume", "sandbox", *ACAI)
    runs(channels)
    settings.CHANNELS = {"WEIKAMENG_ALIPAY_APP_ID": "20210001"}
    wiring.forget_channels()
    said = runs(channels, code=1)
    wiring.forget_channels()
    assert "alipay  off" in said
    assert "  WEIKAMENG_ALIPAY_PRIVATE_KEY: " in said
