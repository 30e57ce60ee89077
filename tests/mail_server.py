"""A local mail server for tests that remembers what it was given before it answers, and answers as told."""

import asyncio
import socket
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class MailServer:
    """Handler of aiosmtpd. `answers` maps MAIL, RCPT or DATA to what it answers, one after the other.

    An answer is a reply line, a number of seconds to wait before accepting, or None to cut the connection.
    When the answers are used up, the server accepts.
    """

    def __init__(self, **answers):
        self.mails = []
        self.answers = answers

    async def answer(self, server, command):
        queue = self.answers.get(command, [])
        answer = queue.pop(0) if queue else "250 OK"
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return "250 OK"
        if answer is None:
            server.transport.abort()
        return answer or "421 gone"

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self.answer(server, "MAIL")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self.answer(server, "RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=default)
        self.mails.append((list(envelope.rcpt_tos), mail))
        return await self.answer(server, "DATA")

    @property
    def message_ids(self):
        return [mail["Message-ID"] for _, mail in self.mails]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(settings, handler=None, **options):
    """Run a server on a free port and point the EMAIL_* settings at it. Gives its handler."""
    handler = handler or MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.HAS_MAIL_SERVER = True
    try:
        yield handler
    finally:
        controller.stop()
