"""What is wrong with a channel's settings is told at start, and nothing else is held up."""

import os
import subprocess
import sys


def checked(**settings):
    command = [sys.executable, "-m", "weikameng.config.entry", "manage", "check"]
    found = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, timeout=60, check=False
    )
    return found.returncode, found.stdout + found.stderr


def test_bad_credentials_are_warned_of_by_number_and_setting():
    code, said = checked(
        WEIKAMENG_ALIPAY_APP_ID="2021000000000000", WEIKAMENG_ALIPAY_PRIVATE_KEY="not a key"
    )
    assert code == 0
    assert "weikameng.W001" in said
    assert "WEIKAMENG_ALIPAY_PRIVATE_KEY" in said
    assert "not a key" not in said


def test_bad_settings_of_a_supplier_are_warned_of_and_stop_nothing():
    code, said = checked(WEIKAMENG_FULU_APP_KEY="app", WEIKAMENG_FULU_GATEWAY="ftp://nowhere")
    assert code == 0
    assert "weikameng.W003" in said
    assert "WEIKAMENG_FULU_APP_SECRET" in said
    assert "WEIKAMENG_FULU_GATEWAY" in said


def test_without_channels_there_is_nothing_to_warn_of():
    assert "W001" not in checked()[1]
