"""Notice settings by the pages: a code to the phone, wishes, removal; strangers and staff."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, asks
from tests.journeys.people import Visitor
from tests.rails import Rails, rails, sandbox_keys  # noqa: F401
from tests.services.notice_steps import PHONE
from weikameng.records.models import Contact, Notice
from weikameng.records.reading.notices import wishes_of
from weikameng.services import carriers, notices, refunds

PAGE = "/messages/settings/"


@pytest.fixture
def sandbox(rails: Rails, settings, tmp_path):  # noqa: F811
    """Text messages go to the sandbox, letters into a folder, as in the demo."""
    found = rails.config["settings"]
    texts = ", ".join(f"{code}={code}" for code in carriers.rules().codes)
    settings.MESSAGES = {n: v for n, v in found.items() if "_SMS_" in n} | {
        carriers.ALIYUN_TEMPLATES: texts
    }
    settings.DATA_DIR = tmp_path
    carriers.forget_carriers()
    yield rails
    carriers.forget_carriers()


def works() -> None:
    """The worker's errand runs."""
    notices.send_due("w1", timezone.now, carriers.carriers())


def contents(sandbox: Rails) -> list[dict[str, str]]:
    """What text messages said, as the sandbox's room shows them."""
    return [
        json.loads(json.loads(row["content"])["TemplateParam"]) for row in sandbox.get("messages")
    ]


def confirms_phone(buyer: Visitor, sandbox: Rails) -> None:
    """The whole way by the pages."""
    buyer.sends(f"{PAGE}sms/code/", {"address": "138 0013 8001"})
    works()
    buyer.sends(f"{PAGE}sms/confirm/", {"code": contents(sandbox)[-1]["code"]})


def test_a_phone_is_confirmed_and_gets_each_step_once(cast: Cast, xiaolin: Visitor, sandbox: Rails):
    page = xiaolin.sends(f"{PAGE}sms/code/", {"address": "138 0013 8001"})
    assert "138****8001" in page.text
    works()
    wrong = xiaolin.client.post(f"{PAGE}sms/confirm/", {"code": "12"})
    assert wrong.status_code == 422
    assert "验证码不对" in wrong.content.decode()
    page = xiaolin.sends(f"{PAGE}sms/confirm/", {"code": contents(sandbox)[-1]["code"]})
    assert "发到 138****8001" in page.text
    xiaolin.sends(PAGE, {"sms": "on", "email": "on", "at_night": "on", "language": "zh-hans"})
    order = cast.buys("game-card-3")
    number = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=timezone.now()).number
    cast.at = timezone.now()
    cast.pays_out()
    works()
    works()
    said = [one for one in contents(sandbox) if "number" in one]
    assert [sorted(one) for one in said] == [
        ["amount", "number"],
        ["amount", "due", "number"],
        ["amount", "number"],
    ]
    assert {one["number"] for one in said} == {number}
    sandbox.advance(60)
    Notice.objects.filter(state="ask").update(due_at=timezone.now())
    works()
    assert set(Notice.objects.exclude(kind="").values_list("fate", flat=True)) == {"delivered"}
    assert PHONE not in xiaolin.client.get(PAGE).content.decode()


def test_letters_lie_in_a_folder_of_the_demo(cast: Cast, xiaolin: Visitor, sandbox, tmp_path: Path):
    xiaolin.sends(f"{PAGE}email/code/", {"address": "lin@mail.example"})
    works()
    (letter,) = (tmp_path / "letters").glob("*.txt")
    code = re.search(r"\d{6}", letter.read_text(encoding="utf-8").split("\n\n")[1])
    assert code
    page = xiaolin.sends(f"{PAGE}email/confirm/", {"code": code[0]})
    assert "发到 l***@mail.example" in page.text
    xiaolin.sends(f"{PAGE}email/forget/", {})
    assert not Contact.objects.exists()


def test_wishes_are_kept_and_shown(cast: Cast, xiaolin: Visitor, sandbox: Rails):
    xiaolin.sends(PAGE, {"email": "on", "what": "important", "language": "en", "at_night": "on"})
    kept = wishes_of([cast.xiaolin])[cast.xiaolin]
    assert (kept.sms, kept.email, kept.only_important) == (False, True, True)
    assert (kept.at_night, kept.language) == (True, "en")
    page = xiaolin.sees(PAGE)
    ticked = {box["id"] for box in page.where("input") if "checked" in box}
    assert ticked == {"want-email", "what-important", "language-en", "at-night"}


def test_without_carriers_the_page_says_that_the_inbox_tells_all(xiaolin: Visitor, settings):
    settings.DEMO, settings.MESSAGES = False, {}
    carriers.forget_carriers()
    page = xiaolin.sees(PAGE)
    assert "还没有开通短信和邮件" in page.text
    assert not page.where("input", name="address")
    carriers.forget_carriers()


@pytest.mark.parametrize("path", ["fax/code/", "sms/dance/", "inbox/forget/"])
def test_other_ways_and_verbs_are_not_there(xiaolin: Visitor, path: str):
    assert xiaolin.client.post(PAGE + path).status_code == 404


def test_what_was_sent_is_seen_by_those_who_may(
    cast: Cast, xiaolin: Visitor, xiaowu: Visitor, zhoujie: Visitor, sandbox: Rails
):
    confirms_phone(xiaolin, sandbox)
    xiaolin.sends(PAGE, {"sms": "on", "at_night": "on", "language": "zh-hans"})  # at any hour
    order = cast.buys("game-card-3")
    number = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    works()
    path = f"/desk/{number}/notices/"
    for visitor in (xiaolin, xiaowu, zhoujie):
        visitor.sees(path, 404)
    laochen = Visitor().enters(cast.laochen)
    assert laochen.sees(f"/desk/{number}/").where("a", href=path)
    assert not zhoujie.sees(f"/desk/{number}/").where("a", href=path)
    page = laochen.sees(path)
    assert "138****8001" in page.text
    assert f"退款{number}已通过" in page.text
    assert PHONE not in page.text
    Visitor().enters(cast.laochen).sees("/desk/2000000000000000/notices/", 404)


def test_a_receipt_is_answered_bounded_and_only_makes_us_ask(
    cast: Cast, xiaolin: Visitor, sandbox: Rails
):
    confirms_phone(xiaolin, sandbox)
    copy = Notice.objects.get()
    assert copy.state == "ask"
    door, client = "/channels/sms/aliyun_sms/receipt", Client()
    told = [{"biz_id": copy.theirs, "success": True, "out_id": copy.reference}]
    for _ in range(2):
        answer = client.post(door, json.dumps(told), content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (200, 0)
    copy.refresh_from_db()
    assert (copy.state, copy.fate) == ("ask", "sent")  # nobody signed it
    assert copy.due_at <= timezone.now()
    sandbox.advance(60)
    works()
    copy.refresh_from_db()
    assert (copy.state, copy.fate) == ("done", "delivered")
    for body, status in ((b"{}", 400), (b"x" * (1024 * 1024 + 1), 413)):
        assert client.post(door, body, content_type="application/json").status_code == status
    assert client.post("/channels/sms/nobody/receipt", b"[]", "text/plain").status_code == 404
    assert client.get(door).status_code == 405
