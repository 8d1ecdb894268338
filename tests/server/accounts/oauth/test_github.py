"""GitHub, which speaks no OpenID Connect: a stand-in that answers as its documentation says."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.server.accounts.oauth.conftest import somebody

MONA = {"id": 583231, "login": "mona", "name": "Mona Lisa", "email": None}
EMAILS = [
    {"email": "old@example.org", "verified": False, "primary": False},
    {"email": "mona@github.example", "verified": True, "primary": True},
    {"email": "second@example.org", "verified": True, "primary": False},
]


class GitHub(ThreadingHTTPServer):
    """Gives a token for the code ``fine`` and the right verifier, and tells of Mona to who has the token."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.challenge = ""
        self.user = MONA
        self.emails = EMAILS

    def visit(self, url):
        """Say yes to ``url``; return where that leads back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query["code_challenge_method"] == "S256"
        assert query["scope"] == "read:user user:email"
        self.challenge = query["code_challenge"]
        return f"{query['redirect_uri']}?code=fine&state={query['state']}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(given.get("code_verifier", [""])[0].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = given.get("code") == ["fine"] and challenge == self.server.challenge
        # Errors come with status 200.
        self.answer(
            {"access_token": "gho_1", "token_type": "bearer"} if right else {"error": "bad_verification_code"}
        )

    def do_GET(self):
        if self.headers["Authorization"] != "Bearer gho_1":
            self.answer({"message": "Bad credentials"}, 401)
        elif self.path == "/api/v3/user":
            self.answer(self.server.user)
        elif self.path == "/api/v3/user/emails":
            self.answer(self.server.emails)
        else:
            self.answer({"message": "Not Found"}, 404)

    def answer(self, data, status=200):
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def github():
    """GitHub."""
    server = GitHub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def config(github):
    names = {"CLIENT_ID": "parley", "CLIENT_SECRET": "word", "URL": github.url}
    return {"OAUTH": {f"OAUTH_GITHUB_{name}": value for name, value in names.items()}}


@pytest.fixture
def sign_in(github, begin, come_back):
    return lambda person, **body: come_back(person, github.visit(begin(person, "github", **body)))


def test_the_first_time_and_the_next(visitor, sign_in):
    assert sign_in(visitor, next="/rooms") == "/sign-up/username"
    arrival = visitor.get("/oauth/arrival")[1]
    assert (arrival["label"], arrival["username"]) == ("GitHub", "mona")
    assert arrival["email"] == "mona@github.example"
    status, boot = visitor.post("/oauth/account", {"username": "mona", "email": arrival["email"]})
    assert (status, boot["user"]["name"]) == (201, "Mona Lisa")
    again = somebody(visitor.app)
    assert sign_in(again, next="/rooms") == "/rooms"
    assert again.boot()["user"]["id"] == boot["user"]["id"]


def test_another_login_there_is_the_same_person(visitor, github, sign_in):
    sign_in(visitor)
    status, boot = visitor.post("/oauth/account", {"username": "mona", "email": "mona@github.example"})
    assert status == 201
    github.user = MONA | {"login": "monalisa"}
    again = somebody(visitor.app)
    sign_in(again)
    assert again.boot()["user"]["id"] == boot["user"]["id"]


def test_the_login_of_somebody_who_left_is_somebody_else(visitor, github, sign_in):
    sign_in(visitor)
    assert visitor.post("/oauth/account", {"username": "mona", "email": "mona@github.example"})[0] == 201
    github.user = MONA | {"id": 99}
    other = somebody(visitor.app)
    assert sign_in(other) == "/sign-in/link"
    assert other.boot()["user"] is None


@pytest.mark.parametrize(
    ("emails", "known"),
    [(EMAILS[:1], False), ([], False), (EMAILS, True)],
)
def test_only_a_verified_address_counts(visitor, github, sign_in, emails, known):
    mona = somebody(visitor.app)
    body = {"username": "mona1", "email": "mona@github.example", "password": "correct horse battery"}
    assert mona.post("/users", body)[0] == 201
    github.emails = emails
    assert sign_in(visitor) == ("/sign-in/link" if known else "/sign-up/username")


def test_a_code_that_is_none(visitor, github, begin, come_back):
    address = github.visit(begin(visitor, "github")).replace("code=fine", "code=used")
    assert come_back(visitor, address).startswith("/sign-in/problem?why=out_of_date")


@pytest.mark.parametrize("user", [{"message": "rate limit"}, [], "nonsense", {"id": None}])
def test_nonsense(visitor, github, sign_in, user):
    github.user = user
    assert sign_in(visitor).startswith("/sign-in/problem?why=garbled")
