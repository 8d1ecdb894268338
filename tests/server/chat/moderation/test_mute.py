"""Who is muted reads on, and writes nowhere from that moment."""

import uuid


def post(person, room):
    body = {"client_id": str(uuid.uuid4()), "text": "hello"}
    return person.post(f"/rooms/{room['id']}/messages", body)


def test_it_holds_from_the_next_message_on(alice, bob, moderator, room):
    assert post(bob, room)[0] == 201
    moderator.put(f"/users/{bob.id}/mute", {"minutes": 60})
    status, body = post(bob, room)
    assert (status, body["error"]["code"]) == (403, "muted")
    assert 3500 < body["error"]["retry_after"] <= 3600
    assert bob.history(room["id"])["messages"]


def test_it_ends_at_once(alice, bob, moderator, room):
    moderator.put(f"/users/{bob.id}/mute", {"minutes": 60})
    assert post(bob, room)[0] == 403
    moderator.put(f"/users/{bob.id}/mute", {"minutes": 0})
    assert post(bob, room)[0] == 201


def test_who_becomes_a_guest_loses_what_guests_do_not_see(alice, bob, room):
    other = alice.create_room("Other")
    assert bob.history(other["id"])["messages"] == []
    alice.put(f"/users/{bob.id}/role", {"role": "guest"})
    assert bob.get(f"/rooms/{other['id']}/messages")[0] == 404
    assert bob.get(f"/rooms/{room['id']}/messages")[0] == 200
