"""E-mail by SMTP with TLS: one message, one person, and what became of it in our words.

A server takes a message as often as it is given it; only a *Message-ID* of ours makes twins known.
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from weikameng.domain.delivery import Cause, Fate, Handover, Mail, is_address, is_reference
from weikameng.gateways.messages.credentials import Security, SmtpCredentials
from weikameng.gateways.payments.line import TIMEOUT_SECONDS

SUBJECT_LIMIT = 200
TEXT_LIMIT = 20_000
_TAKEN = 250


class Smtp:
    """One verb, which never raises for what the network or the server does."""

    name = "smtp"

    def __init__(
        self,
        credentials: SmtpCredentials,
        trust: ssl.SSLContext,
        clock: Callable[[], datetime],
    ) -> None:
        self._credentials = credentials
        self._trust = trust
        self._clock = clock

    def send(self, mail: Mail) -> Handover:
        """Hand a letter over. Unknown only when the line died after the text had gone."""
        if not is_address(mail.to):
            return Handover(Fate.REFUSED, "NO_ADDRESS", Cause.ADDRESS)
        if not is_reference(mail.reference):
            return Handover(Fate.REFUSED, "BAD_REFERENCE", Cause.SETTINGS)
        letter = self._letter(mail)
        try:
            server = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            return _refused(error.smtp_code, Cause.SETTINGS)
        except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
            return Handover(Fate.REFUSED, type(error).__name__, Cause.SETTINGS)
        except (OSError, smtplib.SMTPException) as error:
            return Handover(Fate.REFUSED, type(error).__name__, Cause.LATER)
        try:
            return _handed_over(server, self._credentials.sender, mail.to, letter)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _letter(self, mail: Mail) -> bytes:
        sender = self._credentials.sender
        letter = EmailMessage()
        letter["From"] = sender
        letter["To"] = mail.to
        letter["Subject"] = " ".join(mail.subject.split())[:SUBJECT_LIMIT]
        letter["Date"] = format_datetime(self._clock())
        letter["Message-ID"] = f"<{mail.reference}@{sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"  # no holiday answers, please
        letter.set_content(mail.text[:TEXT_LIMIT], cte="base64")
        return letter.as_bytes()

    def _connected(self) -> smtplib.SMTP:
        """Return a line that is secret and signed in; on any trouble it is closed again."""
        who = self._credentials
        server = self._opened()
        try:
            server.ehlo_or_helo_if_needed()
            if who.security is Security.STARTTLS:
                server.starttls(context=self._trust)
                server.ehlo()
            if who.user:
                server.login(who.user, who.password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _opened(self) -> smtplib.SMTP:
        who = self._credentials
        if who.security is Security.TLS:
            return smtplib.SMTP_SSL(
                who.host, who.port, timeout=TIMEOUT_SECONDS, context=self._trust
            )
        return smtplib.SMTP(who.host, who.port, timeout=TIMEOUT_SECONDS)


def _handed_over(server: smtplib.SMTP, sender: str, to: str, letter: bytes) -> Handover:
    """Go through the steps one by one: what an answer means depends on when it comes."""
    try:
        code, _ = server.mail(sender)
        if code != _TAKEN:
            return _refused(code, Cause.SETTINGS)
        code, _ = server.rcpt(to)
        if code not in (_TAKEN, 251):  # 251: it will be forwarded
            return _refused(code, Cause.ADDRESS)
    except (OSError, smtplib.SMTPException) as error:
        return Handover(Fate.REFUSED, type(error).__name__, Cause.LATER)
    try:
        code, _ = server.data(letter)
    except smtplib.SMTPDataError as error:  # refused before the text went
        return _refused(error.smtp_code, Cause.SETTINGS)
    except (OSError, smtplib.SMTPException) as error:
        return Handover(Fate.UNKNOWN, type(error).__name__)
    return Handover(Fate.SENT, str(code)) if code == _TAKEN else _refused(code, Cause.SETTINGS)


def _refused(code: int, cause: Cause) -> Handover:
    """4xx means later, whatever it is about. Their words are dropped: they name the person."""
    return Handover(Fate.REFUSED, f"SMTP_{code}", Cause.LATER if 400 <= code < 500 else cause)
