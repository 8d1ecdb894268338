"""Mail: what it looks like, and how it gets to a server, or to nobody."""

import datetime
import email
import stat
from email.policy import default
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import update

from server.accounts.models import Workspace
from server.core import jobs, mail
from server.core.config import UnusableSettings
from server.core.writer import write
from tests.mail_server import MailServer, html, text
from tests.server.conftest import PASSWORD

TEMPLATES = {
    "mail/hello.subject.txt": "Hello\n{{ name }}",
    "mail/hello.txt": "{{ _('Settings') }}: {{ name }} at {{ link }}\n",
    "mail/hello.html": "<p lang='{{ lang }}'>{{ _('Settings') }}: {{ name }} at {{ link }}</p>",
}


@pytest.fixture
def context(app):
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])
    with app.app_context():
        yield app


@pytest.fixture
def config(mail_server):
    return {"SMTP_URL": mail_server.url, "PUBLIC_URL": "https://chat.example.org"}


def greet(locale="en", name="Ana", address="ana@example.org"):
    mail.send_later(address, "hello", locale, name=name, link=mail.link("/here"))
    jobs.run_all()


def sign_in_at(app, place, login):
    client = app.test_client()
    csrf = client.get("/api/v1/session", base_url=place).get_json()["csrf"]
    headers = {"X-CSRFToken": csrf, "Referer": place + "/"}
    body = {"login": login, "password": PASSWORD}
    answer = client.post("/api/v1/session", json=body, headers=headers, base_url=place)
    assert answer.status_code == 200, answer.get_json()


def later(minutes):
    jobs.run_all(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes))


def kept(app):
    return sorted((app.config["DATA_DIR"] / "mail").glob("*.eml"))


class TestWhatItLooksLike:
    def test_it_is_text_and_html_with_all_that_a_mail_needs(self, context, mail_server):
        greet()
        (got,) = mail_server.mails
        assert got.get_content_type() == "multipart/alternative"
        assert text(got) == "Hello Ana\nSettings: Ana at https://chat.example.org/here\n"
        assert "<p lang='en'>" in html(got)
        assert (got["To"], got["From"]) == ("ana@example.org", "Parley <parley@chat.example.org>")
        assert got["Auto-Submitted"] == "auto-generated"
        assert got["Date"].datetime and got["Message-ID"].endswith("@chat.example.org>")

    def test_it_is_in_the_language_of_whom_it_is_for(self, context, mail_server):
        greet("zh_Hans")
        greet("en")
        chinese, english = mail_server.mails
        assert "设置: Ana" in text(chinese) and "<p lang='zh-Hans'>" in html(chinese)
        assert chinese["Content-Language"] == "zh-Hans"
        assert "Settings: Ana" in text(english)

    @pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Ana & Bo", "李雷 🎈"])
    def test_names_cannot_act(self, context, mail_server, name):
        greet(name=name)
        (got,) = mail_server.mails
        assert name in text(got)
        assert "<script>" not in html(got)

    def test_a_name_cannot_add_a_header(self, context, mail_server):
        greet(name="Ana\r\nBcc: eve@example.org")
        (got,) = mail_server.mails
        assert got["Bcc"] is None
        assert got["Subject"] == "Hello Ana Bcc: eve@example.org"

    def test_nor_can_an_address(self, context, mail_server, caplog):
        for address in (
            "ana@example.org\r\nBcc: eve@example.org",
            "ana@example.org, eve@example.org",
            "@",
            "",
        ):
            greet(address=address)
        assert mail_server.mails == []
        assert "no mail (hello) can be written" in caplog.text

    def test_who_sends_it_can_be_set(self, context, mail_server):
        context.config["MAIL_FROM"] = "Northwind Chat <chat@northwind.example>"
        greet()
        assert mail_server.mails[0]["From"] == "Northwind Chat <chat@northwind.example>"


