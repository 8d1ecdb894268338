"""Deleting a message: gone for everybody at once, with a tombstone for those who were away."""

from server.core.db import db


def test_its_author_deletes_it_and_a_tombstone_stays(alice, bob, room, address):
    message = bob.say(room["id"], "never mind")
    status, tombstone = bob.delete(address(message))
    assert status == 200
    assert tombstone == message | {
        "text": "",
        "html": "",
        "version": message["version"] + 1,
        "deleted_at": tombstone["deleted_at"],
    }
    assert tombstone["deleted_at"]
    assert alice.get(address(message)) == (200, tombstone)
    assert alice.history(room["id"])["messages"] == []


def test_everybody_who_follows_the_room_is_told_at_once(alice, bob, room, address):
    message = bob.say(room["id"], "never mind")
    watching = alice.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    tombstone = bob.delete(address(message))[1]
    assert [change["data"] for change in watching.heard("change")] == [tombstone]


def test_its_text_is_nowhere_any_more(app, bob, room, address):
    message = bob.say(room["id"], "the key is 4711-0815")
    bob.patch(address(message), {"text": "the key is 4711-0816"})
    bob.delete(address(message))
    with app.extensions["writer"].engine.connect() as connection:
        kept = [row for table in db.metadata.sorted_tables for row in connection.execute(table.select())]
    assert message["client_id"] in str(kept)
    assert "4711" not in str(kept)


def test_an_administrator_of_the_room_deletes_it(bob, charlie, address):
    room = bob.create_room()
    charlie.join_room(room)
    message = charlie.say(room["id"], "spam")
    assert bob.delete(address(message))[1]["deleted_at"]


def test_an_administrator_of_the_workspace_deletes_it_without_joining(alice, bob, address):
    room = bob.create_room()
    message = bob.say(room["id"], "spam")
    assert alice.delete(address(message))[1]["deleted_at"]


def test_nobody_else_does(alice, bob, charlie, room, address):
    charlie.join_room(room)
    message = bob.say(room["id"], "stays")
    status, answer = charlie.delete(address(message))
    assert (status, answer["error"]["code"]) == (403, "forbidden")
    assert alice.get(address(message)) == (200, message)


def test_its_author_may_even_after_leaving_an_open_room(alice, bob, room, address):
    message = bob.say(room["id"], "hello")
    bob.post(f"/rooms/{room['id']}/leave")
    assert bob.delete(address(message))[0] == 200
    assert alice.history(room["id"])["messages"] == []


def test_deleting_again_changes_nothing(bob, room, address):
    message = bob.say(room["id"], "never mind")
    tombstone = bob.delete(address(message))[1]
    assert bob.delete(address(message)) == (200, tombstone)
    assert bob.changes(f"room:{room['id']}")[1]["version"] == tombstone["version"]


def test_a_closed_room_keeps_its_messages_from_others(alice, bob, charlie, closed, address):
    message = bob.say(closed["id"], "secret")
    status, answer = charlie.delete(address(message))
    assert (status, answer["error"]["code"]) == (404, "not_found")
    assert alice.get(address(message)) == (200, message)


def test_not_even_an_administrator_of_the_workspace_reaches_into_a_closed_room(alice, bob, address):
    room = bob.create_room(kind="closed")
    message = bob.say(room["id"], "secret")
    assert alice.delete(address(message))[0] == 404


def test_a_message_is_found_only_through_its_own_room(alice, bob, room, closed):
    message = bob.say(closed["id"], "secret")
    assert bob.delete(f"/rooms/{room['id']}/messages/{message['id']}")[0] == 404
    assert bob.delete(f"/rooms/{room['id']}/messages/812")[0] == 404


def test_sending_it_again_afterwards_does_not_bring_it_back(bob, room, address):
    message = bob.say(room["id"], "never mind")
    tombstone = bob.delete(address(message))[1]
    assert bob.say(room["id"], "never mind", message["client_id"]) == tombstone
    assert bob.history(room["id"])["messages"] == []
