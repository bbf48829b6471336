"""Settings of SMS carriers and the mail server: whole, or told setting by setting what is wrong."""

import pytest

from weikameng.gateways.messages import credentials as of
from weikameng.gateways.messages.credentials import (
    Security,
    aliyun_credentials,
    smtp_credentials,
    tencent_credentials,
)

ALIYUN = {of.KEY_ID: "id", of.KEY_SECRET: "s3cret", of.ALIYUN_SIGN: "微卡盟"}
TENCENT = {
    of.SECRET_ID: "id",
    of.SECRET_KEY: "s3cret",
    of.APP_ID: "1400000000",
    of.TENCENT_SIGN: "微卡盟",
}
SMTP = {of.HOST: "mail.example.com", of.SENDER: "shop@example.com"}


def faults(checked) -> set[tuple[str, str]]:
    assert checked.credentials is None
    return {(fault.setting, fault.code) for fault in checked.faults}


def test_what_nobody_set_up_is_neither_there_nor_wrong() -> None:
    for read in (aliyun_credentials, tencent_credentials, smtp_credentials):
        checked = read({})
        assert (checked.credentials, checked.faults) == (None, ())


def test_whole_sets_are_read() -> None:
    aliyun = aliyun_credentials(ALIYUN).credentials
    tencent = tencent_credentials(TENCENT).credentials
    assert aliyun is not None
    assert tencent is not None
    assert aliyun.endpoint == "https://dysmsapi.aliyuncs.com"
    assert (tencent.endpoint, tencent.region) == (
        "https://sms.tencentcloudapi.com",
        "ap-guangzhou",
    )
    assert "s3cret" not in repr((aliyun, tencent))


@pytest.mark.parametrize(
    ("read", "settings"), [(aliyun_credentials, ALIYUN), (tencent_credentials, TENCENT)]
)
def test_each_missing_setting_is_named(read, settings) -> None:
    for name in settings:
        rest = {key: value for key, value in settings.items() if key != name}
        assert faults(read(rest)) == {(name, "missing")}


def test_a_secret_may_be_a_file(tmp_path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from a file\n")
    rest = {key: value for key, value in ALIYUN.items() if key != of.KEY_SECRET}
    checked = aliyun_credentials(rest | {f"{of.KEY_SECRET}_FILE": str(kept)})
    assert checked.credentials is not None
    assert checked.credentials.key_secret == "from a file"


def test_requests_go_to_safe_addresses_only() -> None:
    plain = "http://sms.example.com"
    assert faults(aliyun_credentials(ALIYUN | {of.ALIYUN_AT: plain})) == {
        (of.ALIYUN_AT, "no_address")
    }
    assert faults(tencent_credentials(TENCENT | {of.TENCENT_AT: plain})) == {
        (of.TENCENT_AT, "no_address")
    }
    assert aliyun_credentials(ALIYUN | {of.ALIYUN_AT: "http://127.0.0.1:8900"}).credentials


@pytest.mark.parametrize(
    ("more", "security", "port"),
    [
        ({}, Security.STARTTLS, 587),
        ({of.SECURITY: "tls"}, Security.TLS, 465),
        ({of.SECURITY: "none", of.HOST: "127.0.0.1"}, Security.NONE, 25),
        ({of.PORT: "2525"}, Security.STARTTLS, 2525),
    ],
)
def test_a_mail_server_is_spoken_to_in_secret(more, security, port) -> None:
    made = smtp_credentials(SMTP | more).credentials
    assert made is not None
    assert (made.security, made.port) == (security, port)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({of.SECURITY: "none"}, (of.SECURITY, "no_security")),
        ({of.SECURITY: "ssl3"}, (of.SECURITY, "no_security")),
        ({of.PORT: "0"}, (of.PORT, "no_port")),
        ({of.PORT: "mail"}, (of.PORT, "no_port")),
        ({of.PORT: "99999999"}, (of.PORT, "no_port")),
        ({of.SENDER: "微卡盟 <shop@example.com>"}, (of.SENDER, "no_sender")),
        ({of.SENDER: ""}, (of.SENDER, "missing")),
        ({of.USER: "shop"}, (of.PASSWORD, "missing")),
    ],
)
def test_a_mail_server_that_could_not_work_is_told_why(more, fault) -> None:
    checked = smtp_credentials(SMTP | more)
    assert faults(checked) == {fault}
    assert all(one.words.zh and one.words.en for one in checked.faults)
