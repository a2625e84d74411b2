"""A real SMTP server (aiosmtpd) on this machine that keeps what it takes and misbehaves as it is told."""

import asyncio
import email
import email.policy
import socket
import ssl
import subprocess

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from support.waiting import wait_for


def bound_socket():
    """On a port that nobody else can have meanwhile, by each of this machine's addresses. Until somebody listens on it,
    connections are refused."""
    held = socket.socket()
    held.bind(("0.0.0.0", 0))
    return held


class ControllerOfSocket(Controller):
    """Listens on a socket that was bound before."""

    def __init__(self, handler, held, **options):
        host, port = held.getsockname()
        super().__init__(handler, hostname=host, port=port, **options)
        self.held = held

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.held, ssl=self.ssl_context)


def make_certificate(folder, host):
    """A certificate of its own; the same file is what clients have to trust."""
    certificate, key = folder / "smtp.crt", folder / "smtp.key"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "3650", "-subj", f"/CN={host}",
            "-addext", f"subjectAltName=DNS:{host}",
            "-keyout", key, "-out", certificate,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    certificate.chmod(0o644)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


class AbsentMailServer:
    """An address at which connections are refused."""

    def __enter__(self):
        self.held = bound_socket()
        return self

    def __exit__(self, *_):
        self.held.close()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.held.getsockname()[1]}"


class MailServer:
    """`context`: for STARTTLS, or for TLS from the start with implicit_tls. `login`: (user, password) required."""

    def __init__(self, context=None, implicit_tls=False, login=None):
        held = bound_socket()
        self.port = held.getsockname()[1]
        self.mails = []
        self.sessions = 0
        self.refusals = {}  # recipient -> the reply to RCPT
        self.data_replies = {}  # recipient -> the reply to the mail itself
        self.cut = set()  # recipients at whose name the connection is cut
        self.logins = []  # what was given, right or wrong
        self.lost = set()  # recipients whose mails are taken, and the connection cut without a reply
        self.held_back = {}  # recipient -> the command, RCPT or DATA, that is not answered until he is out of here
        self.holding = []  # recipients that were held back
        self.encrypted = []
        self.login = login
        options = {}
        if context and implicit_tls:
            options["ssl_context"] = context
        elif context:
            options.update(tls_context=context, require_starttls=True)
        if login:
            # What came in through TLS from the start does not count as TLS with aiosmtpd.
            options.update(
                authenticator=self.check_login,
                auth_required=True,
                auth_require_tls=context is not None and not implicit_tls,
            )
        self.controller = ControllerOfSocket(self, held, **options)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.held_back.clear()
        self.controller.stop()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    # What aiosmtpd calls.

    def check_login(self, _server, _session, _envelope, _mechanism, data):
        given = (data.login.decode(), data.password.decode())
        self.logins.append(given)
        return AuthResult(success=given == self.login, handled=False)

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def hold_back(self, recipient, command):
        if self.held_back.get(recipient) == command:
            self.holding.append(recipient)
        while self.held_back.get(recipient) == command:
            await asyncio.sleep(0.02)

    async def handle_RCPT(self, server: SMTP, _session, envelope, address, _options):
        await self.hold_back(address, "RCPT")
        if address in self.cut:
            server.transport.abort()
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session, envelope):
        recipient = envelope.rcpt_tos[0]
        await self.hold_back(recipient, "DATA")
        if recipient in self.data_replies:
            return self.data_replies[recipient]
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        message.recipients = list(envelope.rcpt_tos)
        message.sender = envelope.mail_from
        message.raw = envelope.content
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.mails.append(message)
        if recipient in self.lost:
            server.transport.abort()
        return "250 taken"

    # What tests ask.

    def wait_for_mails(self, count, timeout=20):
        wait_for(lambda: len(self.mails) >= count, timeout, f"{count} mails, {len(self.mails)} came")
        return self.mails
