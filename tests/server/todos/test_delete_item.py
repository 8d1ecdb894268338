"""Into the trash, out of it, and gone for good after 30 days."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.core.writer import write
from server.todos import trash
from server.todos.models import TodoComment, TodoEvent, TodoItem, TodoList


@pytest.fixture
def item(bob, shared, add):
    """A to-do that Bob has added."""
    return add(bob, shared, "Plan", notes="secret", labels=["x"])


@pytest.fixture
def look(app):
    """Return what is in a person's trash."""

    def look(person, **query):
        status, found = person.get("/trash", query_string=query)
        assert status == 200, found
        return [item["text"] for item in found["items"]], [of["name"] for of in found["lists"]]

    return look


@pytest.fixture
def later(app):
    """Let so many days pass for what is in the trash, and empty it."""

    def later(days):
        def age(tx):
            for model in (TodoItem, TodoList):
                for row in tx.session.scalars(select(model).where(model.deleted_at.is_not(None))):
                    row.deleted_at -= timedelta(days=days)

        with app.app_context():
            write(age)
            trash.empty_trash()

    return later


def test_any_member_deletes_it(alice, bob, shared, item, texts, look):
    status, deleted = alice.delete(f"/items/{item['uid']}")
    assert status == 200
    assert deleted == item | {"deleted_at": deleted["deleted_at"], "version": item["version"] + 1}
    assert texts(bob, shared, state="all") == []
    assert look(bob, list_id=shared["id"]) == look(bob, room_id=shared["room_id"]) == (["Plan"], [])
    assert bob.get("/items", query_string={"uids": item["uid"]}) == (200, {"items": []})


def test_deleted_twice_it_is_deleted_once(alice, item, change):
    deleted = change(alice, item, deleted=True)
    assert change(alice, item, deleted=True) == deleted


def test_who_catches_up_learns_of_it(alice, bob, shared, item, change):
    deleted = change(alice, item, deleted=True)
    [told] = bob.changes(f"list:{shared['id']}", since=item["version"])[1]["changes"]
    assert told["data"] == deleted


def test_it_is_restored_as_it_was(alice, item, change):
    change(alice, item, deleted=True)
    assert change(alice, item, deleted=False) == item | {"version": item["version"] + 2}


def test_its_parts_go_and_come_with_it(alice, shared, item, add, change, texts):
    early, late = (add(alice, shared, text, parent=item["uid"]) for text in ("early", "late"))
    change(alice, early, deleted=True)
    change(alice, item, deleted=True)
    assert texts(alice, shared) == []
    change(alice, item, deleted=False)
    assert texts(alice, shared) == ["Plan", "late"]
    assert late["parent"] == item["uid"]


def test_a_part_that_is_restored_alone_stands_alone(alice, shared, item, add, change, texts):
    part = add(alice, shared, "Draft", parent=item["uid"])
    change(alice, item, deleted=True)
    assert change(alice, part, deleted=False)["parent"] is None
    assert texts(alice, shared) == ["Draft"]


def test_what_was_deleted_is_not_changed(alice, bob, item, change, refused):
    change(alice, item, deleted=True)
    assert refused(bob, item, text="x") == (404, "not_found", "This to-do has been deleted.")
    assert refused(bob, item, done=True)[0] == 404
    assert bob.post(f"/items/{item['uid']}/comments", {"uid": item["uid"], "text": "x"})[0] == 404
    assert change(bob, item, deleted=False, text="Back")["text"] == "Back"


def test_after_30_days_nothing_is_left_but_that_it_was_there(
    app, alice, bob, shared, item, change, look, later
):
    bob.post(f"/items/{item['uid']}/comments", {"uid": item["uid"], "text": "secret, too"})
    change(alice, item, deleted=True)
    later(29)
    assert look(alice, list_id=shared["id"]) == (["Plan"], [])
    later(2)
    assert look(alice, list_id=shared["id"]) == ([], [])
    assert alice.get(f"/items/{item['uid']}")[0] == 404
    assert alice.patch(f"/items/{item['uid']}", {"deleted": False})[0] == 404
    [told] = bob.changes(f"list:{shared['id']}")[1]["changes"]
    assert (told["data"]["uid"], told["data"]["text"], told["data"]["notes"]) == (item["uid"], "", "")
    with app.app_context():
        from server.core.db import db

        assert db.session.scalars(select(TodoComment.text)).all() == []
        assert db.session.scalars(select(TodoEvent.detail)).all() == []


def test_a_list_goes_with_all_that_is_in_it(alice, bob, room, add, look, later):
    uid = "11111111-2222-4333-8444-555555555555"
    of = alice.post("/lists", {"uid": uid, "room_id": room["id"], "name": "Old"})[1]
    item = add(alice, of)
    alice.patch(f"/lists/{of['id']}", {"deleted": True})
    assert look(bob, room_id=room["id"]) == ([], ["Old"])
    assert bob.patch(f"/items/{item['uid']}", {"done": True})[0] == 404
    later(31)
    assert look(bob, room_id=room["id"]) == ([], [])
    for path in (f"/lists/{of['id']}", f"/items/{item['uid']}"):
        assert bob.get(path)[0] == 404
    assert bob.patch(f"/lists/{of['id']}", {"deleted": False})[0] == 404


def test_of_ones_own_lists(alice, bob, inbox, add, change, look):
    change(bob, add(bob, inbox(bob), "Mine"), deleted=True)
    assert look(bob) == (["Mine"], [])
    assert look(alice) == ([], [])


def test_of_a_closed_room_an_outsider_sees_nothing(alice, charlie, closed, hidden, add, change):
    change(alice, add(alice, hidden), deleted=True)
    assert charlie.get("/trash", query_string={"room_id": closed["id"]})[0] == 404
    assert charlie.get("/trash", query_string={"list_id": hidden["id"]})[0] == 404
