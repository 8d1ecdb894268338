"""Joining an open room."""


def test_anybody_joins_an_open_room(alice, charlie, room, members):
    alice.say(room["id"], "before")
    entry = charlie.join_room(room)
    assert (entry["joined"], entry["role"], entry["unread"]) == (True, "member", 0)
    assert charlie.entry(room) == entry
    assert members(alice, room) == {"alice": "admin", "bob": "member", "charlie": "member"}


def test_the_room_is_told_and_so_are_the_persons_other_devices(alice, charlie, room):
    watching, own = alice.socket(), charlie.socket("/me")
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    entry = charlie.join_room(room)
    [change] = watching.heard("change")
    assert (change["type"], change["data"]) == (
        "member",
        {
            "room_id": room["id"],
            "user": {"id": charlie.id, "username": "charlie", "name": "charlie"},
            "role": "member",
            "joined": True,
        },
    )
    assert [change["data"] for change in own.heard("change")] == [entry]


def test_joining_again_changes_nothing(alice, bob, room):
    before = alice.changes(f"room:{room['id']}")[1]["version"]
    assert bob.join_room(room)["joined"]
    assert alice.join_room(room)["role"] == "admin"
    assert alice.changes(f"room:{room['id']}")[1]["version"] == before


def test_a_closed_room_cannot_be_joined(charlie, closed):
    status, answer = charlie.post(f"/rooms/{closed['id']}/join")
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_who_was_removed_from_a_closed_room_cannot_come_back(alice, bob, closed):
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert bob.post(f"/rooms/{closed['id']}/join")[0] == 404


def test_a_room_that_does_not_exist_cannot_be_joined(alice):
    assert alice.post("/rooms/812/join")[0] == 404


def test_who_comes_back_is_no_administrator_any_more_and_has_nothing_unread(alice, bob, room):
    alice.post(f"/rooms/{room['id']}/leave")
    bob.say(room["id"], "while you were away")
    entry = alice.join_room(room)
    assert (entry["role"], entry["unread"]) == ("member", 0)
