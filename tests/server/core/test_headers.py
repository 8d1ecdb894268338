"""The headers of defence, on every kind of answer."""

import pytest
from sqlalchemy import text

from server.core.web import CONTENT_SECURITY_POLICY


@pytest.fixture
def answers(app, alice):
    """One answer of each kind, by what it is."""
    visitor = app.test_client()
    etag = visitor.get("/views/sign-in?locale=en").headers["ETag"]
    answers = {
        "page": visitor.get("/"),
        "page not found": visitor.get("/nowhere"),
        "view": visitor.get("/views/sign-in"),
        "view unchanged": visitor.get("/views/sign-in?locale=en", headers={"If-None-Match": etag}),
        "view not found": visitor.get("/views/nothing"),
        "catalog": visitor.get("/catalogs/zh_Hans.json"),
        "file not found": visitor.get("/static/nothing.js"),
        "health": visitor.get("/health"),
        "documentation": visitor.get("/api/v1/openapi.json"),
        "data": alice.call("GET", "/rooms"),
        "created": alice.call("POST", "/rooms", {"kind": "open", "name": "Design"}),
        "messages": alice.call("GET", "/rooms/1/messages"),
        "messages from memory": alice.call("GET", "/rooms/1/messages"),
        "nothing": alice.call("POST", "/rooms/1/leave", {}),
        "signed out": visitor.get("/api/v1/rooms"),
        "forged": visitor.post("/api/v1/rooms"),
        "invalid": alice.call("POST", "/rooms", {}),
        "malformed": alice.call("POST", "/rooms", data="{", headers={"Content-Type": "application/json"}),
        "too large": alice.call("POST", "/rooms", {"name": "x" * 1_000_001}),
        "wrong verb": alice.call("PUT", "/rooms", {}),
        "options": alice.call("OPTIONS", "/rooms"),
    }
    app.extensions["writer"].write(lambda tx: tx.session.execute(text("DROP TABLE memberships")))
    return answers | {"our own error": alice.call("GET", "/rooms")}


def test_every_answer_has_them(answers):
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert sorted(set(statuses.values())) == [200, 201, 204, 304, 400, 401, 404, 405, 413, 422, 500]
    for name, answer in answers.items():
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_no_cache_keeps_what_is_somebodys(answers):
    for name in ("page", "data", "created", "signed out", "invalid", "our own error"):
        directives = answers[name].headers.get("Cache-Control", "")
        assert "public" not in directives, name
        assert "no-store" in directives, name


def test_the_policy_lets_nothing_act_but_our_own_files():
    policy = dict(directive.strip().split(" ", 1) for directive in CONTENT_SECURITY_POLICY.split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
