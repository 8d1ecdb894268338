"""Leaving a room."""


def test_who_leaves_is_out(alice, bob, room, members):
    assert bob.post(f"/rooms/{room['id']}/leave") == (204, None)
    assert bob.entry(room) is None
    assert members(alice, room) == {"alice": "admin"}


def test_the_room_is_told_and_so_are_the_persons_devices(alice, bob, room):
    stream = f"room:{room['id']}"
    watching, leaving, own = alice.socket(), bob.socket(), bob.socket("/me")
    for socket in (watching, leaving):
        socket.ask("join", {"streams": [stream]})
    bob.post(f"/rooms/{room['id']}/leave")
    [change] = watching.heard("change")
    assert (change["type"], change["data"]["user"]["id"], change["data"]["joined"]) == (
        "member",
        bob.id,
        False,
    )
    assert leaving.heard("removed") == [{"stream": stream}]
    [change] = own.heard("change")
    assert change["data"] == {"id": room["id"], "kind": "open", "joined": False}


def test_an_open_room_can_still_be_read(alice, bob, room):
    message = alice.say(room["id"], "hello")
    bob.post(f"/rooms/{room['id']}/leave")
    assert bob.history(room["id"])["messages"] == [message]


def test_a_closed_room_is_gone(bob, closed):
    bob.post(f"/rooms/{closed['id']}/leave")
    assert bob.get(f"/rooms/{closed['id']}")[0] == 404


def test_when_the_last_administrator_leaves_the_longest_member_follows(alice, bob, charlie, room, members):
    charlie.join_room(room)
    watching = charlie.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    alice.post(f"/rooms/{room['id']}/leave")
    assert members(charlie, room) == {"bob": "admin", "charlie": "member"}
    assert bob.entry(room)["role"] == "admin"
    told = [
        (change["data"]["user"]["username"], change["data"]["role"]) for change in watching.heard("change")
    ]
    assert told == [("alice", "member"), ("bob", "admin")]


def test_who_came_back_counts_from_then_on(alice, bob, charlie, room, members):
    charlie.join_room(room)
    bob.post(f"/rooms/{room['id']}/leave")
    bob.join_room(room)
    alice.post(f"/rooms/{room['id']}/leave")
    assert members(bob, room) == {"bob": "member", "charlie": "admin"}


def test_an_empty_room_takes_its_first_visitor(alice, bob, room):
    for person in (alice, bob):
        person.post(f"/rooms/{room['id']}/leave")
    assert bob.join_room(room)["joined"]


def test_an_empty_room_has_an_administrator_again_with_its_first_visitor(alice, bob, room):
    for person in (alice, bob):
        person.post(f"/rooms/{room['id']}/leave")
    assert bob.join_room(room)["role"] == "admin"


def test_who_is_not_in_it_cannot_leave(charlie, room, closed):
    status, answer = charlie.post(f"/rooms/{room['id']}/leave")
    assert (status, answer["error"]["code"]) == (403, "not_a_member")
    status, answer = charlie.post(f"/rooms/{closed['id']}/leave")
    assert (status, answer["error"]["code"]) == (404, "not_found")
