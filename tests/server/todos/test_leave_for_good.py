"""What becomes of to-dos when somebody goes for good, and what one takes along."""

import json
import uuid
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from server.accounts.leaving import actions
from server.accounts.models import DeviceSession, User
from server.core import jobs
from server.core.db import now


@pytest.fixture
def gone(app):
    """Let somebody go for good; whether what they wrote goes with them is their choice."""

    def gone(person, *, delete_messages):
        # The cast has signed in when the tests began, which may be a while ago.
        fresh = update(DeviceSession).values(proved_at=now())
        app.extensions["writer"].write(lambda tx: tx.session.execute(fresh))
        assert person.post("/me/leaving", {"delete_messages": delete_messages})[0] == 200

        def change(tx):
            for user in tx.session.scalars(select(User).where(User.delete_at.is_not(None))):
                user.delete_at -= timedelta(days=15)

        app.extensions["writer"].write(change)
        with app.app_context():
            actions.leave_for_good()

    return gone


@pytest.fixture
def comment(bob, alice, shared, add):
    """A comment of Bob's on what Alice has added."""
    item = add(alice, shared, "Alice's")
    return bob.post(f"/items/{item['uid']}/comments", {"uid": str(uuid.uuid4()), "text": "Bob's words"})[1]


def test_what_one_wrote_stays_as_a_deleted_persons(alice, bob, shared, comment, add, gone, items):
    add(bob, shared, "Bob's")
    gone(bob, delete_messages=False)
    found = {item["text"]: item for item in items(alice, shared)}
    assert found["Bob's"]["author"]["name"] == "Deleted person"
    assert found["Alice's"]["comments"] == 1


def test_or_goes_with_them(alice, bob, shared, comment, add, gone, texts):
    item = add(bob, shared, "Bob's")
    add(alice, shared, "A part of Alice's", parent=item["uid"])
    gone(bob, delete_messages=True)
    assert texts(alice, shared) == ["Alice's", "A part of Alice's"]
    assert alice.get(f"/items/{comment['item']}/comments")[1]["comments"] == []
    told = str(alice.changes(f"list:{shared['id']}")[1])
    assert item["uid"] in told
    assert "Bob's" not in told


def test_what_they_had_to_do_is_nobodys(alice, bob, shared, inbox, add, gone):
    item = add(alice, shared, assignee_id=bob.id)
    waits = add(alice, inbox(alice), waiting_for_id=bob.id)
    gone(bob, delete_messages=False)
    assert alice.get(f"/items/{item['uid']}")[1]["item"]["assignee"] is None
    assert alice.get(f"/items/{waits['uid']}")[1]["item"]["waiting_for"] is None


def test_nothing_is_left_of_their_own_lists(app, bob, inbox, add, gone):
    from server.core.db import db
    from server.todos.models import TodoItem, TodoList

    add(bob, inbox(bob), "secret")
    bob.post("/lists", {"uid": str(uuid.uuid4()), "name": "secret"})
    gone(bob, delete_messages=False)
    with app.app_context():
        assert db.session.scalars(select(TodoItem.text)).all() == [""]
        assert "secret" not in db.session.scalars(select(TodoList.name)).all()


def test_one_takes_ones_own_along(app, alice, bob, shared, inbox, comment, add):
    add(bob, inbox(bob), "own")
    add(bob, shared, "written", labels=["x"])
    add(alice, shared, "given", assignee_id=bob.id)
    add(alice, inbox(alice), "Alice's own")
    assert bob.post("/me/export")[0] == 202
    with app.app_context():
        jobs.run_all()
    archive = zipfile.ZipFile(BytesIO(bob.call("GET", "/me/export/file").data))
    found = json.loads(archive.read("to-dos.json"))
    assert [item["text"] for item in found] == ["own", "written", "given"]
    assert [said["text"] for said in json.loads(archive.read("to-do-comments.json"))] == ["Bob's words"]