class TestOnItsWay:
    def test_a_server_that_is_away_gets_it_later(self, context, mail_server, caplog):
        mail_server.stop()
        greet()
        assert "did not take the mail to ana@example.org" in caplog.text
        mail_server.start()
        jobs.run_all()
        assert mail_server.mails == []
        later(1)
        later(60)
        assert len(mail_server.mails) == 1

    def test_so_does_one_that_has_no_time(self, context, mail_server):
        mail_server.refusal = "451 come back later"
        greet()
        mail_server.refusal = ""
        later(1)
        assert len(mail_server.mails) == 1

    def test_it_is_given_up_after_some_hours(self, context, mail_server, caplog):
        mail_server.refusal = "451 come back later"
        greet()
        for minutes in range(0, 60 * 24, 30):
            later(minutes)
        assert caplog.text.count("did not take the mail") == 1 + mail.RETRIES

    def test_a_password_is_given_when_there_is_one(self, context, tls):
        server = MailServer("parley", "s:e/cret", certificate=tls).start()
        context.extensions["mail"] = mail.read_url(f"smtp://parley:s%3Ae%2Fcret@localhost:{server.port}")
        greet()
        server.stop()
        assert server.was_secure == [True]

    def test_a_wrong_one_sends_nothing(self, context, tls, caplog):
        server = MailServer("parley", "secret", certificate=tls).start()
        context.extensions["mail"] = mail.read_url(f"smtp://parley:guess@localhost:{server.port}")
        greet()
        server.stop()
        assert server.mails == []
        assert "guess" not in caplog.text

    def test_tls_from_the_first_byte(self, context, tls):
        server = MailServer(certificate=tls, tls_first=True).start()
        context.extensions["mail"] = mail.read_url(f"smtps://localhost:{server.port}")
        greet()
        server.stop()
        assert server.was_secure == [True]

    def test_a_certificate_of_nobody_knows_whom_is_not_taken(self, context, tls, monkeypatch, caplog):
        monkeypatch.delenv("SSL_CERT_FILE")
        server = MailServer(certificate=tls).start()
        context.extensions["mail"] = mail.read_url(f"smtp://localhost:{server.port}")
        greet()
        server.stop()
        assert server.mails == []
        assert "CERTIFICATE_VERIFY_FAILED" in caplog.text

    def test_a_password_does_not_leave_the_machine_in_the_clear(self, context, caplog, monkeypatch):
        monkeypatch.setattr(mail, "_HERE", ())
        server = MailServer("parley", "secret").start()
        context.extensions["mail"] = mail.read_url(f"smtp://parley:secret@localhost:{server.port}")
        greet()
        server.stop()
        assert server.mails == []
        assert "it offers no TLS" in caplog.text


class TestWithoutAServer:
    @pytest.fixture
    def config(self):
        return {}

    def test_it_is_kept_in_a_folder_that_only_its_owner_reads(self, context, caplog):
        greet(name="李雷")
        (path,) = kept(context)
        got = email.message_from_bytes(path.read_bytes(), policy=default)
        assert "李雷 at /here" in text(got)
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert str(path) in caplog.text


class TestWhereLinksLead:
    def test_to_the_public_address(self, app):
        app.config["PUBLIC_URL"] = "https://chat.example.org/"
        with app.test_request_context("/", base_url="http://evil.example"):
            assert mail.link("/here") == "https://chat.example.org/here"

    def test_else_to_where_the_workspace_was_set_up_whatever_a_request_says(self, app, alice):
        app.config["PUBLIC_URL"] = ""
        with app.test_request_context("/", base_url="http://evil.example"):
            assert mail.link("/here") == "http://localhost/here"

    def test_else_to_where_an_administrator_came(self, app, alice, bob):
        app.config["PUBLIC_URL"] = ""
        with app.app_context():
            write(lambda tx: tx.session.execute(update(Workspace).values(settings="{}")))
        sign_in_at(app, "http://evil.example", "bob")
        sign_in_at(app, "https://chat.example.org", "alice")
        sign_in_at(app, "http://127.0.0.1:5000", "alice")
        with app.test_request_context("/", base_url="http://evil.example"):
            assert mail.link("/here") == "https://chat.example.org/here"


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "tls_first"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, "", False),
        ("smtp://ana:word@mail.example.org", "mail.example.org", 587, "ana", False),
        (
            "smtp://ana%40example.org:word@mail.example.org:2525",
            "mail.example.org",
            2525,
            "ana@example.org",
            False,
        ),
        ("smtps://mail.example.org", "mail.example.org", 465, "", True),
    ],
)
def test_the_parts_of_a_url(url, host, port, user, tls_first):
    server = mail.read_url(url)
    assert (server.host, server.port, server.user, server.tls_first) == (host, port, user, tls_first)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:port", "smtp://[1"]
)
def test_what_names_no_mail_server_is_said_at_the_start(url):
    with pytest.raises(UnusableSettings, match="SMTP_URL"):
        mail.read_url(url)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate, monkeypatch):
    """A certificate that this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate
