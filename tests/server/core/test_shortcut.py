"""The shortcut in front of the framework: only for plain questions of somebody who is signed in."""

import pytest

from server.accounts import access as accounts
from server.accounts import cookies
from server.core import shortcut
from server.core.db import now
from server.rooms import access as rooms


@pytest.fixture
def taken(monkeypatch):
    """Note which questions take the shortcut."""
    noted = []
    original = shortcut._answer

    def note(*arguments):
        answer = original(*arguments)
        noted.append(answer is not None)
        return answer

    monkeypatch.setattr(shortcut, "_answer", note)
    return noted


@pytest.fixture
def room(alice):
    room = alice.create_room()
    alice.say(room["id"], "hello")
    return room


@pytest.mark.parametrize(
    "path",
    [
        "/rooms",
        "/rooms/1/messages",
        "/rooms/1/messages?before=99",
        "/rooms/1/messages?around=1&limit=0",
        "/streams/room:1/changes",
        "/streams/room:1/changes?since=1",
        "/streams/user:1/changes?since=0",
    ],
)
def test_what_is_asked_most_takes_it(alice, room, taken, path):
    assert alice.call("GET", path).status_code == 200
    assert taken == [True]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rooms?since=1", 200),
        ("/rooms/1/messages?since=1", 200),
        ("/rooms/1/messages?before=1&before=2", 200),
        ("/rooms/1/messages?before=-1", 422),
        ("/rooms/1/messages?before=", 422),
        ("/rooms/1/messages?around=812", 404),
        ("/rooms/812/messages", 404),
        ("/rooms/1/messages?before=%31", 200),
        ("/streams/room:01/changes", 404),
        ("/streams/room:812/changes", 404),
        ("/streams/user:2/changes", 404),
        ("/streams/list:812/changes", 404),
        ("/streams/room:1/changes?since=9007199254740992", 422),
        ("/rooms/1", 200),
        ("/rooms/1/messages/1", 200),
        ("/rooms/1/messages/", 404),
    ],
)
def test_everything_else_does_not(alice, room, taken, path, status):
    answer = alice.call("GET", path)
    assert (answer.status_code, taken) == (status, [False])


def test_only_reading_takes_it(alice, room, taken):
    alice.call("HEAD", "/rooms")
    alice.post("/rooms", {"kind": "closed", "name": "Board"})
    assert taken == []


def test_a_forged_cookie_does_not_take_it(alice, visitor, room, taken):
    value = alice.keys.cookie
    # Not the last letter, of which only a part counts.
    visitor.client.set_cookie("parley_session", value[:-2] + ("a" if value[-2] != "a" else "b") + value[-1])
    assert visitor.get("/rooms")[0] == 401
    visitor.client.delete_cookie("parley_session")
    assert visitor.get("/rooms")[0] == 401
    assert taken == [False, False]


def test_nobody_fills_the_memory_with_long_cookies(alice, room, taken, monkeypatch):
    monkeypatch.setattr(cookies, "LONGEST_KEPT", 10)
    cookies._hashes.forget_all()
    assert alice.get("/rooms")[0] == alice.get("/rooms")[0] == 200
    assert taken == [True, True]
    assert not cookies._hashes._answers


def test_what_is_in_memory_needs_no_application(app, alice, room, taken, monkeypatch):
    assert alice.get("/rooms/1/messages") == alice.get("/rooms/1/messages")

    def no_application():
        raise AssertionError("the application was asked for")

    monkeypatch.setattr(app, "app_context", no_application)
    assert alice.get("/rooms/1/messages")[0] == 200
    assert taken == [True, True, True]


def test_a_session_that_was_idle_for_too_long_does_not_take_it(alice, room, taken, monkeypatch):
    alice.get("/rooms")
    monkeypatch.setattr(accounts, "now", lambda: now().replace(year=now().year + 1))
    accounts.people.forget_all()
    assert alice.get("/rooms")[0] == 401
    assert taken == [True, False]


def test_an_answer_says_what_the_framework_says(alice, room, taken):
    quick, slow = (alice.call("GET", f"/rooms/1/messages?before={before}") for before in ("99", "%399"))
    assert taken == [True, False]
    assert (quick.status, quick.data) == (slow.status, slow.data)
    # The framework has looked into the session, and so names the cookie.
    assert dict(quick.headers) | {"Vary": "Cookie"} == dict(slow.headers) | {"Vary": "Cookie"}


def test_what_goes_wrong_is_left_to_the_framework(alice, room, taken, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("no such luck")

    monkeypatch.setattr(rooms, "_followable", fail)
    rooms.readers.forget_all()
    assert alice.call("GET", "/rooms/1/messages").status_code == 500
    assert taken == [False]
    assert "no such luck" in caplog.text
