"""Mail: written from templates in the receiver's language, sent by a job, kept in a folder where no server is named."""

import logging
import secrets
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, has_request_context, render_template, request
from flask_babel import force_locale

from server.core.config import UnusableSettings
from server.core.i18n import language_tag
from server.core.jobs import TryLater, job

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 30
# Half a minute, two, eight, half an hour, two hours.
RETRIES = 5
_HERE = ("localhost", "127.0.0.1", "::1")


class Site(NamedTuple):
    """What mails say of the workspace: its name, and its address (``https://chat.example.org``) where it is known."""

    name: str
    url: str


@dataclass(frozen=True)
class Server:
    """A mail server, from ``smtp[s]://[user:password@]host[:port]``."""

    host: str
    port: int
    user: str
    password: str
    # smtps: TLS from the first byte. Otherwise by STARTTLS, when the server offers it.
    tls_first: bool


def init_app(app: Flask, site: Callable[[], Site]) -> None:
    """Read the settings.

    Args:
        site: tells what mails say of the workspace.

    Raises:
        UnusableSettings: ``SMTP_URL``, ``PUBLIC_URL`` or ``MAIL_FROM`` is none.
    """
    url, sender = app.config["SMTP_URL"], app.config["MAIL_FROM"]
    app.extensions["mail"] = read_url(url) if url else None
    app.extensions["mail_site"] = site
    public = app.config["PUBLIC_URL"]
    if public and (urlsplit(public).scheme not in ("http", "https") or not urlsplit(public).hostname):
        raise UnusableSettings("PUBLIC_URL is no address such as https://chat.example.org.")
    if sender and "@" not in parseaddr(sender)[1]:
        raise UnusableSettings("MAIL_FROM is no address such as parley@example.org.")


def read_url(url: str) -> Server:
    """Return the mail server that a URL names.

    Raises:
        UnusableSettings: it names none.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UnusableSettings("SMTP_URL is no address such as smtp://user:password@mail.example.org:587.")
    tls_first = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or (465 if tls_first else 587 if parts.username else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_first=tls_first,
    )


def link(path: str) -> str:
    """Return the absolute address of ``/path``; to be asked where the request is, before a mail is put off.

    ``PUBLIC_URL``, else where the workspace is known to be, else where the request says that it came to: that comes
    last because whoever asks for somebody else's mail could have it lead to a server of theirs.
    """
    base = current_app.config["PUBLIC_URL"] or _site().url
    if not base and has_request_context():
        base = request.host_url
    return base.rstrip("/") + path


def send_later(
    address: str, template: str, locale: str, headers: dict[str, str] | None = None, /, **context: Any
) -> None:
    """Have a mail sent soon; to be called after the commit of what it is about.

    Args:
        template: ``templates/mail/<template>.subject.txt``, ``.txt`` and ``.html``.
        locale: of the receiver.
        headers: besides those that every mail has.
        context: for the templates; has to fit into JSON.
    """
    send.later(address, template, locale, context, headers)


@job(retries=RETRIES, retry_delay=30)
def send(
    address: str, template: str, locale: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    """Send a mail now.

    Raises:
        TryLater: the server is away, or does not want it at the moment.
    """
    try:
        message = compose(address, template, locale, context)
        for name, value in (headers or {}).items():
            message[name] = value
        if headers:
            # An address that is longer than a line must not be taken apart.
            message.policy = message.policy.clone(max_line_length=998)
    except (MessageError, ValueError, IndexError) as error:
        # No later try would make it an address that mail can go to.
        log.error("no mail (%s) can be written to %r: %s", template, address, error)
        return
    server: Server | None = current_app.extensions["mail"]
    if server is None:
        _keep(message)
        return
    try:
        _hand_over(server, message)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        if code < 500:
            raise TryLater(f"{server.host} does not take the mail to {address} yet: {reason!r}") from error
        log.error("%s does not take mail to %s: %r", server.host, address, reason)
    except smtplib.SMTPNotSupportedError as error:
        log.error("%s cannot do what the mail to %s needs: %s", server.host, address, error)
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"{server.host}:{server.port} did not take the mail to {address}: {error}") from error


def compose(address: str, template: str, locale: str, context: dict[str, Any]) -> EmailMessage:
    """Return a mail, as text and as HTML."""
    site = _site()
    with force_locale(locale):
        given = {"site": site.name, "lang": language_tag(locale), **context}
        subject, text, html = (
            render_template(f"mail/{template}.{kind}", **given) for kind in ("subject.txt", "txt", "html")
        )
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(subject.split())
    name, _ = parseaddr(current_app.config["MAIL_FROM"])
    message["From"] = Address(name or site.name, addr_spec=sender())
    message["To"] = Address(addr_spec=address)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender().rpartition("@")[2])
    # So that nobody's "I am on holiday" answers it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    # Last, for the body takes what is called Content-… with it.
    message["Content-Language"] = language_tag(locale)
    return message


def sender() -> str:
    """Return the address that mails come from."""
    return parseaddr(current_app.config["MAIL_FROM"])[1] or f"parley@{_domain()}"


def _site() -> Site:
    found: Site = current_app.extensions["mail_site"]()
    return found


def _domain() -> str:
    """Return the domain that mails come from when nobody has named one."""
    host = urlsplit(link("")).hostname or "localhost"
    return "localhost" if host.replace(".", "").isdigit() or ":" in host else host


def _hand_over(server: Server, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    with _connect(server, context) as connection:
        if not server.tls_first and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif not server.tls_first and server.password and server.host not in _HERE:
            raise smtplib.SMTPException(
                "it offers no TLS, and the password does not go over the network without"
            )
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def _connect(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    place = (server.host, server.port, _domain())
    if server.tls_first:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=PATIENCE_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(*place, timeout=PATIENCE_SECONDS)
    connection.ehlo()
    return connection


def _keep(message: EmailMessage) -> None:
    """Put a mail where whoever runs a small installation can find it."""
    folder: Path = current_app.config["DATA_DIR"] / "mail"
    # The links in it let their reader in.
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{message['Date'].datetime:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    path.write_bytes(message.as_bytes())
    log.warning("no SMTP_URL: the mail to %s (%s) is in %s", message["To"], message["Subject"], path)
