"""The devices on which a person is signed in."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.models import DeviceSession
from server.core.db import now
from tests.server.conftest import Person


@pytest.fixture
def config(places):
    """A database of places, as one downloads it."""
    return {"GEOIP_DATABASE": str(places)}


@pytest.fixture
def phone(app, bob):
    """Bob's phone."""
    phone = Person(app)
    phone.client.environ_base["HTTP_USER_AGENT"] = "Phone/1.0"
    phone.sign_in("bob")
    return phone


@pytest.fixture
def last_seen(app):
    """Let all sessions have been used last so long ago."""

    def last_seen(ago: timedelta):
        app.extensions["writer"].write(
            lambda tx: tx.session.execute(update(DeviceSession).values(last_seen_at=now() - ago))
        )
        # It was written behind the back of what keeps sessions in memory.
        access.people.forget_all()

    return last_seen


def sessions(person):
    status, answer = person.get("/me/sessions")
    assert status == 200, answer
    return answer["sessions"]


def test_each_device_is_listed_and_ones_own_is_marked(bob, phone):
    listed = {session["user_agent"]: session for session in sessions(phone)}
    assert len(listed) == 2
    session = listed.pop("Phone/1.0")
    assert session == {
        "id": session["id"],
        "user_agent": "Phone/1.0",
        "address": "127.0.0.1",
        "place": "the server's own machine",
        "created_at": session["created_at"],
        "last_seen_at": session["last_seen_at"],
        "current": True,
    }
    assert [other["current"] for other in listed.values()] == [False]


def test_it_says_where_each_of_them_is(app, bob):
    for address in ("81.2.69.142", "192.168.7.7", "198.41.0.4"):
        elsewhere = Person(app)
        elsewhere.client.environ_base["REMOTE_ADDR"] = address
        elsewhere.sign_in("bob")
    places = {session["address"]: session["place"] for session in sessions(bob)}
    assert places["81.2.69.142"] == "London, United Kingdom"
    assert places["192.168.7.7"] == "the local network"
    assert places["198.41.0.4"] == ""


def test_nobody_elses_are_listed(alice, bob, phone):
    assert len(sessions(alice)) == 1


def test_a_device_can_be_signed_out_from_another(bob, phone):
    socket = phone.socket()
    [other] = [session["id"] for session in sessions(bob) if not session["current"]]
    assert bob.delete(f"/me/sessions/{other}") == (204, None)
    assert phone.get("/me")[0] == 401
    assert not socket.connected
    assert [session["current"] for session in sessions(bob)] == [True]


def test_ones_own_can_be_ended_too(bob, phone):
    [own] = [session["id"] for session in sessions(bob) if session["current"]]
    assert bob.delete(f"/me/sessions/{own}")[0] == 204
    assert bob.get("/me")[0] == 401
    assert phone.get("/me")[0] == 200


def test_nobody_ends_another_persons(alice, bob):
    [session] = sessions(bob)
    status, answer = alice.delete(f"/me/sessions/{session['id']}")
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert bob.get("/me")[0] == 200


def test_what_has_ended_or_never_was_is_not_found(bob, phone):
    [other] = [session["id"] for session in sessions(bob) if not session["current"]]
    bob.delete(f"/me/sessions/{other}")
    assert bob.delete(f"/me/sessions/{other}")[0] == 404
    assert bob.delete("/me/sessions/0")[0] == 404


def test_the_list_says_when_a_device_was_last_seen(bob, last_seen):
    last_seen(timedelta(hours=1))
    before = now() - timedelta(minutes=5)
    bob.get("/me")
    assert sessions(bob)[0]["last_seen_at"] > before.isoformat()


def test_a_device_that_was_here_just_now_costs_no_write(app, bob, last_seen):
    last_seen(timedelta(minutes=4))
    seen = sessions(bob)[0]["last_seen_at"]
    bob.get("/me")
    assert sessions(bob)[0]["last_seen_at"] == seen


def test_half_a_year_unused_ends_a_session(bob, last_seen):
    last_seen(timedelta(days=179))
    assert bob.get("/me")[0] == 200
    last_seen(timedelta(days=181))
    assert bob.get("/me")[0] == 401
    assert not bob.socket().connected


def test_a_stolen_database_signs_nobody_in(app, bob):
    with app.extensions["writer"].engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM sessions").scalars().all()
    mallory = Person(app)
    for token in kept:
        with mallory.client.session_transaction() as session:
            session["_user_id"] = token
        assert mallory.get("/me")[0] == 401
