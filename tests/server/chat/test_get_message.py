"""One message by its address."""


def test_members_and_readers_of_an_open_room_get_it(alice, bob, charlie, room, address):
    message = alice.say(room["id"], "hello")
    for person in (alice, bob, charlie):
        assert person.get(address(message)) == (200, message)


def test_a_closed_room_shows_it_to_its_members_alone(alice, bob, charlie, closed, address):
    message = alice.say(closed["id"], "secret")
    assert bob.get(address(message)) == (200, message)
    status, answer = charlie.get(address(message))
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_it_is_found_only_through_its_own_room(alice, room, closed):
    message = alice.say(closed["id"], "secret")
    assert alice.get(f"/rooms/{room['id']}/messages/{message['id']}")[0] == 404


def test_it_has_exactly_what_the_api_promises(alice, room, address):
    message = alice.say(room["id"], "hello")
    assert set(message) == {
        "id",
        "room_id",
        "seq",
        "version",
        "client_id",
        "author",
        "text",
        "html",
        "created_at",
        "edited_at",
        "deleted_at",
        "removed",
    }
    assert message["created_at"].endswith("Z")
    assert (message["edited_at"], message["deleted_at"]) == (None, None)
