"""``weikameng notices``: what was sent, masked; asking again and never sending again."""

import pytest
from click.testing import CliRunner

from tests.cast import Cast, asks, enter
from tests.services import notice_steps as steps
from tests.services.notice_steps import Listing, sends, served_by
from weikameng.cli import notices
from weikameng.domain.delivery import Cause, Fate, Handover
from weikameng.records.models import Notice
from weikameng.services import carriers, refunds


@pytest.fixture
def cast(transactional_db, settings) -> Cast:
    """小林 has a phone, and the steps of one refund were sent there."""
    cast = enter()
    steps.reachable(cast)
    refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at)
    refused = Handover(Fate.REFUSED, "isv.X", Cause.BALANCE)
    sends(cast, served_by(Listing([lambda sms: refused])))
    return cast


def says(command: str, *words: str, code: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(notices.notices, [command, *words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(autouse=True)
def at_hand(monkeypatch):
    """The test's database is up already."""
    monkeypatch.setattr(notices, "ready", lambda: None)


def test_copies_are_listed_with_what_somebody_must_see_to(cast):
    lines = says("list").splitlines()
    assert len(lines) == 2
    assert "  ask  sent  8001  aliyun_sms  OK" in lines[0]
    assert lines[1].endswith("isv.X  ! balance")
    assert steps.PHONE not in "".join(lines)
    assert len(says("list", "--state", "ask").splitlines()) == 1
    assert "NO_TEXT" in says("list", "--state", "left_out")


def test_only_what_went_can_be_asked_about(cast):
    copy = Notice.objects.get(kind="sent")
    Notice.objects.filter(pk=copy.pk).update(state="done", due_at=None, ended_at=cast.at)
    assert says("ask", copy.reference) == f"{copy.reference}: ask\n"
    assert Notice.objects.get(pk=copy.pk).state == "ask"
    assert Notice.objects.get(pk=copy.pk).sendings == 1
    says("ask", "nothing", code=1)


def test_carriers_with_faulty_settings_are_named_and_off(settings):
    settings.DEMO = False
    settings.MESSAGES = {
        "WEIKAMENG_ALIYUN_SMS_KEY_ID": "LTAI1",
        "WEIKAMENG_ALIYUN_SMS_KEY_SECRET": "very-secret",
        "WEIKAMENG_ALIYUN_SMS_SIGN_NAME": "微卡盟",
        carriers.ALIYUN_TEMPLATES: "code=SMS_1",
        "WEIKAMENG_SMTP_HOST": "mail.example",
    }
    carriers.forget_carriers()
    said = says("carriers", code=1)
    carriers.forget_carriers()
    assert said.startswith("sms: -\nemail: -\n")
    assert "missing: received" in said
    assert "WEIKAMENG_SMTP_SENDER" in said
    assert "very-secret" not in said
