"""The list that each room and each person has from the beginning: also those from before there were any."""

import pytest
from alembic import command
from sqlalchemy import func, select, text

from server.core import schema
from server.core.db import db
from server.todos.models import TodoList
from tests.server.conftest import Person, close

PERSON = """
    INSERT INTO users (username, username_key, name, email, email_key, password_hash, role, locale, created_at, version,
        deleted_at)
    VALUES (:name, :name, :name, :name, :name, '', 'member', 'en', '2026-01-01 00:00:00', 0, :gone)
"""
ROOM = "INSERT INTO rooms (kind, name, topic, created_at, version) VALUES ('open', 'Old', '', '2026-01-01 00:00:00', 0)"


@pytest.fixture
def before(engine, request):
    """An application on a database from before there were lists, with three people and a room."""
    databases = request.getfixturevalue(f"{engine}_play").databases
    database = databases.empty()
    app = databases.open(database)
    with app.app_context():
        command.upgrade(app.extensions["migrate"].migrate.get_config(str(schema.MIGRATIONS)), "0002")

    def fill(tx):
        for name, gone in (("alice", None), ("~1f", None), ("deleted-3", "2026-02-01 00:00:00")):
            tx.session.execute(text(PERSON), {"name": name, "gone": gone})
        tx.session.execute(text(ROOM))

    app.extensions["writer"].write(fill)
    yield app
    close(app)
    databases.drop(database)


def test_those_that_are_there_already_get_theirs_when_the_database_is_brought_up_to_date(before):
    assert schema.state(before) == "older"
    schema.upgrade(before)
    with before.app_context():
        lists = db.session.scalars(select(TodoList).order_by(TodoList.id)).all()
    assert [(of.room_id, of.owner_id) for of in lists] == [(1, None), (None, 1)]
    assert {(of.is_default, of.name, of.position, of.version) for of in lists} == {(True, "", "a0", 0)}
    assert len({of.uid for of in lists}) == 2


def test_visitors_have_none_and_no_to_dos(app, alice):
    room = alice.create_room("Lobby")
    alice.patch("/administration/workspace", {"guests": True})
    assert alice.patch(f"/rooms/{room['id']}", {"guests": "write"})[0] == 200
    visitor = Person(app)
    visitor.boot()
    status, boot = visitor.post(f"/rooms/{room['id']}/guests", {"nickname": "Mika"})
    assert status == 201, boot
    visitor._take(boot)
    with app.app_context():
        theirs = select(func.count(TodoList.id)).where(TodoList.owner_id == visitor.id)
        assert db.session.scalar(theirs) == 0
    assert visitor.get("/lists")[0] == 403
    socket = visitor.socket()
    body = {"uid": "11111111-2222-4333-8444-555555555555", "text": "x"}
    for more in ({}, {"room_id": room["id"]}):
        assert socket.ask("add_item", body | more)["error"]["code"] == "forbidden"
