"""Handing one mail to whoever carries it on, and knowing how far it got.

The answer that matters is whether the mail may already be on its way when something breaks. smtplib does not
say, so the SMTP dialogue is led here phase by phase. A break before the final dot is sent means not accepted,
a break after it means that nobody knows (RFC 1047).
"""

import os
import re
import smtplib
import socket
import ssl
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail import DNS_NAME, get_connection

from reminders.models import DeliveryAttempt

Phase, Result = DeliveryAttempt.Phase, DeliveryAttempt.Result
SIGN_IN_CODES = frozenset({530, 534, 535, 538})
REPLY_LENGTH = 300


@dataclass(frozen=True)
class Outcome:
    result: Result
    phase: Phase
    code: int | None = None
    reply: str = ""

    @property
    def words(self):
        """The answer as the server gave it."""
        return f"{self.code or ''} {self.reply}".strip()

    @property
    def is_server_wide(self):
        """Whether every other mail would meet the same: no connection, no sign-in, sender not wanted."""
        return self.phase == Phase.CONNECT or self.code in SIGN_IN_CODES or self.refuses_sender

    @property
    def refuses_sender(self):
        return self.phase == Phase.MAIL and self.result == Result.REFUSED


def judged(phase, code, reply):
    """What an SMTP reply code means (RFC 5321 §4.2.1): 2xx and 3xx go on, 4xx may pass later, 5xx not."""
    if not 200 <= code < 600:
        return broken(phase, f"no SMTP reply: {readable(reply)}")
    failure = Result.TEMPORARY if code < 500 else Result.REFUSED
    return Outcome(Result.ACCEPTED if code < 400 else failure, phase, code, readable(reply))


def broken(phase, error):
    """A dialogue that broke off in `phase`, without an answer. `error` is an exception or a sentence."""
    result = Result.AMBIGUOUS if phase == Phase.FINAL else Result.TEMPORARY
    words = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else error
    return Outcome(result, phase, None, readable(words))


def readable(reply):
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return " ".join(text.split())[:REPLY_LENGTH]


class Parcel:
    """A Django mail message with one recipient, made into bytes once: what is wrong with it shows here."""

    def __init__(self, message):
        self.message = message
        built = message.message()
        self.message_id = built["Message-ID"]
        self.sender = parseaddr(str(built["From"]))[1]
        self.recipient = parseaddr(str(built["To"]))[1]
        self.data = built.as_bytes(linesep="\r\n")

    @property
    def stuffed(self):
        """The bytes as they travel in SMTP: a line that begins with a dot gets a second one."""
        data = self.data if self.data.endswith(b"\r\n") else self.data + b"\r\n"
        return re.sub(rb"(?m)^\.", b"..", data)


def mail_transport():
    """The transport for the configured mail backend."""
    return TRANSPORTS.get(settings.EMAIL_BACKEND, BackendTransport)()


class SmtpTransport:
    """One connection, kept between mails."""

    def __init__(self):
        self.server = None

    def ready(self):
        """Connect, or see that the kept connection still answers. None, or the Outcome in the way.

        Asked before a mail is claimed, so that a dead server costs no mail an attempt.
        """
        if self.server and self.still_answers():
            return None
        self.close()
        try:
            self.server = connected()
        except smtplib.SMTPResponseException as error:
            return Outcome(Result.TEMPORARY, Phase.CONNECT, error.smtp_code, readable(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            return broken(Phase.CONNECT, error)
        return None

    def still_answers(self):
        with suppress(smtplib.SMTPException, OSError):
            return self.server.rset()[0] == 250
        return False

    def send(self, parcel):
        """Hand over a Parcel. Never raises for what the network does."""
        dialogue = Dialogue(self.server)
        try:
            outcome = dialogue.hand_over(parcel)
        except (smtplib.SMTPException, OSError) as error:
            outcome = broken(dialogue.phase, error)
        if outcome.code in (None, 421):
            self.close()
        return outcome

    def close(self):
        """Say goodbye without waiting for the answer: a server that hangs must not hold up the run."""
        if self.server:
            with suppress(smtplib.SMTPException, OSError):
                self.server.putcmd("quit")
            self.server.close()
        self.server = None


def connected():
    """A signed-in SMTP connection by the EMAIL_* settings."""
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "local_hostname": DNS_NAME.get_fqdn()}
    if settings.EMAIL_USE_SSL:
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(**where, timeout=settings.EMAIL_TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(**where, timeout=settings.EMAIL_TIMEOUT)
    try:
        sign_in(server)
    except BaseException:
        server.close()
        raise
    return server


def sign_in(server):
    # The final dot travels alone; without this it would wait for the acknowledgement of the body.
    server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if settings.EMAIL_USE_TLS:
        server.starttls(context=ssl.create_default_context())
    server.ehlo_or_helo_if_needed()
    if settings.EMAIL_HOST_USER:
        server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)


class Dialogue:
    """The hand-over of one mail. `phase` says how far it has got."""

    def __init__(self, server):
        self.server = server
        self.phase = Phase.MAIL

    def hand_over(self, parcel):
        for phase, command in (
            (Phase.MAIL, lambda: self.server.mail(parcel.sender)),
            (Phase.RCPT, lambda: self.server.rcpt(parcel.recipient)),
            (Phase.DATA, lambda: self.server.docmd("DATA")),
        ):
            self.phase = phase
            outcome = judged(phase, *command())
            if outcome.result != Result.ACCEPTED:
                return outcome
        self.server.send(parcel.stuffed)
        return self.end()

    def end(self):
        """Send the final dot and wait for the answer, longer than for any other (RFC 5321 §4.5.3.2.6)."""
        self.phase = Phase.FINAL
        self.server.sock.settimeout(settings.EMAIL_FINAL_TIMEOUT)
        self.server.send(b".\r\n")
        outcome = judged(Phase.FINAL, *self.server.getreply())
        if self.server.sock:
            self.server.sock.settimeout(settings.EMAIL_TIMEOUT)
        return outcome


class FileTransport:
    """Mail as files in MAIL_DIR, for an installation without a mail server."""

    def ready(self):
        try:
            Path(settings.MAIL_DIR).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return broken(Phase.CONNECT, error)
        return None

    def send(self, parcel):
        """Write the file whole or not at all. Its name is the Message-ID: a copy replaces the first."""
        folder = Path(settings.MAIL_DIR)
        name = parcel.message_id.strip("<>").partition("@")[0]
        try:
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
                file.write(parcel.data)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(folder / f"{name}.eml")
        except OSError as error:
            return broken(Phase.DATA, error)
        return Outcome(Result.ACCEPTED, Phase.FINAL)

    def close(self):
        """Nothing stays open between two files."""


class BackendTransport:
    """Any other mail backend of Django. It tells only whether it failed."""

    def __init__(self):
        self.connection = get_connection()

    def ready(self):
        try:
            self.connection.open()
        except Exception as error:  # a backend may raise anything of its own
            return broken(Phase.CONNECT, error)
        return None

    def send(self, parcel):
        try:
            self.connection.send_messages([parcel.message])
        except Exception as error:  # as above; without a phase only the careful answer is right
            return broken(Phase.FINAL, error)
        return Outcome(Result.ACCEPTED, Phase.FINAL)

    def close(self):
        self.connection.close()


TRANSPORTS = {
    "django.core.mail.backends.smtp.EmailBackend": SmtpTransport,
    "django.core.mail.backends.filebased.EmailBackend": FileTransport,
}
