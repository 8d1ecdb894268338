"""What rooms keep in the streams, for who was away."""


def test_a_room_that_was_renamed_twice_comes_once_as_it_is_now(alice, bob, room):
    version = alice.entry(room)["version"]
    for name in ("Code", "Craft"):
        alice.patch(f"/rooms/{room['id']}", {"name": name})
    [change] = bob.changes(f"room:{room['id']}", version)[1]["changes"]
    assert (change["type"], change["data"]["name"]) == ("room", "Craft")


def test_members_who_came_and_went_come_as_they_are_now(alice, bob, charlie, room):
    version = alice.entry(room)["version"]
    charlie.join_room(room)
    bob.post(f"/rooms/{room['id']}/leave")
    changes = alice.changes(f"room:{room['id']}", version)[1]["changes"]
    told = [
        (change["type"], change["data"]["user"]["username"], change["data"]["joined"]) for change in changes
    ]
    assert told == [("member", "charlie", True), ("member", "bob", False)]


def test_a_persons_stream_tells_of_their_rooms_and_of_themselves(alice, bob, room, closed):
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    me = bob.patch("/me", {"name": "Bobby"})[1]
    answer = bob.changes(f"user:{bob.id}")[1]
    told = [(change["type"], change["data"]) for change in answer["changes"] if change["type"] != "notice"]
    assert told == [
        ("room", bob.entry(room)),
        ("room", {"id": closed["id"], "kind": "closed", "joined": False}),
        ("me", me),
    ]


def test_what_is_told_live_is_what_is_caught_up_with(alice, bob, charlie, room):
    stream = f"room:{room['id']}"
    watching = bob.socket()
    version = watching.ask("join", {"streams": [stream]})["versions"][stream]
    alice.patch(f"/rooms/{room['id']}", {"topic": "Shapes"})
    charlie.join_room(room)
    charlie.say(room["id"], "hello")
    assert watching.heard("change") == bob.changes(stream, version)[1]["changes"]
