"""Catching up with a stream: exactly what changed, as it is now."""

import pytest
from sqlalchemy import insert, select, update

from server.chat.models import Message
from server.core.db import now
from server.realtime import catching_up
from server.realtime.models import StreamVersion


@pytest.fixture
def fill(app, alice):
    """Put many messages into a room at once."""

    def fill(room, count):
        stream = f"room:{room['id']}"

        def operation(tx):
            first = tx.session.scalar(select(StreamVersion.version).where(StreamVersion.name == stream)) + 1
            rows = [
                {
                    "room_id": room["id"],
                    "author_id": alice.id,
                    "client_id": f"{number:036}",
                    "seq": first + number,
                    "version": first + number,
                    "text": "x",
                    "html": "<p>x</p>",
                    "created_at": now(),
                }
                for number in range(count)
            ]
            tx.session.execute(insert(Message), rows)
            reached = first + count - 1
            tx.session.execute(
                update(StreamVersion).where(StreamVersion.name == stream).values(version=reached)
            )

        app.extensions["writer"].write(operation)
        # Nobody was told, as little as of what another process writes.
        catching_up.forget_all()

    return fill


def changes(person, room, since):
    status, answer = person.changes(f"room:{room['id']}", since)
    assert status == 200, answer
    return answer


def version(person, room):
    return changes(person, room, 0)["version"]


def test_who_has_missed_nothing_gets_nothing(alice, bob, room):
    alice.say(room["id"], "hello")
    reached = version(bob, room)
    assert changes(bob, room, reached) == {
        "stream": f"room:{room['id']}",
        "version": reached,
        "changes": [],
    }


def test_each_row_that_changed_comes_once_as_it_is_now(alice, bob, room):
    before = version(bob, room)
    kept, edited, deleted = (bob.say(room["id"], text) for text in ("kept", "edited", "deleted"))
    path = f"/rooms/{room['id']}/messages"
    for text in ("once", "twice"):
        edited = bob.patch(f"{path}/{edited['id']}", {"text": text})[1]
    deleted = alice.delete(f"{path}/{deleted['id']}")[1]
    answer = changes(bob, room, before)
    assert [change["data"] for change in answer["changes"]] == [kept, edited, deleted]
    assert answer["version"] == before + 6 == deleted["version"]


def test_what_did_not_change_since_does_not_come(alice, bob, room):
    alice.say(room["id"], "old")
    since = version(bob, room)
    message = alice.say(room["id"], "new")
    assert [change["data"] for change in changes(bob, room, since)["changes"]] == [message]


def test_a_tombstone_has_no_text(alice, bob, room):
    message = alice.say(room["id"], "secret")
    since = version(bob, room)
    alice.delete(f"/rooms/{room['id']}/messages/{message['id']}")
    [change] = changes(bob, room, since)["changes"]
    assert (change["data"]["text"], change["data"]["html"]) == ("", "")
    assert change["data"]["deleted_at"]


def test_changes_come_in_the_order_of_their_versions(alice, bob, charlie, room):
    first = alice.say(room["id"], "one")
    alice.patch(f"/rooms/{room['id']}", {"topic": "Shapes"})
    charlie.join_room(room)
    alice.patch(f"/rooms/{room['id']}/messages/{first['id']}", {"text": "two"})
    found = changes(bob, room, 0)["changes"]
    versions = [change["version"] for change in found]
    assert versions == sorted(versions)
    assert len(set(versions)) == len(versions)
    assert [change["type"] for change in found][-3:] == ["room", "member", "message"]


def test_versions_have_no_gaps(alice, bob, charlie, room, follow):
    socket = follow(bob, room)
    before = version(bob, room)
    message = alice.say(room["id"], "one")
    charlie.join_room(room)
    alice.patch(f"/rooms/{room['id']}", {"name": "Code"})
    alice.delete(f"/rooms/{room['id']}/messages/{message['id']}")
    charlie.post(f"/rooms/{room['id']}/leave")
    heard = [change["version"] for change in socket.heard("change")]
    assert heard == list(range(before + 1, before + 6))


def test_a_thousand_rows_are_caught_up_with(bob, room, fill):
    since = version(bob, room)
    fill(room, 1000)
    answer = changes(bob, room, since)
    assert [change["version"] for change in answer["changes"]] == list(range(since + 1, since + 1001))


def test_more_are_cheaper_to_load_anew(bob, room, fill):
    since = version(bob, room)
    fill(room, 1001)
    assert changes(bob, room, since) == {
        "stream": f"room:{room['id']}",
        "version": since + 1001,
        "reset": True,
    }
    assert len(changes(bob, room, since + 1)["changes"]) == 1000


def test_who_is_ahead_of_the_database_loads_anew(bob, room):
    reached = version(bob, room)
    for ahead in (reached + 1, 2**53 - 1):
        assert changes(bob, room, ahead) == {
            "stream": f"room:{room['id']}",
            "version": reached,
            "reset": True,
        }


def test_without_a_version_everything_comes(alice, bob, room):
    message = alice.say(room["id"], "hello")
    answer = bob.get(f"/streams/room:{room['id']}/changes")[1]
    assert [change["type"] for change in answer["changes"]] == ["room", "member", "member", "message"]
    assert answer["changes"][-1]["data"] == message


@pytest.mark.parametrize("since", ["x", "-1", "1.5", "", "9007199254740992", "9" * 5000])
def test_a_version_is_a_whole_number(bob, room, since):
    status, answer = bob.changes(f"room:{room['id']}", since)
    assert (status, list(answer["error"]["fields"])) == (422, ["since"])


def test_only_who_may_follow_a_stream_catches_up_with_it(alice, bob, charlie, room, closed):
    assert charlie.changes(f"room:{room['id']}")[0] == 200
    for stream in (f"room:{closed['id']}", f"user:{bob.id}", "room:812", "user:812"):
        status, answer = charlie.changes(stream)
        assert (status, answer["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "stream", ["x", "room", "room:", "room:x", "room:01", "list:1", "room:1:2", "session:1", ":"]
)
def test_what_is_no_stream_is_not_found(bob, room, stream):
    assert bob.changes(stream)[0] == 404


def test_ones_own_stream_starts_empty(charlie):
    assert charlie.changes(f"user:{charlie.id}") == (
        200,
        {"stream": f"user:{charlie.id}", "version": 0, "changes": []},
    )
