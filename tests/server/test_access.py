"""docs/access.md says of every route of the API who may use it, and the API does as it says."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.accounts import actions as accounts
from server.accounts.models import VISITOR, User
from server.core.writer import Transaction, write
from setup.places import HERE

AUDIENCE = ("anybody", "visitor", "guest", "member", "moderator", "admin")
ROW = re.compile(r"\| `(GET|POST|PUT|PATCH|DELETE) (\S+)` \|" + r" ([✓–]) \|" * len(AUDIENCE) + r" .*\|")
# Nobody has so large an id, so that nothing happens to anybody; other names in addresses are nobody's either.
NOBODYS = "9007199254740991"


def table() -> dict[tuple[str, str], str]:
    """Return the marks of each ``(method, route)`` of the page, in the order of ``AUDIENCE``."""
    lines = (HERE.root / "docs" / "access.md").read_text(encoding="utf-8").splitlines()
    found = [match for match in map(ROW.fullmatch, lines) if match]
    return {(row[1], row[2]): "".join(row.groups()[2:]) for row in found}


def routes(app: Any) -> set[tuple[str, str]]:
    """Return every ``(method, route)`` of the API."""
    return {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def make(tx: Transaction, who: str) -> User:
    """Add one of the ``AUDIENCE``."""
    role = "guest" if who == "visitor" else who
    name = f"{VISITOR}1" if who == "visitor" else who
    return accounts.add(tx, (name, f"{who}@example.org"), "", "en", role)


@pytest.fixture
def config() -> dict[str, Any]:
    """Each question is asked by a session of its own, which has no token yet."""
    return {"WTF_CSRF_ENABLED": False}


@pytest.fixture
def ask(app: Any, alice: Any) -> Callable[..., str]:
    """Ask as one of the ``AUDIENCE``; return the code of the refusal, or nothing."""
    with app.app_context():
        people = {role: write(lambda tx, role=role: make(tx, role)) for role in AUDIENCE[1:]}

    def ask(who: str, method: str, route: str) -> str:
        client = app.test_client()
        if who != "anybody":
            with app.app_context():
                token = accounts.start_session(people[who], "", "")
            with client.session_transaction() as session:
                session["_user_id"] = token
        path = re.sub(r"\{\w+\}", NOBODYS, route.replace("{stream}", f"room:{NOBODYS}"))
        answer = client.open(f"/api/v1{path}", method=method, json=None if method == "GET" else {})
        assert answer.status_code < 500, (who, method, route)
        return (answer.get_json(silent=True) or {}).get("error", {}).get("code", "")

    return ask


def test_the_page_has_every_route_and_no_other(app: Any) -> None:
    assert set(table()) == routes(app)


@pytest.mark.parametrize("who", AUDIENCE)
def test_it_is_as_the_page_says(ask: Callable[..., str], who: str) -> None:
    refusal = "unauthorized" if who == "anybody" else "forbidden"
    marks = {route: row[AUDIENCE.index(who)] for route, row in table().items()}
    found = {route: "–" if ask(who, *route) == refusal else "✓" for route in marks}
    assert found == marks
