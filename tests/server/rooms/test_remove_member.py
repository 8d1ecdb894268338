"""Taking somebody out of a room."""


def test_an_administrator_of_the_room_removes_somebody(bob, charlie, members):
    room = bob.create_room()
    charlie.join_room(room)
    assert bob.delete(f"/rooms/{room['id']}/members/{charlie.id}") == (204, None)
    assert members(bob, room) == {"bob": "admin"}
    assert charlie.entry(room) is None


def test_an_administrator_of_the_workspace_does_in_any_open_room(alice, bob, charlie, members):
    room = bob.create_room()
    charlie.join_room(room)
    assert alice.delete(f"/rooms/{room['id']}/members/{charlie.id}")[0] == 204
    assert members(bob, room) == {"bob": "admin"}


def test_it_is_in_the_log_unless_somebody_goes_by_themselves(alice, bob, charlie):
    room = bob.create_room()
    for person in (alice, charlie):
        person.join_room(room)
    bob.delete(f"/rooms/{room['id']}/members/{charlie.id}")
    alice.delete(f"/rooms/{room['id']}/members/{alice.id}")
    [entry] = alice.get("/administration/audit")[1]["entries"]
    assert (entry["actor"]["id"], entry["action"], entry["target"], entry["data"]) == (
        bob.id,
        "room.remove",
        f"room:{room['id']}",
        {"user": charlie.id},
    )


def test_who_is_removed_hears_that_and_nothing_more(alice, bob, closed):
    stream = f"room:{closed['id']}"
    theirs, own = bob.socket(), bob.socket("/me")
    theirs.ask("join", {"streams": [stream]})
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert theirs.heard("removed") == [{"stream": stream}]
    alice.say(closed["id"], "now among ourselves")
    assert theirs.heard("change") == []
    heard = own.heard("change")
    assert [change["data"] for change in heard if change["type"] == "room"] == [
        {"id": closed["id"], "kind": "closed", "joined": False}
    ]
    # Besides, that they were brought in is no news any more.
    assert all(change["data"]["cleared_at"] for change in heard if change["type"] != "room")


def test_members_remove_nobody_but_themselves(alice, bob, room, members):
    status, answer = bob.delete(f"/rooms/{room['id']}/members/{alice.id}")
    assert (status, answer["error"]["code"]) == (403, "forbidden")
    assert bob.delete(f"/rooms/{room['id']}/members/{bob.id}")[0] == 204
    assert members(alice, room) == {"alice": "admin"}


def test_outsiders_remove_nobody(bob, charlie, room, closed):
    status, answer = charlie.delete(f"/rooms/{room['id']}/members/{bob.id}")
    assert (status, answer["error"]["code"]) == (403, "forbidden")
    status, answer = charlie.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_who_is_not_in_it_cannot_be_removed(alice, charlie, room, closed):
    for somebody in (charlie.id, 812):
        for place in (room, closed):
            status, answer = alice.delete(f"/rooms/{place['id']}/members/{somebody}")
            assert (status, answer["error"]["code"]) == (404, "not_found")


def test_an_administrator_who_removes_themselves_is_followed_by_another(alice, bob, room, members):
    assert alice.delete(f"/rooms/{room['id']}/members/{alice.id}")[0] == 204
    assert members(bob, room) == {"bob": "admin"}
