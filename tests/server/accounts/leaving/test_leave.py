"""Leaving for good: two weeks to think, and what becomes of what one wrote."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.accounts import access
from server.accounts.leaving import actions
from server.accounts.models import DeviceSession, User
from server.chat.models import Message, RemovedMessage
from server.core import jobs
from server.core.db import db, now
from tests.server.conftest import PASSWORD, Person


@pytest.fixture
def room(alice, bob):
    """A room that Bob made, with Alice in it."""
    room = bob.create_room("Design")
    alice.join_room(room)
    return room


@pytest.fixture
def days_pass(app):
    """Let so many days go by, and let the server notice."""

    def days_pass(days):
        def change(tx):
            for user in tx.session.scalars(select(User).where(User.delete_at.is_not(None))):
                user.delete_at -= timedelta(days=days)

        app.extensions["writer"].write(change)
        with app.app_context():
            actions.leave_for_good()

    return days_pass


def leave(person, delete_messages=False):
    return person.post("/me/leaving", {"delete_messages": delete_messages})


def test_one_is_told_when(bob):
    status, me = leave(bob)
    assert status == 200
    assert me["delete_at"][:10] == f"{now() + timedelta(days=14):%Y-%m-%d}"
    assert bob.get("/me")[1] == me


def test_the_other_devices_are_signed_out(app, bob):
    phone = Person(app)
    phone.sign_in("bob")
    leave(bob)
    assert (bob.get("/me")[0], phone.get("/me")[0]) == (200, 401)


def test_for_two_weeks_everything_is_there_and_one_may_stay(app, bob, room, days_pass):
    message = bob.say(room["id"], "hello")
    leave(bob, delete_messages=True)
    days_pass(13)
    back = Person(app)
    assert back.sign_in("bob")[1]["user"]["delete_at"]
    assert back.delete("/me/leaving")[1]["delete_at"] is None
    days_pass(30)
    assert back.get("/me")[0] == 200
    assert back.get(f"/rooms/{room['id']}/messages/{message['id']}")[1]["text"] == "hello"


def test_signing_in_alone_does_not_keep_it(app, bob, days_pass):
    leave(bob)
    back = Person(app)
    back.sign_in("bob")
    days_pass(14)
    assert back.get("/me")[0] == 401


def test_after_two_weeks_nobody_can_sign_in(app, bob, days_pass):
    leave(bob)
    days_pass(14)
    assert bob.get("/me")[0] == 401
    for login in ("bob", "bob@example.org", f"deleted-{bob.id}", f"deleted:{bob.id}"):
        for password in (PASSWORD, ""):
            assert Person(app).sign_in(login, password)[0] in (401, 422), login


def test_what_one_wrote_stays_as_a_deleted_persons(alice, bob, room, days_pass):
    message = bob.say(room["id"], "hello")
    leave(bob)
    days_pass(14)
    kept = alice.get(f"/rooms/{room['id']}/messages/{message['id']}")[1]
    assert kept["text"] == "hello"
    assert kept["author"] == {"id": bob.id, "username": f"deleted-{bob.id}", "name": "Deleted person"}


def test_or_goes_also_where_one_was_no_longer_in(alice, bob, room, days_pass):
    direct = bob.direct(alice)
    messages = [bob.say(place["id"], "hello") for place in (room, direct)]
    others = alice.say(room["id"], "stays")
    bob.post(f"/rooms/{room['id']}/leave")
    leave(bob, delete_messages=True)
    days_pass(14)
    for message in messages:
        gone = alice.get(f"/rooms/{message['room_id']}/messages/{message['id']}")[1]
        assert (gone["text"], gone["html"]) == ("", "")
        assert gone["deleted_at"]
    assert alice.get(f"/rooms/{room['id']}/messages/{others['id']}")[1]["text"] == "stays"


def test_what_was_taken_away_from_others_goes_too(app, alice, bob, room, days_pass):
    removed = bob.say(room["id"], "removed")
    bob.say(room["id"], "hidden")
    alice.delete(f"/rooms/{room['id']}/messages/{removed['id']}")
    leave(bob, delete_messages=True)
    alice.put(f"/users/{bob.id}/ban", {"hide_messages": True})
    with app.app_context():
        jobs.run_all()
        assert db.session.scalars(select(RemovedMessage.text)).all() == ["removed", "hidden"]
    days_pass(14)
    with app.app_context():
        assert db.session.scalars(select(RemovedMessage.text)).all() == []
        assert db.session.scalars(select(Message.text).where(Message.author_id == bob.id)).all() == ["", ""]


def test_who_has_the_page_open_sees_the_messages_go(alice, bob, room, days_pass):
    tab = alice.socket()
    tab.ask("join", {"streams": [f"room:{room['id']}"]})
    bob.say(room["id"], "hello")
    tab.heard()
    leave(bob, delete_messages=True)
    days_pass(14)
    assert ("message", "") in [(it["type"], it["data"].get("text")) for it in tab.heard("change")]


def test_more_messages_than_one_transaction_takes(alice, bob, room, days_pass, monkeypatch):
    monkeypatch.setattr("server.chat.leaving.BATCH", 2)
    for number in range(5):
        bob.say(room["id"], f"number {number}")
    assert len(alice.history(room["id"])["messages"]) == 5
    leave(bob, delete_messages=True)
    days_pass(14)
    assert alice.history(room["id"])["messages"] == []


def test_their_rooms_have_somebody_else_to_run_them(alice, bob, room, days_pass):
    leave(bob)
    days_pass(14)
    assert alice.entry(room)["role"] == "admin"
    members = alice.get(f"/rooms/{room['id']}/members")[1]["members"]
    assert [member["user"]["username"] for member in members] == ["alice"]


def test_nobody_finds_them_any_more(alice, bob, days_pass):
    leave(bob)
    days_pass(14)
    for query in ("bob", "deleted", ""):
        found = alice.get("/users", query_string={"q": query})[1]["users"]
        assert bob.id not in [person["id"] for person in found], query


def test_name_and_address_are_free_again(app, alice, bob, newcomer, days_pass):
    leave(bob)
    days_pass(14)
    again = newcomer("bob")
    assert again.id != bob.id
    assert newcomer(f"deleted-{bob.id}").id != bob.id


def test_nothing_of_them_is_left_in_the_database(app, bob, days_pass):
    leave(bob)
    days_pass(14)
    with app.app_context():
        user = db.session.get(User, bob.id)
        assert (user.email, user.password_hash, user.deleted_at is None) == ("", "", False)
        assert not db.session.scalars(select(DeviceSession).where(DeviceSession.user_id == bob.id)).all()


def test_the_last_administrator_cannot_leave(alice, bob):
    status, answer = leave(alice)
    assert (status, answer["error"]["code"]) == (409, "last_admin")


def test_it_wants_a_fresh_proof(app, bob):
    old = now() - timedelta(hours=1)
    app.extensions["writer"].write(lambda tx: tx.session.execute(update(DeviceSession).values(proved_at=old)))
    access.people.forget_all()
    assert leave(bob)[1]["error"]["code"] == "prove_first"
    assert bob.get("/me")[1]["delete_at"] is None


def test_what_is_not_said_is_asked_for(bob, visitor):
    assert bob.post("/me/leaving", {})[0] == 422
    assert bob.post("/me/leaving", {"delete_messages": "perhaps"})[0] == 422
    assert leave(visitor)[0] == 401
    assert visitor.delete("/me/leaving")[0] == 401
