"""The carriers' numbers of our texts: every one is there, and English falls back to Chinese."""

import pytest

from weikameng.domain.delivery import Fate, Mail
from weikameng.gateways.messages.letter_box import LetterBox
from weikameng.gateways.messages.templates import template_for, templates_in
from weikameng.gateways.payments.setting_reading import Reading

NAME = "WEIKAMENG_ALIYUN_SMS_TEMPLATES"
CODES = ("code", "held_up")


def read(text: str) -> tuple[dict[str, str], list[str]]:
    reading = Reading("aliyun_sms", {NAME: text} if text else {})
    return dict(templates_in(reading, NAME, CODES)), [fault.code for fault in reading.faults]


def test_commas_or_lines_and_english_where_there_is_one():
    found, faults = read("code=SMS_1, held_up = SMS_2\nheld_up.en=SMS_3,")
    assert faults == []
    assert template_for(found, "held_up", "en") == ("SMS_3", "en")
    assert template_for(found, "code", "en") == ("SMS_1", "zh-hans")
    assert template_for(found, "held_up", "zh-hans") == ("SMS_2", "zh-hans")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "missing"),
        ("code=SMS_1", "missing_templates"),
        ("code=SMS_1, held_up=", "bad_template"),
        ("code=SMS_1, held_up=SMS_2, birthday=SMS_3", "bad_template"),
        ("code=SMS_1, code=SMS_2, held_up=SMS_3", "bad_template"),
        (f"code={'9' * 65}, held_up=SMS_3", "bad_template"),
    ],
)
def test_what_can_not_work_is_a_fault_of_the_setting(text, fault):
    assert read(text)[1] == [fault]


def test_a_letter_in_the_folder_is_there_once_and_readable_by_us_alone(tmp_path):
    box, folder = LetterBox(tmp_path / "letters"), tmp_path / "letters"
    mail = Mail("lin@mail.example", "退款", "已到账", "226-1-email")
    assert [box.send(mail).fate for _ in range(2)] == [Fate.SENT] * 2
    (letter,) = folder.iterdir()
    assert letter.read_text(encoding="utf-8").endswith("已到账\n")
    assert folder.stat().st_mode & 0o077 == 0
    for to, reference in (("nobody", "1"), ("lin@mail.example", "../x")):
        refused = box.send(Mail(to, "", "", reference))
        assert refused.fate is Fate.REFUSED
