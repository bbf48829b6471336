"""E-mail to a real SMTP server on this machine: secret, whole, honest about what is known."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from tests.gateways.messages.mail_server import Manner, certificate, serving
from weikameng.domain.delivery import Cause, Fate, Mail, is_address
from weikameng.gateways.messages.credentials import Security, SmtpCredentials
from weikameng.gateways.messages.email import Smtp

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
MAIL = Mail("xiaolin@example.com", "退款到账了", "12.30 元已退回。\n.\n请查看“退款进度”。", "N-1")


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What the server shows of itself."""
    return certificate(tmp_path_factory.mktemp("mail"))


def gateway(server, shown, security=Security.STARTTLS, trusted=True) -> Smtp:
    trust = ssl.create_default_context(cafile=str(shown) if trusted else None)
    who = SmtpCredentials(
        "localhost", "shop@weikameng.example", security, server.port, "shop", "the-password"
    )
    return Smtp(who, trust, lambda: NOW)


def sent(shown, manner, mail=MAIL):
    with serving(replace(manner, certificate=shown)) as server:
        return gateway(server, shown).send(mail), server


def opened(raw):
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_letter_arrives_whole_over_a_secret_line(shown, security) -> None:
    implicit = security is Security.TLS
    with serving(Manner(shown, implicit=implicit)) as server:
        taken = gateway(server, shown, security).send(MAIL)
    assert taken.fate is Fate.SENT
    (raw,) = server.letters
    letter = opened(raw)
    assert letter["Subject"] == "退款到账了"
    assert letter["To"] == "xiaolin@example.com"
    assert letter["From"] == "shop@weikameng.example"
    assert letter["Message-ID"] == "<N-1@weikameng.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().replace("\r\n", "\n").rstrip("\n") == MAIL.text
    assert all(secret for verb, secret in server.commands if verb not in ("EHLO", "STARTTLS"))


def test_the_same_letter_again_has_the_same_number(shown) -> None:
    with serving(Manner(shown)) as server:
        smtp = gateway(server, shown)
        smtp.send(MAIL)
        smtp.send(MAIL)
    numbers = {opened(raw)["Message-ID"] for raw in server.letters}
    assert (len(server.letters), len(numbers)) == (2, 1)


def test_no_header_hides_in_a_subject(shown) -> None:
    taken, server = sent(
        shown, Manner(), replace(MAIL, subject="x\r\nBcc: wu@example.com\r\n\r\ny")
    )
    assert taken.fate is Fate.SENT
    letter = opened(server.letters[0])
    assert letter["Bcc"] is None
    assert letter["Subject"] == "x Bcc: wu@example.com y"


@pytest.mark.parametrize(
    ("manner", "fate", "cause"),
    [
        (Manner(rcpt="550 no such person xiaolin@example.com"), Fate.REFUSED, Cause.ADDRESS),
        (Manner(rcpt="450 come back"), Fate.REFUSED, Cause.LATER),
        (Manner(rcpt="251 forwarded"), Fate.SENT, Cause.NONE),
        (Manner(mail="550 not from you"), Fate.REFUSED, Cause.SETTINGS),
        (Manner(data="554 no"), Fate.REFUSED, Cause.SETTINGS),
        (Manner(taken="554 looks like spam"), Fate.REFUSED, Cause.SETTINGS),
        (Manner(taken="451 busy"), Fate.REFUSED, Cause.LATER),
        (Manner(auth="535 wrong password"), Fate.REFUSED, Cause.SETTINGS),
        (Manner(auth="454 later"), Fate.REFUSED, Cause.LATER),
        (Manner(starttls=False), Fate.REFUSED, Cause.SETTINGS),
        (Manner(auth=None), Fate.REFUSED, Cause.LATER),
        (Manner(rcpt=None), Fate.REFUSED, Cause.LATER),
        (Manner(taken=None), Fate.UNKNOWN, Cause.NONE),  # the text had gone
    ],
)
def test_what_the_server_answers_has_its_meaning(shown, manner, fate, cause) -> None:
    said, _server = sent(shown, manner)
    assert (said.fate, said.cause) == (fate, cause)
    assert "xiaolin" not in said.code


def test_without_a_secret_line_no_password_and_no_letter_leaves(shown) -> None:
    said, server = sent(shown, Manner(starttls=False))
    assert said.fate is Fate.REFUSED
    assert {verb for verb, _ in server.commands} <= {"EHLO", "QUIT"}


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_nobody_vouches_for_gets_nothing(shown, security) -> None:
    with serving(Manner(shown, implicit=security is Security.TLS)) as server:
        said = gateway(server, shown, security, trusted=False).send(MAIL)
    assert (said.fate, said.cause) == (Fate.REFUSED, Cause.SETTINGS)
    assert server.letters == []
    assert "AUTH" not in {verb for verb, _ in server.commands}


def test_on_this_machine_a_plain_server_will_do(shown) -> None:
    with serving(Manner(starttls=False)) as server:
        who = SmtpCredentials("127.0.0.1", "shop@weikameng.example", Security.NONE, server.port)
        said = Smtp(who, ssl.create_default_context(), lambda: NOW).send(MAIL)
    assert said.fate is Fate.SENT
    assert "AUTH" not in {verb for verb, _ in server.commands}


def test_where_nobody_listens_it_surely_did_not_go(shown) -> None:
    with serving(Manner(shown)) as server:
        pass
    said = gateway(server, shown).send(MAIL)
    assert (said.fate, said.cause) == (Fate.REFUSED, Cause.LATER)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "xiaolin",
        "@example.com",
        "xiaolin@",
        "a@b@",
        "a@b@example.com",
        "a b@example.com",
        "a@example.com,b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "<a@example.com>",
        "小林@example.com",
        f"{'a' * 250}@example.com",
    ],
)
def test_what_is_no_address_is_refused_without_a_call(shown, address) -> None:
    assert not is_address(address)
    with serving(Manner(shown)) as server:
        said = gateway(server, shown).send(replace(MAIL, to=address))
    assert (said.fate, said.cause) == (Fate.REFUSED, Cause.ADDRESS)
    assert server.commands == []


def test_a_reference_that_could_break_a_header_is_refused(shown) -> None:
    said, server = sent(shown, Manner(), replace(MAIL, reference="N-1>\r\nBcc: x"))
    assert said.cause is Cause.SETTINGS
    assert server.commands == []


def test_people_and_passwords_do_not_show() -> None:
    assert "xiaolin" not in repr(MAIL)
    assert "12.30" not in repr(MAIL)
    assert "the-password" not in repr(SmtpCredentials("h", "s", password="the-password"))
