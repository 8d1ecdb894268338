"""A room with a list: Alice administers it, Bob is a member, Charlie is in no room."""

import uuid

import pytest


@pytest.fixture
def room(alice, bob, charlie):
    """An open room."""
    room = alice.create_room()
    bob.join_room(room)
    return room


@pytest.fixture
def closed(alice, bob, charlie):
    """A closed room."""
    room = alice.create_room("Board", kind="closed")
    alice.invite(room, bob)
    return room


@pytest.fixture
def shared(alice, room):
    """The list that the open room has from the beginning."""
    return first_list(alice, room)


@pytest.fixture
def hidden(alice, closed):
    """The list that the closed room has from the beginning."""
    return first_list(alice, closed)


@pytest.fixture
def inbox():
    """Return the list that a person has from the beginning."""
    return lambda person: person.get("/lists")[1]["lists"][0]


@pytest.fixture
def add():
    """Add a to-do, as a person, to a list."""

    def add(person, of, text="Water the plants", **more):
        body = {"uid": str(uuid.uuid4()), "list_id": of["id"], "text": text, **more}
        status, item = person.post("/items", body)
        assert status == 201, item
        return item

    return add


@pytest.fixture
def change():
    """Change a to-do, as a person, and return it as it is then."""

    def change(person, item, **changes):
        status, changed = person.patch(f"/items/{item['uid']}", changes)
        assert status == 200, changed
        return changed

    return change


@pytest.fixture
def refused():
    """Try to change a to-do, as a person; return the status, the code, and the sentence for the input it is about."""

    def refused(person, item, **changes):
        status, answer = person.patch(f"/items/{item['uid']}", changes)
        error = answer["error"]
        return status, error["code"], next(iter(error.get("fields", {"": error["message"]}).values()))

    return refused


@pytest.fixture
def items():
    """Return what a person reads of a list."""

    def items(person, of, **query):
        status, page = person.get(f"/lists/{of['id']}/items", query_string=query)
        assert status == 200, page
        return page["items"]

    return items


@pytest.fixture
def texts(items):
    """Return the texts of what a person reads of a list, in order."""
    return lambda person, of, **query: [item["text"] for item in items(person, of, **query)]


def first_list(person, room):
    """Return a room's first list."""
    status, answer = person.get(f"/rooms/{room['id']}/lists")
    assert status == 200, answer
    return answer["lists"][0]
