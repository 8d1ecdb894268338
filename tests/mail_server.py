"""A real mail server of a test's own: it takes what it is sent, and can be made to refuse, to ask for a password, or
to speak TLS."""

import email
import re
import ssl
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.eventually import eventually
from tests.servers import free_port


class MailServer:
    """Takes mail on a port of its own.

    Args:
        user: whom to ask for ``password``; empty asks nobody.
        certificate: speak TLS with it: by STARTTLS, or from the first byte with ``tls_first``.
    """

    def __init__(
        self, user: str = "", password: str = "", certificate: Path | None = None, tls_first: bool = False
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.refusal = ""
        self.was_secure: list[bool] = []
        self.port = free_port()
        self._login = LoginPassword(user.encode(), password.encode()) if user else None
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port}
        if self._login:
            options |= {
                "authenticator": self._check,
                "auth_required": True,
                "auth_require_tls": context is not None,
            }
        if tls_first:
            options["ssl_context"] = context
        elif context:
            options |= {"tls_context": context, "require_starttls": True}
        self._options = options
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """For ``SMTP_URL``."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> "MailServer":
        """Begin to take mail."""
        self._controller = Controller(self, **self._options)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Be gone."""
        if self._controller:
            self._controller.stop()
        self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails that came for an address, the oldest first."""
        return [mail for mail in self.mails if mail["To"] == address]

    def wait_for(self, address: str, words: str = "") -> EmailMessage:
        """Return the latest mail for an address with these words in it, as soon as there is one."""
        found = eventually(lambda: [mail for mail in self.to(address) if words in text(mail)])
        return found[-1]

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take a mail."""
        if self.refusal:
            return self.refusal
        self.was_secure.append(server.transport.get_extra_info("ssl_object") is not None)
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def _check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given == self._login, handled=False)


def text(mail: EmailMessage) -> str:
    """Return what a reader of plain text sees, subject first."""
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}".replace("\r\n", "\n")


def html(mail: EmailMessage) -> str:
    """Return what a reader of HTML gets."""
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def link(mail: EmailMessage) -> str:
    """Return the one address that a mail leads to; both of its forms have to agree on it."""
    found = set(re.findall(r"https?://\S+", text(mail)))
    assert len(found) == 1, found
    address = found.pop()
    assert f'href="{address}"' in html(mail)
    return str(address)


def path(mail: EmailMessage) -> str:
    """Return the path of the address that a mail leads to."""
    return "/" + link(mail).split("/", 3)[3]
