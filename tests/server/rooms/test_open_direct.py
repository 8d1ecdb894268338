"""Direct conversations: the same people always meet in the same room."""

import pytest


def test_people_who_write_to_each_other_share_a_room(alice, bob, charlie):
    status, room = alice.post("/rooms", {"kind": "direct", "user_ids": [bob.id, charlie.id]})
    assert status == 201
    assert (room["kind"], room["name"], room["role"]) == ("direct", "", "member")
    assert [person["username"] for person in room["people"]] == ["bob", "charlie"]
    assert [person["username"] for person in bob.entry(room)["people"]] == ["alice", "charlie"]


def test_the_others_are_told(alice, bob):
    listening = bob.socket("/me")
    room = alice.direct(bob)
    assert [change["data"] for change in listening.heard("change")] == [bob.entry(room)]


def test_the_same_people_meet_in_the_same_room_whoever_writes_first(alice, bob, charlie):
    room = alice.direct(bob, charlie)
    for user_ids in (
        [alice.id, charlie.id],
        [charlie.id, alice.id, alice.id],
        [bob.id, alice.id, charlie.id],
    ):
        status, again = bob.post("/rooms", {"kind": "direct", "user_ids": user_ids})
        assert (status, again["id"]) == (200, room["id"])


def test_other_people_meet_in_another_room(alice, bob, charlie):
    assert alice.direct(bob)["id"] != alice.direct(bob, charlie)["id"]


def test_one_can_write_to_oneself(alice):
    room = alice.direct()
    assert room["people"] == []
    assert alice.direct(alice)["id"] == room["id"]
    assert alice.say(room["id"], "note to self")


def test_ten_people_are_the_most(alice, newcomer):
    people = [newcomer(f"person{number}") for number in range(10)]
    assert len(alice.direct(*people[:9])["people"]) == 9
    status, answer = alice.post("/rooms", {"kind": "direct", "user_ids": [person.id for person in people]})
    assert (status, list(answer["error"]["fields"])) == (422, ["user_ids"])


@pytest.mark.parametrize("stranger", [0, 812, 2**53 - 1])
def test_with_somebody_who_does_not_exist_there_is_none(alice, bob, stranger):
    status, answer = alice.post("/rooms", {"kind": "direct", "user_ids": [bob.id, stranger]})
    assert (status, list(answer["error"]["fields"])) == (422, ["user_ids"])
    assert alice.get("/rooms")[1]["rooms"] == []


def test_nobody_else_finds_it(alice, bob, charlie):
    room = alice.direct(bob)
    assert charlie.get(f"/rooms/{room['id']}")[0] == 404
    assert charlie.get("/rooms")[1]["rooms"] == []
    assert charlie.get("/rooms/open")[1]["rooms"] == []


def test_it_cannot_be_joined_left_renamed_widened_or_emptied(alice, bob, charlie):
    room = bob.direct(alice)
    path = f"/rooms/{room['id']}"
    assert charlie.post(f"{path}/join")[0] == 404
    for status, answer in (
        bob.post(f"{path}/leave"),
        bob.patch(path, {"name": "Us"}),
        bob.post(f"{path}/members", {"user_ids": [charlie.id]}),
        bob.delete(f"{path}/members/{alice.id}"),
        bob.delete(f"{path}/members/{bob.id}"),
        # … not even by an administrator of the workspace
        alice.delete(f"{path}/members/{bob.id}"),
    ):
        assert (status, answer["error"]["code"]) == (403, "forbidden")
    assert [person["username"] for person in bob.entry(room)["people"]] == ["alice"]
